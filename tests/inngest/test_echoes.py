"""Echoes: how often each message is sent, by where it stands, and by what happens to the run."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import inngest
import pytest
from realtime_runtime import PayloadTooLarge, PublishFailed

from .cases import CASES, Case, around_steps
from .channels import WIRE, chat
from .engine import RUN_ID, Engine
from .programs import DEPLOYED, after_step, function_of, nothing, parallel, say
from .programs_deployed import a_removed_last_step
from .programs_in_branches import two_branches
from .stub import Answer

if TYPE_CHECKING:
    from realtime_runtime.inngest import Inngest

    from .engine import Outcome
    from .programs import Program
    from .stub import Stub

pytestmark = pytest.mark.slow

BOTH = pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])


def counts(stub: Stub) -> dict[str, int]:
    """How often each message was sent, in the order of the first times."""
    return dict(Counter(request.json["message"] for request in stub.published("status")))


async def run(
    client: Inngest, program: Program, *, is_async: bool = True, tells_order: bool = True
) -> Outcome:
    """Run to the end, with a deploy under a run that sleeps in `wait`."""
    DEPLOYED.clear()
    function = function_of(client, program, is_async=is_async)
    engine = Engine(client, function)
    engine.tells_order = tells_order
    engine.after["wait"] = lambda: DEPLOYED.add("new code")
    return await engine.run(function)


def name(case: Case) -> str:
    return case.program.__name__.replace("_", " ")


@BOTH
@pytest.mark.parametrize("case", CASES, ids=name)
async def test_each_message_is_sent_once(
    case: Case, *, is_async: bool, stub: Stub, client: Inngest
) -> None:
    """Wherever it stands, it is sent; and it is sent again for another attempt alone, or where
    nothing tells whether it has been sent."""
    outcome = await run(client, case.program, is_async=is_async)
    assert outcome.error is None
    assert counts(stub) == case.counts


@BOTH
@pytest.mark.parametrize("case", CASES, ids=name)
async def test_every_pass_sends_if_asked_to(
    case: Case, *, is_async: bool, stub: Stub, client: Inngest
) -> None:
    """With `transport.echoes = "send"` a message is sent each time that the code comes to it."""
    client.realtime.transport.echoes = "send"
    outcome = await run(client, case.program, is_async=is_async)
    assert outcome.error is None
    assert counts(stub) == case.passes


async def test_the_engine_asks_as_the_server_does(stub: Stub, client: Inngest) -> None:
    """Its requests for a parallel group and a step ID that is used twice bring as many results,
    in the order of completion, as those recorded, and target as many steps."""
    calls = json.loads((WIRE / "sdk-python-step-calls.json").read_text("utf-8"))["calls"]
    recorded = [
        ("stepId=step" in call["query"], call["stack"])
        for call in calls
        if "par-demo" in call["query"]
    ]

    def program(ctx: Any) -> Any:
        yield parallel(ctx, after_step("par-a"), after_step("par-b"), after_step("par-c"))
        yield ctx.step.run("again", nothing)
        yield ctx.step.run("again", nothing)

    function = function_of(client, program, is_async=True)
    engine = Engine(client, function)
    await engine.run(function)
    assert [(step == "step", stack) for step, stack in engine.requests] == recorded


async def test_a_server_that_tells_no_order_loses_nothing(stub: Stub, client: Inngest) -> None:
    """Without the order of completion everything is sent, if more often."""
    for case in CASES:
        stub.requests.clear()
        assert (await run(client, case.program, tells_order=False)).error is None
        found = counts(stub)
        assert found.keys() == case.passes.keys()
        assert all(case.counts[text] <= found[text] <= case.passes[text] for text in found)


@BOTH
async def test_messages_keep_their_order(*, is_async: bool, stub: Stub, client: Inngest) -> None:
    """What was held is sent before what comes after it: in a step, in the body, or in a branch."""

    def program(ctx: Any) -> Any:
        if not DEPLOYED:
            yield ctx.step.sleep("wait", 1)
        yield say(ctx, "1")
        yield say(ctx, "2")
        yield ctx.step.run("step", say, ctx, "3")
        yield parallel(ctx, after_step("4"), after_step("5"))
        yield say(ctx, "6")

    await run(client, program, is_async=is_async)
    assert list(counts(stub)) == ["1", "2", "3", "4", "5", "6"]


@BOTH
async def test_a_held_message_that_cannot_be_sent_fails_the_attempt(
    *, is_async: bool, stub: Stub, client: Inngest
) -> None:
    """At the end of the function, and before a step's body runs; then it is sent again."""

    def program(ctx: Any) -> Any:
        if not DEPLOYED:
            yield ctx.step.sleep("wait", 1)
        yield say(ctx, "before")
        stub.answers.append(Answer(500)) if ctx.attempt == 0 else None
        yield ctx.step.run("step", nothing)
        return "done"

    outcome = await run(client, program, is_async=is_async)
    assert outcome.output == "done"
    assert [step["op"] for step in outcome.of("step")] == ["StepError", "StepRun"]
    assert outcome.of("step")[0]["error"]["name"] == PublishFailed.__name__
    assert counts(stub) == {"before": 2}


@BOTH
async def test_a_held_message_does_not_hide_an_error(
    *, is_async: bool, stub: Stub, client: Inngest, caplog: pytest.LogCaptureFixture
) -> None:
    """A function's own error ends the request; a held message that cannot be sent is a warning."""

    def program(ctx: Any) -> Any:
        if not DEPLOYED:
            yield ctx.step.sleep("wait", 1)
        yield say(ctx, "first")
        yield say(ctx, "second")
        stub.answers.append(Answer(500))
        raise inngest.NonRetriableError("no")

    outcome = await run(client, program, is_async=is_async)
    assert outcome.error is not None
    assert outcome.error["message"] == "no"
    assert counts(stub) == {"first": 1, "second": 1}
    (warning,) = [r for r in caplog.records if r.name == "realtime_runtime"]
    assert warning.getMessage() == (
        "a message was lost: topic 'status' of channel 'uploads:one' was not published: "
        "the server answered 500: "
    )


@BOTH
async def test_a_held_payload_is_refused_where_it_is_published(
    *, is_async: bool, stub: Stub, client: Inngest
) -> None:
    """What is too large is an error of the publish, in each pass."""
    caught: list[int] = []

    def program(ctx: Any) -> Any:
        try:
            yield ctx.publish(chat.text, "x" * 600_000)
        except PayloadTooLarge as error:
            caught.append(error.size)
        yield ctx.step.run("step", nothing)

    assert (await run(client, program, is_async=is_async)).error is None
    assert caught == [600_002, 600_002]


async def test_an_echo_is_one_debug_line(
    stub: Stub, client: Inngest, caplog: pytest.LogCaptureFixture
) -> None:
    """It has the topic, the channel, the run and why, and nothing of the payload."""
    caplog.set_level(logging.DEBUG, "realtime_runtime")
    await run(client, two_branches)
    assert [record.getMessage() for record in caplog.records if "echo" in record.msg] == []

    def program(ctx: Any) -> Any:
        yield say(ctx, "secret")
        yield ctx.step.run("first", nothing)
        yield parallel(ctx, after_step("A"), after_step("B"))

    await run(client, program)
    lines = [record.getMessage() for record in caplog.records if record.name == "realtime_runtime"]
    start = f"an echo was not sent: topic 'status' of channel 'uploads:one' in run {RUN_ID}, as "
    assert lines == [start + "a later step is complete"] * 4
    assert not any("secret" in line for line in lines)


async def test_the_page_has_these_counts(stub: Stub, client: Inngest) -> None:
    """The table of the page says how often each message is sent, here and in every pass."""
    page = (Path(__file__).parents[2] / "docs" / "inngest.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|`]+) \| ([\d, ]+) \| ([\d, ]+) \| [\d, ]+ \|$", page, re.MULTILINE)
    told = [(what, *(read_numbers(cell) for cell in cells)) for what, *cells in rows]
    found = []
    for what, program, names in (
        ("before the steps", around_steps, ["before"]),
        ("between two steps", around_steps, ["between"]),
        ("after the last step", around_steps, ["after"]),
        ("durable publish", around_steps, ["durable"]),
        ("after the step of each of two parallel branches", two_branches, ["A", "B"]),
        ("after a step that a deploy removed during the run", a_removed_last_step, ["later"]),
    ):
        sent = []
        for echoes in ("drop", "send"):
            stub.requests.clear()
            client.realtime.transport.echoes = echoes
            await run(client, program)
            every = {**counts(stub), "durable": len(stub.published("result"))}
            sent.append([every[name] for name in names])
        found.append((what, *sent))
    assert told == found


def read_numbers(cell: str) -> list[int]:
    return [int(number) for number in cell.split(",")]
