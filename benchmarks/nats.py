"""Publishing through NATS, beside nats-py's own publish to JetStream.

Both talk to a server that this starts, in one event loop, and wait until each message is stored:
one after another, 100 at once, and 100 at once with one subscriber that receives all. Theirs reads
by a consumer that acknowledges nothing. Ours are validated, theirs are bytes. Rounds alternate; the
figures are the medians of the time for one message.
"""

from __future__ import annotations

import asyncio
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import nats
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from realtime_runtime import History, Realtime
from realtime_runtime.transports.nats import NatsTransport

from generated import pipeline_channel
from tests.support.servers.nats import nats_server

from .measure import Row

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from nats.aio.msg import Msg

    Publish = Callable[[], Awaitable[object]]
    Receive = Callable[[asyncio.Event, int], Awaitable[None]]

ROUNDS = 7
MESSAGES = {1: 500, 100: 3000}  # in one round, by how many at once
BODY = b'{"token":"word","index":1}'


async def per_message(publish: Publish, at_once: int, receive: Receive | None = None) -> float:
    """Microseconds for a message, until it is stored, or received where somebody receives."""
    count = MESSAGES[at_once]
    receiving = None
    if receive is not None:
        ready = asyncio.Event()
        receiving = asyncio.ensure_future(receive(ready, count))
        await ready.wait()
    left = iter(range(count))

    async def work() -> None:
        for _ in left:
            await publish()

    begin = perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    if receiving is not None:
        await receiving
    return (perf_counter() - begin) / count * 1e6


async def compare(url: str) -> list[Row]:
    """Ours beside theirs."""
    topic = pipeline_channel(run_id="abc").tokens
    realtime = Realtime(NatsTransport(url, history=History(last=10_000)))
    client = await nats.connect(url)
    js = client.jetstream()
    await js.add_stream(StreamConfig(name="RAW", subjects=["raw.>"], max_msgs_per_subject=10_000))

    async def ours() -> None:
        await realtime.publish(topic, {"token": "word", "index": 1})

    async def theirs() -> None:
        await js.publish("raw.tokens", BODY)

    async def ours_received(ready: asyncio.Event, count: int) -> None:
        async with realtime.subscribe(topic) as messages:
            ready.set()
            for _ in range(count):
                await anext(messages)

    async def theirs_received(ready: asyncio.Event, count: int) -> None:
        done = asyncio.Event()
        received = 0

        async def take(message: Msg) -> None:
            nonlocal received
            received += 1
            if received == count:
                done.set()

        config = ConsumerConfig(ack_policy=AckPolicy.NONE)
        subscription = await js.subscribe("raw.tokens", cb=take, config=config)
        ready.set()
        await done.wait()
        await subscription.unsubscribe()

    rows = []
    for what, at_once, receivers in (
        ("publishing through NATS, one after another", 1, (None, None)),
        ("publishing through NATS, 100 at once", 100, (None, None)),
        ("NATS, end to end", 100, (ours_received, theirs_received)),
    ):
        own, other = [], []
        for _ in range(ROUNDS):
            own.append(await per_message(ours, at_once, receivers[0]))
            other.append(await per_message(theirs, at_once, receivers[1]))
        rows.append(Row(what, median(own), "nats-py to JetStream", median(other), "us", 1 / 0.7))
    await realtime.aclose()
    await client.close()
    return rows


def rows() -> list[Row]:
    """All figures."""
    server = nats_server()
    server.start()
    try:
        return asyncio.run(compare(f"nats://127.0.0.1:{server.port}"))
    finally:
        server.stop()


if __name__ == "__main__":
    from .measure import table

    print(table(rows()))
