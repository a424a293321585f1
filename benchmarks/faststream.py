"""Through Redis and NATS with models on both sides, beside FastStream on the same server.

100 publish at once, one after another each; without a subscriber, and with one that receives all.
FastStream has two ways: pub/sub, which stores nothing, and a stream. Rounds alternate; the figures
are the medians of the time for one message.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from faststream.nats import JStream, NatsBroker
from faststream.redis import RedisBroker, StreamSub
from pydantic import BaseModel
from realtime_runtime import History, Realtime
from realtime_runtime.transports.nats import NatsTransport
from realtime_runtime.transports.redis import RedisTransport

from generated import pipeline, pipeline_channel
from tests.support.servers.nats import nats_server
from tests.support.servers.redis import redis_server

from .measure import Row
from .messages import Way, medians_of, receiver

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from realtime_runtime.transports import LastingTransport

ROUNDS = 5
AT_ONCE, MESSAGES = 100, 600
HISTORY = History(last=10_000)
QUIET: dict[str, Any] = {"logger": None}
TOPIC = pipeline_channel(run_id="abc").tokens


class Token(BaseModel):
    token: str
    index: int


class Theirs(NamedTuple):
    """One of FastStream's ways: what its publisher and its subscriber take, by a topic's name."""

    name: str
    publish: Callable[[str], dict[str, Any]]
    subscribe: Callable[[str], dict[str, Any]]


STREAM = JStream("FAST", subjects=["fast.>"])
REDIS = (
    Theirs("pub/sub", lambda name: {"channel": name}, lambda name: {"channel": name}),
    Theirs("a stream", lambda name: {"stream": name}, lambda name: {"stream": StreamSub(name)}),
)
NATS = (
    Theirs("NATS core", lambda name: {"subject": name}, lambda name: {"subject": name}),
    Theirs(
        "JetStream",
        lambda name: {"subject": name, "stream": STREAM.name},
        lambda name: {"subject": name, "stream": STREAM},
    ),
)


class Received:
    """A subscriber of FastStream, which lives as long as its broker: how many it still expects."""

    def __init__(self) -> None:
        self.left = 0
        self.all = asyncio.Event()

    async def take(self, token: Token) -> None:
        self.left -= 1
        if self.left == 0:
            self.all.set()

    async def receive(self, ready: asyncio.Event, count: int) -> None:
        self.left = count
        self.all.clear()
        ready.set()
        await self.all.wait()


def of_faststream(broker: Any, theirs: Theirs) -> tuple[Way, Way]:
    """Theirs: published, and received besides."""
    received = Received()
    broker.subscriber(**theirs.subscribe("fast.read"))(received.take)

    def publisher(name: str) -> Callable[[], Awaitable[object]]:
        where = theirs.publish(name)
        return lambda: broker.publish(Token(token="word", index=1), **where)

    return Way(publisher("fast.alone")), Way(publisher("fast.read"), received.receive)


def of_realtime(realtime: Realtime) -> tuple[Way, Way]:
    """Ours: published, and received besides."""

    async def publish() -> None:
        await realtime.publish(TOPIC, pipeline.Token(token="word", index=1))

    return Way(publish), Way(publish, receiver(realtime, TOPIC))


async def compare(
    engine: str, transport: LastingTransport, broker: Any, peers: Sequence[Theirs]
) -> list[Row]:
    """Ours beside theirs."""
    rows = []
    async with Realtime(transport) as realtime:
        ways = [of_faststream(broker, theirs) for theirs in peers]
        async with broker:
            await broker.start()
            await asyncio.sleep(1)  # nothing tells when its subscribers listen
            whats = (f"{engine}, models published", f"{engine}, models published and received")
            for what, *both in zip(whats, of_realtime(realtime), *ways, strict=True):
                own, *others = await medians_of(both, ROUNDS, MESSAGES, AT_ONCE)
                rows += [
                    Row(what, own, f"FastStream, {theirs.name}", other, "us")
                    for theirs, other in zip(peers, others, strict=True)
                ]
    return rows


async def in_redis(port: int) -> list[Row]:
    url = f"redis://127.0.0.1:{port}"
    transport = RedisTransport(url, history=HISTORY)
    # It takes a connection for each waiting call.
    broker = RedisBroker(url, **QUIET, max_connections=3 * AT_ONCE)
    return await compare("Redis", transport, broker, REDIS)


async def in_nats(port: int) -> list[Row]:
    url = f"nats://127.0.0.1:{port}"
    transport = NatsTransport(url, history=HISTORY)
    return await compare("NATS", transport, NatsBroker(url, **QUIET), NATS)


def rows() -> list[Row]:
    """All figures."""
    found = []
    for server, compare_in in ((redis_server(), in_redis), (nats_server(), in_nats)):
        server.start()
        try:
            found += asyncio.run(compare_in(server.port))
        finally:
            server.stop()
    return found


if __name__ == "__main__":
    from .measure import table

    print(table(rows()))
