"""What every transport of `WITH_HISTORY` promises besides: of cursors, and of `last`."""

from __future__ import annotations

import asyncio
import random
import re
from typing import TYPE_CHECKING

import pytest
from realtime_runtime import Gap, Message, Realtime, Subscription

from .channels import ContractChannel, one, other, read
from .factories import TRANSPORTS, WITH_HISTORY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture(params=WITH_HISTORY)
async def lasting(request: pytest.FixtureRequest) -> AsyncIterator[Realtime]:
    """A Realtime whose transport keeps history."""
    async with TRANSPORTS[request.param]() as transport, Realtime(transport) as realtime:
        yield realtime


async def test_a_cursor_is_where_reading_goes_on(lasting: Realtime) -> None:
    """What was published after a cursor comes first, then what is new, each once and in order."""
    await lasting.publish(one.number, 0)
    async with lasting.subscribe(one.number) as messages:
        start = messages.cursor
        for number in range(1, 4):
            await lasting.publish(one.number, number)
        assert await read(messages, 2) == [1, 2]
    await lasting.publish(one.number, 4)
    for cursor, expected in ((messages.cursor, [3, 4, 5]), (start, [1, 2, 3, 4, 5])):
        async with lasting.subscribe(one.number, since=cursor, last=1) as messages:
            if expected[0] == 3:
                await lasting.publish(one.number, 5)
            assert await read(messages, len(expected)) == expected
            await lasting.publish(other.number, 6)
            assert messages.cursor


async def test_a_cursor_can_stand_in_urls_and_headers(lasting: Realtime) -> None:
    """A cursor is made of letters, digits, `-` and `_`."""
    async with lasting.subscribe(one.number, one.word, one.data) as messages:
        assert re.fullmatch(r"[\w-]+", messages.cursor, re.ASCII)


async def test_the_last_messages(lasting: Realtime) -> None:
    """`last` is counted for each topic, oldest first; then comes what is new."""
    for number in range(5):
        await lasting.publish(one.number, number)
        await lasting.publish(one.word, f"word {number}")
        await lasting.publish(other.word, "other")
    async with lasting.subscribe(one.number, one.word, one.data, last=2) as messages:
        start = messages.cursor
        await lasting.publish(one.number, 5)
        found = await read(messages, 5)
    assert [data for data in found if isinstance(data, int)] == [3, 4, 5]
    assert [data for data in found if isinstance(data, str)] == ["word 3", "word 4"]
    assert found[-1] == 5
    async with lasting.subscribe(one.number, one.word, one.data, since=start) as messages:
        assert [data for data in await read(messages, 5) if isinstance(data, int)] == [3, 4, 5]
    async with lasting.subscribe(one.number, last=0) as messages:
        await lasting.publish(one.number, 6)
        assert await read(messages, 1) == [6]
    with pytest.raises(ValueError, match="last must be at least 0, not -1"):
        lasting.subscribe(one.number, last=-1)


async def test_a_cursor_that_is_not_known(lasting: Realtime) -> None:
    """A malformed cursor, or one of other topics, gives a Gap and what is new, and no replay."""
    await lasting.publish(one.number, 1)
    cursors = ["", "x", "W10", "e30", "null", "\n", "\ud800", "A" * 5000, "W1tb" * 20_000]
    async with lasting.subscribe(one.word) as words, lasting.subscribe(one.number) as numbers:
        cursors += [words.cursor, numbers.cursor[:-3], numbers.cursor[3:]]
    for cursor in cursors:
        gaps: list[Gap] = []
        async with lasting.subscribe(one.number, since=cursor, on_gap=gaps.append) as messages:
            await lasting.publish(one.number, 2)
            assert await read(messages, 1) == [2], cursor
            assert [gap.kind for gap in gaps] == ["reset"], cursor
            assert messages.cursor not in cursors


async def test_a_cursor_of_a_history_that_was_lost() -> None:
    """Another history knows no cursor of the first, however far it has come."""
    for name in WITH_HISTORY:
        cursors: list[str] = []
        for number in range(2):
            gaps: list[Gap] = []
            async with TRANSPORTS[name]() as transport, Realtime(transport) as realtime:
                since = cursors[-1] if cursors else None
                async with realtime.subscribe(
                    one.number, since=since, on_gap=gaps.append
                ) as messages:
                    await realtime.publish(one.number, number)
                    assert await read(messages, 1) == [number]
                    cursors.append(messages.cursor)
            assert [gap.kind for gap in gaps] == ["reset"] * number


@pytest.mark.parametrize("seed", range(10))
async def test_whenever_a_reader_leaves_it_sees_each_message_once(
    lasting: Realtime, seed: int
) -> None:
    """Publishes, reads, breaks and slow readers in any order: all messages, each topic in order."""
    chance = random.Random(seed)
    sent: list[tuple[str, int]] = []
    seen: list[tuple[str, int]] = []

    async def publish(channel: ContractChannel) -> None:
        await lasting.publish(channel.number, len(sent))
        sent.append((channel.name, len(sent)))

    async def see(messages: Subscription[Message[int]], count: int) -> None:
        async with asyncio.timeout(10):
            found = [await anext(messages) for _ in range(count)]
        seen.extend((message.channel, message.data) for message in found)

    async with lasting.subscribe(one.number, other.number) as messages:
        cursor = messages.cursor
    for _ in range(15):
        async with lasting.subscribe(one.number, other.number, since=cursor) as messages:
            for _ in range(chance.randrange(8)):
                if chance.random() < 0.5:
                    await publish(chance.choice((one, other)))
                elif len(seen) < len(sent):
                    await see(messages, 1)
            cursor = messages.cursor
        if chance.random() < 0.5:
            await publish(one)
    async with lasting.subscribe(one.number, other.number, since=cursor) as messages:
        await see(messages, len(sent) - len(seen))
    assert sorted(seen) == sorted(sent)
    for name in (one.name, other.name):
        assert [m for m in seen if m[0] == name] == [m for m in sent if m[0] == name]
