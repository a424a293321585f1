"""Publishing through NATS, beside nats-py's own publish to JetStream.

Both talk to a server that this starts, in one event loop, and wait until each message is stored:
one after another, 100 at once, and 100 at once with one subscriber that receives all. Theirs reads
by a consumer that acknowledges nothing. Ours are validated, theirs are bytes. Rounds alternate; the
figures are the medians of the time for one message.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import nats
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from realtime_runtime import History, Realtime
from realtime_runtime.transports.nats import NatsTransport

from generated import pipeline_channel
from tests.support.servers.nats import nats_server

from .measure import Row
from .messages import Way, medians_of, receiver

if TYPE_CHECKING:
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

    from .messages import Receive

ROUNDS = 7
MESSAGES = {1: 500, 100: 3000}  # in one round, by how many at once
BODY = b'{"token":"word","index":1}'
TOPIC = pipeline_channel(run_id="abc").tokens


def of_realtime(realtime: Realtime) -> tuple[Way, Way]:
    """Ours: published, and received besides."""

    async def publish() -> None:
        await realtime.publish(TOPIC, {"token": "word", "index": 1})

    return Way(publish), Way(publish, receiver(realtime, TOPIC))


def of_nats_py(js: JetStreamContext) -> tuple[Way, Way]:
    """Theirs: published, and received besides."""

    async def publish() -> None:
        await js.publish("raw.tokens", BODY)

    return Way(publish), Way(publish, consumer(js))


def consumer(js: JetStreamContext) -> Receive:
    """Receives by a consumer that acknowledges nothing."""

    async def receive(ready: asyncio.Event, count: int) -> None:
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

    return receive


async def compare(url: str) -> list[Row]:
    """Ours beside theirs."""
    client = await nats.connect(url)
    js = client.jetstream()
    await js.add_stream(StreamConfig(name="RAW", subjects=["raw.>"], max_msgs_per_subject=10_000))
    rows = []
    async with Realtime(NatsTransport(url, history=History(last=10_000))) as realtime:
        published, received = zip(of_realtime(realtime), of_nats_py(js), strict=True)
        for what, at_once, ways in (
            ("publishing through NATS, one after another", 1, published),
            ("publishing through NATS, 100 at once", 100, published),
            ("NATS, end to end", 100, received),
        ):
            own, other = await medians_of(ways, ROUNDS, MESSAGES[at_once], at_once)
            rows.append(Row(what, own, "nats-py to JetStream", other, "us", 1 / 0.7))
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
