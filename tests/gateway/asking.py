"""A gateway that is asked without a server: every event is the test's own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from realtime_runtime.gateway import Gateway
    from realtime_runtime.gateway.asgi import Event


@dataclass
class Asking:
    """One request. What is heard of it is in `heard`; who asks says `said`, and then nothing."""

    gateway: Gateway
    kind: str
    path: str
    token: str = ""
    method: str = "GET"
    said: list[Event] = field(default_factory=list)
    heard: list[Event] = field(default_factory=list)

    @property
    def scope(self) -> dict[str, Any]:
        return {
            "type": self.kind,
            "method": self.method,
            "path": f"/v1/realtime{self.path}",
            "query_string": urlencode({"token": self.token}).encode(),
            "headers": [],
            "extensions": {"websocket.http.response": {}},
        }

    async def serve(self) -> None:
        await self.gateway(self.scope, self.receive, self.send)

    async def receive(self) -> Event:
        await asyncio.sleep(0)
        if not self.said:
            await asyncio.get_running_loop().create_future()
        return self.said.pop(0)

    async def send(self, event: Event) -> None:
        await asyncio.sleep(0)
        self.heard.append(event)


def websocket(gateway: Gateway, token: str, *texts: str) -> Asking:
    said: list[Event] = [
        {"type": "websocket.connect"},
        *({"type": "websocket.receive", "text": text} for text in texts),
    ]
    return Asking(gateway, "websocket", "/connect", token, said=said)


def request(gateway: Gateway, path: str, token: str = "", **others: Any) -> Asking:
    said: list[Event] = [{"type": "http.request", "body": b"", "more_body": False}]
    return Asking(gateway, "http", path, token, **{"said": said, **others})
