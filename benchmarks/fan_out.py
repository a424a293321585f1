"""One topic with 1, 10 and 1,000 subscribers in a process, on each engine.

100 publish at once, until every subscriber has read all. The floor is an asyncio.Queue for each
subscriber: what it costs to wake so many readers, without a topic, a server or a history. Rounds
alternate; the figures are the medians of the time for one delivery.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

from realtime_runtime import History, Realtime

from generated import pipeline_channel
from tests.transports.engines import ENGINES

from .measure import Row
from .messages import Way, medians_of

ROUNDS = 5
AT_ONCE = 100
MESSAGES = {1: 300, 10: 300, 1000: 50}  # in one round, by how many subscribers
TOPIC = pipeline_channel(run_id="abc").tokens


def of_queues(subscribers: int) -> Way:
    """The floor: a queue for each subscriber."""
    queues: list[asyncio.Queue[Any]] = []

    async def publish() -> None:
        for queue in queues:
            queue.put_nowait(b"")
        await asyncio.sleep(0)

    async def read(queue: asyncio.Queue[Any], count: int) -> None:
        for _ in range(count):
            await queue.get()

    async def receive(ready: asyncio.Event, count: int) -> None:
        queues[:] = [asyncio.Queue() for _ in range(subscribers)]
        ready.set()
        await asyncio.gather(*(read(queue, count) for queue in queues))

    return Way(publish, receive)


def of_realtime(realtime: Realtime, subscribers: int) -> Way:
    """Ours."""

    async def publish() -> None:
        await realtime.publish(TOPIC, {"token": "word", "index": 1})

    async def read(messages: Any, count: int) -> None:
        for _ in range(count):
            await anext(messages)

    async def receive(ready: asyncio.Event, count: int) -> None:
        async with AsyncExitStack() as stack:
            entered = [
                await stack.enter_async_context(realtime.subscribe(TOPIC))
                for _ in range(subscribers)
            ]
            ready.set()
            await asyncio.gather(*(read(messages, count) for messages in entered))

    return Way(publish, receive)


async def in_engine(engine: str) -> list[Row]:
    """Ours beside the floor, for each number of subscribers."""
    found = []
    history = History(last=10 * max(MESSAGES.values()))
    transport = ENGINES[engine].transport(f"b{uuid4().hex[:8]}", history=history, capacity=2000)
    async with transport as entered, Realtime(entered) as realtime:
        for subscribers, messages in MESSAGES.items():
            ways = of_realtime(realtime, subscribers), of_queues(subscribers)
            figures = await medians_of(ways, ROUNDS, messages, AT_ONCE)
            own, floor = (figure / subscribers for figure in figures)
            what = f"{engine}: one delivery to {subscribers} subscribers"
            found.append(Row(what, own, "a queue each", floor, "us"))
    return found


def rows() -> list[Row]:
    """All figures. The servers are those of the tests, which end with this process."""
    return [row for engine in ENGINES for row in asyncio.run(in_engine(engine))]


if __name__ == "__main__":
    from .measure import table

    print(table(rows()))
