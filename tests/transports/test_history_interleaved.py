"""Readers of a history, while all that may happen to them happens at once."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from realtime_runtime import ConnectionFailed, Gap, History, Message, Realtime

from ..support.proxy import Proxy
from .channels import one, other

if TYPE_CHECKING:
    from realtime_runtime import Subscription

    from .engines import Engine


class Follower:
    """Follows two topics, now and then leaves and comes back with its cursor; sees each message
    once. Its inbox is small, and it is sometimes slow."""

    def __init__(self, realtime: Realtime, chance: random.Random) -> None:
        self.realtime = realtime
        self.chance = chance
        self.seen: dict[str, list[int]] = {one.name: [], other.name: []}
        self.gaps: list[Gap] = []
        self.cursor: str | None = None
        self.ready = asyncio.Event()

    async def run(self, count: int) -> None:
        while sum(map(len, self.seen.values())) < count:
            try:
                async with self.realtime.subscribe(
                    one.number, other.number, since=self.cursor, on_gap=self.gaps.append
                ) as messages:
                    self.cursor = messages.cursor
                    self.ready.set()
                    await self.follow(messages, count)
            except ConnectionFailed:  # it came back while the connection was broken
                await asyncio.sleep(0.05)

    async def follow(self, messages: Subscription[Message[int]], count: int) -> None:
        for _ in range(self.chance.randrange(1, 40)):
            if sum(map(len, self.seen.values())) >= count:
                return
            message = await anext(messages)
            self.seen[message.channel].append(message.data)
            self.cursor = messages.cursor
            if self.chance.random() < 0.1:
                await asyncio.sleep(self.chance.random() / 20)


@pytest.mark.parametrize("seed", range(3))
async def test_interleaved(engine: Engine, seed: int) -> None:
    """Publishers, readers that leave and come back, slow readers and breaks of the connection, in
    an order of chance: each reader sees each message once and in its topic's order, without a Gap.
    """
    chance = random.Random(seed)
    count = 150
    async with AsyncExitStack() as stack:
        proxy = None
        if engine.port is not None:
            proxy = await stack.enter_async_context(Proxy(engine.port()))
        port = proxy.port if proxy else None
        transport = await stack.enter_async_context(
            engine.transport(uuid4().hex, history=History(last=1000), capacity=10, port=port)
        )
        realtime = await stack.enter_async_context(Realtime(transport))
        followers = [Follower(realtime, random.Random(chance.random())) for _ in range(3)]
        tasks = [asyncio.create_task(follower.run(count)) for follower in followers]
        async with asyncio.timeout(120):
            await asyncio.gather(*(follower.ready.wait() for follower in followers))
            sent: dict[str, list[int]] = {one.name: [], other.name: []}
            for number in range(count):
                channel = chance.choice((one, other))
                await realtime.publish(channel.number, number)
                sent[channel.name].append(number)
                if proxy and chance.random() < 0.03:
                    proxy.break_off()
                    await asyncio.sleep(chance.random() / 5)
                    proxy.mend()
            await asyncio.gather(*tasks)
    for follower in followers:
        assert follower.seen == sent
        assert follower.gaps == []
