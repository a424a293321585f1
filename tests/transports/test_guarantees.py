"""What docs/engines.md promises in its table, where neither the contract nor an engine's own tests
show it."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from realtime_runtime import Gap, History, MemoryTransport, PublishFailed, Realtime
from realtime_runtime.transports.redis import RedisTransport

from ..support.files import ROOT
from ..support.servers.nats import nats_port
from ..support.servers.postgres import postgres
from ..support.servers.redis import redis_port, redis_server
from .channels import one, read
from .engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable

# How another process makes the transport of a name.
ELSEWHERE: dict[str, Callable[[str], str]] = {
    "redis": lambda name: f"RedisTransport('redis://127.0.0.1:{redis_port()}', prefix='{name}')",
    "postgres": lambda name: f"PostgresTransport('{postgres().url}', table='t_{name}')",
    "nats": lambda name: f"NatsTransport('nats://127.0.0.1:{nats_port()}', stream='{name}')",
}
PUBLISHER = """
import asyncio, os, signal
from realtime_runtime import Realtime
from realtime_runtime.transports.{engine} import *
from tests.transports.channels import one

async def main():
    realtime = Realtime({transport})
    for number in range(3):
        await realtime.publish(one.number, number)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.mark.parametrize("name", ELSEWHERE)
async def test_what_a_killed_process_has_published(name: str) -> None:
    """A publish that returned survives its process, and has reached the others."""
    shared = uuid4().hex
    program = PUBLISHER.format(engine=name, transport=ELSEWHERE[name](shared))
    async with (
        ENGINES[name].transport(shared) as transport,
        Realtime(transport) as realtime,
        realtime.subscribe(one.number) as messages,
    ):
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, cwd=ROOT)
        assert await process.wait() == -signal.SIGKILL
        assert await read(messages, 3) == [0, 1, 2]
        assert [message.data for message in await realtime.history(one.number)] == [0, 1, 2]


@pytest.mark.parametrize("name", ENGINES)
async def test_all_see_the_same_order(name: str) -> None:
    """A topic has one order, whoever publishes and wherever it is read, live or later."""
    engine, shared = ENGINES[name], uuid4().hex
    async with AsyncExitStack() as stack:
        realtimes = [
            Realtime(await stack.enter_async_context(engine.transport(shared)))
            for _ in range(1 if engine.port is None else 3)
        ]
        readers = [
            await stack.enter_async_context(realtime.subscribe(one.number))
            for realtime in realtimes * 2
        ]

        async def publish(realtime: Realtime, first: int) -> None:
            for number in range(first, first + 10):
                await realtime.publish(one.number, number)

        publishers = enumerate(realtimes * (9 // len(realtimes)))
        await asyncio.gather(*(publish(each, 10 * number) for number, each in publishers))
        first, *others = [await read(messages, 90) for messages in readers]
        kept = [message.data for message in await realtimes[0].history(one.number)]
    assert sorted(first) == list(range(90))
    assert others == [first] * len(others)
    assert kept == first


async def test_memory_without_history_tells_a_slow_subscriber() -> None:
    """Publishers do not wait; it is told what it missed, and reads the newest."""
    seen: list[Any] = []
    realtime = Realtime(MemoryTransport(capacity=2))
    async with realtime.subscribe(one.number, on_gap=seen.append) as slow:
        for number in range(5):
            await realtime.publish(one.number, number)
        seen += await read(slow, 2)
    assert isinstance(gap := seen.pop(0), Gap)
    assert gap.kind == "slow"
    assert seen == [3, 4]


async def test_memory_remembers_given_ids_for_as_long_as_the_page_says() -> None:
    """A given ID is stored once, until 100,000 others have come."""
    transport = MemoryTransport(history=History(last=5))
    realtime = Realtime(transport)
    message = one.number(1)

    async def send(given: str) -> None:
        await transport.send(message.replace(id=given))

    await send("first")
    for number in range(99_999):
        await send(str(number))
    await send("first")
    assert "first" not in [kept.id for kept in await realtime.history(one.number)]
    await send("one more")
    await send("first")
    assert [kept.id for kept in await realtime.history(one.number, last=1)] == ["first"]


async def test_what_redis_finds_too_large() -> None:
    """It is refused, and hinders nobody. The limit is the server's: 512 MB, here less."""
    server = redis_server("--proto-max-bulk-len", "1mb", persists=False)
    server.start()
    try:
        async with Realtime(RedisTransport(f"redis://127.0.0.1:{server.port}")) as realtime:
            sending = [realtime.publish(one.data, "x" * size) for size in (10**6, 2**20, 1)]
            fits, too_large, small = await asyncio.gather(*sending, return_exceptions=True)
            assert (fits, small) == (None, None)
            assert isinstance(too_large, PublishFailed)
            assert sorted(len(m.data) for m in await realtime.history(one.data)) == [1, 10**6]
    finally:
        server.stop()
