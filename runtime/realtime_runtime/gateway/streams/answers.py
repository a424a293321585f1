"""Streams: answers to the readers of a stream."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...errors import NoHistory, TransportClosed
from ...messages import Gap
from ..asgi import LATER, NO_STORE, Refused
from ..events import EVENTS, PING
from ..feed import Feed
from ..frames import one_line
from .asked import NOW, Asked
from .stream import Chunk, Stream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    from ...realtime import Realtime
    from ...topics import TopicRef
    from ..asgi import Header, Outlet, Request
    from ..limits import Limits

_FRESH = b"max-age=60, stale-while-revalidate=300"  # what is behind an offset never changes
# Nothing has come: whoever waits in a cache for the same answer gets it, and asks with its cursor.
# Thousands who wait are answered within this time, or else they would wait for a second one.
_IN_VAIN: Header = (b"cache-control", b"public, max-age=20")
_JSON: Header = (b"content-type", b"application/json")


class Streams:
    """Seconds: a long-poll waits for `poll`, an event stream lasts for `age`, and says something
    every `heartbeat`."""

    def __init__(
        self, realtime: Realtime, limits: Limits, *, poll: float, age: float, heartbeat: float
    ) -> None:
        self._realtime = realtime
        self._limits = limits
        self._poll = poll
        self._age = age
        self._heartbeat = heartbeat

    async def answer(
        self,
        request: Request,
        topic: TopicRef[Any, Any],
        outlet: Outlet,
        headers: Sequence[Header],
        *,
        is_public: bool,
    ) -> None:
        """Answer GET or HEAD. Raises Refused before anything was answered."""
        try:
            stream = Stream(topic, self._realtime.log(), self._limits)
        except NoHistory as error:
            raise Refused(404, str(error)) from error
        except TransportClosed as error:
            raise Refused(503, "Nothing can be read now", LATER) from error
        if request.method == "HEAD":
            end = (b"stream-next-offset", (await stream.end()).encode())
            await outlet.answer(200, b"", [_JSON, NO_STORE, end, *headers])
            return
        reader = _Reader(self._realtime, topic, stream, Asked.of(request))
        if reader.asked.live == "sse":
            await self._send_events(reader, outlet, headers)
            return
        chunk = await reader.begin()
        is_live = reader.asked.live is not None
        if is_live and not chunk.bodies:
            chunk = await reader.wait(chunk, self._poll)
        head = [*_head(chunk, reader.asked, is_public=is_public), *headers]
        if is_live and not chunk.bodies:
            await outlet.answer(204, b"", head)
        elif chunk.tag in request.headers.get("if-none-match", ""):
            await outlet.answer(304, b"", head)
        else:
            await outlet.answer(200, chunk.json, [_JSON, *head])

    async def _send_events(
        self, reader: _Reader, outlet: Outlet, headers: Sequence[Header]
    ) -> None:
        time = asyncio.get_running_loop().time
        end = time() + self._age
        async with reader.follow() as feed:
            chunk = await reader.begin()
            await outlet.start(200, [*EVENTS, *headers])
            await outlet.body(_event(chunk, reader.asked), more=True)
            while (left := end - time()) > 0:
                try:
                    chunk_after = await reader.next(feed, chunk, min(left, self._heartbeat))
                except (Refused, StopAsyncIteration):
                    return  # it is told to who asks again
                if chunk_after is None:
                    await outlet.body(PING, more=True)
                else:
                    chunk = chunk_after
                    await outlet.body(_event(chunk, reader.asked), more=True)
            if chunk.is_end:
                chunk = replace(await reader.rest(chunk), bodies=())
                await outlet.body(_event(chunk, reader.asked), more=True)


class _Reader:
    """Who reads a stream from where it asked, and goes on with what is published."""

    def __init__(
        self, realtime: Realtime, topic: TopicRef[Any, Any], stream: Stream, asked: Asked
    ) -> None:
        self.asked = asked
        self._realtime = realtime
        self._topic = topic
        self._stream = stream

    async def begin(self) -> Chunk:
        """What is there now."""
        if self.asked.offset == NOW:
            end = await self._stream.end()
            return Chunk(end, end, (), is_end=True)
        return await self._stream.read(self.asked.offset)

    def follow(self) -> AbstractAsyncContextManager[Feed]:
        """What is published from now on."""
        return Feed.open(self._realtime, [self._topic])

    async def wait(self, chunk: Chunk, patience: float) -> Chunk:
        """The first of what comes behind a chunk; an empty one after `patience` seconds."""
        time = asyncio.get_running_loop().time
        end = time() + patience
        async with self.follow() as feed:
            chunk = await self._stream.read(chunk.end)  # it may have come meanwhile
            while not chunk.bodies and (left := end - time()) > 0:
                try:
                    chunk = await self.next(feed, chunk, left) or chunk
                except StopAsyncIteration:
                    return chunk
        return chunk if chunk.bodies else await self.rest(chunk)

    async def rest(self, chunk: Chunk) -> Chunk:
        """A chunk with the place to go on from, where nothing has come behind it."""
        return await self._stream.rest(chunk)

    async def next(self, feed: Feed, chunk: Chunk, patience: float) -> Chunk | None:
        """What comes behind a chunk; None where nothing does. Raises StopAsyncIteration, and
        Refused where the history has lost some of it."""
        if not chunk.is_end:
            return await self._stream.read(chunk.end)
        item = await feed.next(patience)
        if isinstance(item, Gap):
            return await self._stream.read(chunk.end)
        if item is None or item.position is None or item.position <= chunk.end:
            return None
        bodies = [one_line(item.body)]
        return Chunk(chunk.end, item.position, bodies, is_end=True, first=item.position)


def _head(chunk: Chunk, asked: Asked, *, is_public: bool) -> list[Header]:
    """What an answer says of its chunk, and who may keep it."""
    up_to_date = [(b"stream-up-to-date", b"true")] if chunk.is_end else []
    cursor = (b"stream-cursor", asked.next_cursor().encode())
    head = [(b"stream-next-offset", chunk.end.encode()), cursor, *up_to_date]
    if asked.offset == NOW:  # which is another place for everybody who asks
        return [NO_STORE, *head]
    if asked.live is not None and not chunk.bodies:
        return [_IN_VAIN if is_public else NO_STORE, *head]
    kept = (b"cache-control", (b"public, " if is_public else b"private, ") + _FRESH)
    return [(b"etag", chunk.tag.encode()), kept, *head]


def _event(chunk: Chunk, asked: Asked) -> bytes:
    control: dict[str, object] = {
        "streamNextOffset": chunk.end,
        "streamCursor": asked.next_cursor(),
        **({"upToDate": True} if chunk.is_end else {}),
    }
    data = b"event: data\ndata:" + chunk.json + b"\n\n" if chunk.bodies else b""
    return data + f"event: control\ndata:{json.dumps(control)}\n\n".encode()
