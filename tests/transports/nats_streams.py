"""What the tests of NatsTransport share: a transport with a stream of its own."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import nats
from realtime_runtime import Realtime
from realtime_runtime.transports.nats import NatsTransport

from ..support.servers.nats import nats_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.js import JetStreamContext

NUMBER = ("contract:one", "number")


def url(port: int | None = None) -> str:
    return f"nats://127.0.0.1:{port or nats_port()}"


@asynccontextmanager
async def new(
    stream: str | None = None, port: int | None = None, **options: Any
) -> AsyncIterator[Realtime]:
    transport = NatsTransport(url(port), stream=stream or uuid4().hex, **options)
    async with Realtime(transport) as realtime:
        yield realtime


@asynccontextmanager
async def administrator(port: int | None = None) -> AsyncIterator[JetStreamContext]:
    """What somebody else does to the server."""
    client = await nats.connect(url(port))
    try:
        yield client.jetstream()
    finally:
        await client.close()
