"""Redis is killed while some publish and others follow; and a follower's process is.

`KILL_ROUNDS=20 pytest -s tests/transports/test_redis_crashes.py` kills the server twenty times and
prints a row for each.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections import Counter
from contextlib import suppress
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from realtime_runtime import Gap, History, PublishFailed, Realtime
from realtime_runtime.transports.redis import RedisTransport

from ..support.files import ROOT
from ..support.servers.redis import redis_port, redis_server
from ..support.waiting import eventually
from .channels import one

if TYPE_CHECKING:
    from pathlib import Path

    from ..support.servers import Server

ROUNDS = int(os.environ.get("KILL_ROUNDS", "1"))
PUBLISHERS, FOLLOWERS = 3, 3
HISTORY = History(last=100_000)


class Publisher:
    """Publishes numbers one after another until it is told to stop."""

    def __init__(self, url: str, prefix: str, place: int) -> None:
        self.realtime = Realtime(RedisTransport(url, prefix=prefix, history=HISTORY))
        self.place = place
        self.acknowledged: list[int] = []
        self.failed = 0
        self.stops = False

    async def run(self) -> None:
        number = self.place
        while not self.stops:
            try:
                await self.realtime.publish(one.number, number)
            except PublishFailed:
                self.failed += 1
            else:
                self.acknowledged.append(number)
            number += PUBLISHERS
            await asyncio.sleep(0.001)
        await self.realtime.aclose()


class Follower:
    """Sees what arrives, and what is missing."""

    def __init__(self, url: str, prefix: str) -> None:
        self.realtime = Realtime(RedisTransport(url, prefix=prefix, history=HISTORY))
        self.seen: list[int] = []
        self.gaps: list[Gap] = []
        self.ready = asyncio.Event()

    async def run(self) -> None:
        async with self.realtime.subscribe(one.number, on_gap=self.gaps.append) as messages:
            self.ready.set()
            async for message in messages:
                self.seen.append(message.data)

    def out_of_order(self) -> int:
        """How often a publisher's message came after a later one of it."""
        of_each = [[n for n in self.seen if n % PUBLISHERS == i] for i in range(PUBLISHERS)]
        return sum(b < a for numbers in of_each for a, b in pairwise(numbers))


async def crash(server: Server, prefix: str, chance: random.Random) -> dict[str, int]:
    """One round: what came of it."""
    url = f"redis://127.0.0.1:{server.port}"
    publishers = [Publisher(url, prefix, place) for place in range(PUBLISHERS)]
    followers = [Follower(url, prefix) for _ in range(FOLLOWERS)]
    following = [asyncio.create_task(follower.run()) for follower in followers]
    async with asyncio.timeout(180):
        await asyncio.gather(*(follower.ready.wait() for follower in followers))
        publishing = [asyncio.create_task(publisher.run()) for publisher in publishers]
        await asyncio.sleep(0.3 + chance.random() / 2)
        await asyncio.to_thread(server.kill)
        await asyncio.sleep(chance.random())
        await asyncio.to_thread(server.start)
        await eventually(lambda: all(len(each.acknowledged) > 200 for each in publishers))
        for publisher in publishers:
            publisher.stops = True
        await asyncio.gather(*publishing)
        acknowledged = {n for publisher in publishers for n in publisher.acknowledged}
        for follower in followers:
            with suppress(TimeoutError):  # what does not come is counted as lost
                await eventually(partial(acknowledged.issubset, follower.seen))
            await follower.realtime.aclose()
        await asyncio.gather(*following)
    return {
        "acknowledged": len(acknowledged),
        "failed": sum(publisher.failed for publisher in publishers),
        "lost": sum(len(acknowledged.difference(follower.seen)) for follower in followers),
        "twice": sum(len(follower.seen) - len(set(follower.seen)) for follower in followers),
        "out of order": sum(follower.out_of_order() for follower in followers),
        "gaps": sum(len(follower.gaps) for follower in followers),
    }


@pytest.mark.slow
async def test_killed_servers() -> None:
    """What was acknowledged is seen by each subscriber once and in order, and no Gap is told."""
    server = redis_server()
    server.start()
    rows: list[dict[str, int]] = []
    try:
        for number in range(ROUNDS):
            rows.append(await crash(server, uuid4().hex, random.Random(number)))
            print("|", number + 1, "|", " | ".join(f"{value}" for value in rows[-1].values()), "|")
    finally:
        server.stop()
    total = Counter[str]()
    for row in rows:
        total.update(row)
    print("|", " | ".join(f"{name}: {total[name]}" for name in rows[0]), "|")
    wrong = {name: total[name] for name in ("lost", "twice", "out of order", "gaps")}
    assert wrong == dict.fromkeys(wrong, 0)


FOLLOWER = """
import asyncio, json, sys
from realtime_runtime import History, Realtime
from realtime_runtime.transports.redis import RedisTransport
from tests.transports.channels import one

url, prefix, path = sys.argv[1:]
lines = open(path).read().splitlines()
since = json.loads(lines[-1])[1]

async def main():
    async with (
        Realtime(RedisTransport(url, prefix=prefix, history=History(last=1000))) as realtime,
        realtime.subscribe(one.number, since=since, on_gap=sys.exit) as messages,
    ):
        with open(path, "a") as file:
            async for message in messages:
                print(json.dumps([message.data, messages.cursor]), file=file, flush=True)

asyncio.run(main())
"""


@pytest.mark.slow
async def test_a_follower_that_is_killed_goes_on_at_its_cursor(tmp_path: Path) -> None:
    """A process that keeps its cursor with each message sees each once, however often it dies."""
    chance, prefix, path = random.Random(1), uuid4().hex, tmp_path / "seen"
    url = f"redis://127.0.0.1:{redis_port()}"
    seen: list[int] = []
    transport = RedisTransport(url, prefix=prefix, history=History(last=1000))
    async with Realtime(transport) as realtime:
        async with realtime.subscribe(one.number) as messages:
            path.write_text(json.dumps([None, messages.cursor]) + "\n")
        number = 0
        async with asyncio.timeout(180):
            while number < 200 or len(seen) < number:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-c", FOLLOWER, url, prefix, str(path), cwd=ROOT
                )
                enough = len(seen) + chance.randrange(1, 40)
                while len(seen) < min(enough, 200):
                    assert process.returncode is None
                    if number < 200:
                        await realtime.publish(one.number, number)
                        number += 1
                    await asyncio.sleep(chance.random() / 50)
                    seen = _seen(path)
                process.kill()
                await process.wait()
                _drop_torn_line(path)
                seen = _seen(path)
    assert seen == list(range(200))


def _seen(path: Path) -> list[int]:
    lines = path.read_text().split("\n")[1:-1]  # the last one may be torn
    return [json.loads(line)[0] for line in lines]


def _drop_torn_line(path: Path) -> None:
    text = path.read_text()
    path.write_text(text[: text.rindex("\n") + 1])
