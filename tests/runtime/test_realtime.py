"""Realtime: publish, and subscriptions that lose nothing in silence."""

from __future__ import annotations

import asyncio
import datetime
import inspect
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, assert_type

import pytest
from realtime_runtime import (
    Gap,
    InvalidPayload,
    MemoryTransport,
    Message,
    Realtime,
    TopicRef,
    TransportClosed,
)

from .orders import Item, Order, orders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

GAP = Gap(
    datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
    datetime.datetime(2026, 1, 3, tzinfo=datetime.UTC),
    "cut",
)


class Replay:
    """A transport that delivers what it was given, as one over a network would."""

    def __init__(self, *events: Message[Any] | Gap) -> None:
        self.events = events

    async def send(self, message: Message[Any], /) -> None:
        raise AssertionError(message)

    @asynccontextmanager
    async def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AsyncIterator[AsyncIterator[Message[Any] | Gap]]:
        async def events() -> AsyncIterator[Message[Any] | Gap]:
            for event in self.events:
                yield event

        yield events()

    async def aclose(self) -> None:
        pass


def arrived(topic: str, body: bytes) -> Message[Any]:
    return Message.received("orders:north", topic, body)


async def test_messages_have_the_types_of_their_topics() -> None:
    """Messages of several topics arrive as their own types, in order."""
    async with (
        Realtime(MemoryTransport()) as realtime,
        realtime.subscribe(orders.order, orders.word) as messages,
    ):
        await realtime.publish(orders.order, {"id": "1", "items": [{"sku": "a"}]})
        await realtime.publish(orders.word, "b")
        first, second = await anext(messages), await anext(messages)
        assert_type(first, Message[Order] | Message[str])
    assert first.data == Order(id="1", items=[Item(sku="a")])
    assert second.data == "b"


async def test_what_is_invalid_is_reported_and_skipped() -> None:
    """A message that its schema refuses goes to `on_invalid` with its body; the rest arrives."""
    replay = Replay(
        arrived("word", b'"a"'),
        arrived("word", b"3"),
        arrived("word", b"{"),
        arrived("word", b'"b"'),
    )
    refused: list[InvalidPayload] = []
    async with Realtime(replay).subscribe(orders.word, on_invalid=refused.append) as messages:
        assert [message.data async for message in messages] == ["a", "b"]
    assert [error.body for error in refused] == [b"3", b"{"]
    assert refused[0].problems[0].expected == "string"


async def test_what_does_not_decode_is_reported() -> None:
    """A message of a topic without validation that is no model is reported, not raised later."""
    replay = Replay(arrived("unchecked", b'{"sku": 3}'), arrived("unchecked", b'{"sku": "a"}'))
    refused: list[InvalidPayload] = []
    async with Realtime(replay).subscribe(orders.unchecked, on_invalid=refused.append) as messages:
        assert [message.data async for message in messages] == [Item(sku="a")]
    assert [error.body for error in refused] == [b'{"sku": 3}']


async def test_own_messages_that_do_not_decode() -> None:
    """What was published here and does not decode raises where it is read, and ends nothing."""
    async with (
        Realtime(MemoryTransport()) as realtime,
        realtime.subscribe(orders.unchecked) as messages,
    ):
        await realtime.publish(orders.unchecked, {"sku": 3})
        await realtime.publish(orders.unchecked, {"sku": "a"})
        with pytest.raises(InvalidPayload):
            _ = (await anext(messages)).data
        assert (await anext(messages)).data == Item(sku="a")


async def test_what_is_invalid_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Without `on_invalid` a warning is logged, with the problem and the beginning of the body."""
    body = b'["' + b"x" * 1_000 + b'"]'
    async with Realtime(Replay(arrived("word", body))).subscribe(orders.word) as messages:
        assert [message async for message in messages] == []
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    text = record.getMessage()
    assert "topic 'word' of channel 'orders:north'" in text
    assert "expected string" in text
    assert len(text) < 500


async def test_gaps_are_told() -> None:
    """A gap goes to `on_gap`, and the messages after it arrive."""
    gaps: list[Gap] = []
    replay = Replay(GAP, arrived("word", b'"a"'))
    async with Realtime(replay).subscribe(orders.word, on_gap=gaps.append) as messages:
        assert [message.data async for message in messages] == ["a"]
    assert gaps == [GAP]


async def test_gaps_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Without `on_gap` a warning tells the time in which messages may have been missed."""
    async with Realtime(Replay(GAP)).subscribe(orders.word) as messages:
        assert [message async for message in messages] == []
    [record] = caplog.records
    assert "2026-01-02" in record.getMessage()
    assert "cut" in record.getMessage()


@pytest.mark.parametrize("error", [KeyError("mine"), asyncio.CancelledError()])
async def test_what_a_callback_raises_comes_out(error: BaseException) -> None:
    """An exception of `on_invalid` is the reader's to handle."""

    def fail(_: InvalidPayload) -> None:
        raise error

    replay = Replay(arrived("word", b"3"))
    async with Realtime(replay).subscribe(orders.word, on_invalid=fail) as messages:
        with pytest.raises(type(error)):
            await anext(messages)


async def test_publishing_waits_for_a_slow_subscriber() -> None:
    """With room for one message, a publisher is never more than that ahead of its subscriber."""
    realtime, unread, most = Realtime(MemoryTransport(capacity=1, wait=True)), 0, 0

    async def publish() -> None:
        nonlocal unread, most
        for number in range(20):
            await realtime.publish(orders.any_data, number)
            unread += 1
            most = max(most, unread)

    async with realtime.subscribe(orders.any_data) as messages:
        publishing = asyncio.create_task(publish())
        for number in range(20):
            assert (await anext(messages)).data == number
            unread -= 1
        await publishing
    assert most <= 2


async def test_closing_ends_the_iteration() -> None:
    """Closing lets subscribers read what was delivered, then ends their iteration."""
    async with Realtime(MemoryTransport()) as realtime:
        async with realtime.subscribe(orders.word) as messages:
            await realtime.publish(orders.word, "a")
            await realtime.aclose()
            assert [message.data async for message in messages] == ["a"]
        with pytest.raises(TransportClosed):
            await realtime.publish(orders.word, "b")
        with pytest.raises(TransportClosed):
            realtime.subscribe(orders.word)


async def test_a_cancelled_subscriber_leaves() -> None:
    """A task that is cancelled while it reads is cancelled, and publishers do not wait for it."""
    realtime = Realtime(MemoryTransport(capacity=1))
    entered = asyncio.Event()

    async def subscriber() -> None:
        async with realtime.subscribe(orders.word) as messages:
            entered.set()
            async for _ in messages:
                pass

    task = asyncio.create_task(subscriber())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(10):
        for _ in range(3):
            await realtime.publish(orders.word, "a")


async def test_a_subscription_is_entered_first() -> None:
    """Reading a subscription that was not entered says what to do."""
    subscription = Realtime(MemoryTransport()).subscribe(orders.word)
    with pytest.raises(RuntimeError, match="async with"):
        await anext(subscription)


def test_subscribe_takes_topics() -> None:
    """No topic, or something else in its place, is a TypeError."""
    realtime: Any = Realtime(MemoryTransport())
    for topics in [(), (orders,), (orders.word, "word")]:
        with pytest.raises(
            TypeError, match=r"takes (topics|at least one topic,) such as channel\.status"
        ):
            realtime.subscribe(*topics)


def test_help_shows_the_parameters() -> None:
    """`help(realtime.publish)` shows a topic and its data."""
    assert list(inspect.signature(Realtime.publish).parameters) == ["self", "topic", "data"]


def test_a_class_is_no_transport() -> None:
    """A transport's class, given in the place of one, is told at once."""
    with pytest.raises(TypeError, match="pass a transport, MemoryTransport"):
        Realtime(MemoryTransport)  # type: ignore[arg-type]  # what is tested
