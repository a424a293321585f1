"""10,000 subscriptions of a process, each to a channel of its own.

What each takes of the process's memory with a task that reads it, beside an asyncio.Queue with such
a task; and how the time in which all leave grows with their number: the processor's, of this
process alone.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from functools import partial
from time import process_time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from realtime_runtime import Realtime

from generated import pipeline_channel
from tests.transports.engines import ENGINES

from .measure import Row, exponent, in_new_process, medians, resident

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

COUNT = 10_000
LEAVING = 1000, 10_000
ROUNDS = 3
AT_ONCE = 200


@asynccontextmanager
async def connected(engine: str) -> AsyncIterator[Realtime]:
    """The first message has come and gone: all is imported, and all connections are there."""
    transport = ENGINES[engine].transport(f"b{uuid4().hex[:8]}")
    async with transport as entered, Realtime(entered) as realtime:
        topic = pipeline_channel(run_id="first").tokens
        async with realtime.subscribe(topic) as messages:
            await realtime.publish(topic, {"token": "word"})
            await anext(messages)
        yield realtime


async def subscribe(realtime: Realtime, count: int) -> list[Any]:
    """So many, some at once: each reads from the history, which has few connections."""
    entered = []
    for start in range(0, count, AT_ONCE):
        topics = [pipeline_channel(run_id=str(start + n)).tokens for n in range(AT_ONCE)]
        some = [realtime.subscribe(topic) for topic in topics]
        entered += await asyncio.gather(*(each.__aenter__() for each in some))
    return entered


async def held(begin: Callable[[], Awaitable[list[Callable[[], Awaitable[Any]]]]]) -> float:
    """The bytes of what `begin` makes, for each of the calls that it gives, which wait."""
    before = resident(os.getpid())
    readers = [asyncio.ensure_future(call()) for call in await begin()]
    await asyncio.sleep(0)  # each waits
    found = (resident(os.getpid()) - before) / len(readers)
    for reader in readers:
        reader.cancel()
    await asyncio.wait(readers)
    return found


def of_engine(engine: str) -> float:
    """The bytes of a subscription and its reader."""

    async def main() -> float:
        async with connected(engine) as realtime:

            async def begin() -> list[Callable[[], Awaitable[Any]]]:
                return [each.__anext__ for each in await subscribe(realtime, COUNT)]

            return await held(begin)

    return asyncio.run(main())


def of_queues() -> float:
    """The bytes of a queue and its reader."""

    async def begin() -> list[Callable[[], Awaitable[Any]]]:
        return [asyncio.Queue[Any]().get for _ in range(COUNT)]

    return asyncio.run(held(begin))


def leaving(engine: str, count: int) -> float:
    """The processor's seconds in which so many leave, one after another."""
    return asyncio.run(_leaving(engine, count))


async def _leaving(engine: str, count: int) -> float:
    async with connected(engine) as realtime:
        subscriptions = await subscribe(realtime, count)
        begin = process_time()
        for each in subscriptions:
            await each.__aexit__(None, None, None)
            await asyncio.sleep(0)
        return process_time() - begin


def growth(engine: str) -> Row:
    """Of the time to leave, with the number of subscriptions."""
    few, many = medians([partial(leaving, engine, n) for n in LEAVING], ROUNDS)
    what = f"{engine}: growth of leaving, {LEAVING[0]:,} to {LEAVING[1]:,} subscriptions"
    return Row(what, exponent(few, many, LEAVING[1] / LEAVING[0]), "linear", 1.0, "", 1.3)


def rows() -> list[Row]:
    """All figures. The servers are those of the tests, which end with the processes."""
    floor = in_new_process(of_queues) / 1000
    found = []
    for engine in ENGINES:
        what = f"{engine}: memory of a subscription, of {COUNT:,} with a reader"
        own = in_new_process(of_engine, engine) / 1000
        found.append(Row(what, own, "a queue with a reader", floor, "kB"))
    # The other servers' transports have the same hub as Redis's.
    return found + [growth(engine) for engine in ("memory", "redis")]


if __name__ == "__main__":
    from .measure import table

    print(table(rows()))
