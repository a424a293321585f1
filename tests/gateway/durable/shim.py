"""A shim: the suite's writes become publishes, and its reads are the gateway's.

Of what is read the shim has only the 404 of streams that were never created, and the form of those
that are not JSON: it publishes their bytes as a string, and joins the strings of an answer. All
else of an answer is the gateway's: status, headers, what is read, and how long it waits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from realtime_runtime import Channel, Channels, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from realtime_runtime import Realtime
    from realtime_runtime.gateway import Gateway
    from realtime_runtime.gateway.asgi import Event, Header, Receive, Scope, Send


class SuiteChannel(Channel, name="suite:{stream}", params={"stream": {"type": "string"}}):
    data: Topic[Any, Any] = Topic("data", lambda: Any, "{}")


CHANNELS = Channels(__name__, [("", "SuiteChannel", "suite:{stream}")])

_JSON = "application/json"
_SAFE: Header = (b"x-content-type-options", b"nosniff")


@dataclass
class Shim:
    """An ASGI app around a gateway."""

    gateway: Gateway
    realtime: Realtime
    kinds: dict[str, str] = field(default_factory=dict)
    """The content type of each stream that was created."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.gateway(scope, receive, send)
            return
        name = scope["path"].rpartition("/")[2]
        if scope["method"] in ("PUT", "POST"):
            status, headers = await self._write(scope, name, await _body(receive))
            await _answer(send, status, headers)
        elif name not in self.kinds and scope["method"] != "OPTIONS":
            await _answer(send, 404)
        else:
            await self._read(scope, name, receive, send)

    async def _write(self, scope: Scope, name: str, body: bytes) -> tuple[int, Sequence[Header]]:
        """Publish a body. The status of the answer, and its headers."""
        if scope["method"] == "PUT":
            self.kinds[name] = dict(scope["headers"])[b"content-type"].decode()
        channel = SuiteChannel(stream=name)
        for value in _values(self.kinds[name], body):
            await self.realtime.publish(channel.data, value)
        end = (await self.realtime.log().newest((channel.name, "data"), 0)).start
        status = 201 if scope["method"] == "PUT" else 204
        return status, [(b"stream-next-offset", end.encode())]

    async def _read(self, scope: Scope, name: str, receive: Receive, send: Send) -> None:
        channel = SuiteChannel(stream=name)
        key = self.gateway.token(channel, topics=[channel.data])["key"]
        bearer = (b"authorization", f"Bearer {key}".encode())
        path = f"/v1/realtime/streams/{channel.name}/data"
        asked = {**scope, "path": path, "headers": [*scope["headers"], bearer]}
        kind = self.kinds.get(name, _JSON)
        await self.gateway(asked, receive, send if _is_json(kind) else _Unwrapped(kind, send))


@dataclass
class _Unwrapped:
    """Sends the strings of a JSON array as the bytes that they were. Event streams stay."""

    kind: str
    send: Send
    start: Event = field(default_factory=dict)

    async def __call__(self, event: Event) -> None:
        if event["type"] == "http.response.start":
            self.start = event
            if (b"content-type", _JSON.encode()) in event["headers"]:
                return
        elif (b"content-type", _JSON.encode()) in self.start["headers"]:
            event = await self._unwrap(event)
        await self.send(event)

    async def _unwrap(self, event: Event) -> Event:
        body = event["body"]
        if body and self.start["status"] == 200:
            body = "".join(json.loads(body)).encode("latin-1")
        new = {b"content-type": self.kind.encode(), b"content-length": str(len(body)).encode()}
        kept = [header for header in self.start["headers"] if header[0] not in new]
        await self.send({**self.start, "headers": [*kept, *new.items()]})
        return {**event, "body": body}


def _is_json(kind: str) -> bool:
    return kind.partition(";")[0] == _JSON


def _values(kind: str, body: bytes) -> list[Any]:
    """What a body has to publish: one level of an array is several messages."""
    if not body:
        return []
    if not _is_json(kind):
        return [body.decode("latin-1")]
    value = json.loads(body)
    return value if isinstance(value, list) else [value]


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return body


async def _answer(send: Send, status: int, headers: Sequence[Header] = ()) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [_SAFE, *headers]})
    await send({"type": "http.response.body", "body": b""})
