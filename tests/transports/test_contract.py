"""What every transport promises. A transport is added by its factory in `TRANSPORTS`; those of
`WITH_HISTORY` promise more.

`TRANSPORT=module:factory`, or `TRANSPORT_WITH_HISTORY`, runs this with that transport alone.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import random
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from realtime_runtime import (
    Channel,
    Gap,
    InvalidPayload,
    MemoryTransport,
    Message,
    NoHistory,
    Realtime,
    Subscription,
    Topic,
)
from realtime_runtime.inngest import Inngest
from realtime_runtime.testing import recording
from realtime_runtime.transports import Transport

from ..inngest.stub import Stub
from ..support.files import ROOT
from ..support.pages import blocks_of
from .engines import ENGINES

# A context that gives a transport, made in the test's event loop, and what it talks to.
Factory = Callable[[], AbstractAsyncContextManager[Transport]]
ODD = {"": None, "é😀\u2028": [1.5, -0.0, 10**20, {"a/b~c": "\0"}], "01": {"": False}}


class ContractChannel(Channel, name="contract:{id}", params={"id": {"type": "string"}}):
    word: Topic[str, Any] = Topic("word", lambda: str, '{"type": "string"}')
    number: Topic[int, Any] = Topic("number", lambda: int, '{"type": "integer"}')
    data: Topic[Any, Any] = Topic("data", lambda: Any, "{}")


one, other = ContractChannel(id="one"), ContractChannel(id="other")


@asynccontextmanager
async def memory() -> AsyncIterator[Transport]:
    yield MemoryTransport()


@asynccontextmanager
async def kept_by(engine: str) -> AsyncIterator[Transport]:
    async with ENGINES[engine].transport(uuid4().hex) as transport:
        yield transport


@asynccontextmanager
async def inngest() -> AsyncIterator[Transport]:
    with Stub() as stub:
        client = Inngest(app_id="contract", api_base_url=stub.origin, is_production=False)
        yield client.realtime.transport


def from_the_page() -> type[Any]:
    """The transport that docs/transports.md shows, as somebody writes it who knows the page."""
    page = blocks_of(ROOT / "docs" / "transports.md")
    block = next(block for block in page if "class Journal" in block.text)
    names: dict[str, Any] = {}
    exec(compile("\n" * (block.line - 1) + block.text, block.page, "exec"), names)
    transport: type[Any] = names["Journal"]
    return transport


Journal = from_the_page()


@asynccontextmanager
async def journal() -> AsyncIterator[Transport]:
    with tempfile.TemporaryDirectory() as folder:
        transport = Journal(str(Path(folder, "journal.db")))
        yield transport
        await transport.aclose()


@asynccontextmanager
async def recorded(around: Factory) -> AsyncIterator[Transport]:
    """What a recording puts around a transport."""
    async with around() as transport:
        realtime = Realtime(transport)
        with recording(realtime):
            yield realtime._transport


TRANSPORTS: dict[str, Factory] = {
    "memory": memory,
    **{f"{engine} with history": partial(kept_by, engine) for engine in ENGINES},
    "inngest": inngest,
    "of the page": journal,
    "recorded": partial(recorded, memory),
    "recorded with history": partial(recorded, partial(kept_by, "memory")),
}
WITH_HISTORY = [name for name in TRANSPORTS if name.endswith("with history")] + ["of the page"]


def of_the_environment(variable: str) -> dict[str, Factory]:
    """The factory that a user names, as docs/transports.md says."""
    if not (named := os.environ.get(variable)):
        return {}
    module, _, factory = named.partition(":")
    return {named: getattr(importlib.import_module(module), factory)}


if users := of_the_environment("TRANSPORT") | of_the_environment("TRANSPORT_WITH_HISTORY"):
    TRANSPORTS = users
    WITH_HISTORY = list(of_the_environment("TRANSPORT_WITH_HISTORY"))


@pytest.fixture(params=TRANSPORTS)
async def realtime(request: pytest.FixtureRequest) -> AsyncIterator[Realtime]:
    async with TRANSPORTS[request.param]() as transport, Realtime(transport) as realtime:
        yield realtime


async def read(messages: Subscription[Message[Any]], count: int) -> list[Any]:
    async with asyncio.timeout(10):
        return [(await anext(messages)).data for _ in range(count)]


async def test_a_message_arrives_as_it_was_sent(realtime: Realtime) -> None:
    """A subscriber receives the topic's message, with the same names, data, ID and time."""
    sent = one.word("hello")
    async with realtime.subscribe(one.word) as messages:
        await realtime.publish(one.word.lazy, lambda: "hello")
        async with asyncio.timeout(10):
            message = await anext(messages)
    assert (message.channel, message.topic, message.data) == ("contract:one", "word", "hello")
    assert message.body == sent.body
    assert message.id
    assert abs((message.created_at - sent.created_at).total_seconds()) < 60


async def test_data_arrives_as_it_was_sent(realtime: Realtime) -> None:
    """No transport bends a payload, whatever JSON it is."""
    payloads: list[Any] = [ODD, [ODD], "", None, 0, "x" * 10_000]
    async with realtime.subscribe(one.data) as messages:
        for data in payloads:
            await realtime.publish(one.data, data)
        assert await read(messages, len(payloads)) == payloads


async def test_order(realtime: Realtime) -> None:
    """One publisher's messages arrive in the order in which they were published."""
    async with realtime.subscribe(one.number) as messages:
        for number in range(50):
            await realtime.publish(one.number, number)
        assert await read(messages, 50) == list(range(50))


async def test_only_the_topics_that_were_asked_for(realtime: Realtime) -> None:
    """A subscriber receives its topics of its channel, and no others."""
    async with realtime.subscribe(one.word) as messages:
        await realtime.publish(other.word, "other channel")
        await realtime.publish(one.number, 1)
        await realtime.publish(one.word, "mine")
        assert await read(messages, 1) == ["mine"]


async def test_several_topics(realtime: Realtime) -> None:
    """A subscription to several topics receives the messages of all, each once."""
    async with realtime.subscribe(one.word, one.number, one.word) as messages:
        await realtime.publish(one.word, "a")
        await realtime.publish(one.number, 1)
        assert sorted(await read(messages, 2), key=str) == [1, "a"]
        await realtime.publish(one.word, "last")
        assert await read(messages, 1) == ["last"]


async def test_several_subscribers(realtime: Realtime) -> None:
    """Every subscriber receives every message."""
    async with (
        realtime.subscribe(one.number) as first,
        realtime.subscribe(one.number) as second,
    ):
        for number in range(5):
            await realtime.publish(one.number, number)
        assert await read(first, 5) == await read(second, 5) == list(range(5))


async def test_without_subscribers(realtime: Realtime) -> None:
    """Publishing to nobody succeeds, and who comes later does not receive it."""
    await realtime.publish(one.word, "early")
    async with realtime.subscribe(one.word) as messages:
        await realtime.publish(one.word, "now")
        assert await read(messages, 1) == ["now"]


async def test_after_leaving(realtime: Realtime) -> None:
    """A subscriber that has left hinders nobody."""
    async with realtime.subscribe(one.word):
        pass
    async with realtime.subscribe(one.word) as messages:
        await realtime.publish(one.word, "a")
        assert await read(messages, 1) == ["a"]


async def test_invalid_data_is_not_sent(realtime: Realtime) -> None:
    """A payload that its schema refuses reaches nobody."""
    async with realtime.subscribe(one.word) as messages:
        with pytest.raises(InvalidPayload):
            await realtime.publish(one.word, 3)
        await realtime.publish(one.word, "a")
        assert await read(messages, 1) == ["a"]


async def test_a_cancelled_reader_loses_nothing(realtime: Realtime) -> None:
    """Reading may be cancelled and taken up again: the next message is still there."""
    async with realtime.subscribe(one.word) as messages:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await anext(messages)
        await realtime.publish(one.word, "a")
        assert await read(messages, 1) == ["a"]


async def test_a_subscriber_that_fails_leaves(realtime: Realtime) -> None:
    """An exception inside the subscription comes out of it, and the subscription is left."""
    with pytest.raises(ZeroDivisionError):
        async with realtime.subscribe(one.word):
            raise ZeroDivisionError
    await realtime.publish(one.word, "a")


async def test_closing_twice(realtime: Realtime) -> None:
    """Closing what is closed does nothing."""
    await realtime.publish(one.word, "a")
    await realtime.aclose()
    await realtime.aclose()


async def test_closing_ends_subscriptions(realtime: Realtime) -> None:
    """Closing the transport ends the iteration, also of a reader that waits."""
    async with realtime.subscribe(one.word) as messages, asyncio.timeout(10):
        await realtime.publish(one.word, "a")
        assert (await anext(messages)).data == "a"
        waiting = asyncio.create_task(anext(messages, None))
        await asyncio.sleep(0.01)
        await realtime.aclose()
        assert await waiting is None
        assert await anext(messages, None) is None


async def test_the_envelope_arrives(realtime: Realtime) -> None:
    """Headers travel with the message, whatever strings they are."""
    headers = {"traceparent": '00-é\n"-01', "": ""}
    message = one.word("hello").replace(headers=headers)
    async with realtime.subscribe(one.word) as messages, asyncio.timeout(10):
        await realtime._transport.send(message)
        arrived = await anext(messages)
    assert (arrived.id, dict(arrived.headers)) == (message.id, headers)


@pytest.mark.parametrize("name", sorted(TRANSPORTS.keys() - set(WITH_HISTORY)))
async def test_without_history(name: str) -> None:
    """A transport that keeps none says so, in place of giving less than was asked for."""
    async with TRANSPORTS[name]() as transport, Realtime(transport) as realtime:
        for asked in ({"since": "abc"}, {"last": 1}):
            with pytest.raises(NoHistory, match=r"keeps no history"):
                async with realtime.subscribe(one.word, **asked):
                    pass
        async with realtime.subscribe(one.word) as messages:
            with pytest.raises(NoHistory):
                print(messages.cursor)


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
