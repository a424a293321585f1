"""A transport is used from several event loops: one after another, at once, and one that pauses."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from realtime_runtime import Realtime

from .channels import one, read
from .engines import ENGINES

if TYPE_CHECKING:
    from realtime_runtime import Message, Subscription

    from .engines import Engine

SERVERS = {name: engine for name, engine in ENGINES.items() if engine.port}


async def enter(engine: Engine, stack: AsyncExitStack) -> Realtime:
    return Realtime(await stack.enter_async_context(engine.transport(uuid4().hex)))


def test_event_loops_one_after_another(engine: Engine) -> None:
    """A transport serves one `asyncio.run` after another, and each reads what was kept."""
    stack = AsyncExitStack()

    async def exchange(realtime: Realtime, number: int) -> list[Any]:
        async with realtime.subscribe(one.number, last=1) as messages:
            await realtime.publish(one.number, number)
            return await read(messages, 1 + bool(number))

    realtime = asyncio.run(enter(engine, stack))
    assert [asyncio.run(exchange(realtime, n)) for n in range(3)] == [[0], [0, 1], [1, 2]]
    asyncio.run(realtime.aclose())
    asyncio.run(stack.aclose())


@pytest.mark.parametrize("engine", SERVERS.values(), ids=SERVERS)
def test_event_loops_at_once(engine: Engine) -> None:
    """A transport with a server serves event loops in several threads; closing ends all."""
    stack = AsyncExitStack()
    realtime = asyncio.run(enter(engine, stack))
    entered = threading.Barrier(3, timeout=30)
    seen: dict[int, list[Any]] = {0: [], 1: []}

    async def follow(number: int) -> None:
        async with realtime.subscribe(one.number) as messages:
            entered.wait()
            async for message in messages:
                seen[number].append(message.data)
                if message.data == 9:
                    entered.wait()

    threads = [threading.Thread(target=lambda n=n: asyncio.run(follow(n))) for n in seen]
    for thread in threads:
        thread.start()

    async def publish() -> None:
        for number in range(10):
            await realtime.publish(one.number, number)

    entered.wait()
    asyncio.run(publish())
    entered.wait()
    asyncio.run(realtime.aclose())
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    asyncio.run(stack.aclose())
    assert seen == {0: list(range(10)), 1: list(range(10))}


@pytest.mark.parametrize("engine", SERVERS.values(), ids=SERVERS)
def test_a_loop_that_pauses(engine: Engine) -> None:
    """Where a transport is closed meanwhile, its subscriptions end when the loop runs again."""
    stack = AsyncExitStack()
    realtime = asyncio.run(enter(engine, stack))

    async def subscribe() -> Subscription[Message[int]]:
        return await realtime.subscribe(one.number).__aenter__()

    async def rest() -> list[int]:
        async with asyncio.timeout(30):
            return [message.data async for message in messages]

    with asyncio.Runner() as pausing:
        messages = pausing.run(subscribe())
        asyncio.run(realtime.aclose())
        assert pausing.run(rest()) == []
        pausing.run(messages.__aexit__())
    asyncio.run(stack.aclose())
