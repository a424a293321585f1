"""Inside a run: helpers, tasks and threads know of it; failures end it or are retried."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import inngest
import pytest
from realtime_runtime import InvalidPayload, PayloadTooLarge
from realtime_runtime.inngest import Context, ContextSync, Inngest

from generated import alerts_channel, uploads_channel

from .channels import chat
from .engine import FAILURE_RUN_ID, RUN_ID, Engine
from .stub import READ, Answer, Stub

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TRIGGER = inngest.TriggerEvent(event="test")
channel = uploads_channel(upload_id="one")
WRONG: Any = {"message": "no severity"}
HUGE = "x" * READ


async def test_tasks_and_threads_know_the_run(stub: Stub, client: Inngest) -> None:
    """A publish in a task or in `asyncio.to_thread` has the run's ID and does not echo."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        await asyncio.gather(say("task"), asyncio.to_thread(say_sync, "thread"))
        await ctx.step.run("work", work)
        await asyncio.gather(say("later task"), asyncio.to_thread(say_sync, "later thread"))

    async def work() -> None:
        await asyncio.gather(say("step task"), asyncio.to_thread(say_sync, "step thread"))

    async def say(text: str) -> None:
        await client.realtime.publish(chat.text, text)

    def say_sync(text: str) -> None:
        client.realtime.publish_sync(chat.text, text)

    assert (await Engine(client, function).run(function)).error is None
    said = sorted(request.json for request in stub.published())
    assert said == sorted(f"{when}{what}" for when in ("", "later ", "step ") for what in
                          ("task", "thread"))  # fmt: skip
    assert {request.params["run_id"] for request in stub.published()} == {RUN_ID}


async def test_a_bare_thread_publishes_without_the_run(stub: Stub, client: Inngest) -> None:
    """A thread of its own inherits nothing: it publishes as code outside functions does."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        thread = threading.Thread(target=client.realtime.publish_sync, args=(chat.text, "alone"))
        thread.start()
        await asyncio.to_thread(thread.join)

    await Engine(client, function).run(function)
    (request,) = stub.published()
    assert "run_id" not in request.params


async def test_outside_a_run_there_is_no_id(stub: Stub, client: Inngest) -> None:
    """After a run has ended, the same code publishes without its ID again."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        await client.realtime.publish(chat.text, "inside")

    await Engine(client, function).run(function)
    await client.realtime.publish(chat.text, "outside")
    assert [r.params.get("run_id") for r in stub.published()] == [RUN_ID, None]


async def test_a_run_id_adds_no_parameter(stub: Stub, client: Inngest) -> None:
    """Whatever the engine calls a run arrives letter by letter, of plain and durable publishes."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        await ctx.publish(chat.text, "plain")
        await ctx.step.realtime.publish("durable", chat.text, "durable")

    name = "run&topic=other#é %2F"
    event = {"name": "test", "data": {}, "id": "1", "ts": 0}
    await Engine(client, function).execute(function.id, event, name)
    assert [request.params["run_id"] for request in stub.published("text")] == [name, name]
    assert {len(request.query) for request in stub.published()} == {4}


async def test_runs_at_once_keep_apart(stub: Stub, client: Inngest) -> None:
    """Two runs in one event loop do not take each other's memos or steps for their own."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> None:
        name = str(ctx.event.data["name"])
        await ctx.publish(chat.text, f"before {name}")
        await ctx.step.run("work", lambda: asyncio.sleep(0.01))
        await ctx.publish(chat.text, f"after {name}")

    engine = Engine(client, function)
    await asyncio.gather(*(engine.run(function, {"name": n}) for n in ("a", "b", "c")))
    said = sorted(request.json for request in stub.published())
    assert said == [f"{when} {name}" for when in ("after", "before") for name in ("a", "b", "c")]


METHODS: dict[str, Callable[[Context, Inngest, Any, Any], Awaitable[object]]] = {
    "ctx.publish": lambda ctx, client, topic, data: ctx.publish(topic, data),
    "client.realtime.publish": lambda ctx, client, topic, data: client.realtime.publish(
        topic, data
    ),
    "ctx.step.realtime.publish": lambda ctx, client, topic, data: ctx.step.realtime.publish(
        "publish", topic, data
    ),
    "inside a step": lambda ctx, client, topic, data: ctx.step.run(
        "publish", lambda: ctx.publish(topic, data)
    ),
}
METHODS_SYNC: dict[str, Callable[[ContextSync, Inngest, Any, Any], object]] = {
    "ctx.publish": lambda ctx, client, topic, data: ctx.publish(topic, data),
    "client.realtime.publish_sync": lambda ctx, client, topic, data: client.realtime.publish_sync(
        topic, data
    ),
    "ctx.step.realtime.publish": lambda ctx, client, topic, data: ctx.step.realtime.publish(
        "publish", topic, data
    ),
}
REFUSED = [
    pytest.param(alerts_channel.alert, WRONG, "InvalidPayload", id="invalid"),
    pytest.param(chat.text, HUGE, "PayloadTooLarge", id="too large"),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("topic", "data", "error"), REFUSED)
async def test_a_refused_payload_is_not_retried(
    method: str, topic: Any, data: Any, error: str, stub: Stub, client: Inngest
) -> None:
    """Whichever way it is published, a payload that is refused now ends the run at once."""
    publish = METHODS[method]

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=3)
    async def function(ctx: Context) -> None:
        await publish(ctx, client, topic, data)

    outcome = await Engine(client, function).run(function)
    assert outcome.error is not None
    assert outcome.error["name"] == error
    assert topic.topic in outcome.error["message"]
    assert (outcome.requests, stub.published()) == (1, [])


@pytest.mark.parametrize("method", METHODS_SYNC)
@pytest.mark.parametrize(("topic", "data", "error"), REFUSED)
async def test_a_refused_payload_is_not_retried_in_sync_code(
    method: str, topic: Any, data: Any, error: str, stub: Stub, client: Inngest
) -> None:
    """The same in a synchronous handler."""
    publish = METHODS_SYNC[method]

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=3)
    def function(ctx: ContextSync) -> None:
        publish(ctx, client, topic, data)

    outcome = await Engine(client, function).run(function)
    assert outcome.error is not None
    assert outcome.error["name"] == error
    assert (outcome.requests, stub.published()) == (1, [])


async def test_a_forgotten_step_id_is_told(stub: Stub, client: Inngest) -> None:
    """A durable publish without its step ID says how it is written, and publishes nothing."""

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=0)
    async def function(ctx: Context) -> None:
        publish: Any = ctx.step.realtime.publish
        await publish(chat.text, "data")

    outcome = await Engine(client, function).run(function)
    assert outcome.error is not None
    assert "takes a step ID first" in outcome.error["message"]
    assert stub.published() == []


async def test_a_refused_payload_can_be_caught(stub: Stub, client: Inngest) -> None:
    """The errors are the public ones, with all that they carry."""

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> list[object]:
        found: list[object] = []
        try:
            await ctx.publish(alerts_channel.alert, WRONG)
        except InvalidPayload as error:
            found.append(error.problems[0].expected)
        try:
            await ctx.step.realtime.publish("publish", chat.text, HUGE)
        except PayloadTooLarge as error:
            found.append(error.size)
        return found

    outcome = await Engine(client, function).run(function)
    assert outcome.output == ['the property "severity"', READ + 2]


async def test_the_engine_retries_a_durable_publish(stub: Stub, client: Inngest) -> None:
    """A transport failure in a durable publish fails the step, which the engine runs again; the
    step that failed is marked as a publish too."""

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=2)
    async def function(ctx: Context) -> bool:
        result = await ctx.step.realtime.publish("result", channel.result, {"success": True})
        return result.success

    stub.answers += [Answer(500, "full"), Answer(None)]
    outcome = await Engine(client, function).run(function)
    assert outcome.output is True
    assert [step["op"] for step in outcome.of("result")] == ["StepError", "StepError", "StepRun"]
    assert {step["opts"]["type"] for step in outcome.of("result")} == {"step.realtime.publish"}
    assert len({request.metadata["id"] for request in stub.published()}) == 1


async def test_a_durable_publish_gives_up(stub: Stub, client: Inngest) -> None:
    """When the engine's attempts are used up, the handler gets the SDK's StepError."""

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=1)
    async def function(ctx: Context) -> str:
        try:
            await ctx.step.realtime.publish("result", channel.result, {"success": True})
        except inngest.StepError as error:
            return error.message
        return "published"

    stub.answers += [Answer(500, "full"), Answer(500, "full")]
    outcome = await Engine(client, function).run(function, attempts=2)
    assert "the server answered 500: full" in outcome.output


async def test_failure_handlers_publish(stub: Stub, client: Inngest) -> None:
    """`Context.of` gives the failure handler its methods, with the ID of its own run."""

    async def failed(ctx: inngest.Context) -> None:
        own = Context.of(ctx)
        await own.publish(chat.text, "failed")
        await own.step.realtime.publish("result", channel.result, {"success": False})

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=0, on_failure=failed)
    async def function(ctx: Context) -> None:
        raise inngest.NonRetriableError("no")

    await Engine(client, function).run(function)
    assert [request.params["topic"] for request in stub.published()] == ["text", "result"]
    assert {request.params["run_id"] for request in stub.published()} == {FAILURE_RUN_ID}


async def test_synchronous_failure_handlers_publish(stub: Stub, client: Inngest) -> None:
    """`ContextSync.of` does the same for synchronous functions."""

    def failed(ctx: inngest.ContextSync) -> None:
        ContextSync.of(ctx).publish(chat.text, "failed")

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=0, on_failure=failed)
    def function(ctx: ContextSync) -> None:
        raise inngest.NonRetriableError("no")

    await Engine(client, function).run(function)
    assert [request.json for request in stub.published()] == ["failed"]


async def test_a_nested_durable_publish_is_refused(stub: Stub, client: Inngest) -> None:
    """Steps cannot be nested: inside `ctx.step.run` a durable publish fails and sends nothing."""

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=0)
    async def function(ctx: Context) -> None:
        async def outer() -> None:
            await ctx.step.realtime.publish("inner", channel.result, {"success": True})

        await ctx.step.run("outer", outer)

    outcome = await Engine(client, function).run(function)
    assert outcome.error is not None
    assert "Nested steps are not supported" in outcome.error["message"]
    assert stub.published() == []
