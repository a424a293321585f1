"""Server-sent events, with Inngest's frames. The source of the form is WHATWG's HTML standard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..messages import Gap
from .feed import Feed
from .frames import gap_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..messages import Message
    from ..realtime import Realtime
    from ..topics import TopicRef
    from .asgi import Header, Outlet, Request
    from .frames import Frames
    from .tokens import Grant

EVENTS: list[Header] = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-cache, no-store, no-transform"),
    (b"x-accel-buffering", b"no"),  # nginx would wait for more
]
"""The headers of an event stream: nothing on the way keeps it or holds it back."""

_RETRY = 1000  # milliseconds that a browser waits before it connects again
PING = b": ping\n\n"


def cursor_of(request: Request, grant: Grant) -> str | None:
    """Where a reader goes on: what a browser says by itself when it connects again, what a page
    says with `?since=`, or what the token says."""
    said = request.headers.get("last-event-id") or request.query.get("since")
    return said or grant.since


async def send_events(
    realtime: Realtime,
    topics: Sequence[TopicRef[Any, Any]],
    since: str | None,
    last: int | None,
    *,
    frames: Frames,
    outlet: Outlet,
    headers: Sequence[Header],
    heartbeat: float,
) -> None:
    """Answer with what is published, until it is cancelled or the transport is closed."""
    async with Feed.open(realtime, topics, since=since, last=last) as feed:
        await outlet.start(200, [*EVENTS, *headers])
        # With an ID from the beginning, a connection that breaks before the first message resumes.
        await outlet.body(f"retry: {_RETRY}\n{_id(feed.cursor)}: ready\n\n".encode(), more=True)
        while True:
            try:
                item = await feed.next(heartbeat)
            except StopAsyncIteration:
                return
            await outlet.body(_event(item, feed.cursor, frames), more=True)


def _event(item: Message[Any] | Gap | None, cursor: str | None, frames: Frames) -> bytes:
    if item is None:
        return PING
    if isinstance(item, Gap):
        return f"{_id(cursor)}event: gap\ndata: {json.dumps(gap_fields(item))}\n\n".encode()
    return f"{_id(cursor)}data: {frames.frame(item, cursor)}\n\n".encode()


def _id(cursor: str | None) -> str:
    return "" if cursor is None else f"id: {cursor}\n"
