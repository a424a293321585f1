"""An Inngest server of the tests' own: it answers as recorded in `wire`, and keeps what it was
asked. It runs in a thread, so that it serves any event loop, thread and process."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from concurrent.futures import Future

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

READ = 524_288
"""Bytes that the server reads of a published body."""
ENV = "00000000-0000-4000-b000-000000000000"
_REFUSED = '{"error":"Not authenticated","data":null,"status":401}\n'


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]  # by lower-case name
    body: bytes

    @property
    def params(self) -> dict[str, str]:
        return dict(self.query)

    @property
    def metadata(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.params["metadata"])
        return found

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """Something else than the usual, for one request. No status: the connection is cut."""

    status: int | None
    body: str = ""
    delay: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


def bearer(key: str) -> str:
    """What the SDKs send of a signing key."""
    secret = bytes.fromhex(key.rsplit("-", 1)[1])
    return f"Bearer {hashlib.sha256(secret).hexdigest()}"


class Stub:
    """`answers` come first, one for each request; after them the stub does as the server does."""

    def __init__(self, signing_key: str | None = None) -> None:
        self.requests: list[Request] = []
        self.answers: deque[Answer] = deque()
        self.events: list[dict[str, Any]] = []
        self.peers: set[object] = set()
        self.pongs = 0
        self.hangs_up = False  # accepts subscriptions, and closes them at once
        self.origin = ""
        self._signing_key = signing_key
        self._sockets: dict[web.WebSocketResponse, tuple[web.Request, set[tuple[str, str]]]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._start())
        return self

    def __exit__(self, *exception: object) -> None:
        self._do(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def published(self, topic: str | None = None) -> list[Request]:
        """What was published, in the order of arrival."""
        publishes = [r for r in self.requests if r.path == "/v1/realtime/publish"]
        return [r for r in publishes if topic in (None, r.params["topic"])]

    @property
    def tokens(self) -> list[Request]:
        return [r for r in self.requests if r.path == "/v1/realtime/token"]

    def send(self, frame: str) -> None:
        """A text frame to every open subscription."""
        self._do(self._each(lambda socket: socket.send_str(frame)))

    def send_bytes(self, frame: bytes, *, text: bool) -> None:
        """A frame of any bytes to every open subscription, as text or as binary."""
        kind = WSMsgType.TEXT if text else WSMsgType.BINARY
        self._do(self._each(lambda socket: socket.send_frame(frame, kind)))

    def cut(self) -> None:
        """End every subscription as a stopping server does: without a closing frame."""

        async def cut() -> None:
            for request, _ in self._sockets.values():
                if request.transport is not None:
                    request.transport.abort()

        self._do(cut())

    def ping(self) -> None:
        """The keepalive to every open subscription."""
        self._do(self._each(lambda socket: socket.ping(b"1")))

    @property
    def subscribers(self) -> int:
        return len(self._sockets)

    async def _each(
        self,
        send: Callable[[web.WebSocketResponse], Awaitable[None]],
        topic: tuple[str | None, str | None] | None = None,
    ) -> None:
        """Send to every open subscription, or to those of a topic; a closing one misses it."""
        for socket, (_, topics) in list(self._sockets.items()):
            if topic is None or topic in topics:
                with contextlib.suppress(ConnectionResetError):
                    await send(socket)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        future: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)
        future.result(10)

    async def _start(self) -> None:
        app = web.Application(middlewares=[self._answer], client_max_size=2**26)
        app.router.add_post("/v1/realtime/publish", self._publish)
        app.router.add_post("/v1/realtime/token", self._token)
        app.router.add_get("/v1/realtime/connect", self._connect)
        app.router.add_post("/e/{key}", self._event)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await self._site.start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"http://{host}:{port}"

    @web.middleware
    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = tuple(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))
        self.requests.append(
            Request(request.method, request.path, query, headers, await request.read())
        )
        if request.transport is not None:
            self.peers.add(request.transport.get_extra_info("peername"))
        if self.answers:
            answer = self.answers.popleft()
            await asyncio.sleep(answer.delay)
            if answer.status is not None:
                return web.Response(status=answer.status, text=answer.body, headers=answer.headers)
            if request.transport is not None:
                request.transport.abort()
        is_locked = self._signing_key is not None and request.path != "/v1/realtime/connect"
        if is_locked and headers.get("authorization") != bearer(str(self._signing_key)):
            return web.Response(status=401, text="Authentication failed\n")
        return await handler(request)

    async def _publish(self, request: web.Request) -> web.Response:
        query, body = request.query, (await request.read())[:READ]
        frame = _frame(query.get("channel", ""), query.get("topic", ""), body, dict(query))
        if frame is not None:
            topic = query.get("channel"), query.get("topic")
            await self._each(lambda socket: socket.send_str(frame), topic)
        return web.Response()

    async def _token(self, request: web.Request) -> web.Response:
        now = int(time.time())
        claims = {"exp": now + 60, "iat": now, "topics": await request.json(), "publish": False}
        parts = [{"alg": "HS256", "typ": "JWT"}, claims, "signature"]
        coded = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts]
        jwt = b".".join(part.rstrip(b"=") for part in coded).decode()
        return web.json_response({"jwt": jwt}, status=201)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        try:
            coded = request.query["token"].split(".")[1]
            asked = json.loads(base64.urlsafe_b64decode(coded + "==="))["topics"]
        except (LookupError, ValueError):
            return web.Response(status=401, text=_REFUSED, content_type="application/json")
        topics = {(t["channel"], t["name"]) for t in asked if t["kind"] == "run"}
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if self.hangs_up:
            return socket
        self._sockets[socket] = (request, topics)
        try:
            await socket.ping(b"1")
            async for frame in socket:  # the server gives no reply but to a PING
                self.pongs += frame.type is WSMsgType.PONG
                if frame.type is WSMsgType.PING:
                    await socket.pong(frame.data)
        finally:
            del self._sockets[socket]
        return socket

    async def _event(self, request: web.Request) -> web.Response:
        events = await request.json()
        self.events += events if isinstance(events, list) else [events]
        return web.json_response({"ids": ["01M81QFQM2HYSW9XR6CP0T0XS2"], "status": 200})


def _frame(channel: str, topic: str, body: bytes, query: dict[str, str]) -> str | None:
    """What a subscriber gets of a publish; nothing where the server loses it in silence."""
    text = body.decode(errors="replace")
    try:
        json.loads(text, parse_constant=lambda constant: 1 / 0)
    except (ValueError, ZeroDivisionError):
        text = json.dumps(text)
    metadata = ""
    if "metadata" in query:
        try:
            json.loads(query["metadata"])
        except ValueError:
            return None
        metadata = f'"metadata":{query["metadata"]},'
    run_id = query.get("run_id", "")
    end = f',"run_id":{json.dumps(run_id)}' if len(run_id) == 26 else ""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}273Z"
    return (
        f'{{"kind":"data","data":{text},{metadata}"created_at":"{now}"'
        f',"channel":{json.dumps(channel)},"env_id":"{ENV}","topic":{json.dumps(topic)}{end}}}'
    )
