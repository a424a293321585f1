"""Who means harm: what is malformed, slow or without an end, and who is let in and then left."""

import asyncio
import json
import os
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from realtime_runtime import ConnectionFailed, History, MemoryTransport, Realtime
from realtime_runtime.gateway import Gateway, Limits
from yarl import URL

from generated import CHANNELS, alerts_channel, pipeline_channel

from .asking import Asking, request, websocket
from .serving import SECRET, Served, read_events, serving

COUNT = int(os.environ.get("GATEWAY_CONNECTIONS", "20"))
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
CHANNEL = pipeline_channel(run_id="abc")
TOPIC = json.dumps([{"channel": "pipeline:abc", "name": "status", "kind": "run"}]).encode()


def gateway(transport: Any = None, **options: Any) -> Gateway:
    realtime = Realtime(transport or MemoryTransport(history=History()))
    return Gateway(realtime, SECRET, channels=CHANNELS, **options)


def key(of: Gateway, **options: Any) -> str:
    return of.token(CHANNEL, topics=[CHANNEL.status, CHANNEL.tokens], **options)["key"]


ORIGINS = ["http://[", "http://½.example", "x" * 5000, "http://", "://", "null", "", "http://a@b"]


@pytest.mark.parametrize("path", ["/sse", "/connect", "/streams/pipeline:abc/status", "/token"])
async def test_a_page_of_elsewhere_is_refused_whatever_its_origin_looks_like(path: str) -> None:
    async with serving(authorize=lambda asked: True) as served:
        for origin in [*ORIGINS, "http://evil.example"]:
            headers = {"Origin": origin}
            if path == "/connect":
                with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                    await served.client.ws_connect(
                        f"{served.base}{path}?token={served.key()}", headers=headers
                    )
                assert refused.value.status == 403, origin
                continue
            method = "POST" if path == "/token" else "GET"
            url = f"{served.base}{path}?token={served.key()}"
            async with served.client.request(method, url, data=TOPIC, headers=headers) as response:
                assert response.status == 403, origin
                assert "access-control-allow-origin" not in response.headers


PATHS = ["/%2e%2e/sse", "//sse", "/sse/", "/sse%00", "/%00", "/connect/", "/TOKEN", "/streams"]
STREAMS = [
    "pipeline:abc%00/status",
    "pipeline:abc/status%00",
    "pipeline:abc/status/",
    "%ff/status",
    "pipeline:other%2F..%2Fpipeline:abc/status",
    "pipeline:other/status",
    "pipeline:abc/result",
    "",
    "/",
]


async def test_paths_that_are_none() -> None:
    async with serving() as served:
        streams = [f"/streams/{stream}" for stream in STREAMS]
        for path in [*PATHS, *streams]:
            url = URL(f"{served.base}{path}?token={served.key()}", encoded=True)
            async with served.client.get(url) as response:
                assert response.status == (403 if path in streams else 404), path


async def test_floods_of_fields_and_headers() -> None:
    async with serving() as served:
        fields = "&".join(f"a{number}=b" for number in range(5000))
        async with served.client.get(
            f"{served.base}/sse?token={served.key()}&{fields}"
        ) as response:
            assert response.status == 401  # of so many none is read
        headers = {f"x-{number}": "y" * 40 for number in range(500)}
        async with served.client.get(f"{served.base}/sse", headers=headers) as response:
            assert response.status in (400, 401)


FRAMES = [
    '{"kind":"sub","data":"\\ud800"}',
    '{"kind":"sub","data":"a.\\ud800.c"}',
    '{"kind":"unsub","data":[{"channel":' + "[" * 900 + "]" * 900 + "}]}",
    '{"kind":"unsub","data":[{"channel":' + "[" * 7000 + "]" * 7000 + "}]}",
    '{"kind":"unsub","data":[{"channel":' + "1" * 5000 + "}]}",
    '{"kind":"unsub","data":[{"channel":1e999,"name":NaN},{"channel":"\\ud800"}]}',
    '{"kind":{},"data":[]}',
    '{"kind":"sub","kind":"unsub","data":{"kind":"sub"}}',
    "\x00",
    "",
]


@pytest.mark.parametrize("frame", FRAMES)
async def test_a_malformed_frame_is_ignored(frame: str) -> None:
    async with serving() as served, served.connect(served.key()) as socket:
        await socket.send_str(frame)
        alerts = served.gateway.token(alerts_channel, topics=[alerts_channel.count], last=1)
        await served.realtime.publish(alerts_channel.count, 7)
        await socket.send_str(json.dumps({"kind": "sub", "data": alerts["key"]}))
        assert json.loads(await socket.receive_str(timeout=30))["data"] == 7


async def test_a_frame_without_an_end_is_never_heard() -> None:
    async with serving() as served, served.connect(served.key()) as socket:
        for _ in range(50):
            await socket._writer.send_frame(b"x" * 1000, aiohttp.WSMsgType.CONTINUATION)
        message = await socket.receive(timeout=30)
        assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
    async with serving(max_age=0.2) as served:
        reader, writer = await _silent(served, "/connect")
        await reader.readuntil(b"\r\n\r\n")
        fragment = b"\xfe\x03\xe8" + bytes(4) + b"x" * 1000
        writer.write(b"\x01" + fragment)  # the first of a text
        closed = asyncio.create_task(reader.readexactly(4))
        while not closed.done():
            writer.write(b"\x00" + fragment)
            await asyncio.sleep(0.01)
        assert closed.result() == b"\x88\x02" + (1012).to_bytes(2)  # a frame that closes
        writer.close()


async def test_a_request_without_an_end_is_not_waited_for() -> None:
    asked = gateway(send_timeout=0.05, authorize=lambda asked: True)
    part = {"type": "http.request", "body": b"[", "more_body": True}
    asking = request(asked, "/token", method="POST", said=[part])
    await asyncio.wait_for(asking.serve(), 30)
    assert asking.heard[0]["status"] == 408
    assert len(asked._connections) == 0


async def test_a_body_without_an_end_is_not_kept() -> None:
    asked = gateway(max_age=0.2)
    asking = request(asked, "/sse", key(asked))
    part = {"type": "http.request", "body": b"x" * 1000, "more_body": True}
    asking.said = [part] * 10_000
    await asyncio.wait_for(asking.serve(), 30)
    assert asking.heard[0]["status"] == 200
    assert len(asked._connections) == 0


async def test_what_the_users_own_functions_raise_opens_nothing() -> None:
    def fail(_: object) -> bool:
        raise RuntimeError("of the user's own")

    asked = gateway(authorize=fail, public=fail)
    body = {"type": "http.request", "body": TOPIC, "more_body": False}
    for asking in (
        request(asked, "/token", method="POST", said=[body]),
        request(asked, "/streams/pipeline:abc/status"),
    ):
        with pytest.raises(RuntimeError, match="of the user's own"):
            await asking.serve()
        assert asking.heard == []
    assert len(asked._connections) == 0


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize("answer", [1, "yes", None, "a coroutine"])
async def test_only_true_makes_a_topic_public(answer: Any) -> None:
    async def late(_: object) -> bool:
        return True

    asked = gateway(public=lambda topic: late(topic) if answer == "a coroutine" else answer)
    asking = request(asked, "/streams/pipeline:abc/status")
    await asking.serve()
    assert asking.heard[0]["status"] == 401


class Failing(MemoryTransport):
    """Fails where it is subscribed to."""

    def subscribe(self, *topics: Any, **where: Any) -> Any:
        raise ConnectionFailed("of the transport's own")


async def test_a_transport_that_fails_is_told() -> None:
    asked = gateway(Failing(history=History()))
    for asking in (request(asked, "/sse", key(asked)), websocket(asked, key(asked))):
        await asyncio.wait_for(asking.serve(), 30)
        assert asking.heard[0]["status"] == 503
    assert len(asked._connections) == 0


WAYS: dict[str, Callable[[Gateway], Asking]] = {
    "events": lambda asked: request(asked, "/sse", key(asked, last=3)),
    "stream": lambda asked: request(asked, "/streams/pipeline:abc/status", key(asked)),
    "websocket": lambda asked: websocket(
        asked,
        key(asked, last=3),
        json.dumps({"kind": "sub", "data": _alerts(asked)}),
        json.dumps({"kind": "unsub", "data": [{"channel": "alerts", "name": "count"}]}),
        json.dumps({"kind": "sub", "data": _alerts(asked)}),
    ),
    "token": lambda asked: request(
        asked, "/token", method="POST", said=[{"type": "http.request", "body": TOPIC}]
    ),
}


def _alerts(asked: Gateway) -> str:
    return asked.token(alerts_channel, topics=[alerts_channel.count], last=1)["key"]


@pytest.mark.parametrize("way", WAYS)
async def test_a_server_may_cancel_at_every_moment(way: str) -> None:
    """After each number of turns of the event loop; then nothing is left of the connection."""
    for turns in range(40):
        asked = gateway(authorize=lambda request: True)
        await asked._realtime.publish(CHANNEL.status, {"message": "before"})
        before = asyncio.all_tasks()
        task = asyncio.create_task(WAYS[way](asked).serve())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=30)
        assert task.done()
        assert len(asked._connections) == 0
        assert asyncio.all_tasks() == before
        assert not asked._realtime._transport._inboxes.by_topic  # type: ignore[attr-defined]  # of memory


async def test_it_can_be_stopped_while_it_stops() -> None:
    async with serving() as served, served.events(served.key()) as response:
        await read_events(response, 1)
        first = asyncio.create_task(served.gateway.aclose())
        for _ in range(20):
            await asyncio.sleep(0)
            await served.gateway.aclose()
        await first


async def test_connections_that_are_refused_take_no_room() -> None:
    async with serving(limits=Limits(connections=5)) as served:
        for _ in range(20):
            async with served.events("forged") as response:
                assert response.status == 401
        async with served.events(served.key()) as response:
            assert response.status == 200


@pytest.mark.parametrize("path", ["/sse", "/connect"])
async def test_who_never_reads_is_left_and_holds_nobody(path: str) -> None:
    async with serving(send_timeout=0.3) as served:
        writers = [(await _silent(served, path))[1] for _ in range(COUNT)]
        while len(served.gateway._connections) < COUNT:  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.01)
        async with served.connect(served.key()) as reader:
            for number in range(200):
                await served.say(f"{number}" + "x" * 100_000)
                frame = json.loads(await reader.receive_str(timeout=60))
                assert frame["data"]["message"].startswith(f"{number}x")
                if len(served.gateway._connections) == 1:
                    break
            while len(served.gateway._connections) > 1:  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.01)
        for writer in writers:
            writer.close()


async def _silent(served: Served, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that asks, and never reads more than its own buffers take."""
    url = URL(served.base)
    reader, writer = await asyncio.open_connection(url.host, url.port, limit=1024)
    head = f"GET {url.path}{path}?token={served.key()} HTTP/1.1\r\nHost: x\r\n"
    writer.write((head + (UPGRADE if path == "/connect" else "") + "\r\n").encode())
    return reader, writer


@pytest.mark.parametrize("path", ["/sse", "/connect"])
async def test_nothing_is_left_of_connections_that_were_left(path: str) -> None:
    async with serving() as served:
        before = len(asyncio.all_tasks())
        writers = [(await _silent(served, path))[1] for _ in range(COUNT)]
        while len(served.gateway._connections) < COUNT:  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.01)
        for writer in writers:
            writer.transport.abort()
        while len(asyncio.all_tasks()) > before:  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.01)
        assert len(served.gateway._connections) == 0
        assert not served.realtime._transport._inboxes.by_topic  # type: ignore[attr-defined]  # of memory
