"""Publishing through Redis, beside redis-py's own PUBLISH, which stores nothing.

Both talk to a server that this starts, in one event loop: 100 publish at once, one after another
each; without a subscriber, and with one that receives all. Ours are validated and stored, theirs
are bytes. Rounds alternate; the figures are the medians of the time for one message.
"""

from __future__ import annotations

import asyncio
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

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
    at_once: int = AT_ONCE,
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


async def compare(port: int) -> list[Row]:
    """Ours beside theirs."""
    topic = pipeline_channel(run_id="abc").tokens
    realtime = Realtime(RedisTransport(f"redis://127.0.0.1:{port}"))
    client = Redis(port=port, max_connections=300)  # it takes one for each waiting call

    async def ours() -> None:
        await realtime.publish(topic, {"token": "word", "index": 1})

    async def ours_received(ready: asyncio.Event) -> None:
        async with realtime.subscribe(topic) as messages:
            ready.set()
            for _ in range(MESSAGES):
                await anext(messages)

    async def theirs() -> None:
        await client.publish("pipeline:abc", BODY)

    async def theirs_received(ready: asyncio.Event) -> None:
        async with client.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe("pipeline:abc")
            await pubsub.get_message(timeout=10)
            ready.set()
            left = MESSAGES
            async for _ in pubsub.listen():
                left -= 1
                if not left:
                    return

    measured: dict[str, tuple[float | None, list[Any]]] = {
        "publishing to Redis, one after another": (None, [{"at_once": 1}, None, None]),
        "publishing to Redis, 100 at once": (1 / 3, [{}, None, None]),
        "published to Redis and received": (1 / 2.5, [{}, ours_received, theirs_received]),
    }
    found = []
    for what, (target, [settings, ours_receives, theirs_receives]) in measured.items():
        own, other = [], []
        for _ in range(ROUNDS):
            own.append(await per_message(ours, ours_receives, **settings))
            other.append(await per_message(theirs, theirs_receives, **settings))
        found.append(Row(what, median(own), "redis-py's PUBLISH", median(other), "us", target))
    await realtime.aclose()
    await client.aclose()
    return found


def rows() -> list[Row]:
    """All figures."""
    server = redis_server()
    server.start()
    try:
        return asyncio.run(compare(server.port))
    finally:
        server.stop()
