"""What every transport with history promises of it: readers that are slow, away or cut off see each
message once and in order, or are told what they missed.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from realtime_runtime import Gap, History, MemoryTransport, NoHistory, Realtime, TransportClosed

from .channels import ContractChannel, one, other, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .engines import Engine


@pytest.fixture
async def realtime(engine: Engine) -> AsyncIterator[Realtime]:
    """Of each topic ten messages are kept; a reader has room for five."""
    history = History(last=10)
    async with (
        engine.transport(uuid4().hex, history=history, capacity=5) as transport,
        Realtime(transport) as realtime,
    ):
        yield realtime


async def publish(realtime: Realtime, *numbers: int) -> None:
    for number in numbers:
        await realtime.publish(one.number, number)


async def test_the_history_of_a_topic(realtime: Realtime) -> None:
    """Its newest messages, oldest first, as far as they are kept, without a subscription."""
    assert await realtime.history(one.number) == []
    await publish(realtime, *range(12))
    await realtime.publish(other.number, 99)
    assert [m.data for m in await realtime.history(one.number)] == list(range(2, 12))
    assert [m.data for m in await realtime.history(one.number, last=2)] == [10, 11]
    assert await realtime.history(one.number, last=0) == []
    with pytest.raises(ValueError, match="last must be at least 0, not -1"):
        await realtime.history(one.number, last=-1)


async def test_no_more_is_given_than_is_kept(realtime: Realtime) -> None:
    """`last` beyond what is kept gives what is kept, however much the server still has."""
    await publish(realtime, *range(40))
    async with realtime.subscribe(one.number, last=1000) as messages:
        assert await read(messages, 10) == list(range(30, 40))


async def test_a_slow_reader_holds_nobody(realtime: Realtime) -> None:
    """What had no room is read again from the history, and nobody waits for it."""
    gaps: list[Gap] = []
    async with (
        realtime.subscribe(one.number, on_gap=gaps.append) as slow,
        realtime.subscribe(one.number) as quick,
    ):
        async with asyncio.timeout(30):
            for number in range(9):
                await publish(realtime, number)
                assert await read(quick, 1) == [number]
        assert await read(slow, 9) == list(range(9))
        await publish(realtime, 9)
        assert await read(slow, 1) == [9]
    assert gaps == []


async def test_a_slow_reader_is_told_what_it_missed(realtime: Realtime) -> None:
    """What the history no longer has is one Gap, in its place."""
    seen: list[Any] = []
    async with (
        realtime.subscribe(one.number, on_gap=lambda gap: seen.append(gap.kind)) as slow,
        realtime.subscribe(one.number) as quick,
    ):
        await publish(realtime, 0, 1)
        assert await read(slow, 1) == [0]
        await publish(realtime, *range(2, 30))
        while await read(quick, 1) != [29]:
            pass
        seen += await read(slow, 10)
    assert seen == ["slow", *range(20, 30)]


async def test_a_slow_reader_is_told_nothing_where_clocks_differ(realtime: Realtime) -> None:
    """A message has its publisher's time, and a history its own: the one tells nothing here."""
    gaps: list[Gap] = []
    long_ago = time.time_ns() - 7_200_000_000_000
    async with realtime.subscribe(one.number, on_gap=gaps.append) as slow:
        for number in range(9):
            message = one.number(number)
            message.created_ns = long_ago
            await realtime._transport.send(message)
        assert await read(slow, 9) == list(range(9))
    assert gaps == []


@pytest.mark.parametrize("positions", [1, 3])
async def test_a_cursor_with_other_positions_than_topics(
    realtime: Realtime, positions: int
) -> None:
    """Anybody can write a cursor: one that was changed is a Gap, and nothing else."""
    async with realtime.subscribe(one.number, one.word) as messages:
        cursor = messages.cursor
    *head, first, second = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    changed = json.dumps([*head, *[first, second, second][:positions]])
    since = base64.urlsafe_b64encode(changed.encode()).decode().rstrip("=")
    gaps: list[Gap] = []
    async with realtime.subscribe(
        one.number, one.word, since=since, on_gap=gaps.append
    ) as messages:
        await publish(realtime, 1)
        assert await read(messages, 1) == [1]
    assert [gap.kind for gap in gaps] == ["reset"]


async def test_a_cursor_that_the_history_does_not_reach(realtime: Realtime) -> None:
    """What came after it and is kept no more is a Gap; then comes what is kept."""
    seen: list[Any] = []
    async with realtime.subscribe(one.number) as messages:
        await publish(realtime, 0)
        await read(messages, 1)
        cursor = messages.cursor
    await publish(realtime, *range(1, 30))
    async with realtime.subscribe(
        one.number, since=cursor, on_gap=lambda gap: seen.append(gap.kind)
    ) as messages:
        seen += await read(messages, 10)
        assert messages.cursor != cursor
    assert seen == ["trimmed", *range(20, 30)]


async def test_a_cursor_that_the_history_just_reaches(realtime: Realtime) -> None:
    """The first that is kept is the one after it: nothing is missed."""
    async with realtime.subscribe(one.number) as messages:
        await publish(realtime, 0)
        await read(messages, 1)
        cursor = messages.cursor
    await publish(realtime, *range(1, 10))
    gaps: list[Gap] = []
    async with realtime.subscribe(one.number, since=cursor, on_gap=gaps.append) as messages:
        assert await read(messages, 9) == list(range(1, 10))
    assert gaps == []


async def test_a_history_that_has_expired(engine: Engine) -> None:
    """Its messages are gone; a cursor that is older than what is kept tells so."""
    history = History(lifetime=timedelta(seconds=1))
    async with engine.transport(uuid4().hex, history=history) as transport:
        realtime = Realtime(transport)
        gaps: list[Gap] = []
        async with realtime.subscribe(one.number) as messages:
            await publish(realtime, 0)
            assert await read(messages, 1) == [0]
            cursor = messages.cursor
        await publish(realtime, 1)
        async with asyncio.timeout(30):
            while await realtime.history(one.number):  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.1)
        async with realtime.subscribe(one.number, since=cursor, on_gap=gaps.append) as messages:
            await publish(realtime, 2)
            assert await read(messages, 1) == [2]
            await publish(realtime, 3)
            assert await read(messages, 1) == [3]
        assert [gap.kind for gap in gaps] == ["trimmed"]


async def test_a_given_id_is_kept_once(engine: Engine) -> None:
    """A message whose ID was given is stored and seen once, however often it is sent."""
    name = uuid4().hex
    async with engine.transport(name) as transport:
        realtime = Realtime(transport)
        async with realtime.subscribe(one.number) as messages:
            for given, number in (("a", 1), ("b", 2), ("a", 1), ("b", 2), ("c", 3), ("a", 1)):
                await transport.send(one.number(number).replace(id=given))
            await transport.send(one.word("a").replace(id="a"))
            await transport.send(other.number(1).replace(id="a"))
            assert await read(messages, 3) == [1, 2, 3]
        kept = await realtime.history(one.number)
        assert [(message.id, message.data) for message in kept] == [("a", 1), ("b", 2), ("c", 3)]
        assert len(await realtime.history(one.word)) == 1
        assert len(await realtime.history(other.number)) == 1


async def test_a_message_is_validated_once_in_a_process(realtime: Realtime) -> None:
    """All its subscribers share what was decoded."""
    async with realtime.subscribe(one.data) as first, realtime.subscribe(one.data) as second:
        await realtime.publish(one.data, {"a": [1]})
        async with asyncio.timeout(30):
            assert (await anext(first)).data is (await anext(second)).data


async def test_many_channels_of_a_moment(realtime: Realtime) -> None:
    """Subscribing to many channels at once, one after another, leaving at any moment."""
    channels = [ContractChannel(id=f"moment-{number}") for number in range(60)]

    async def visit(channel: ContractChannel, number: int) -> None:
        for turn in range(3):
            async with realtime.subscribe(channel.number, last=1) as messages:
                await realtime.publish(channel.number, number + turn)
                while await read(messages, 1) != [number + turn]:
                    pass

    async with asyncio.timeout(60):
        await asyncio.gather(*(visit(channel, n) for n, channel in enumerate(channels)))


async def test_cancelled_at_any_await(realtime: Realtime) -> None:
    """Whoever is cancelled, wherever it waits, is in nobody's way, and loses nothing."""
    for moment in range(12):
        entering = asyncio.create_task(realtime.subscribe(one.number, last=3).__aenter__())
        sending = asyncio.create_task(realtime.publish(one.word, "perhaps"))
        for _ in range(moment):
            await asyncio.sleep(0)
        entering.cancel()
        sending.cancel()
        await asyncio.gather(entering, sending, return_exceptions=True)
    async with realtime.subscribe(one.number) as messages:
        await publish(realtime, *range(4))
        seen: list[Any] = []
        async with asyncio.timeout(60):
            while len(seen) < 4:
                reading = asyncio.create_task(anext(messages))
                for _ in range(random.randrange(4)):
                    await asyncio.sleep(0)
                if not reading.done():
                    reading.cancel()
                try:
                    seen.append((await reading).data)
                except asyncio.CancelledError:
                    await asyncio.sleep(0.001)
        assert seen == [0, 1, 2, 3]


async def test_a_closed_transport(engine: Engine) -> None:
    """It sends nothing, takes no subscribers and reads no history."""
    async with engine.transport(uuid4().hex) as transport:
        realtime = Realtime(transport)
        await realtime.aclose()
        with pytest.raises(TransportClosed):
            await publish(realtime, 1)
        with pytest.raises(TransportClosed):
            async with realtime.subscribe(one.number):
                pass
        with pytest.raises(TransportClosed):
            await realtime.history(one.number)


async def test_a_transport_without_history() -> None:
    """It says so."""
    with pytest.raises(NoHistory, match="history=History"):
        await Realtime(MemoryTransport()).history(one.number)
