"""What TypeScript's publishers and factories say to who writes without types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .publishing import answers, program

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["program"]


def test_other_than_topics_are_refused(program: Path) -> None:
    """Who writes without types is told what to write."""
    script = """
    print(await told(() => publish(textsChannel, "a")));
    print(await told(() => publish(textsChannel.txt, "a")), await told(() => publish()));
    print(await told(() => publish(pipelineChannel, "a")));
    print(await told(() => durable(textsChannel.text, "a")));
    print(await told(() => publish("texts", "a")), sent.length);
    """
    topic = "expected a topic, such as channel."
    assert answers(program, "textsChannel, pipelineChannel", script) == [
        f'{topic}text, found the channel "texts"; its topics are text, nothing, anything, big, '
        "unchecked, nullable, nested, same",
        f"{topic}status, found undefined",
        f"{topic}status, found undefined",
        f"{topic}status, found a factory; call it with the channel's parameters",
        'expected the step\'s id, as in publish("publish-status", channel.status, data), found '
        '{"channel":"texts","topic":"text","config":{"schema":{"~sta…',
        f'{topic}status, found "texts"',
        0,
    ]


def test_other_than_clients_and_steps_are_refused(program: Path) -> None:
    """A publisher needs a client, a step's publisher a step, and each is told from the other."""
    script = """
    import { Inngest } from "inngest";
    const client = new Inngest({ id: "a" });
    const step = { run() {}, realtime: { publish: send } };
    for (const given of [client, undefined, step]) print(await told(() => publisher(given)));
    for (const given of [step, undefined, client]) print(await told(() => stepPublisher(given)));
    """
    client = "publisher: expected a client, as in publisher(new Inngest({ id })), found "
    step = "stepPublisher: expected the step of a function, as in stepPublisher(step), found "
    assert answers(program, "pipelineChannel", script) == [
        None,
        f"{client}undefined",
        f"{client}a step; write stepPublisher(step)",
        None,
        f"{step}undefined",
        f"{step}a client; write publisher(client)",
    ]


def test_wrong_parameters_are_told(program: Path) -> None:
    """Each with what was found."""
    script = """
    print(await told(() => pipelineChannel()), await told(() => pipelineChannel("abc")));
    print(await told(() => pipelineChannel({ runId: "a", run_id: 1n })));
    """
    head = 'wrong parameters of the channel "pipeline:{run_id}":\n  '
    missing = "run_id: expected a string, found undefined"
    assert answers(program, "pipelineChannel", script) == [
        f"{head}expected an object with the parameters, found undefined\n  {missing}",
        f'{head}expected an object with the parameters, found "abc"\n  {missing}',
        f"{head}runId: there is no such parameter\n  run_id: expected a string, found bigint",
    ]
