"""Subscriptions to the memory transport: entered once, and left or dropped without a trace."""

from __future__ import annotations

import asyncio
import gc
import sys
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import MemoryTransport, Message, Realtime, TransportClosed
from realtime_runtime.transports import memory

from .orders import orders, read, settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class Watched(Message[Any]):
    """A message that can be referred to weakly."""

    __slots__ = ("__weakref__",)


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
            await transport.send(orders.word("a"))
            assert (await read(leaving)).data == "a"
        await transport.send(orders.word("b"))
        assert [(await read(staying)).data for _ in "ab"] == ["a", "b"]
        unread = Watched("orders:north", "word", b'"c"', orders.word.payload)
        await transport.send(unread)
    watches = [weakref.ref(kept) for kept in (staying, leaving, unread)]
    del staying, leaving, unread
    gc.collect()
    assert [watch() for watch in watches] == [None] * 3
    assert transport._inboxes.by_topic == {}


async def test_a_dropped_subscription_holds_up_nobody() -> None:
    """A subscription that was entered and is dropped, not left, is left by itself."""
    realtime = Realtime(MemoryTransport(capacity=1, wait=True))
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
    transport = MemoryTransport(capacity=1, wait=True)
    held = [transport.subscribe([orders.word])]
    await held[0].__aenter__()
    await transport.send(orders.word("a"))
    sending = asyncio.create_task(transport.send(orders.word("b")))
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
    asyncio.run(transport.send(orders.word("a")))


async def test_a_reader_that_waits_is_not_dropped() -> None:
    """A task that reads holds its subscription, though nobody else does."""
    transport = MemoryTransport()

    async def read_dropped() -> Message[Any]:
        return await read(await transport.subscribe([orders.word]).__aenter__())

    reading = asyncio.create_task(read_dropped())
    await settle()
    gc.collect()
    await transport.send(orders.word("a"))
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


async def test_one_reader_at_a_time() -> None:
    """Two readers of one subscription are a mistake that is told, not shared messages."""
    transport = MemoryTransport()
    async with transport.subscribe([orders.word]) as messages:
        reading = asyncio.create_task(anext(messages, None))
        await settle()
        with pytest.raises(RuntimeError, match="one reader"):
            await anext(messages)
        reading.cancel()
