"""The memory transport: what it keeps, where publishers wait, and how it ends."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from realtime_runtime import History, MemoryTransport, Message, Realtime, TransportClosed
from realtime_runtime.transports.history import Position, is_before_all

from .orders import orders, read, settle


async def test_many_cancelled_publishers() -> None:
    """However many gave up waiting, in whatever order, the next one has its turn."""
    transport = MemoryTransport(capacity=1, wait=True)
    async with transport.subscribe([orders.word]) as messages:
        await transport.send(orders.word("a"))
        waiting = [asyncio.create_task(transport.send(orders.word("b"))) for _ in range(100)]
        last = asyncio.create_task(transport.send(orders.word("c")))
        await settle()
        for task in reversed(waiting):
            task.cancel()
        assert [(await read(messages)).data for _ in "ac"] == ["a", "c"]
        await last


async def test_record_keeps_what_was_sent() -> None:
    """With `record=True`, `sent` gives a topic's messages, oldest first, read or not."""
    transport = MemoryTransport(record=True)
    async with Realtime(transport) as realtime:
        await realtime.publish(orders.word, "a")
        await realtime.publish(orders.order, {"id": "1", "items": []})
        await realtime.publish(orders.word, "b")
    assert [message.data for message in transport.sent(orders.word)] == ["a", "b"]
    assert transport.sent(orders.order)[0].data.id == "1"
    assert transport.sent(orders.any_data) == []


def test_sent_needs_record() -> None:
    """Without `record=True`, `sent` says what to do."""
    with pytest.raises(RuntimeError, match="record=True"):
        MemoryTransport().sent(orders.word)


@pytest.mark.parametrize("capacity", [0, -1])
def test_capacity_is_positive(capacity: int) -> None:
    """A transport without room is refused."""
    with pytest.raises(ValueError, match="at least 1"):
        MemoryTransport(capacity=capacity)


async def test_a_full_subscriber_holds_up_the_publisher() -> None:
    """A publisher waits when a subscriber's room is full, and goes on when it has read one."""
    transport = MemoryTransport(capacity=2, wait=True)
    async with transport.subscribe([orders.word]) as messages:
        for text in "ab":
            await transport.send(orders.word(text))
        sending = asyncio.create_task(transport.send(orders.word("c")))
        await settle()
        assert not sending.done()
        assert (await read(messages)).data == "a"
        await sending
        assert [(await read(messages)).data for _ in "bc"] == ["b", "c"]


async def test_messages_do_not_overtake() -> None:
    """Publishers that wait are served in turn; one that comes later does not pass them."""
    transport = MemoryTransport(capacity=1, wait=True)
    async with transport.subscribe([orders.word]) as messages:
        await transport.send(orders.word("a"))
        waiting = [asyncio.create_task(transport.send(orders.word(text))) for text in "bc"]
        await settle()
        assert (await read(messages)).data == "a"
        late = asyncio.create_task(transport.send(orders.word("d")))
        assert [(await read(messages)).data for _ in "bcd"] == ["b", "c", "d"]
        await asyncio.gather(*waiting, late)


async def test_a_cancelled_publisher_gives_up_its_turn() -> None:
    """A publisher that is cancelled while it waits sends nothing, and the next one goes on."""
    transport = MemoryTransport(capacity=1, wait=True)
    async with transport.subscribe([orders.word]) as messages:
        await transport.send(orders.word("a"))
        cancelled = asyncio.create_task(transport.send(orders.word("b")))
        waiting = asyncio.create_task(transport.send(orders.word("c")))
        await settle()
        cancelled.cancel()
        assert [(await read(messages)).data for _ in "ac"] == ["a", "c"]
        await waiting
        assert cancelled.cancelled()


async def test_leaving_frees_the_publisher() -> None:
    """A publisher that waits for a subscriber goes on when the subscriber leaves."""
    transport = MemoryTransport(capacity=1, wait=True)
    async with transport.subscribe([orders.word]):
        await transport.send(orders.word("a"))
        sending = asyncio.create_task(transport.send(orders.word("b")))
        await settle()
    await sending


async def test_closing_ends_subscriptions() -> None:
    """A subscription that is read out ends when the transport is closed."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word]) as messages:
        await transport.send(orders.word("a"))
        await transport.aclose()
        assert [item.data async for item in messages if isinstance(item, Message)] == ["a"]


async def test_closing_wakes_the_reader() -> None:
    """A reader that waits when the transport is closed is told the end."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word]) as messages:
        reading = asyncio.create_task(anext(messages, None))
        await settle()
        await transport.aclose()
        assert await reading is None


async def test_closing_tells_publishers_that_wait() -> None:
    """A message that had no room when the transport was closed is not lost in silence."""
    transport = MemoryTransport(capacity=1, wait=True)
    async with transport.subscribe([orders.word]):
        await transport.send(orders.word("a"))
        sending = asyncio.create_task(transport.send(orders.word("b")))
        await settle()
        await transport.aclose()
        with pytest.raises(TransportClosed):
            await sending


async def test_a_closed_transport() -> None:
    """A closed transport sends nothing and takes no subscribers."""
    transport = MemoryTransport()
    early = transport.subscribe([orders.word])
    await transport.aclose()
    with pytest.raises(TransportClosed):
        await transport.send(orders.word("a"))
    with pytest.raises(TransportClosed):
        transport.subscribe([orders.word])
    with pytest.raises(TransportClosed):
        await early.__aenter__()


def test_event_loops_one_after_another() -> None:
    """A transport serves one `asyncio.run` after another."""
    transport = MemoryTransport()

    async def exchange() -> object:
        async with transport.subscribe([orders.word]) as messages:
            await transport.send(orders.word("a"))
            return json.loads((await read(messages)).body)

    assert [asyncio.run(exchange()) for _ in range(3)] == ["a", "a", "a"]


async def test_event_loops_at_once() -> None:
    """Publishing to another event loop's subscriber is refused: it would not wake up."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word]):
        with pytest.raises(RuntimeError, match="another event loop"):
            await asyncio.to_thread(asyncio.run, transport.send(orders.word("a")))


async def test_a_refused_message_can_be_sent_again() -> None:
    """Where a message was refused in another event loop, its ID is not taken."""
    transport = MemoryTransport()
    message = orders.word("a").replace(id="once")
    async with transport.subscribe([orders.word]) as messages:
        with pytest.raises(RuntimeError, match="another event loop"):
            await asyncio.to_thread(asyncio.run, transport.send(message))
        await transport.send(message)
        assert json.loads((await read(messages)).body) == "a"


async def test_a_clock_that_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published by an earlier time is not missed, by who is there and by who comes back."""
    clock = time.time_ns()
    monkeypatch.setattr("realtime_runtime.transports.memory.time_ns", lambda: clock)
    transport = MemoryTransport(history=History())
    async with Realtime(transport) as realtime, realtime.subscribe(orders.word) as messages:
        cursor = messages.cursor
        clock -= 5_000_000_000
        await realtime.publish(orders.word, "a")
        assert (await read(messages)).data == "a"
        async with realtime.subscribe(orders.word, since=cursor) as again:
            assert (await read(again)).data == "a"


def test_the_place_before_all_messages() -> None:
    """It is known by its text: a live message is behind it, whatever time that has."""
    assert is_before_all(str(Position(5, 0)))
    assert not any(is_before_all(str(Position(5, number))) for number in (1, 16, 256, 4096))
