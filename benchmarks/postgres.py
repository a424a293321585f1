"""Publishing through Postgres, beside asyncpg's INSERT of the same row, which wakes nobody.

Both talk to a server that this starts, through four connections: one publish after another, and 100
at once; without a subscriber, and with one that receives all; with commits that wait for the disk,
and without. Rounds alternate; the figures are the medians of the time for one message.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import count
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import asyncpg  # type: ignore[import-untyped,unused-ignore]
from realtime_runtime import Realtime
from realtime_runtime.transports.postgres import PostgresTransport

from generated import pipeline_channel
from tests.support.servers.postgres import new_postgres

from .measure import Row

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Publish = Callable[[], Awaitable[object]]

ROUNDS = 5
MESSAGES = {1: 200, 100: 1000}  # in one round, by how many at once
POOL = 4
BODY = b'{"token":"word","index":1}'
INSERT = "INSERT INTO floor VALUES ($1, $2, $3, 'pipeline:abc', 'tokens', $4, NULL, $3, NULL, $5)"
TOPIC = pipeline_channel(run_id="abc").tokens


async def per_message(publish: Publish, at_once: int) -> float:
    """Microseconds for a message, with so many tasks that each publish one after another."""
    left = iter(range(MESSAGES[at_once]))

    async def work() -> None:
        for _ in left:
            await publish()

    begin = perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return (perf_counter() - begin) / MESSAGES[at_once] * 1e6


async def per_message_received(realtime: Realtime, publish: Publish, at_once: int) -> float:
    """The same, until a subscriber has received all."""
    async with realtime.subscribe(TOPIC) as messages:

        async def receive() -> None:
            for _ in range(MESSAGES[at_once]):
                await anext(messages)

        begin = perf_counter()
        receiving = asyncio.create_task(receive())
        await per_message(publish, at_once)
        await receiving
        return (perf_counter() - begin) / MESSAGES[at_once] * 1e6


@asynccontextmanager
async def of_asyncpg(url: str, settings: dict[str, str]) -> AsyncIterator[Publish]:
    """The row alone, in a table with the same primary key."""
    async with asyncpg.create_pool(
        url, min_size=POOL, max_size=POOL, server_settings=settings
    ) as pool:
        await pool.execute(
            "CREATE TABLE IF NOT EXISTS floor (key bytea, n bigint, at bigint, channel text,"
            " topic text, id text, run_id text, created_ns bigint, headers text, body bytea,"
            " PRIMARY KEY (key, n))"
        )
        await pool.execute("TRUNCATE floor")
        numbers = count()

        async def insert() -> None:
            number = next(numbers)
            await pool.execute(INSERT, b"k" * 16, number, number, f"id-{number}", BODY)

        yield insert


async def compare(url: str, *, synchronous: bool) -> list[Row]:
    """Ours beside theirs."""
    transport = PostgresTransport(url, pool=POOL, synchronous_commit=synchronous)
    await transport.migrate()
    settings = {"synchronous_commit": "on" if synchronous else "off"}
    found = []
    async with Realtime(transport) as realtime, of_asyncpg(url, settings) as theirs:

        async def ours() -> None:
            await realtime.publish(TOPIC, {"token": "word", "index": 1})

        commit = "synchronous" if synchronous else "asynchronous"
        for at_once in MESSAGES:
            measured: dict[str, list[Any]] = {"published": [], "received": [], "inserted": []}
            for _ in range(ROUNDS):
                measured["published"].append(await per_message(ours, at_once))
                measured["received"].append(await per_message_received(realtime, ours, at_once))
                measured["inserted"].append(await per_message(theirs, at_once))
            other = median(measured["inserted"])
            found += [
                Row(
                    f"{what} through Postgres, {at_once} at once, {commit} commit",
                    median(measured[what]),
                    "asyncpg's INSERT",
                    other,
                    "us",
                )
                for what in ("published", "received")
            ]
    return found


def rows() -> list[Row]:
    """All figures."""
    server = new_postgres()
    server.start()
    try:
        return [
            row
            for synchronous in (True, False)
            for row in asyncio.run(compare(server.url, synchronous=synchronous))
        ]
    finally:
        server.stop()
