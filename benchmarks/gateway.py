"""1,000 browsers at one gateway: event streams and websockets, 20 messages each.

uvicorn serves in a process of its own; this one reads raw sockets. The floor is a bare ASGI app in
the same server, with a queue for each browser: it sends the same bytes, without tokens, topics,
cursors, heartbeats or time-outs. Rounds alternate; the figures are medians.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import selectors
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from generated import pipeline_channel

from .measure import PYTHON, Row, resident

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 3
BROWSERS, MESSAGES = 1000, 20
TOPIC = pipeline_channel(run_id="abc").tokens
MARK = b'"index":'  # once in each message
_KINDS = {"events": "/sse", "websockets": "/connect"}
_UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


@dataclass
class _Floor:
    """The bare app."""

    queues: set[asyncio.Queue[str]] = field(default_factory=set)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        queue: asyncio.Queue[str] = asyncio.Queue()
        is_websocket = scope["type"] == "websocket"
        if is_websocket:
            await send({"type": "websocket.accept"})
        else:
            head = [(b"content-type", b"text/event-stream")]
            await send({"type": "http.response.start", "status": 200, "headers": head})
            await send({"type": "http.response.body", "body": b": ready\n\n", "more_body": True})
        self.queues.add(queue)
        while True:
            text = await queue.get()
            if is_websocket:
                await send({"type": "websocket.send", "text": text})
            else:
                body = f"data: {text}\n\n".encode()
                await send({"type": "http.response.body", "body": body, "more_body": True})


async def _serve() -> None:
    """The process that is measured. It says its port, and the token of the topic."""
    import uvicorn
    from realtime_runtime import History, MemoryTransport, Realtime
    from realtime_runtime.gateway import Gateway

    from generated import CHANNELS

    realtime = Realtime(MemoryTransport(history=History()))
    gateway = Gateway(realtime, os.urandom(32), channels=CHANNELS)
    floor = _Floor()

    async def publish(path: str) -> None:
        for index in range(MESSAGES):
            if path == "/publish":
                await realtime.publish(TOPIC, {"token": "word", "index": index})
            for queue in floor.queues if path == "/publish/floor" else ():
                queue.put_nowait(_text(index))

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].startswith("/floor"):
            await floor(scope, receive, send)
        elif not scope["path"].startswith("/publish"):
            await gateway(scope, receive, send)
        else:
            await publish(scope["path"])
            usage = resource.getrusage(resource.RUSAGE_SELF)
            body = json.dumps(usage.ru_utime + usage.ru_stime).encode()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})

    config = uvicorn.Config(app, port=0, log_level="critical", ws="websockets-sansio")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - no event tells it
        await asyncio.sleep(0.01)
    channel = pipeline_channel(run_id="abc")
    port = server.servers[0].sockets[0].getsockname()[1]
    print(port, gateway.token(channel, topics=[TOPIC])["key"], flush=True)
    await serving


def _text(index: int) -> str:
    """As many bytes as a frame of the gateway has, with its cursor."""
    data = {"token": "word", "index": index}
    return json.dumps({"kind": "data", "data": data, "rest": "x" * 330})


@dataclass
class _Server:
    process: int
    port: int
    token: str

    def ask(self, path: str) -> float:
        """Ask for what the process does, and get the seconds of CPU time that it has used."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=600) as response:
            return float(json.load(response))

    def open(self, kind: str, *, is_floor: bool) -> socket.socket:
        """A browser that is connected, and has read what comes before the messages."""
        browser = socket.create_connection(("127.0.0.1", self.port), timeout=600)
        path = "/floor" if is_floor else f"{_KINDS[kind]}?token={self.token}"
        upgrade = _UPGRADE if kind == "websockets" else ""
        browser.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n".encode())
        heard = b""
        while (b"\r\n\r\n" if upgrade else b": ready\n\n") not in heard:
            heard += (part := browser.recv(65536))
            if not part:
                raise ConnectionError(heard.decode())
        return browser


@contextmanager
def _server() -> Iterator[_Server]:
    command = [PYTHON, "-m", "benchmarks.gateway", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port, token = process.stdout.readline().split()
            yield _Server(process.pid, int(port), token)
        finally:
            process.kill()


def _read(browsers: list[socket.socket], count: int) -> None:
    """Read until so many messages have come to all of them together."""
    with selectors.DefaultSelector() as selector:
        for browser in browsers:
            selector.register(browser, selectors.EVENT_READ)
        ends = dict.fromkeys(browsers, b"")
        while count > 0:
            for key, _ in selector.select():
                ready: Any = key.fileobj
                heard = ends[ready] + ready.recv(2**18)
                ends[ready] = heard[1 - len(MARK) :]
                count -= heard.count(MARK)


@dataclass(frozen=True)
class _Figures:
    wall: float  # microseconds for a delivery
    cpu: float  # of the server, microseconds for a delivery
    memory: float  # KiB for a browser


def _round(kind: str, *, is_floor: bool) -> _Figures:
    """A process that has served nobody before, and all browsers."""
    with _server() as server:
        server.open(kind, is_floor=is_floor)  # what is loaded for the first
        before = resident(server.process)
        browsers = [server.open(kind, is_floor=is_floor) for _ in range(BROWSERS)]
        memory = (resident(server.process) - before) / 1024 / BROWSERS
        cpu, begin = server.ask("/publish/nothing"), perf_counter()
        server.ask("/publish/floor" if is_floor else "/publish")
        _read(browsers, BROWSERS * MESSAGES)
        wall, cpu = perf_counter() - begin, server.ask("/publish/nothing") - cpu
        for browser in browsers:
            browser.close()
    each = 1e6 / BROWSERS / MESSAGES
    return _Figures(wall * each, cpu * each, memory)


def rows() -> list[Row]:
    """Ours beside the floor, and the memory beside what performance.md allows."""
    found = []
    for kind in _KINDS:
        rounds = [
            (_round(kind, is_floor=False), _round(kind, is_floor=True)) for _ in range(ROUNDS)
        ]
        for what, name in (("one delivery", "wall"), ("CPU time of one delivery", "cpu")):
            own, floor = (median(getattr(r[of], name) for r in rounds) for of in (0, 1))
            found.append(Row(f"{what}, 1,000 {kind}", own, "a bare ASGI app", floor, "us"))
        own = median(r[0].memory for r in rounds)
        found.append(Row(f"memory of one of 1,000 {kind}", own, "the most", 40, "KiB", target=1))
    return found


if __name__ == "__main__":
    import sys

    if sys.argv[1:] == ["serve"]:
        asyncio.run(_serve())
    else:
        from .measure import table

        print(table(rows()))
