"""Gateway: the ASGI app that browsers connect to."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..channels import Channel
from ..mistakes import not_a_channel, not_a_topic
from ..tasks import until_one_ends
from ..topics import TopicRef
from .access import Access, Authorize, Public
from .asgi import (
    NO_STORE,
    Outlet,
    Receive,
    Refused,
    Request,
    Scope,
    Send,
    body_of,
    until_gone,
)
from .connections import Connections
from .events import cursor_of, send_events
from .frames import Frames
from .limits import Limits
from .origins import Origins
from .sockets import Socket
from .streams import Streams
from .tokens import Grant, Token, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..realtime import Realtime
    from ..registry import Channels
    from .asgi import Header
    from .inspector import Inspector

log: logging.Logger = logging.getLogger("realtime_runtime")

_LIFETIME = timedelta(seconds=60)
_STREAM = 60.0  # seconds of an event stream of Durable Streams: the protocol's
_METHODS = {"/sse": ["GET"], "/token": ["POST"], "/connect": ["GET"]}
_STREAMS = "/streams/"


class Gateway:
    """What is published through `realtime`, for browsers. An ASGI app, to be mounted anywhere.

    Tokens are signed with `secret`; of a list, with the first, and all are read, so that secrets
    can be rotated. `channels` is the generated package's CHANNELS. `url` is where browsers reach
    the server, such as "https://example.com"; it is told in tokens.

    Times are in seconds. An event stream says something every `heartbeat`, and a long-poll waits
    for `poll`. A connection ends after `max_age`, and one whose browser does not read after
    `send_timeout`, in which a request for a token must have come, too. Pages of other `origins`
    than the server's own are refused. `authorize` decides who is given a token by the gateway
    itself; without it, only `token` makes one. `public` tells which topics anybody may read as
    streams. `inspector` is for development: browsers on this machine see all messages that pass, at
    `/v1/realtime/inspect`.

    Raises ValueError for a secret of fewer than 32 bytes, and for what is no origin.
    """

    def __init__(
        self,
        realtime: Realtime,
        secret: str | bytes | Sequence[str | bytes],
        *,
        channels: Channels,
        url: str | None = None,
        heartbeat: float = 15.0,
        max_age: float = 3600.0,
        send_timeout: float = 10.0,
        poll: float = 20.0,
        origins: Iterable[str] = (),
        audience: str = "realtime",
        authorize: Authorize | None = None,
        public: Public | None = None,
        limits: Limits | None = None,
        inspector: bool = False,
    ) -> None:
        limits = limits or Limits()
        secrets = [secret] if isinstance(secret, str | bytes) else list(secret)
        self._realtime = realtime
        self._tokens = Tokens(secrets, audience, limits)
        self._channels = channels
        self._access = Access(self._tokens, channels, limits, authorize, public)
        self._url = url
        self._heartbeat = heartbeat
        self._send_timeout = send_timeout
        self._origins = Origins(origins)
        self._limits = limits
        self._frames = Frames()
        self._connections = Connections(limits.connections, max_age)
        age = min(_STREAM, max_age)
        self._streams = Streams(realtime, limits, poll=poll, age=age, heartbeat=heartbeat)
        self._inspector = _inspector(realtime, channels, heartbeat) if inspector else None

    def token(
        self,
        channel: Channel,
        *,
        topics: Sequence[TopicRef[Any, Any]],
        last: int | None = None,
        since: str | None = None,
        lifetime: timedelta = _LIFETIME,
    ) -> Token:
        """The permission to read these topics of a channel: return it from a route as JSON.

        A subscription that brings no cursor begins at the cursor `since`, or with the `last`
        messages of each topic. Who has the token can connect until `lifetime` is over.

        Raises TypeError for what is no channel or topic, UnknownChannel for a channel that is not
        of the package, ValueError for topics of another channel, for none, for too many, and for a
        token that would be too long.
        """
        if not isinstance(channel, Channel):
            raise not_a_channel("token", channel)
        for topic in topics:
            if not isinstance(topic, TopicRef):
                raise not_a_topic("token", topic)
            if topic.channel != channel.name:
                other = f"the topic {topic.topic!r} is of channel {topic.channel!r}"
                raise ValueError(f"{other}, not {channel.name!r}")
        self._channels.resolve(channel.name)
        names = tuple(dict.fromkeys(topic.topic for topic in topics))
        if not 0 < len(names) <= self._limits.topics:
            raise ValueError(f"a token is of 1 to {self._limits.topics} topics, not {len(names)}")
        return self._token(Grant(channel.name, names, last, since), lifetime)

    def _token(self, grant: Grant, lifetime: timedelta = _LIFETIME) -> Token:
        key, expires = self._tokens.sign(grant, lifetime)
        token = Token(
            channel=grant.channel,
            topics=list(grant.topics),
            key=key,
            expiresAt=expires.isoformat().replace("+00:00", "Z"),
        )
        if self._url is not None:
            token["apiBaseUrl"] = self._url
        return token

    async def aclose(self) -> None:
        """Let nobody in, and end all connections: browsers come back by themselves, to another
        process. The transport stays open."""
        if self._inspector is not None:
            self._inspector.close()
        await self._connections.aclose(self._send_timeout)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI's servers ask."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        request = Request(scope)
        outlet = Outlet(request, send, self._send_timeout)
        if request.is_websocket:
            await receive()  # it says that a browser connects
        headers: list[Header] = []
        try:
            with suppress(TimeoutError):  # its reader does not read; there is nobody to tell
                try:
                    await self._connections.run(self._serve(request, receive, outlet, headers))
                    await outlet.end()
                except Refused as refused:
                    await outlet.refuse(refused, headers)
        except OSError as error:  # of a server that says so when a browser has gone
            log.debug("a connection broke: %s", error)

    async def _serve(
        self, request: Request, receive: Receive, outlet: Outlet, headers: list[Header]
    ) -> None:
        """Answer. `headers` takes those that every answer to this request has. Raises Refused."""
        if self._inspector is not None and self._inspector.answers(request):
            await self._inspector.answer(request, receive, outlet, headers)
            return
        is_stream = request.path.startswith(_STREAMS)
        allowed = ["GET", "HEAD"] if is_stream else _METHODS.get(request.path)
        if request.method == "OPTIONS" and allowed:
            headers += self._origins.headers(request, is_public=is_stream)
            await outlet.answer(204, b"", self._origins.preflight(headers))
            return
        if is_stream and request.method in ("GET", "HEAD"):
            await self._serve_stream(request, receive, outlet, headers)
            return
        headers += self._origins.headers(request)
        if allowed is None or (request.is_websocket and request.path != "/connect"):
            raise Refused(404, "Not found")
        if request.method not in allowed:
            raise Refused(405, "Method not allowed", (b"allow", ", ".join(allowed).encode()))
        if request.is_websocket:
            await self._serve_socket(request, receive, outlet)
        elif request.path == "/sse":
            await self._serve_events(request, receive, outlet, headers)
        elif request.path == "/token":
            await self._serve_token(request, receive, outlet, headers)
        else:
            raise Refused(426, "This is a websocket's address", (b"upgrade", b"websocket"))

    async def _serve_socket(self, request: Request, receive: Receive, outlet: Outlet) -> None:
        socket = Socket(
            self._realtime,
            self._access.admit,
            frames=self._frames,
            outlet=outlet,
            limits=self._limits,
        )
        await socket.serve(receive, request.token, request.query.get("since"))

    async def _serve_events(
        self, request: Request, receive: Receive, outlet: Outlet, headers: list[Header]
    ) -> None:
        grant, topics = self._access.admit(request.token)
        events = send_events(
            self._realtime,
            topics,
            cursor_of(request, grant),
            grant.last,
            frames=self._frames,
            outlet=outlet,
            headers=headers,
            heartbeat=self._heartbeat,
        )
        await until_one_ends(events, until_gone(receive))

    async def _serve_stream(
        self, request: Request, receive: Receive, outlet: Outlet, headers: list[Header]
    ) -> None:
        path = request.path.removeprefix(_STREAMS)
        try:
            topic, is_public = self._access.stream(path, request.token)
        except Refused:
            headers += self._origins.headers(request)  # a page must be able to read why
            raise
        headers += self._origins.headers(request, is_public=is_public)
        answer = self._streams.answer(request, topic, outlet, headers, is_public=is_public)
        await until_one_ends(answer, until_gone(receive))

    async def _serve_token(
        self, request: Request, receive: Receive, outlet: Outlet, headers: list[Header]
    ) -> None:
        body = await body_of(receive, self._limits.frame, self._send_timeout)
        grant = await self._access.asked(request, body)
        try:
            token = self._token(grant)
        except ValueError as error:
            raise Refused(400, str(error)) from error
        await outlet.json(201, {"jwt": token["key"], **token}, [NO_STORE, *headers])

    async def _live(self, receive: Receive, send: Send) -> None:
        """Begin and end with the server, where the gateway is the whole app."""
        while True:
            event = await receive()
            if event["type"] == "lifespan.shutdown":
                await self.aclose()
            await send({"type": f"{event['type']}.complete"})
            if event["type"] == "lifespan.shutdown":
                return


def _inspector(realtime: Realtime, channels: Channels, heartbeat: float) -> Inspector:
    from .inspector import Inspector  # late: a gateway that serves users has none

    return Inspector(realtime, channels, heartbeat)
