"""`Realtime.wrapped`: what stands around a transport, and for how long."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import (
    Gap,
    MemoryTransport,
    Message,
    NoHistory,
    Realtime,
    TopicRef,
    Transport,
    TransportClosed,
)

from .orders import orders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager


class Labelled:
    """Stands around a transport: whatever is sent has a header more."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def send(self, message: Message[Any], /) -> None:
        headers = {**message.headers, "label": message.headers.get("label", "") + "!"}
        await self._transport.send(message.replace(headers=headers))

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]]:
        return self._transport.subscribe(topics, since=since, last=last)

    async def aclose(self) -> None:
        await self._transport.aclose()


async def test_a_transport_around_a_transport() -> None:
    """`wrapped` stands between a Realtime and its transport until it is left, also by an error."""
    realtime = Realtime(MemoryTransport())
    async with realtime.subscribe(orders.word) as messages:
        with pytest.raises(ZeroDivisionError), realtime.wrapped(Labelled):
            await realtime.publish(orders.word, "one")
            with realtime.wrapped(Labelled):
                await realtime.publish(orders.word, "two")
            raise ZeroDivisionError
        await realtime.publish(orders.word, "none")
        labels = [dict((await anext(messages)).headers) for _ in range(3)]
    assert labels == [{"label": "!"}, {"label": "!!"}, {}]


async def test_wraps_are_left_in_any_order() -> None:
    """What two tasks put around one Realtime stays until its own task leaves it, and no longer."""
    realtime = Realtime(MemoryTransport())
    inner, outer = ExitStack(), ExitStack()
    async with realtime.subscribe(orders.word) as messages:
        inner.enter_context(realtime.wrapped(Labelled))
        outer.enter_context(realtime.wrapped(Labelled))
        await realtime.publish(orders.word, "both")
        inner.close()
        await realtime.publish(orders.word, "the outer one")
        outer.close()
        await realtime.publish(orders.word, "none")
        labels = [dict((await anext(messages)).headers) for _ in range(3)]
    assert labels == [{"label": "!!"}, {"label": "!"}, {}]


async def test_a_subscription_through_what_stands_around_a_transport() -> None:
    """What is asked of history reaches the transport inside, and so does closing."""
    transport = MemoryTransport()
    realtime = Realtime(transport)
    with realtime.wrapped(Labelled):
        with pytest.raises(NoHistory, match="MemoryTransport keeps no history"):
            realtime.subscribe(orders.word, last=1)
        await realtime.aclose()
    with pytest.raises(TransportClosed):
        await realtime.publish(orders.word, "a")
