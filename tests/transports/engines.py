"""The engines that keep history: how the tests make a transport of each. One row for an engine."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from realtime_runtime import History, MemoryTransport
from realtime_runtime.transports.nats import NatsTransport

from ..support.servers.nats import nats_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from realtime_runtime.transports import LastingTransport


DEFAULT = History()


class MakeTransport(Protocol):
    """A new transport. Those of one name share their messages, with no other; `port` is where the
    server is reached, when not at its own."""

    def __call__(
        self, name: str, *, history: History = ..., capacity: int = ..., port: int | None = ...
    ) -> AbstractAsyncContextManager[LastingTransport]: ...


class Engine(NamedTuple):
    transport: MakeTransport
    port: Callable[[], int] | None
    """The port of its server, which is started by this; None where there is no server."""


@asynccontextmanager
async def memory(
    name: str, *, history: History = DEFAULT, capacity: int = 1000, port: int | None = None
) -> AsyncIterator[LastingTransport]:
    yield MemoryTransport(history=history, capacity=capacity)


@asynccontextmanager
async def nats(
    name: str, *, history: History = DEFAULT, capacity: int = 1000, port: int | None = None
) -> AsyncIterator[LastingTransport]:
    url = f"nats://127.0.0.1:{port or nats_port()}"
    transport = NatsTransport(url, history=history, capacity=capacity, stream=name)
    yield transport
    await transport.aclose()


ENGINES: dict[str, Engine] = {
    "memory": Engine(memory, None),
    "nats": Engine(nats, nats_port),
}
