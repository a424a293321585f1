"""A gateway that serves over a real server on loopback, and what tests ask it with."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
import uvicorn
from realtime_runtime import History, MemoryTransport, Realtime
from realtime_runtime.gateway import Gateway

from generated import CHANNELS, alerts_channel, pipeline_channel

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from realtime_runtime.gateway.asgi import Receive, Scope, Send
    from realtime_runtime.transports import Transport

    from generated.pipeline import PipelineChannel

SECRET = (
    "a secret of the tests, and long enough for every hash that a token may have been made with"
)


@dataclass
class Served:
    """A gateway, the realtime that it reads, and a client of it."""

    gateway: Gateway
    realtime: Realtime
    base: str = field(init=False)
    client: aiohttp.ClientSession = field(init=False)
    errors: list[BaseException] = field(default_factory=list)
    requests: int = 0

    @property
    def channel(self) -> PipelineChannel:
        return pipeline_channel(run_id="abc")

    def key(self, **options: Any) -> str:
        """A token of the channel's status and tokens."""
        channel = self.channel
        topics = options.pop("topics", [channel.status, channel.tokens])
        return self.gateway.token(channel, topics=topics, **options)["key"]

    async def say(self, *words: str) -> None:
        for word in words:
            await self.realtime.publish(self.channel.status, {"message": word})

    def connect(self, key: str, **query: str) -> Any:
        """A websocket, as an async context manager."""
        return self.client.ws_connect(f"{self.base}/connect", params={"token": key, **query})

    def events(self, key: str, cursor: str | None = None, **query: str) -> Any:
        """An event stream, as an async context manager of its response."""
        headers = {"Last-Event-ID": cursor} if cursor else {}
        params = {"token": key, **query}
        return self.client.get(f"{self.base}/sse", params=params, headers=headers)


@asynccontextmanager
async def serving(transport: Transport | None = None, **options: Any) -> AsyncIterator[Served]:
    """Serve a gateway over memory with a history, or another transport.

    What the app raises is raised at the end: a server would only log it.
    """
    realtime = Realtime(transport or MemoryTransport(history=History()))
    gateway = Gateway(realtime, SECRET, channels=CHANNELS, **options)
    served = Served(gateway, realtime)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        served.requests += scope["type"] != "lifespan"
        try:
            await gateway(scope, receive, send)
        except Exception as error:
            served.errors.append(error)
            raise

    server = Server(uvicorn.Config(app, port=0, log_level="critical", ws="websockets-sansio"))
    task = asyncio.create_task(server.serve())
    port = await server.port()
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(60)) as client:
            served.base, served.client = f"http://127.0.0.1:{port}/v1/realtime", client
            yield served
    finally:
        await gateway.aclose()
        server.should_exit = True
        await task
        await realtime.aclose()
    if served.errors:
        raise served.errors[0]


class Server(uvicorn.Server):
    async def port(self) -> int:
        while not self.started:  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.01)
        found: int = self.servers[0].sockets[0].getsockname()[1]
        return found


@dataclass(frozen=True)
class Event:
    """A server-sent event."""

    id: str | None
    kind: str
    data: str

    @property
    def frame(self) -> Any:
        return json.loads(self.data)


async def read_events(response: aiohttp.ClientResponse, count: int) -> list[Event]:
    """The next events that a browser would dispatch; those with an ID alone count."""
    events: list[Event] = []
    fields: dict[str, str] = {}
    while len(events) < count:
        line = (await response.content.readline()).decode()
        if not line:
            break
        name, _, value = line.rstrip("\n").partition(":")
        if line != "\n":
            if name:
                fields[name] = (fields[name] + "\n" if name in fields else "") + value.lstrip(" ")
        elif fields:
            kind = fields.get("event", "message")
            events.append(Event(fields.get("id"), kind, fields.get("data", "")))
            fields = {}
    return events


def alert_topics() -> list[Any]:
    return [alerts_channel.alert]
