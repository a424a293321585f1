"""The time for one message, of ours and of theirs, in rounds that alternate."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from realtime_runtime import Realtime

    Publish = Callable[[], Awaitable[object]]
    Receive = Callable[[asyncio.Event, int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Way:
    """How a message is published, and how so many are received: `receive` sets the event when what
    is published from then on arrives."""

    publish: Publish
    receive: Receive | None = None

    async def per_message(self, messages: int, at_once: int) -> float:
        """Microseconds for a message, until it is stored, or received where somebody receives,
        with so many tasks that each publish one after another."""
        receiving = None
        if self.receive is not None:
            ready = asyncio.Event()
            receiving = asyncio.ensure_future(self.receive(ready, messages))
            await ready.wait()
        left = iter(range(messages))

        async def work() -> None:
            for _ in left:
                await self.publish()

        begin = perf_counter()
        await asyncio.gather(*(work() for _ in range(at_once)))
        if receiving is not None:
            await receiving
        return (perf_counter() - begin) / messages * 1e6


async def medians_of(ways: Sequence[Way], rounds: int, messages: int, at_once: int) -> list[float]:
    """The medians of the ways' times for a message; they take turns, so that noise meets all."""
    found: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for kept, way in zip(found, ways, strict=True):
            kept.append(await way.per_message(messages, at_once))
    return [median(kept) for kept in found]


def receiver(realtime: Realtime, topic: Any) -> Receive:
    """One subscriber, which reads all."""

    async def receive(ready: asyncio.Event, count: int) -> None:
        async with realtime.subscribe(topic) as messages:
            ready.set()
            for _ in range(count):
                await anext(messages)

    return receive
