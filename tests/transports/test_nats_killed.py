"""kill -9 of the server while three publish and three subscribe, and of a subscriber: nothing that
was acknowledged is lost, nothing is seen twice, the order stays, and no Gap is told.

`KILL_ROUNDS=20 .venv/bin/pytest -s tests/transports/test_nats_killed.py` kills as often, and prints
a table.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import pytest
from realtime_runtime import Gap, History, PublishFailed, Realtime
from realtime_runtime.transports.nats import NatsTransport

from ..support.files import ROOT
from ..support.servers.nats import nats_cluster, nats_server
from .channels import one
from .nats_streams import new, url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..support.servers import Server

ROUNDS = int(os.environ.get("KILL_ROUNDS", "1"))


class Outcome(NamedTuple):
    """What became of one round; but for the first two, sums over the subscribers."""

    acknowledged: int
    failed: int
    lost: int
    twice: int
    out_of_order: int
    gaps: int


class Round:
    """Publishers that wait for each of their messages, and subscribers that write down all."""

    def __init__(self, servers: Sequence[Server], **options: Any) -> None:
        self.servers = servers
        self.urls = [f"nats://127.0.0.1:{server.port}" for server in servers]
        self.options = options
        self.stream = uuid4().hex
        self.acknowledged: list[int] = []
        self.failed: list[int] = []
        self.seen: list[list[int]] = []
        self.gaps: list[Gap] = []
        self.is_over = False

    def new(self) -> Realtime:
        history = History(last=100_000)
        transport = NatsTransport(self.urls, stream=self.stream, history=history, **self.options)
        return Realtime(transport)

    async def prepare(self) -> None:
        """Have a stream: a cluster chooses a leader first."""
        async with asyncio.timeout(60), self.new() as realtime:
            while True:
                try:
                    await realtime.publish(one.number, -3)
                    return
                except PublishFailed:
                    pass

    async def publish(self, publisher: int) -> None:
        """Numbers of the form 3 n + publisher, growing."""
        number = publisher
        async with self.new() as realtime:
            while not self.is_over:
                try:
                    await realtime.publish(one.number, number)
                except PublishFailed as error:
                    print(error)
                    self.failed.append(number)
                else:
                    self.acknowledged.append(number)
                number += 3
                await asyncio.sleep(0.002)

    async def follow(self, ready: asyncio.Event) -> None:
        seen: list[int] = []
        self.seen.append(seen)
        async with (
            self.new() as realtime,
            realtime.subscribe(one.number, on_gap=self.gaps.append) as messages,
        ):
            ready.set()
            async for message in messages:
                seen.append(message.data)  # noqa: PERF401 - others look at it meanwhile

    async def run(self) -> Outcome:
        await self.prepare()
        ready = [asyncio.Event() for _ in range(3)]
        following = [asyncio.create_task(self.follow(event)) for event in ready]
        async with asyncio.timeout(60):
            await asyncio.gather(*(event.wait() for event in ready))
        publishing = [asyncio.create_task(self.publish(n)) for n in range(3)]
        await asyncio.sleep(0.3 + random.random())
        server = random.choice(self.servers)
        await asyncio.to_thread(server.kill)
        await asyncio.sleep(random.random())
        await asyncio.to_thread(server.start)
        before = len(self.acknowledged)
        async with asyncio.timeout(60):
            while len(self.acknowledged) < before + 300:  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.05)
        self.is_over = True
        await asyncio.gather(*publishing)
        last = self.acknowledged[-1]
        try:
            async with asyncio.timeout(60):
                while not all(last in seen for seen in self.seen):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                await asyncio.sleep(0.2)
        except TimeoutError:
            pass  # it is counted as lost
        for task in following:
            task.cancel()
        await asyncio.wait(following)
        return self.outcome()

    def outcome(self) -> Outcome:
        return Outcome(
            acknowledged=len(self.acknowledged),
            failed=len(self.failed),
            lost=sum(len(set(self.acknowledged) - set(seen)) for seen in self.seen),
            twice=sum(count - 1 for seen in self.seen for count in Counter(seen).values()),
            out_of_order=sum(
                numbers != sorted(numbers)
                for seen in self.seen
                for numbers in ([n for n in seen if n % 3 == rest] for rest in range(3))
            ),
            gaps=len(self.gaps),
        )


async def killed(servers: Sequence[Server], **options: Any) -> Outcome:
    """The sums of all rounds."""
    outcomes = []
    for server in servers:
        server.start()
    for number in range(ROUNDS):
        outcomes.append(await Round(servers, **options).run())
        if ROUNDS > 1:
            print(options, number, outcomes[-1], flush=True)
    for server in servers:
        server.stop()
    total = Outcome(*map(sum, zip(*outcomes, strict=True)))
    if ROUNDS > 1:
        print(options, "total", total)
    return total


@pytest.mark.slow
@pytest.mark.parametrize("storage", ["file", "memory"])
async def test_a_server_that_is_killed(storage: str) -> None:
    """Only where the server keeps messages in memory, and so loses them, is a Gap told."""
    total = await killed([nats_server()], storage=storage)
    assert total.twice == total.out_of_order == 0
    if storage == "file":
        assert total.lost == total.gaps == 0
    else:
        assert total.gaps == 3 * ROUNDS


@pytest.mark.slow
async def test_a_server_of_a_cluster_that_is_killed() -> None:
    """The others have all that was acknowledged."""
    total = await killed(nats_cluster(3), replicas=3)
    assert total.lost == total.twice == total.out_of_order == total.gaps == 0


READER = """
import asyncio, sys
from pathlib import Path
from realtime_runtime import History, Realtime
from realtime_runtime.transports.nats import NatsTransport
from tests.transports.channels import one

url, stream, path = sys.argv[1:]

async def main():
    seen = Path(path)
    lines = seen.read_text().splitlines() if seen.exists() else []
    since = lines[-1].split()[1] if lines else None
    realtime = Realtime(NatsTransport(url, stream=stream, history=History(last=10**6)))
    with seen.open("a") as file:
        async with realtime.subscribe(
            one.number, since=since, last=None if since else 10**6,
            on_gap=lambda gap: print(gap, file=sys.stderr),
        ) as messages:
            async for message in messages:
                # One write: it is there whole, or not at all.
                file.write(f"{message.data} {messages.cursor}\\n")
                file.flush()

asyncio.run(main())
"""


@pytest.mark.slow
async def test_a_subscriber_that_is_killed(tmp_path: Any) -> None:
    """It stores its cursor with each message; killed at any time, it sees each message once."""
    stream, seen = uuid4().hex, tmp_path / "seen"
    command = [sys.executable, "-c", READER, url(), stream, str(seen)]
    async with new(stream, history=History(last=10**6)) as realtime:
        number = 0

        async def publish() -> None:
            nonlocal number
            while True:
                await realtime.publish(one.number, number)
                number += 1
                await asyncio.sleep(0.02)

        async def until(count: int) -> None:
            async with asyncio.timeout(60):
                while not seen.exists() or len(seen.read_text().splitlines()) < count:  # noqa: ASYNC110
                    await asyncio.sleep(0.03)

        publishing = asyncio.create_task(publish())
        for kill in range(4):
            process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=PIPE)
            await until(5 + kill + (len(seen.read_text().splitlines()) if seen.exists() else 0))
            if kill == 3:
                publishing.cancel()
                await until(number)
            process.kill()
            _, told = await process.communicate()
            assert told == b""
    numbers = [int(line.split()[0]) for line in seen.read_text().splitlines()]
    assert numbers in (list(range(number)), list(range(number + 1)))
