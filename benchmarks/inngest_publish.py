"""Publishing to Inngest, beside the SDK's own helper.

Both publish to a local server in another process that answers at once: synchronously, one message
after another, and 100 at once. Rounds alternate; the figures are the medians of the time for one
message. A real server takes its own time for each, which makes the ratios of the first two smaller.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from inngest.experimental import realtime  # type: ignore[attr-defined,unused-ignore]  # new in 0.5
from realtime_runtime.inngest import Inngest

from generated import pipeline_channel

from .measure import Row

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.connection import Connection

ROUNDS = 7
MESSAGES = {1: 300, 100: 1000}  # in one round, by how many at once


class Answer(asyncio.Protocol):
    """Reads requests, each with a content-length, and answers 200 to each."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            _, _, rest = head.partition(b"\r\ncontent-length:")
            whole = end + 4 + int(rest.partition(b"\r\n")[0] or 0)
            if len(self._received) < whole:
                return
            self._received = self._received[whole:]
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def serve(started: Connection) -> None:
    """Tell the port, and answer until this process is ended."""

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Answer, "127.0.0.1", 0)
        started.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


async def per_message(publish: Callable[[int], Awaitable[None]], at_once: int) -> float:
    """Microseconds for a message, with so many tasks that each publish one after another."""
    messages = iter(range(MESSAGES[at_once]))

    async def work() -> None:
        for number in messages:
            await publish(number)

    begin = perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return (perf_counter() - begin) / MESSAGES[at_once] * 1e6


def new_client(port: int) -> Inngest:
    return Inngest(
        app_id="benchmark",
        api_base_url=f"http://127.0.0.1:{port}",
        is_production=False,
        logger=logging.getLogger("benchmark"),
        signing_key="signkey-test-00112233445566778899aabbccddeeff",
    )


def per_message_sync(publish: Callable[[int], None]) -> float:
    """Microseconds for a message, one after another."""
    begin = perf_counter()
    for number in range(MESSAGES[1]):
        publish(number)
    return (perf_counter() - begin) / MESSAGES[1] * 1e6


def compare_sync(port: int) -> Row:
    """Ours beside theirs, without an event loop."""
    client, channel = new_client(port), pipeline_channel(run_id="abc")

    def ours(number: int) -> None:
        client.realtime.publish_sync(channel.tokens, {"token": "word", "index": number})

    def theirs(number: int) -> None:
        realtime.publish_sync(client, channel.name, "tokens", {"token": "word", "index": number})

    own, other = [], []
    for _ in range(ROUNDS):
        own.append(per_message_sync(ours))
        other.append(per_message_sync(theirs))
    client.realtime.close()
    what = "publishing to Inngest, synchronously"
    return Row(what, median(own), "the SDK's helper", median(other), "us", 0.5)


async def compare(port: int) -> list[Row]:
    """Ours beside theirs, for each number at once."""
    client, channel = new_client(port), pipeline_channel(run_id="abc")

    async def ours(number: int) -> None:
        await client.realtime.publish(channel.tokens, {"token": "word", "index": number})

    async def theirs(number: int) -> None:
        await realtime.publish(client, channel.name, "tokens", {"token": "word", "index": number})

    found = []
    for at_once in MESSAGES:
        own, other = [], []
        for _ in range(ROUNDS):
            own.append(await per_message(ours, at_once))
            other.append(await per_message(theirs, at_once))
        what = f"publishing to Inngest, {at_once} at once"
        found.append(Row(what, median(own), "the SDK's helper", median(other), "us", 0.25))
    await client.realtime.aclose()
    return found


def rows() -> list[Row]:
    """All figures."""
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    server = processes.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        port = ours.recv()
        return [compare_sync(port), *asyncio.run(compare(port))]
    finally:
        server.terminate()
        server.join()
