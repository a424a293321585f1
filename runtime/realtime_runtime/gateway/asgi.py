"""What a server calls an app with, as far as the gateway uses it.

The source is the ASGI specification, version 3.0, with its extension for refused websockets.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Header = tuple[bytes, bytes]

_ROOT = "/v1/realtime"  # where Inngest's clients look, whatever their base URL is
_FIELDS = 100  # of a query; a page sends a handful


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    scope: Scope

    @property
    def is_websocket(self) -> bool:
        return bool(self.scope["type"] == "websocket")

    @property
    def method(self) -> str:
        return "GET" if self.is_websocket else str(self.scope["method"])

    @cached_property
    def path(self) -> str:
        """The path inside the gateway, whether it is mounted or stands alone."""
        path = str(self.scope["path"]).removeprefix(self.scope.get("root_path", ""))
        return path.removeprefix(_ROOT)

    @cached_property
    def query(self) -> dict[str, str]:
        """The first value of each field; none where there are more fields than anybody sends."""
        text = self.scope["query_string"].decode("latin-1")
        try:
            fields = parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS)
        except ValueError:
            return {}
        return dict(reversed(fields))

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers by their names in lower case."""
        return {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in self.scope["headers"]
        }

    @property
    def token(self) -> str:
        """What is asked with: `?token=`, or `Authorization: Bearer`."""
        kind, _, value = self.headers.get("authorization", "").partition(" ")
        return self.query.get("token") or (value.strip() if kind.lower() == "bearer" else "")


class Refused(Exception):
    """A request is answered with an error. `headers` are added to the answer's."""

    def __init__(self, status: int, reason: str, *headers: Header) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers


UNAUTHENTICATED = 401, "Not authenticated"
"""The answer that Inngest's clients know."""


LATER: Header = (b"retry-after", b"1")
"""For what may be answered a second later."""

NO_STORE: Header = (b"cache-control", b"no-store")
"""For what is true now, and for nobody else."""


class Outlet:
    """Sends what a connection is told, one thing at a time, and never waits long for its reader.

    Raises TimeoutError where `patience` seconds were not enough: the reader does not read.
    """

    def __init__(self, request: Request, send: Send, patience: float) -> None:
        self._is_websocket = request.is_websocket
        self._response = f"{'websocket.' if request.is_websocket else ''}http.response"
        self._can_respond = not request.is_websocket or (
            "websocket.http.response" in request.scope.get("extensions", {})
        )
        self._send = send
        self._patience = patience
        self._sending = asyncio.Lock()
        self._is_begun = self._is_ended = False

    async def __call__(self, event: Event) -> None:
        async with asyncio.timeout(self._patience), self._sending:
            self._is_begun = True
            is_last = event["type"].endswith(".body") and not event["more_body"]
            self._is_ended = is_last or event["type"] == "websocket.close"
            await self._send(event)

    async def start(self, status: int, headers: Iterable[Header]) -> None:
        """The head of a response."""
        await self({"type": f"{self._response}.start", "status": status, "headers": list(headers)})

    async def body(self, body: bytes, *, more: bool = False) -> None:
        """A part of a response's body; the last one without `more`."""
        await self({"type": f"{self._response}.body", "body": body, "more_body": more})

    async def answer(self, status: int, body: bytes, headers: Iterable[Header] = ()) -> None:
        """A whole response."""
        length = (b"content-length", str(len(body)).encode())
        await self.start(status, [*headers, *([] if status in (204, 304) else [length])])
        await self.body(body)

    async def json(self, status: int, value: object, headers: Iterable[Header] = ()) -> None:
        """A whole response of JSON, with a newline as Inngest's server writes it."""
        body = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        await self.answer(status, body, [(b"content-type", b"application/json"), *headers])

    async def refuse(self, refused: Refused, headers: Iterable[Header]) -> None:
        """The answer to a request that is refused, also in the handshake of a websocket. An answer
        that was begun ends."""
        reason = str(refused)
        if self._is_begun:
            await self.end()
        elif self._can_respond:
            value = {"error": reason, "data": None, "status": refused.status}
            await self.json(refused.status, value, [NO_STORE, *headers, *refused.headers])
        else:  # the server answers 403
            await self({"type": "websocket.close", "code": 1008, "reason": reason[:100]})

    async def end(self) -> None:
        """End what was begun: who asked may ask again."""
        if self._is_begun and not self._is_ended:
            if self._is_websocket:
                await self({"type": "websocket.close", "code": 1012, "reason": ""})
            else:
                await self.body(b"")


async def body_of(receive: Receive, most: int, patience: float) -> bytes:
    """A request's body. Raises Refused for more than `most` bytes, for one that breaks off, and for
    one that is not there after `patience` seconds."""
    try:
        async with asyncio.timeout(patience):
            return await _whole_body(receive, most)
    except TimeoutError:
        raise Refused(408, f"The request was not sent within {patience:g} seconds") from None


async def _whole_body(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Refused(400, "The request broke off")
        body += event.get("body", b"")
        if len(body) > most:
            raise Refused(413, f"At most {most} bytes")
        if not event.get("more_body", False):
            return bytes(body)


async def until_gone(receive: Receive) -> None:
    """Wait until who asked has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
