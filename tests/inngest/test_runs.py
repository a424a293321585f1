"""Runs: what is published, how often, with one handler and one executor for all of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import inngest
import pytest

from generated import alerts_channel, uploads_channel
from generated.uploads import UploadsResult

from .engine import RUN_ID, Engine

if TYPE_CHECKING:
    from realtime_runtime.inngest import Context, ContextSync, Inngest

    from .stub import Stub

TRIGGER = inngest.TriggerEvent(event="test")
channel = uploads_channel(upload_id="one")
PUBLISH = {"type": "step.realtime.publish"}


def counts(stub: Stub) -> dict[str, int]:
    """How often each message of the status topic was sent."""
    found: dict[str, int] = {}
    for request in stub.published("status"):
        message = request.json["message"]
        found[message] = found.get(message, 0) + 1
    return found


async def test_each_method_publishes_as_often_as_it_says(stub: Stub, client: Inngest) -> None:
    """With a failure at the end of the first attempt: durably once, before the steps once per run,
    after the last step once per attempt, every message with the run's ID."""

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=2)
    async def function(ctx: Context) -> str:
        await ctx.publish(channel.status, {"message": "before"})
        await client.realtime.publish(alerts_channel.count, 0)
        url = await ctx.step.run("process", process)
        result = await ctx.step.realtime.publish("result", channel.result, {"success": True})
        assert type(result) is UploadsResult
        await ctx.publish(channel.status, {"message": "after"})
        if ctx.attempt == 0:
            raise RuntimeError("once")
        return url

    async def process() -> str:
        await ctx_free_publish()
        return "https://files.example/one"

    async def ctx_free_publish() -> None:
        await client.realtime.publish(channel.status, {"message": "inside"})

    outcome = await Engine(client, function).run(function)
    assert (outcome.output, outcome.error) == ("https://files.example/one", None)
    assert counts(stub) == {"before": 1, "inside": 1, "after": 2}
    assert len(stub.published("count")) == 1
    assert len(stub.published("result")) == 1
    assert {request.params["run_id"] for request in stub.published()} == {RUN_ID}


def test_synchronous_handlers_publish_alike(stub: Stub, client: Inngest) -> None:
    """The same counts, without `await`."""

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=2)
    def function(ctx: ContextSync) -> bool:
        ctx.publish(channel.status, {"message": "before"})
        client.realtime.publish_sync(alerts_channel.count, 0)
        ctx.step.run(
            "process",
            lambda: client.realtime.publish_sync(channel.status, {"message": "inside"}),
        )
        result = ctx.step.realtime.publish("result", channel.result, {"success": True})
        ctx.publish(channel.status, {"message": "after"})
        if ctx.attempt == 0:
            raise RuntimeError("once")
        return result.success

    outcome = asyncio.run(Engine(client, function).run(function))
    assert (outcome.output, outcome.error) == (True, None)
    assert counts(stub) == {"before": 1, "inside": 1, "after": 2}
    assert len(stub.published("count")) == 1
    assert len(stub.published("result")) == 1
    assert {request.params["run_id"] for request in stub.published()} == {RUN_ID}


@pytest.mark.parametrize("steps", [0, 1, 3])
async def test_nothing_echoes(steps: int, stub: Stub, client: Inngest) -> None:
    """What stands between two steps is sent once, however many steps there are."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        for number in range(steps):
            await ctx.publish(channel.status, {"message": f"before {number}"})
            await ctx.step.run(f"step {number}", nothing)
        await ctx.publish(channel.status, {"message": "end"})

    async def nothing() -> None: ...

    outcome = await Engine(client, function).run(function)
    assert outcome.requests == steps + 1
    assert counts(stub) == {**{f"before {number}": 1 for number in range(steps)}, "end": 1}


async def test_an_attempt_that_failed_before_a_memo_publishes_again(
    stub: Stub, client: Inngest
) -> None:
    """Until a step is memoized nothing tells an attempt from the one before: it sends again. What
    a failed step published is sent again as well."""

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=2)
    async def function(ctx: Context) -> None:
        await ctx.publish(channel.status, {"message": "before"})

        async def flaky() -> None:
            await ctx.publish(channel.status, {"message": "inside"})
            if ctx.attempt == 0:
                raise RuntimeError("once")

        await ctx.step.run("flaky", flaky)

    assert (await Engine(client, function).run(function)).error is None
    assert counts(stub) == {"before": 2, "inside": 2}


async def test_a_durable_publish_is_a_step_of_its_type_with_its_data(
    stub: Stub, client: Inngest
) -> None:
    """The engine gets a step marked as a publish, with the payload's JSON as its result; other
    steps are not marked."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        await ctx.step.run("plain", nothing)
        await ctx.step.realtime.publish("result", channel.result, UploadsResult(success=True))

    async def nothing() -> None: ...

    outcome = await Engine(client, function).run(function)
    (plain,), (publish,) = outcome.of("plain"), outcome.of("result")
    assert (publish["op"], publish["opts"]) == ("StepRun", PUBLISH)
    assert publish["data"] == {"success": True}
    assert plain["opts"] is None
    assert stub.published("result")[0].body == b'{"success":true}'


async def test_the_model_comes_back_when_run_and_when_replayed(stub: Stub, client: Inngest) -> None:
    """`step.realtime.publish` returns the topic's model in every request that goes past it."""
    seen: list[object] = []

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        result = await ctx.step.realtime.publish(
            "result", channel.result, {"success": False, "reason": "virus"}
        )
        seen.append(result)
        count = await ctx.step.realtime.publish("count", alerts_channel.count, 3)
        seen.append(count)

    await Engine(client, function).run(function)
    result = UploadsResult(success=False, reason="virus")
    assert seen == [result, result, 3]
    assert len(stub.published()) == 2


async def test_late_data_is_made_once(stub: Stub, client: Inngest) -> None:
    """Data given lazily is made when it is sent, and never on a replay."""
    made: list[int] = []

    def make() -> dict[str, Any]:
        made.append(1)
        return {"success": True}

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> bool:
        lazy: Any = channel.result.lazy
        result: UploadsResult = await ctx.step.realtime.publish("result", lazy, make)
        await ctx.step.run("more", nothing)
        return result.success

    async def nothing() -> None: ...

    assert (await Engine(client, function).run(function)).output is True
    assert made == [1]
    assert len(stub.published("result")) == 1


async def test_parallel_steps_publish_once_each(stub: Stub, client: Inngest) -> None:
    """Durable publishes in parallel are planned and run as publish steps; nothing around them
    echoes, in requests that target one of them neither."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> list[bool]:
        await ctx.publish(channel.status, {"message": "before"})

        async def work() -> None:
            await ctx.publish(channel.status, {"message": "inside"})

        first, second, _ = await ctx.group.parallel(
            (
                lambda: ctx.step.realtime.publish("a", channel.result, {"success": True}),
                lambda: ctx.step.realtime.publish("b", channel.result, {"success": False}),
                lambda: ctx.step.run("work", work),
            )
        )
        await ctx.publish(channel.status, {"message": "after"})
        assert isinstance(first, UploadsResult)
        assert isinstance(second, UploadsResult)
        return [first.success, second.success]

    outcome = await Engine(client, function).run(function)
    assert outcome.output == [True, False]
    assert counts(stub) == {"before": 1, "inside": 1, "after": 1}
    assert sorted(r.json["success"] for r in stub.published("result")) == [False, True]
    ops = [(step["op"], step["opts"]) for step in outcome.of("a")]
    assert ops == [("StepPlanned", PUBLISH), ("StepRun", PUBLISH)]
    assert [step["opts"] for step in outcome.of("work")] == [None, None]


def test_synchronous_parallel_steps_publish_once_each(stub: Stub, client: Inngest) -> None:
    """The same in a synchronous handler."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    def function(ctx: ContextSync) -> list[bool]:
        ctx.publish(channel.status, {"message": "before"})
        results = ctx.group.parallel(
            (
                lambda: ctx.step.realtime.publish("a", channel.result, {"success": True}),
                lambda: ctx.step.realtime.publish("b", channel.result, {"success": False}),
            )
        )
        ctx.publish(channel.status, {"message": "after"})
        return [result.success for result in results]

    outcome = asyncio.run(Engine(client, function).run(function))
    assert outcome.output == [True, False]
    assert counts(stub) == {"before": 1, "after": 1}
    assert len(stub.published("result")) == 2
    assert [step["opts"] for step in outcome.of("b")] == [PUBLISH, PUBLISH]


async def test_a_step_id_may_be_used_again(stub: Stub, client: Inngest) -> None:
    """A reused step ID is a step of its own, as in the SDK, with a message ID of its own."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> list[int]:
        return [
            await ctx.step.realtime.publish("again", alerts_channel.count, number)
            for number in range(3)
        ]

    assert (await Engine(client, function).run(function)).output == [0, 1, 2]
    sent = stub.published("count")
    assert [request.json for request in sent] == [0, 1, 2]
    assert [request.metadata["id"] for request in sent] == [
        f"{RUN_ID}:again:{number}" for number in (1, 2, 3)
    ]


async def test_what_a_crash_sends_twice_has_one_id(stub: Stub, client: Inngest) -> None:
    """A process that dies between sending and answering sends again, under the same message ID."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        await ctx.step.realtime.publish("result", channel.result, {"success": True})

    engine = Engine(client, function)
    engine.crash_after.add("result")
    await engine.run(function)
    first, second = stub.published("result")
    assert first.metadata["id"] == second.metadata["id"] == f"{RUN_ID}:result:1"
