"""What 100,000 channels with one message each take.

Measured at the servers, and in the process where nothing else keeps messages; beside the same
bodies under the same names, as each server's own client stores them.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped,unused-ignore]
import nats
from nats.js.api import StreamConfig
from realtime_runtime import History, MemoryTransport, Realtime
from realtime_runtime.transports.nats import NatsTransport
from realtime_runtime.transports.postgres import PostgresTransport
from realtime_runtime.transports.redis import RedisTransport
from redis.asyncio import Redis

from generated import pipeline, pipeline_channel
from tests.support.servers.nats import nats_server
from tests.support.servers.postgres import new_postgres
from tests.support.servers.redis import redis_server

from .measure import Row, in_new_process, resident
from .postgres import FLOOR

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable

CHANNELS = 100_000
AT_ONCE = 200
BODY = b'{"token":"word","index":1}'
DATA = pipeline.TokenInput(token="word", index=1)


async def each(store: Callable[[int], Awaitable[object]], numbers: Iterable[int]) -> None:
    """Store something for each number, so many at once."""
    left = iter(numbers)

    async def work() -> None:
        for number in left:
            await store(number)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def publish_all(realtime: Realtime) -> None:
    """A message in each channel."""

    async def publish(number: int) -> None:
        await realtime.publish(pipeline_channel(run_id=str(number)).tokens, DATA)

    await each(publish, range(CHANNELS))


def row(what: str, own: float, beside: str, floor: float) -> Row:
    """In kB for a channel."""
    what = f"{what} of a channel, of {CHANNELS:,} with a message"
    return Row(what, own / CHANNELS / 1000, beside, floor / CHANNELS / 1000, "kB")


async def in_redis(port: int, settings: str) -> Row:
    """What the server says that it uses."""
    client = Redis(port=port)

    async def used() -> int:
        found: int = (await client.info("memory"))["used_memory"]
        return found

    before = await used()
    async with Realtime(RedisTransport(f"redis://127.0.0.1:{port}")) as realtime:
        await publish_all(realtime)
    own = await used() - before
    await client.flushall()
    before = await used()
    for start in range(0, CHANNELS, 1000):
        pipeline = client.pipeline(transaction=False)
        for number in range(start, start + 1000):
            pipeline.xadd(f"rt:{{pipeline:{number}}}:tokens", {"body": BODY})
        await pipeline.execute()
    floor = await used() - before
    await client.aclose()
    return row(f"Redis{settings}: the memory", own, "XADD of its body", floor)


def redis_rows() -> list[Row]:
    """With the server's default, and with the setting for small streams."""
    found = []
    for node in (), ("--stream-node-max-bytes", "512"):
        server = redis_server(*node, persists=False)
        server.start()
        try:
            found.append(asyncio.run(in_redis(server.port, ", small nodes" if node else "")))
        finally:
            server.stop()
    return found


async def ours_in_nats(url: str) -> float:
    """The bytes of the stream."""
    async with Realtime(NatsTransport(url)) as realtime:
        await publish_all(realtime)
    return await size_of(url, "REALTIME")


async def theirs_in_nats(url: str) -> float:
    """The bytes of the stream."""
    client = await nats.connect(url)
    js = client.jetstream()
    await js.add_stream(StreamConfig(name="RAW", subjects=["raw.>"], max_msgs_per_subject=100))
    await each(lambda number: js.publish(f"raw.pipeline:{number}.tokens", BODY), range(CHANNELS))
    await client.close()
    return await size_of(url, "RAW")


async def size_of(url: str, stream: str) -> float:
    client = await nats.connect(url)
    size = (await client.jetstream().stream_info(stream)).state.bytes
    await client.close()
    return size


def in_nats(store: Callable[[str], Coroutine[Any, Any, float]]) -> tuple[float, float]:
    """The server's memory, and the stream's bytes."""
    server = nats_server()
    server.start()
    try:
        before = resident(server.pid)
        size = asyncio.run(store(f"nats://127.0.0.1:{server.port}"))
        return resident(server.pid) - before, size
    finally:
        server.stop()


def nats_rows() -> list[Row]:
    figures = zip(("memory", "stream"), in_nats(ours_in_nats), in_nats(theirs_in_nats), strict=True)
    beside = "nats-py's publish of its body"
    return [row(f"NATS: the {what}", own, beside, floor) for what, own, floor in figures]


async def in_postgres(url: str) -> Row:
    """The table with its indexes."""
    transport = PostgresTransport(url)
    await transport.migrate()
    async with asyncpg.create_pool(url, min_size=4, max_size=4) as pool:

        async def publish(thousand: int) -> None:
            async with pool.acquire() as connection, connection.transaction():
                for number in range(thousand, thousand + 1000):
                    message = pipeline_channel(run_id=str(number)).tokens(DATA)
                    await transport.send_in(connection, message)

        await each(publish, range(0, CHANNELS, 1000))
        await pool.execute(FLOOR)
        await pool.copy_records_to_table("floor", records=map(floor_row, range(CHANNELS)))
        own, floor = [
            await pool.fetchval("SELECT pg_total_relation_size($1::text::regclass)", table)
            for table in ("realtime_message", "floor")
        ]
    await transport.aclose()
    return row("Postgres: the table", own, "its row alone", floor)


def floor_row(number: int) -> tuple[object, ...]:
    name = f"pipeline:{number}"
    key = blake2b(name.encode(), digest_size=16).digest()
    return key, 1, number, name, "tokens", uuid4().hex, None, number, None, BODY


def postgres_rows() -> list[Row]:
    server = new_postgres()
    server.start()
    try:
        return [asyncio.run(in_postgres(server.url))]
    finally:
        server.stop()


def in_memory() -> float:
    """The memory that a process has more with a message in each channel."""
    before = resident(os.getpid())
    realtime = Realtime(MemoryTransport(history=History()))
    asyncio.run(publish_all(realtime))
    return resident(os.getpid()) - before


def in_deques() -> float:
    """The least: a deque for each channel's bodies."""
    before = resident(os.getpid())
    kept = {
        (f"pipeline:{number}", "tokens"): deque([b"%d" % number + BODY], maxlen=100)
        for number in range(CHANNELS)
    }
    found = resident(os.getpid()) - before
    del kept
    return found


def rows() -> list[Row]:
    """All figures."""
    own, floor = in_new_process(in_memory), in_new_process(in_deques)
    beside = "a deque of its body"
    memory = row("memory: the process's", own, beside, floor)
    return [memory, *redis_rows(), *nats_rows(), *postgres_rows()]


if __name__ == "__main__":
    from .measure import table

    print(table(rows()))
