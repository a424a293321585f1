"""Subscriptions that are left, cancelled or dropped: no connection stays."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import Message
from realtime_runtime.inngest.subscriptions import InngestSubscription

from .channels import chat
from .subscribing import read, subscription
from .test_frames import frame
from .test_subscriptions import until

if TYPE_CHECKING:
    from realtime_runtime.inngest import Inngest
    from realtime_runtime.inngest.api import InngestApi

    from .stub import Stub

pytestmark = pytest.mark.slow


async def test_a_cancelled_reader_goes_on_where_it_was(stub: Stub, client: Inngest) -> None:
    """Cancelling a reader ends neither the subscription nor the connection."""
    async with subscription(client) as source:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await anext(source)
        stub.send(frame("1"))
        (item,) = await read(source, 1)
    assert isinstance(item, Message)
    assert item.body == b"1"
    assert len(stub.tokens) == 1


async def test_leaving_closes_the_connection(stub: Stub, client: Inngest) -> None:
    """At once after entering, while reconnecting, and of many subscriptions each its own."""
    for _ in range(3):
        async with subscription(client):
            pass
        await until(lambda: stub.subscribers == 0)
    async with subscription(client) as source:
        stub.hangs_up = True
        await asyncio.to_thread(stub.cut)
        await read(source, 1)
    stub.hangs_up = False
    sources = [subscription(client) for _ in range(20)]
    for source in sources:
        await source.__aenter__()
    await until(lambda: stub.subscribers == 20)
    for source in sources[:10]:
        await source.__aexit__()
    await until(lambda: stub.subscribers == 10)
    stub.send(frame())
    for source in sources[10:]:
        assert len(await read(source, 1)) == 1
        await source.__aexit__()
    await until(lambda: stub.subscribers == 0)
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_a_reader_that_waits_is_told_of_the_leaving(stub: Stub, client: Inngest) -> None:
    """The iteration of another task ends when the subscription is left."""
    async with subscription(client) as source:
        reading = asyncio.create_task(anext(source, None))
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        assert await reading is None


async def test_a_dropped_subscription_closes_its_connection(stub: Stub, client: Inngest) -> None:
    """Also one that was entered and never left."""
    source = subscription(client)
    await source.__aenter__()
    await until(lambda: stub.subscribers == 1)
    del source
    gc.collect()
    await until(lambda: stub.subscribers == 0)


async def test_a_subscription_is_entered_once(stub: Stub, client: Inngest) -> None:
    """What was left cannot be entered again, and what was not entered cannot be read."""
    source = subscription(client)
    with pytest.raises(RuntimeError, match="inside its context"):
        await anext(source)
    async with source:
        with pytest.raises(RuntimeError, match="entered once"):
            await source.__aenter__()
    with pytest.raises(RuntimeError, match="entered once"):
        await source.__aenter__()
    assert len(stub.tokens) == 1


class Swallowing:
    """The API, which swallows a cancellation of its second request, as libraries do."""

    def __init__(self, api: InngestApi) -> None:
        self._api = api
        self.requests = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)

    async def request(self, plan: Any) -> Any:
        self.requests += 1
        if self.requests == 2:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        return await self._api.request(plan)


@pytest.mark.parametrize("hangs_up", [False, True])
async def test_leaving_ends_what_swallows_a_cancellation(
    stub: Stub, client: Inngest, *, hangs_up: bool
) -> None:
    """Whether the server then keeps the connection open, or closes each at once."""
    api = Swallowing(client.realtime.api)
    source = InngestSubscription(api, [chat.messages])  # type: ignore[arg-type]  # it stands around one
    async with source:
        await asyncio.to_thread(stub.cut)
        await until(lambda: api.requests == 2)
        stub.hangs_up = hangs_up
        async with asyncio.timeout(30):
            await source.aclose()
    await until(lambda: stub.subscribers == 0)
