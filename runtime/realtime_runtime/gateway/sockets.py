"""Websockets in Inngest's wire format, so that its own clients connect."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

from ..errors import TransportClosed
from ..messages import Gap
from ..tasks import end, until_one_ends
from .asgi import Refused
from .feed import Feed
from .frames import gap_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from ..realtime import Realtime
    from ..topics import TopicRef
    from ..transports.history import Key
    from .asgi import Event, Outlet, Receive
    from .frames import Frames
    from .limits import Limits
    from .tokens import Grant

log: logging.Logger = logging.getLogger("realtime_runtime")

_TOO_LARGE, _POLICY = 1009, 1008
"""Codes of a closed websocket (RFC 6455): a frame that is too large, and more than anybody says."""


class Socket:
    """One websocket: the subscriptions that its tokens open, and what the browser says.

    `admit` gives the topics of a token, and raises Refused.
    """

    def __init__(
        self,
        realtime: Realtime,
        admit: Callable[[str], tuple[Grant, Sequence[TopicRef[Any, Any]]]],
        *,
        frames: Frames,
        outlet: Outlet,
        limits: Limits,
    ) -> None:
        self._realtime = realtime
        self._admit = admit
        self._frames = frames
        self._outlet = outlet
        self._limits = limits
        self._followed: dict[Key, asyncio.Task[None]] = {}  # by which subscription
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(self, receive: Receive, token: str, since: str | None) -> None:
        """Accept, send what is published, and follow more topics as they are asked for, until the
        browser leaves or this is cancelled. Raises Refused before anything was accepted."""
        grant, topics = self._admit(token)
        since = since or grant.since
        async with Feed.open(self._realtime, topics, since=since, last=grant.last) as feed:
            await self._outlet({"type": "websocket.accept"})
            self._follow(topics, self._pump(feed))
            try:
                await until_one_ends(self._listen(receive), self._until_failure())
            except TransportClosed:
                await self._outlet.end()
            finally:
                await self._end()

    async def _listen(self, receive: Receive) -> None:
        """Hear what the browser says, until it leaves or says too much."""
        for _ in range(self._limits.frames):
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            text = _text(event)
            if len(text) > self._limits.frame:
                await self._close(_TOO_LARGE)
                return
            self._hear(text)
        await self._close(_POLICY)

    async def _close(self, code: int) -> None:
        await self._outlet({"type": "websocket.close", "code": code, "reason": ""})

    def _hear(self, text: str) -> None:
        """A frame of the browser. As Inngest's server does, what is unknown is ignored, and so is
        a token that opens nothing."""
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(frame, dict):
            return
        kind, data = frame.get("kind"), frame.get("data")
        if kind == "sub" and isinstance(data, str):
            self._subscribe(data)
        elif kind == "unsub" and isinstance(data, list):
            for topic in data:
                if isinstance(topic, dict):
                    self._unsubscribe((str(topic.get("channel")), str(topic.get("name"))))

    def _subscribe(self, token: str) -> None:
        try:
            grant, topics = self._admit(token)
        except Refused:
            return
        new = [topic for topic in topics if (topic.channel, topic.topic) not in self._followed]
        if new and len(self._followed) + len(new) <= self._limits.topics:
            self._follow(new, self._open(grant, new))

    def _unsubscribe(self, topic: Key) -> None:
        task = self._followed.pop(topic, None)
        if task is not None and task not in self._followed.values():
            task.cancel()

    def _follow(
        self, topics: Sequence[TopicRef[Any, Any]], sending: Coroutine[Any, Any, None]
    ) -> None:
        task = asyncio.create_task(sending)
        self._followed.update({(topic.channel, topic.topic): task for topic in topics})
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._failed.done():
            self._failed.set_exception(error)

    async def _until_failure(self) -> None:
        await self._failed

    async def _end(self) -> None:
        await end(*self._tasks)

    async def _open(self, grant: Grant, topics: Sequence[TopicRef[Any, Any]]) -> None:
        try:
            async with Feed.open(
                self._realtime, topics, since=grant.since, last=grant.last
            ) as feed:
                await self._pump(feed)
        except Refused as refused:
            log.warning("topics were not followed over an open websocket: %s", refused)
            for topic in topics:
                if self._is_own(topic.channel, topic.topic):
                    del self._followed[topic.channel, topic.topic]

    async def _pump(self, feed: Feed) -> None:
        """Send what a subscription brings, of the topics that are still asked for."""
        while True:
            try:
                item = await feed.next()
            except StopAsyncIteration:
                raise TransportClosed("the transport was closed") from None
            if isinstance(item, Gap):
                await self._send({"kind": "gap", "data": gap_fields(item)})
            elif item is not None and self._is_own(item.channel, item.topic):
                await self._outlet(_frame(self._frames.frame(item, feed.cursor)))

    def _is_own(self, channel: str, topic: str) -> bool:
        """Whether the subscription that asks is the one that follows a topic."""
        return self._followed.get((channel, topic)) is asyncio.current_task()

    async def _send(self, value: object) -> None:
        await self._outlet(_frame(json.dumps(value, separators=(",", ":"))))


def _frame(text: str) -> Event:
    return {"type": "websocket.send", "text": text}


def _text(event: Event) -> str:
    """What a frame says; a binary one says nothing, but counts with its length."""
    text = event.get("text")
    return text if isinstance(text, str) else " " * len(event.get("bytes") or b"")
