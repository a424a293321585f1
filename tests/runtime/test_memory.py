"""The memory transport: what it keeps, where it waits, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import MemoryTransport, Message, Realtime, TransportClosed
from realtime_runtime.transports import memory

from .orders import orders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class Watched(Message[Any]):
    """A message that can be referred to weakly."""

    __slots__ = ("__weakref__",)


def word(text: str) -> Message[Any]:
    return orders.word(text)


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_nothing_is_kept() -> None:
    """What was delivered and read is held by nobody."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word]) as messages:
        message = Watched("orders:north", "word", b'"a"', orders.word.payload)
        watch = weakref.ref(message)
        await transport.send(message)
        assert await anext(messages) is message
        del message
        gc.collect()
        assert watch() is None


async def test_of_two_subscribers_one_leaves() -> None:
    """The other still receives, and when both have left nothing is kept of either."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word, orders.any_data]) as staying:
        async with transport.subscribe([orders.word]) as leaving:
            await transport.send(word("a"))
            assert (await anext(leaving)).data == "a"
        await transport.send(word("b"))
        assert [(await anext(staying)).data for _ in "ab"] == ["a", "b"]
        unread = Watched("orders:north", "word", b'"c"', orders.word.payload)
        await transport.send(unread)
    watches = [weakref.ref(kept) for kept in (staying, leaving, unread)]
    del staying, leaving, unread
    gc.collect()
    assert [watch() for watch in watches] == [None] * 3
    assert transport._inboxes == {}


async def test_a_dropped_subscription_holds_up_nobody() -> None:
    """A subscription that was entered and is dropped, not left, is left by itself."""
    realtime = Realtime(MemoryTransport(capacity=1))
    subscription = realtime.subscribe(orders.word)
    await subscription.__aenter__()
    await realtime.publish(orders.word, "a")
    sending = [asyncio.create_task(realtime.publish(orders.word, text)) for text in "bc"]
    await settle()
    assert not any(task.done() for task in sending)
    del subscription
    gc.collect()
    async with asyncio.timeout(10):
        await asyncio.gather(*sending)
        for _ in range(3):
            await realtime.publish(orders.word, "d")


async def test_a_subscription_dropped_elsewhere() -> None:
    """Python may notice in another thread that nobody holds it."""
    transport = MemoryTransport(capacity=1)
    held = [transport.subscribe([orders.word])]
    await held[0].__aenter__()
    await transport.send(word("a"))
    sending = asyncio.create_task(transport.send(word("b")))
    await settle()
    await asyncio.to_thread(held.clear)
    async with asyncio.timeout(10):
        await sending


def test_a_subscription_dropped_after_its_loop() -> None:
    """It is in the way of no later event loop."""
    transport = MemoryTransport()

    async def enter() -> object:
        subscription = transport.subscribe([orders.word])
        return await subscription.__aenter__()

    kept = asyncio.run(enter())
    del kept
    gc.collect()
    asyncio.run(transport.send(word("a")))


async def test_a_reader_that_waits_is_not_dropped() -> None:
    """A task that reads holds its subscription, though nobody else does."""
    transport = MemoryTransport()

    async def read() -> Message[Any]:
        return await anext(await transport.subscribe([orders.word]).__aenter__())

    reading = asyncio.create_task(read())
    await settle()
    gc.collect()
    await transport.send(word("a"))
    assert (await reading).data == "a"


async def test_leaving_is_linear() -> None:
    """Twice as many subscribers take twice the steps to leave, and not four times."""
    counts = []
    for number in (200, 400):
        transport = MemoryTransport()
        subscriptions = [transport.subscribe([orders.word]) for _ in range(number)]
        for subscription in subscriptions:
            await subscription.__aenter__()
        with counted() as lines:
            for subscription in subscriptions:
                await subscription.__aexit__(None, None, None)
        counts.append(len(lines))
    assert counts[1] < 3 * counts[0]


@contextmanager
def counted() -> Iterator[list[int]]:
    """The lines of the memory transport that run."""
    lines: list[int] = []

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename == memory.__file__:
            lines.append(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(before)


async def test_a_subscription_is_entered_once() -> None:
    """Entering it again is refused, also after it was left."""
    for subscription in (
        MemoryTransport().subscribe([orders.word]),
        Realtime(MemoryTransport()).subscribe(orders.word),
    ):
        async with subscription:
            with pytest.raises(RuntimeError, match="entered once"):
                await subscription.__aenter__()
        with pytest.raises(RuntimeError, match="entered once"):
            await subscription.__aenter__()


async def test_a_subscription_that_failed_to_enter() -> None:
    """It is not entered again either: what its transport began cannot begin again."""
    transport = MemoryTransport()
    subscription = Realtime(transport).subscribe(orders.word)
    await transport.aclose()
    with pytest.raises(TransportClosed):
        await subscription.__aenter__()
    with pytest.raises(RuntimeError, match="entered once"):
        await subscription.__aenter__()


async def test_many_cancelled_publishers() -> None:
    """However many gave up waiting, in whatever order, the next one has its turn."""
    transport = MemoryTransport(capacity=1)
    async with transport.subscribe([orders.word]) as messages:
        await transport.send(word("a"))
        waiting = [asyncio.create_task(transport.send(word("b"))) for _ in range(100)]
        last = asyncio.create_task(transport.send(word("c")))
        await settle()
        for task in reversed(waiting):
            task.cancel()
        assert [(await anext(messages)).data for _ in "ac"] == ["a", "c"]
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
    transport = MemoryTransport(capacity=2)
    async with transport.subscribe([orders.word]) as messages:
        for text in "ab":
            await transport.send(word(text))
        sending = asyncio.create_task(transport.send(word("c")))
        await settle()
        assert not sending.done()
        assert (await anext(messages)).data == "a"
        await sending
        assert [(await anext(messages)).data for _ in "bc"] == ["b", "c"]


async def test_messages_do_not_overtake() -> None:
    """Publishers that wait are served in turn; one that comes later does not pass them."""
    transport = MemoryTransport(capacity=1)
    async with transport.subscribe([orders.word]) as messages:
        await transport.send(word("a"))
        waiting = [asyncio.create_task(transport.send(word(text))) for text in "bc"]
        await settle()
        assert (await anext(messages)).data == "a"
        late = asyncio.create_task(transport.send(word("d")))
        assert [(await anext(messages)).data for _ in "bcd"] == ["b", "c", "d"]
        await asyncio.gather(*waiting, late)


async def test_a_cancelled_publisher_gives_up_its_turn() -> None:
    """A publisher that is cancelled while it waits sends nothing, and the next one goes on."""
    transport = MemoryTransport(capacity=1)
    async with transport.subscribe([orders.word]) as messages:
        await transport.send(word("a"))
        cancelled = asyncio.create_task(transport.send(word("b")))
        waiting = asyncio.create_task(transport.send(word("c")))
        await settle()
        cancelled.cancel()
        assert [(await anext(messages)).data for _ in "ac"] == ["a", "c"]
        await waiting
        assert cancelled.cancelled()


async def test_leaving_frees_the_publisher() -> None:
    """A publisher that waits for a subscriber goes on when the subscriber leaves."""
    transport = MemoryTransport(capacity=1)
    async with transport.subscribe([orders.word]):
        await transport.send(word("a"))
        sending = asyncio.create_task(transport.send(word("b")))
        await settle()
    await sending


async def test_closing_ends_subscriptions() -> None:
    """A subscription that is read out ends when the transport is closed."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word]) as messages:
        await transport.send(word("a"))
        await transport.aclose()
        assert [message.data async for message in messages] == ["a"]


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
    transport = MemoryTransport(capacity=1)
    async with transport.subscribe([orders.word]):
        await transport.send(word("a"))
        sending = asyncio.create_task(transport.send(word("b")))
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
        await transport.send(word("a"))
    with pytest.raises(TransportClosed):
        transport.subscribe([orders.word])
    with pytest.raises(TransportClosed):
        await early.__aenter__()


async def test_one_reader_at_a_time() -> None:
    """Two readers of one subscription are a mistake that is told, not shared messages."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word]) as messages:
        reading = asyncio.create_task(anext(messages, None))
        await settle()
        with pytest.raises(RuntimeError, match="one reader"):
            await anext(messages)
        reading.cancel()


def test_event_loops_one_after_another() -> None:
    """A transport serves one `asyncio.run` after another."""
    transport = MemoryTransport()

    async def exchange() -> object:
        async with transport.subscribe([orders.word]) as messages:
            await transport.send(word("a"))
            return json.loads((await anext(messages)).body)

    assert [asyncio.run(exchange()) for _ in range(3)] == ["a", "a", "a"]


async def test_event_loops_at_once() -> None:
    """Publishing to another event loop's subscriber is refused: it would not wake up."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word]):
        with pytest.raises(RuntimeError, match="another event loop"):
            await asyncio.to_thread(asyncio.run, transport.send(word("a")))
