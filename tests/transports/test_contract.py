"""What every transport of `TRANSPORTS` promises; test_contract_cursors.py has what those with
history promise besides.

`TRANSPORT=module:factory`, or `TRANSPORT_WITH_HISTORY`, runs both with that transport alone.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import InvalidPayload, NoHistory, Realtime

from .channels import one, other, read
from .factories import TRANSPORTS, WITH_HISTORY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ODD = {"": None, "é😀\u2028": [1.5, -0.0, 10**20, {"a/b~c": "\0"}], "01": {"": False}}


@pytest.fixture(params=TRANSPORTS)
async def realtime(request: pytest.FixtureRequest) -> AsyncIterator[Realtime]:
    async with TRANSPORTS[request.param]() as transport, Realtime(transport) as realtime:
        yield realtime


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
