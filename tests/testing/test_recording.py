"""recording: code under test that has a Realtime, or an Inngest client, of its own."""

from __future__ import annotations

import asyncio
from typing import Any

import inngest
import pytest
from inngest.experimental import mocked
from realtime_runtime import (
    InvalidPayload,
    MemoryTransport,
    PayloadTooLarge,
    Realtime,
    Transport,
    TransportClosed,
)
from realtime_runtime.inngest import Context, ContextSync, Inngest
from realtime_runtime.testing import assert_not_published, assert_published, published, recording

from generated import alerts_channel, pipeline_channel

ch = pipeline_channel(run_id="abc")
# Nothing listens there: what would be sent could only fail.
client = Inngest(app_id="tests", is_production=False, api_base_url="http://127.0.0.1:9")


@client.create_function(fn_id="write", trigger=inngest.TriggerEvent(event="app/write"))
async def write(ctx: Context) -> str:
    await ctx.publish(ch.status, {"message": "Writing"})

    async def draft() -> str:
        await client.realtime.publish(alerts_channel.count, 1)
        return "text"

    text = await ctx.step.run("draft", draft)
    await ctx.step.realtime.publish("token", ch.tokens, {"token": text})
    await ctx.publish(ch.status, {"message": "Done"})
    return text


@client.create_function(fn_id="write-sync", trigger=inngest.TriggerEvent(event="app/write"))
def write_sync(ctx: ContextSync) -> str:
    ctx.publish(ch.status, {"message": "Writing"})
    text = ctx.step.run("draft", lambda: "text")
    ctx.step.realtime.publish("token", ch.tokens, {"token": text})
    client.realtime.publish_sync(alerts_channel.count, 1)
    ctx.publish(ch.status, {"message": "Done"})
    return text


@client.create_function(fn_id="wrong", retries=0, trigger=inngest.TriggerEvent(event="app/wrong"))
async def wrong(ctx: Context) -> None:
    untyped: Any = {"massage": "Writing"}
    await ctx.publish(ch.status, untyped)


def run(function: inngest.Function[Any]) -> Any:
    """The result of a function under the SDK's own mock of the server."""
    event, server = inngest.Event(name="app/write"), mocked.Inngest(app_id="mock")
    with asyncio.Runner() as runner:  # the mock takes the thread's event loop, or leaves one open
        asyncio.set_event_loop(runner.get_loop())
        return mocked.trigger(function, event, server)


@pytest.mark.parametrize("function", [write, write_sync], ids=["async", "sync"])
def test_a_function_is_tested_without_a_server(function: inngest.Function[Any]) -> None:
    """Each publish of a run is kept once, with the run's ID, durable or not, and none is sent."""
    with recording(client.realtime):
        assert run(function).output == "text"
        statuses = published(ch.status)
        assert [message.data.message for message in statuses] == ["Writing", "Done"]
        assert {message.run_id for message in statuses} == {"test"}
        assert assert_published(ch.tokens, {"token": "text"}).id == "test:token:1"
        assert_published(alerts_channel.count, 1)


def test_what_its_schema_refuses_fails_the_run() -> None:
    """A function that publishes a wrong payload fails as it would in production."""
    with recording(client.realtime):
        assert isinstance(run(wrong).error, InvalidPayload)
        assert_not_published(ch.status)


async def test_inngests_limit_holds() -> None:
    """What Inngest's transport refuses before it sends is refused here too, and not kept."""
    with recording(client.realtime):
        with pytest.raises(PayloadTooLarge):
            await client.realtime.publish(ch.status, {"message": "x" * 1_000_000})
        assert_not_published(ch.status)


@pytest.mark.parametrize("function", [write, write_sync], ids=["async", "sync"])
def test_the_settings_of_inngests_transport_hold(function: inngest.Function[Any]) -> None:
    """With `echoes = "send"` a run publishes in every pass when it is recorded, too."""
    client.realtime.transport.echoes = "send"
    try:
        with recording(client.realtime):
            run(function)
            found = [message.data.message for message in published(ch.status)]
    finally:
        client.realtime.transport.echoes = "drop"
    assert found == [*["Writing"] * 5, "Done"]


class InEventLoops:
    """A transport around another that cannot send without an event loop."""

    def __init__(self, transport: Transport) -> None:
        self.send = transport.send
        self.subscribe = transport.subscribe
        self.aclose = transport.aclose


async def test_what_stands_around_inngests_transport() -> None:
    """It carries what the client publishes; out of event loops it does so only if it can."""
    with recording(client.realtime), client.realtime.wrapped(InEventLoops):
        await client.realtime.publish(alerts_channel.count, 1)
        with pytest.raises(TypeError, match="InEventLoops publishes in event loops alone"):
            client.realtime.publish_sync(alerts_channel.count, 2)
        assert [message.data for message in published(alerts_channel.count)] == [1]


async def test_a_recording_of_a_recording_is_one() -> None:
    """A Realtime that is given twice keeps each message once, and has its transport again."""
    own = MemoryTransport(record=True)
    realtime = Realtime(own)
    with recording(realtime, realtime) as transport:
        await realtime.publish(alerts_channel.count, 1)
    await realtime.publish(alerts_channel.count, 2)
    assert [m.data for m in transport.sent(alerts_channel.count)] == [1]
    assert [m.data for m in own.sent(alerts_channel.count)] == [2]


async def test_what_is_published_through_inngest_reaches_subscribers() -> None:
    """Subscriptions of the client are in memory while it is recorded, and end with it."""
    with recording(client.realtime):
        async with client.realtime.subscribe(ch.status) as messages:
            await client.realtime.publish(ch.status, {"message": "hi"})
            assert (await anext(messages)).data.message == "hi"


async def test_another_realtime_is_recorded_and_then_as_before() -> None:
    """In the recording nothing reaches the Realtime's own transport; after it, all does."""
    own = MemoryTransport(record=True)
    realtime = Realtime(own)
    with recording(realtime):
        await realtime.publish(ch.status, {"message": "kept"})
        assert_published(ch.status, {"message": "kept"})
    await realtime.publish(ch.status, {"message": "sent"})
    assert [message.data.message for message in own.sent(ch.status)] == ["sent"]


async def test_several_are_recorded_together() -> None:
    """One recording keeps the messages of all that it was given, in the order of publishing."""
    first, second = Realtime(MemoryTransport()), Realtime(MemoryTransport())
    with recording(first, second) as transport:
        await second.publish(alerts_channel.count, 1)
        await first.publish(ch.status, {"message": "hi"})
        await second.publish(alerts_channel.count, 2)
    assert [message.topic for message in transport.messages] == ["count", "status", "count"]


async def test_recordings_stand_beside_each_other(realtime: Realtime) -> None:
    """Assertions look into all recordings that are open, the fixture's among them."""
    with recording(client.realtime):
        await realtime.publish(alerts_channel.count, 1)
        await client.realtime.publish(alerts_channel.count, 2)
        assert [message.data for message in published(alerts_channel.count)] == [1, 2]
    assert [message.data for message in published(alerts_channel.count)] == [1]


async def test_a_failed_test_leaves_nothing_behind() -> None:
    """Where the block raises, the Realtime has its own transport again all the same."""
    own = MemoryTransport(record=True)
    realtime = Realtime(own)
    with pytest.raises(KeyError), recording(realtime):
        raise KeyError
    await realtime.publish(alerts_channel.count, 1)
    assert len(own.messages) == 1


async def test_code_may_close_what_is_recorded() -> None:
    """An app's shutdown closes the recording, not the transport that it took the place of."""
    realtime = Realtime(MemoryTransport())
    with recording(realtime):
        await realtime.aclose()
        with pytest.raises(TransportClosed):
            await realtime.publish(alerts_channel.count, 1)
    await realtime.publish(alerts_channel.count, 1)


async def read(realtime: Realtime) -> list[object]:
    async with realtime.subscribe(ch.status) as messages:
        return [message async for message in messages]


async def test_a_reader_that_is_left_is_ended() -> None:
    """The end of a recording ends subscriptions that still wait for a message."""
    realtime = Realtime(MemoryTransport())
    with recording(realtime):
        reader = asyncio.create_task(read(realtime))
        await asyncio.sleep(0)
    assert await reader == []


async def test_synchronous_publishing_does_not_wait_for_readers() -> None:
    """However slow a reader is, publish_sync goes on, and the reader misses nothing."""
    with recording(client.realtime):
        async with client.realtime.subscribe(alerts_channel.count) as messages:
            for number in range(1500):
                client.realtime.publish_sync(alerts_channel.count, number)
            assert [(await anext(messages)).data for _ in range(1500)] == list(range(1500))
