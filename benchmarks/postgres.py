"""Publishing through Postgres, beside asyncpg's INSERT of the same row, which wakes nobody.

Both talk to a server that this starts, through four connections: one publish after another, and 100
at once; without a subscriber, and with one that receives all; with commits that wait for the disk,
and without. Rounds alternate; the figures are the medians of the time for one message.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING

import asyncpg  # type: ignore[import-untyped,unused-ignore]
from realtime_runtime import Realtime
from realtime_runtime.transports.postgres import PostgresTransport

from generated import pipeline_channel
from tests.support.servers.postgres import new_postgres

from .measure import Row
from .messages import Way, medians_of, receiver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .messages import Publish

ROUNDS = 5
MESSAGES = {1: 200, 100: 1000}  # in one round, by how many at once
POOL = 4
BODY = b'{"token":"word","index":1}'
FLOOR = (
    "CREATE TABLE IF NOT EXISTS floor (key bytea, n bigint, at bigint, channel text, topic text,"
    " id text, run_id text, created_ns bigint, headers text, body bytea, PRIMARY KEY (key, n))"
)
INSERT = "INSERT INTO floor VALUES ($1, $2, $3, 'pipeline:abc', 'tokens', $4, NULL, $3, NULL, $5)"
TOPIC = pipeline_channel(run_id="abc").tokens


@asynccontextmanager
async def of_asyncpg(url: str, settings: dict[str, str]) -> AsyncIterator[Publish]:
    """The row alone, in a table with the same primary key."""
    async with asyncpg.create_pool(
        url, min_size=POOL, max_size=POOL, server_settings=settings
    ) as pool:
        await pool.execute(FLOOR)
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
    found: list[Row] = []
    async with Realtime(transport) as realtime, of_asyncpg(url, settings) as theirs:

        async def ours() -> None:
            await realtime.publish(TOPIC, {"token": "word", "index": 1})

        ways = Way(ours), Way(ours, receiver(realtime, TOPIC)), Way(theirs)
        commit = "synchronous" if synchronous else "asynchronous"
        for at_once, messages in MESSAGES.items():
            *own, other = await medians_of(ways, ROUNDS, messages, at_once)
            for what, figure in zip(("published", "received"), own, strict=True):
                what = f"{what} through Postgres, {at_once} at once, {commit} commit"
                found.append(Row(what, figure, "asyncpg's INSERT", other, "us"))
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
