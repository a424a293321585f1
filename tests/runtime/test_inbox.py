"""What transports over a network share: the inbox, the waits between connections, repetitions."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import Gap, Message
from realtime_runtime.payloads import UNVALIDATED
from realtime_runtime.transports.backoff import Backoff
from realtime_runtime.transports.inbox import Inbox
from realtime_runtime.transports.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Sequence


def message(number: int, created: datetime | None = None, size: int = 1) -> Message[Any]:
    nanoseconds = None if created is None else int(created.timestamp() * 1_000_000_000)
    return Message("c", "t", b"%*d" % (size, number), UNVALIDATED, created_ns=nanoseconds)


def told(items: Sequence[Message[Any] | Gap]) -> list[int | str]:
    """The numbers of the messages, and the reasons of the gaps."""
    return [item.reason if isinstance(item, Gap) else int(item.body) for item in items]


async def read(inbox: Inbox, count: int) -> list[Message[Any] | Gap]:
    async with asyncio.timeout(10):
        return [await anext(inbox) for _ in range(count)]


async def read_all(inbox: Inbox) -> list[Message[Any] | Gap]:
    inbox.close()
    async with asyncio.timeout(10):
        return [item async for item in inbox]


GAP = Gap(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), "cut")


async def test_messages_and_gaps_keep_their_order() -> None:
    """What was taken is read in the same order, gaps among the messages."""
    inbox = Inbox()
    for item in (message(1), GAP, message(2)):
        inbox.take(item)
    assert told(await read_all(inbox)) == [1, "cut", 2]


async def test_the_oldest_make_room_for_the_newest() -> None:
    """Over the count, the oldest are dropped; a gap stands where they were, and says how many."""
    inbox = Inbox(unread=3)
    for number in range(10):
        inbox.take(message(number))
    slow = "the reader was too slow: 7 unread messages were dropped"
    assert told(await read(inbox, 2)) == [slow, 7]
    inbox.take(message(10))
    assert told(await read_all(inbox)) == [8, 9, 10]


async def test_each_loss_has_its_gap() -> None:
    """What is lost after a gap was read is another gap, at its own place."""
    inbox = Inbox(unread=2)
    for number in range(3):
        inbox.take(message(number))
    first = await read(inbox, 2)
    for number in range(3, 6):
        inbox.take(message(number))
    lost = "the reader was too slow: {} unread messages were dropped"
    assert told([*first, *await read_all(inbox)]) == [lost.format(1), 1, lost.format(2), 4, 5]


async def test_bytes_are_bounded_too() -> None:
    """Over the size, the oldest are dropped; what was read takes no room any more."""
    inbox = Inbox(size=100)
    for number in range(4):
        inbox.take(message(number, size=30))
    assert told(await read(inbox, 2))[1:] == [1]
    inbox.take(message(4, size=40))
    assert told(await read_all(inbox)) == [2, 3, 4]


async def test_the_newest_is_always_kept() -> None:
    """A message that is larger than all the room is delivered alone."""
    inbox = Inbox(size=100)
    for number in range(3):
        inbox.take(message(number, size=1000))
    assert told(await read_all(inbox))[1:] == [2]


async def test_the_gap_spans_what_was_dropped() -> None:
    """It begins before the first that was dropped was made and ends after the last arrived."""
    began = datetime.now(UTC)
    made = [began - timedelta(seconds=seconds) for seconds in (60, 90, 30, 0)]
    inbox = Inbox(unread=1)
    for number, created in enumerate(made):
        inbox.take(message(number, created))
    arrived = datetime.now(UTC)
    (gap, _) = await read_all(inbox)
    assert isinstance(gap, Gap)
    assert abs(gap.since - made[1]) < timedelta(milliseconds=1)
    assert began <= gap.until <= arrived


async def test_a_dropped_gap_is_told_in_the_one_that_takes_its_place() -> None:
    """A broken connection among what was dropped stays known, with its time."""
    inbox = Inbox(unread=1)
    for item in (message(0), GAP, message(1)):
        inbox.take(item)
    gap, newest = await read_all(inbox)
    assert isinstance(gap, Gap)
    assert gap.since == GAP.since
    assert gap.until > GAP.until
    assert gap.reason == "the reader was too slow: 1 unread messages were dropped; cut"
    assert told([newest]) == [1]


async def test_a_waiting_reader_is_woken() -> None:
    """By a message, by the end, and by an error, which comes after what is unread."""
    inbox = Inbox()
    reading = asyncio.create_task(read(inbox, 1))
    await asyncio.sleep(0)
    inbox.take(message(1))
    assert told(await reading) == [1]
    ending = asyncio.create_task(read(inbox, 2))
    await asyncio.sleep(0)
    inbox.take(message(2))
    inbox.close(OSError("gone"))
    inbox.close()
    inbox.take(message(3))  # too late
    with pytest.raises(OSError, match="gone"):
        await ending
    with pytest.raises(OSError, match="gone"):
        await anext(inbox)


async def test_a_cancelled_reader_loses_nothing() -> None:
    """Also when it is cancelled in the moment in which a message arrives."""
    inbox = Inbox()
    reading = asyncio.create_task(read(inbox, 1))
    await asyncio.sleep(0)
    inbox.take(message(1))
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    inbox.take(message(2))
    assert told(await read(inbox, 2)) == [1, 2]


async def test_an_inbox_has_one_reader() -> None:
    """A second reader at the same time is told so; the first goes on."""
    inbox = Inbox()
    reading = asyncio.create_task(read(inbox, 1))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="one reader"):
        await anext(inbox)
    inbox.take(message(1))
    assert told(await reading) == [1]


class Clock:
    """Seconds, passed by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def waits_of(backoff: Backoff, count: int) -> list[float]:
    return [backoff.wait() for _ in range(count)]


def lie_within(waits: list[float], longest: list[float]) -> bool:
    """Whether each wait is between a half and the whole of the longest."""
    pairs = zip(waits, longest, strict=True)
    return all(most / 2 <= wait <= most for wait, most in pairs)


def test_waits_grow_to_a_limit() -> None:
    """Each attempt waits twice as long as the one before, 30 seconds at most, and at random."""
    growing = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]
    assert lie_within(waits_of(Backoff(), 11), growing)
    assert len({Backoff().wait() for _ in range(10)}) > 1


def test_waits_begin_again_after_a_healthy_time() -> None:
    """A connection that was open for ten seconds ends the growth, one that was closed does not."""
    clock = Clock()
    backoff = Backoff(clock=clock)
    waits = []
    for open_for in (0.0, 9.9, 9.9):
        backoff.opened()
        clock.now += open_for
        waits.append(backoff.wait())
        clock.now += 60  # without a connection
    assert lie_within(waits, [0.1, 0.2, 0.4])
    assert lie_within(waits_of(backoff, 1), [0.8])
    backoff.opened()
    clock.now += 10
    assert lie_within(waits_of(backoff, 2), [0.1, 0.2])


def test_the_newest_keys_are_remembered() -> None:
    """A key is new once, until as many others have come as are remembered."""
    recent = Recent(limit=2)
    assert [recent.is_new(key) for key in ("a", "b", "a", "c", "b", "a", "\ud800")] == [
        True,
        True,
        False,
        True,
        False,
        True,
        True,
    ]
