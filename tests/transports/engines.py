"""The engines that keep history: how the tests make a transport of each. One row for an engine."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from realtime_runtime import History, MemoryTransport
from realtime_runtime.transports.nats import NatsTransport
from realtime_runtime.transports.postgres import PostgresTransport
from realtime_runtime.transports.redis import RedisTransport

from ..support.servers.nats import nats_port
from ..support.servers.postgres import postgres
from ..support.servers.redis import redis_port

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


def redis_transport(prefix: str, port: int | None = None, **settings: Any) -> RedisTransport:
    return RedisTransport(f"redis://127.0.0.1:{port or redis_port()}", prefix=prefix, **settings)


@asynccontextmanager
async def in_redis(
    name: str, *, history: History = DEFAULT, capacity: int = 1000, port: int | None = None
) -> AsyncIterator[LastingTransport]:
    transport = redis_transport(name, port, history=history, capacity=capacity)
    yield transport
    await transport.aclose()


@asynccontextmanager
async def in_postgres(
    name: str, *, history: History = DEFAULT, capacity: int = 1000, port: int | None = None
) -> AsyncIterator[LastingTransport]:
    server = postgres()
    url = server.url if port is None else server.url.replace(str(server.port), str(port))
    transport = PostgresTransport(url, history=history, capacity=capacity, table=f"t_{name}")
    await transport.migrate()
    yield transport
    await transport.aclose()


@asynccontextmanager
async def in_nats(
    name: str, *, history: History = DEFAULT, capacity: int = 1000, port: int | None = None
) -> AsyncIterator[LastingTransport]:
    url = f"nats://127.0.0.1:{port or nats_port()}"
    transport = NatsTransport(url, history=history, capacity=capacity, stream=name)
    yield transport
    await transport.aclose()


ENGINES: dict[str, Engine] = {
    "memory": Engine(memory, None),
    "redis": Engine(in_redis, redis_port),
    "postgres": Engine(in_postgres, lambda: postgres().port),
    "nats": Engine(in_nats, nats_port),
}
