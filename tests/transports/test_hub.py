"""The hub, which follows for all subscriptions of an event loop: what each of them costs."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime.transports.hub import Hub
from realtime_runtime.transports.inbox import Inbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection

    from realtime_runtime import Message
    from realtime_runtime.transports.history import Key


class Name(str):
    """A channel's name that counts how often any is looked up."""

    looked_up = 0

    def __hash__(self) -> int:
        Name.looked_up += 1
        return super().__hash__()


class Silence:
    """A source of nothing, which knows what is listened to."""

    def __init__(self) -> None:
        self.topics: set[Key] = set()

    @asynccontextmanager
    async def follow(self) -> AsyncIterator[Silence]:
        yield self

    async def listen(self, topics: Collection[Key]) -> None:
        self.topics |= set(topics)
        await asyncio.sleep(0)

    async def unlisten(self, topics: Collection[Key]) -> None:
        self.topics -= set(topics)
        await asyncio.sleep(0)

    async def receive(
        self, arrive: Callable[[Message[Any]], None], alive: Callable[[], None]
    ) -> None:
        await asyncio.get_running_loop().create_future()


class Faulty(Silence):
    """Fails once in a way that nobody expects."""

    def __init__(self) -> None:
        super().__init__()
        self.fail = asyncio.Event()
        self.connections = 0

    async def receive(
        self, arrive: Callable[[Message[Any]], None], alive: Callable[[], None]
    ) -> None:
        self.connections += 1
        if self.connections == 1:
            await self.fail.wait()
            raise ZeroDivisionError
        await super().receive(arrive, alive)


async def test_an_unexpected_error_ends_the_subscriptions_that_there_are() -> None:
    """Each raises it, and whoever comes later is listened to again."""
    source = Faulty()
    hub = Hub(source, None)
    topics = [("channel", "topic")]
    first, second = Inbox(), Inbox()
    await hub.enter(first, topics)
    source.fail.set()
    with pytest.raises(ZeroDivisionError):
        await anext(first)
    await hub.enter(second, topics)
    assert source.connections == 2
    await hub.aclose()


async def test_work_of_a_subscription_does_not_depend_on_the_others() -> None:
    """Subscriptions that come and leave one after another cost ten times as much where they are
    ten times as many."""
    work: list[int] = []
    for count in (100, 1000):
        source = Silence()
        hub = Hub(source, None)
        Name.looked_up = 0
        readers = [(Inbox(), [(Name(f"channel {n}"), "topic")]) for n in range(count)]
        for inbox, topics in readers:
            await hub.enter(inbox, topics)
        assert len(source.topics) == count
        for inbox, topics in readers:
            hub.leave(inbox, topics)
            await asyncio.sleep(0)
        while source.topics:  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0)
        work.append(Name.looked_up)
        await hub.aclose()
    assert work[1] < 15 * work[0]


async def test_a_topic_that_is_left_and_entered_again() -> None:
    """It is listened to, at whatever moment of the first subscription's end the second comes."""
    for moment in range(8):
        source = Silence()
        hub = Hub(source, None)
        first, second = Inbox(), Inbox()
        topics = [("channel", "topic")]
        await hub.enter(first, topics)
        hub.leave(first, topics)
        for _ in range(moment):
            await asyncio.sleep(0)
        await hub.enter(second, topics)
        for _ in range(8):
            await asyncio.sleep(0)
        assert source.topics == set(topics)
        await hub.aclose()
