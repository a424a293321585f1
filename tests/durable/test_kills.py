"""A process is killed while a workflow publishes, and another one goes on with the workflow.

`KILL_MOMENTS=50 pytest -s tests/durable/test_kills.py` kills at fifty random moments in each case,
and prints a row for it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
from collections import Counter
from contextlib import asynccontextmanager, contextmanager
from subprocess import PIPE
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import psycopg
import pytest
from realtime_runtime import Realtime
from realtime_runtime.transports.postgres import PostgresTransport

from generated import uploads_channel

from ..support.files import ROOT
from ..support.servers import PATIENCE
from ..support.servers.nats import nats_port
from ..support.servers.postgres import postgres
from ..support.servers.redis import redis_port
from .program import make_transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from pathlib import Path

    from .program import Moment, Report, Settings

pytestmark = pytest.mark.slow

MOMENTS = int(os.environ.get("KILL_MOMENTS", "2"))
STEPS = ["realtime.publish first", "process", "realtime.publish result"]
URLS: dict[str, Callable[[], str]] = {
    "memory": str,
    "redis": lambda: f"redis://127.0.0.1:{redis_port()}",
    "postgres": lambda: postgres().url,
    "transaction": lambda: postgres().url,
    "nats": lambda: f"nats://127.0.0.1:{nats_port()}",
}


def database(kind: str, folder: Path) -> str:
    """The URL of a new database for DBOS."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'dbos.sqlite'}"
    name = f"dbos_{uuid4().hex}"
    with psycopg.connect(postgres().url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgres().url.removesuffix("postgres") + name


class Program:
    """The program of `program.py`, and somebody outside who follows what it publishes."""

    def __init__(self, settings: Settings, process: subprocess.Popen[str], realtime: Realtime):
        self._settings = settings
        self._process = process
        self._realtime = realtime

    def run(self, run: str, **settings: object) -> Report | None:
        """What a process of the program has reported; None for one that was killed."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        print(json.dumps({**self._settings, "run": run, **settings}), file=stdin, flush=True)
        report: Report | None = json.loads(stdout.readline())
        return report

    async def crash(self, moment: Moment, **settings: object) -> Outcome:
        """What came of a run whose process was killed, and which another process has ended."""
        run = uuid4().hex
        channel = uploads_channel(upload_id=run)
        topics = channel.status, channel.result
        async with self._realtime.subscribe(*topics) as messages:
            first = await asyncio.to_thread(self.run, run, crash=moment, **settings)
            last = await asyncio.to_thread(self.run, run, **settings)
            assert last is not None
            assert (last["result"], last["steps"]) == (f"first https://files.example/{run}", STEPS)
            status = await self._realtime.history(channel.status)
            kept = *status, *await self._realtime.history(channel.result)
            stored = [message.id for message in kept if message.run_id == run]
            await self._realtime.publish(channel.status, {"message": "end"})
            await self._realtime.publish(channel.result, {"success": False})
            seen: list[str] = []
            ends = 0
            while ends < len(topics):
                message = await asyncio.wait_for(anext(messages), PATIENCE)
                if message.run_id is None:
                    ends += 1
                elif message.run_id == run:
                    seen.append(message.id)
        stored, seen, seen_last = (named(run, ids) for ids in (stored, seen, last["seen"]))
        return Outcome(stored, seen, seen_last, was_killed=first is None)


class Outcome(NamedTuple):
    """The messages that are stored, that were seen from outside, and that the last process has
    seen, by their steps' names; and whether the first process was killed, or ended before."""

    stored: list[str]
    seen: list[str]
    seen_last: list[str]
    was_killed: bool = True


def named(run: str, ids: Iterable[str]) -> list[str]:
    """The messages by their steps' names, where they have the IDs that they should have."""
    names = {f"{run}:first:1": "first", f"{run}:result:3": "result"}
    return sorted(names.get(message_id, "of another ID") for message_id in ids)


@asynccontextmanager
async def program(transport: str, system: str) -> AsyncIterator[Program]:
    settings: Settings = {
        "transport": transport,
        "url": URLS[transport](),
        "name": f"kills{uuid4().hex}",
        "system": system,
        "run": "",
        "crash": None,
        "delay": 0,
        "identity": True,
        "is_async": True,
    }
    outside = make_transport(settings)
    if isinstance(outside, PostgresTransport):
        await outside.migrate()
    with started() as process:
        async with Realtime(outside) as realtime:
            yield Program(settings, process, realtime)


@contextmanager
def started() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.durable.program"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=PIPE, stdout=PIPE) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


@pytest.fixture(params=["sqlite", "postgres"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database for DBOS."""
    return database(request.param, tmp_path)


ONCE = ["first", "result"]
AT: list[Moment] = ["before", "between", "after"]
SERVERS = [name for name in URLS if name != "memory"]


@pytest.mark.parametrize("transport", SERVERS)
async def test_a_message_is_stored_and_seen_once(transport: str, system: str) -> None:
    """Whenever the process is killed, the workflow ends with its result, and each message has been
    stored once and seen once. In a transaction, what was sent and not memoized is not stored."""
    sent_by_the_last: dict[Moment, list[str]] = {"before": ["result"], "between": [], "after": []}
    if transport == "transaction":
        sent_by_the_last |= {"between": ["result"], "commit": []}
    async with program(transport, system) as ran:
        for moment, sent in sent_by_the_last.items():
            outcome = await ran.crash(moment)
            assert (moment, outcome) == (moment, Outcome(ONCE, ONCE, sent))
        outcomes = await at_random(ran)
    assert {(*outcome.stored, *outcome.seen) for outcome in outcomes} == {(*ONCE, *ONCE)}
    report(transport, system, outcomes)


async def test_a_workflow_that_is_not_async(system: str) -> None:
    """The same with publish_sync."""
    async with program("redis", system) as ran:
        outcomes = [await ran.crash(moment, is_async=False) for moment in AT]
    assert outcomes == [Outcome(ONCE, ONCE, sent) for sent in (["result"], [], [])]


async def test_in_memory_each_process_has_its_own(system: str) -> None:
    """Memory ends with its process. So the process that ends the workflow publishes what no
    checkpoint was written for, and its subscribers see that once, and nothing of before."""
    async with program("memory", system) as ran:
        seen = [(await ran.crash(moment)).seen_last for moment in AT]
        assert seen == [["result"], ["result"], []]
        outcomes = await at_random(ran)
    assert all(outcome.seen_last in (ONCE, ["result"], []) for outcome in outcomes)
    report("memory", system, outcomes)


@pytest.mark.parametrize("transport", ["redis", "postgres", "nats"])
async def test_without_identity_a_message_is_doubled(transport: str, tmp_path: Path) -> None:
    """A control: a message that is sent again under another ID is stored and seen twice."""
    async with program(transport, database("sqlite", tmp_path)) as ran:
        outcome = await ran.crash("between", identity=False)
    assert (len(outcome.stored), len(outcome.seen)) == (3, 3)


async def at_random(ran: Program) -> list[Outcome]:
    """Runs until so many processes have been killed. The others ended before."""
    _, whole = ran.run("first"), ran.run("whole")
    assert whole is not None
    outcomes: list[Outcome] = []
    while sum(outcome.was_killed for outcome in outcomes) < MOMENTS:
        delay = random.uniform(0, whole["seconds"])
        outcomes.append(await ran.crash("random", delay=delay))
    return outcomes


def report(transport: str, system: str, outcomes: list[Outcome]) -> None:
    """A row of the table."""
    kind = system.partition(":")[0]
    killed = sum(outcome.was_killed for outcome in outcomes)
    stored = Counter(len(outcome.stored) for outcome in outcomes)
    seen = Counter(len(outcome.seen) for outcome in outcomes)
    last = Counter(len(outcome.seen_last) for outcome in outcomes)
    print(
        f"\n{kind:10} {transport:12} killed {killed}, stored {dict(stored)}, seen {dict(seen)},"
        f" seen by the last process {dict(last)}"
    )
