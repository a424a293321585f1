"""PostgresTransport where something is killed: the server, and a subscriber's process.

`KILL_ROUNDS=20` kills the server so often, and prints a row for each time.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import textwrap
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from realtime_runtime import Gap, History, PublishFailed, Realtime
from realtime_runtime.transports.postgres import PostgresTransport

from ..support.files import ROOT
from ..support.servers.postgres import Postgres, new_postgres, postgres
from .channels import one
from .postgres_tables import new_table

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("KILL_ROUNDS", "1"))


class Round:
    """Three publishers and three subscribers, while the server is killed and started again."""

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self.stopping = False
        self.acknowledged: set[int] = set()
        self.failed = 0
        self.seen: list[list[int]] = [[], [], []]
        self.gaps: list[Gap] = []

    async def run(self) -> None:
        table = f"t_{uuid4().hex}"
        history = History(last=100_000)
        transport = PostgresTransport(self.server.url, history=history, table=table)
        await transport.migrate()
        async with asyncio.timeout(240), Realtime(transport) as realtime:
            ready = [asyncio.Event() for _ in self.seen]
            readers = [
                asyncio.create_task(self.read(realtime, seen, event))
                for seen, event in zip(self.seen, ready, strict=True)
            ]
            await asyncio.gather(*(event.wait() for event in ready))
            publishers = [asyncio.create_task(self.publish(realtime, n)) for n in range(3)]
            await self.until_acknowledged(50)
            await asyncio.to_thread(self.server.kill)  # while they go on
            await asyncio.sleep(random.random())
            await asyncio.to_thread(self.server.start)
            await self.until_acknowledged(len(self.acknowledged) + 50)
            self.stopping = True
            await asyncio.gather(*publishers)
            await realtime.publish(one.number, -1)
            await asyncio.gather(*readers)

    async def publish(self, realtime: Realtime, who: int) -> None:
        number = who
        while not self.stopping:
            try:
                await realtime.publish(one.number, number)
                self.acknowledged.add(number)
            except PublishFailed:
                self.failed += 1
            number += 3

    async def read(self, realtime: Realtime, seen: list[int], ready: asyncio.Event) -> None:
        async with realtime.subscribe(one.number, on_gap=self.gaps.append) as messages:
            ready.set()
            async for message in messages:
                if message.data < 0:
                    return
                seen.append(message.data)

    async def until_acknowledged(self, count: int) -> None:
        while len(self.acknowledged) < count:  # noqa: ASYNC110 - publishers know no event
            await asyncio.sleep(0.01)

    @property
    def faults(self) -> dict[str, int]:
        seen = [Counter(numbers) for numbers in self.seen]
        return {
            "lost": sum(len(self.acknowledged - counts.keys()) for counts in seen),
            "twice": sum(count > 1 for counts in seen for count in counts.values()),
            "out of order": sum(
                later < earlier
                for numbers in self.seen
                for who in range(3)
                for earlier, later in pairwise(n for n in numbers if n % 3 == who)
            ),
            "gaps": len(self.gaps),
        }


async def test_the_server_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    """By an immediate shutdown, and started again: what was acknowledged is seen once and in order,
    and nobody is told of a Gap."""
    server = new_postgres()
    server.start()
    try:
        for number in range(ROUNDS):
            killed = Round(server)
            await killed.run()
            counts = {"acknowledged": len(killed.acknowledged), "failed": killed.failed}
            with capsys.disabled():
                if ROUNDS > 1:
                    print(number + 1, counts | killed.faults, flush=True)
            assert not any(killed.faults.values()), killed.faults
    finally:
        server.stop()


FOLLOW = """
    import asyncio, sys
    from pathlib import Path
    from realtime_runtime import History, Realtime
    from realtime_runtime.transports.postgres import PostgresTransport
    from tests.transports.channels import one

    async def main(url, table, path):
        lines = Path(path).read_text().splitlines()
        since = lines[-1].split()[1] if lines else None
        realtime = Realtime(PostgresTransport(url, table=table, history=History(last=1000)))
        with open(path, "a") as file:
            async with realtime.subscribe(one.number, since=since, last=1000) as messages:
                async for message in messages:
                    file.write(f"{message.data} {messages.cursor}\\n")
                    file.flush()

    asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_subscriber_is_killed(tmp_path: Path) -> None:
    """At any moment; with the cursor that it kept beside each message, its successor goes on."""
    path = tmp_path / "seen"
    path.touch()
    chance = random.Random(0)
    async with new_table(history=History(last=1000)) as table:

        async def publish() -> None:
            for number in range(400):
                await table.transport.send(one.number(number))
                await asyncio.sleep(0.02)

        def seen() -> list[int]:
            return [int(line.split()[0]) for line in path.read_text().splitlines()]

        publishing = asyncio.create_task(publish())
        program = [sys.executable, "-c", textwrap.dedent(FOLLOW)]
        async with asyncio.timeout(240):
            while len(seen()) < 400:
                before = len(seen())
                follower = await asyncio.create_subprocess_exec(
                    *program, postgres().url, table.name, path, cwd=ROOT
                )
                try:
                    while len(seen()) <= before:
                        assert follower.returncode is None
                        await asyncio.sleep(0.01)
                    await asyncio.sleep(chance.random())
                finally:
                    follower.kill()
                    await follower.wait()
            await publishing
    assert seen() == list(range(400))
