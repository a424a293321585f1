"""Publishing through Redis, beside redis-py's own PUBLISH, which stores nothing.

Both talk to a server that this starts, in one event loop: 100 publish at once, one after another
each; without a subscriber, and with one that receives all. Ours are validated and stored, theirs
are bytes. Rounds alternate; the figures are the medians of the time for one message.
"""

from __future__ import annotations

import asyncio
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from realtime_runtime import Realtime
from realtime_runtime.transports.redis import RedisTransport
from redis.asyncio import Redis

from generated import pipeline_channel
from tests.support.servers.redis import redis_server

from .measure import Row

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ROUNDS = 7
AT_ONCE, MESSAGES = 100, 5000
BODY = b'{"token":"word","index":1}'


async def per_message(
    publish: Callable[[], Awaitable[object]],
    receive: Callable[[asyncio.Event], Awaitable[None]] | None = None,
    *,
    at_once: int,
) -> float:
    """Microseconds for a message, until it is published, or received where somebody receives."""
    receiving = None
    if receive is not None:
        ready = asyncio.Event()
        receiving = asyncio.ensure_future(receive(ready))
        await ready.wait()
    left = iter(range(MESSAGES))

    async def work() -> None:
        for _ in left:
            await publish()

    begin = perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    if receiving is not None:
        await receiving
    return (perf_counter() - begin) / MESSAGES * 1e6


class Ours:
    """Validated and stored."""

    def __init__(self, port: int) -> None:
        self._topic = pipeline_channel(run_id="abc").tokens
        self._realtime = Realtime(RedisTransport(f"redis://127.0.0.1:{port}"))
        self.aclose = self._realtime.aclose

    async def publish(self) -> None:
        await self._realtime.publish(self._topic, {"token": "word", "index": 1})

    async def receive(self, ready: asyncio.Event) -> None:
        async with self._realtime.subscribe(self._topic) as messages:
            ready.set()
            for _ in range(MESSAGES):
                await anext(messages)


class Theirs:
    """Bytes, and nothing is stored."""

    def __init__(self, port: int) -> None:
        self._client = Redis(port=port, max_connections=300)  # it takes one for each waiting call
        self.aclose = self._client.aclose

    async def publish(self) -> None:
        await self._client.publish("pipeline:abc", BODY)

    async def receive(self, ready: asyncio.Event) -> None:
        async with self._client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe("pipeline:abc")
            await pubsub.get_message(timeout=10)
            ready.set()
            left = MESSAGES
            async for _ in pubsub.listen():
                left -= 1
                if not left:
                    return


async def compare(port: int) -> list[Row]:
    """Ours beside theirs."""
    sides: tuple[Ours | Theirs, ...] = Ours(port), Theirs(port)
    measured: list[tuple[str, float | None, int, bool]] = [
        ("publishing to Redis, one after another", None, 1, False),
        ("publishing to Redis, 100 at once", 1 / 3, AT_ONCE, False),
        ("published to Redis and received", 1 / 2.5, AT_ONCE, True),
    ]
    found = []
    for what, target, at_once, is_received in measured:
        times: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for kept, each in zip(times, sides, strict=True):
                receive = each.receive if is_received else None
                kept.append(await per_message(each.publish, receive, at_once=at_once))
        own, other = map(median, times)
        found.append(Row(what, own, "redis-py's PUBLISH", other, "us", target))
    for each in sides:
        await each.aclose()
    return found


def rows() -> list[Row]:
    """All figures."""
    server = redis_server()
    server.start()
    try:
        return asyncio.run(compare(server.port))
    finally:
        server.stop()
