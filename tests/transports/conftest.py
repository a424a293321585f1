"""What files of tests share: a server for a test that does something to it, and of Redis a prefix
of its own, and what leads to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from realtime_runtime import Realtime
from redis.asyncio import Redis

from ..support.proxy import Proxy
from ..support.servers.nats import nats_server
from ..support.servers.redis import redis_port
from .engines import ENGINES, Engine, redis_transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from ..support.servers import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A NATS server that the test may kill."""
    server = nats_server()
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


@pytest.fixture
def prefix() -> str:
    return uuid4().hex


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """What leads to the Redis server."""
    async with Proxy(redis_port()) as proxy:
        yield proxy


@pytest.fixture
async def client() -> AsyncIterator[Redis]:
    """What somebody else does to the Redis server."""
    async with Redis(port=redis_port(), decode_responses=True) as client:
        yield client


@pytest.fixture
async def realtime(prefix: str) -> AsyncIterator[Realtime]:
    """Of Redis."""
    async with Realtime(redis_transport(prefix)) as realtime:
        yield realtime
