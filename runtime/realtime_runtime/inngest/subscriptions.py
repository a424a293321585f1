"""InngestSubscription: messages over a websocket. Alone imports websockets.

The server keeps no history and closes nothing when it stops, so a broken connection is made again
with a fresh token, waiting longer each time, and the time between is told as a Gap.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from ..messages import Gap, Message
from ..payloads import UNJUDGED
from .api import MAX_BODY
from .http import NoResponse
from .tokens import TokenFailed, jwt_of, token_request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from websockets.asyncio.client import ClientConnection

    from ..topics import TopicRef
    from .api import InngestApi

log = logging.getLogger("realtime_runtime")

LONGEST_WAIT = 30.0
"""Seconds between two attempts to connect, at most."""
_REMEMBERED = 1000
_MAX_FRAME = 8 * MAX_BODY  # the server escapes some characters, six bytes for one


class InngestSubscription:
    """The messages of some topics, from entering until leaving. Has one reader at a time.

    A reader that is cancelled loses nothing: it can go on.
    """

    def __init__(self, api: InngestApi, topics: Sequence[TopicRef[Any, Any]]) -> None:
        self._api = api
        self._topics = topics
        self._asked = {(topic.channel, topic.topic) for topic in topics}
        self._connection: ClientConnection | None = None
        self._broken: tuple[datetime, str] | None = None  # since when, and why
        self._seen: deque[str] = deque(maxlen=_REMEMBERED)

    async def __aenter__(self) -> Self:
        """Connect. Raises TokenFailed, also when the server cannot be reached."""
        try:
            self._connection = await self._connect()
        except _failures() as error:
            raise TokenFailed(f"no connection for a subscription: {error}") from error
        return self

    async def __aexit__(self, *exception: object) -> None:
        if self._connection is not None:
            await self._connection.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any] | Gap:
        from websockets.exceptions import ConnectionClosed

        if self._connection is None:
            raise RuntimeError("a subscription is read inside its context: async with ...")
        while self._broken is None:
            try:
                message = self._message(await self._connection.recv())
            except ConnectionClosed as error:
                self._broken = datetime.now(UTC), str(error)
            else:
                if message is not None:
                    return message
        since, reason = self._broken
        self._connection = await self._connect_again(reason)
        self._broken = None
        return Gap(since, datetime.now(UTC), reason)

    async def _connect(self) -> ClientConnection:
        from websockets.asyncio.client import connect

        request = token_request(self._topics)
        response = await self._api.post(self._api.url("/v1/realtime/token"), request)
        address = self._api.url("/v1/realtime/connect").replace("http", "ws", 1)
        query = urlencode({"token": jwt_of(response)})
        return await connect(
            f"{address}?{query}", max_size=_MAX_FRAME, open_timeout=self._api.timeout
        )

    async def _connect_again(self, reason: str) -> ClientConnection:
        """Try until it succeeds, waiting longer each time, at random so as not to come in step."""
        for longest in waits():
            log.info("subscription interrupted (%s); connecting again", reason)
            await asyncio.sleep(random.uniform(longest / 2, longest))
            try:
                return await self._connect()
            except _failures() as error:
                reason = str(error)
        raise AssertionError("the waits have no end")

    def _message(self, frame: str | bytes) -> Message[Any] | None:
        """A frame's message; None for frames that carry none, and for repetitions."""
        try:
            fields = json.loads(frame)
            kind, channel, topic = fields["kind"], fields["channel"], fields["topic"]
        except (ValueError, LookupError, TypeError):
            log.warning("a frame that is none of Inngest Realtime's was skipped: %.200r", frame)
            return None
        if kind != "data":
            log.warning("a frame of kind %r was skipped: it is part of a stream", kind)
            return None
        if (channel, topic) not in self._asked:
            log.warning("a message was skipped: %r of %r was not asked for", topic, channel)
            return None
        metadata = fields.get("metadata")
        id_ = metadata.get("id") if isinstance(metadata, dict) else None
        # A durable publish that crashed before it was memoized is sent again, under one ID.
        if isinstance(id_, str):
            if id_ in self._seen:
                return None
            self._seen.append(id_)
        body = json.dumps(fields["data"], ensure_ascii=False, separators=(",", ":")).encode()
        return Message(
            channel,
            topic,
            body,
            UNJUDGED,
            id=id_ if isinstance(id_, str) else None,
            run_id=fields.get("run_id"),
            created_ns=_nanoseconds(str(fields.get("created_at", ""))),
        )


def waits() -> Iterator[float]:
    """Seconds to wait at most before each attempt to connect: 0.1, 0.2, 0.4, ..."""
    wait = 0.1
    while True:
        yield wait
        wait = min(wait * 2, LONGEST_WAIT)


def _failures() -> tuple[type[Exception], ...]:
    """What can go wrong in connecting, and may be right the next time."""
    from websockets.exceptions import InvalidHandshake, InvalidURI

    return NoResponse, TokenFailed, InvalidHandshake, InvalidURI, OSError, TimeoutError


def _nanoseconds(text: str) -> int | None:
    """Nanoseconds since 1970 of an RFC 3339 time with up to nine fractional digits."""
    match = re.fullmatch(r"([^.Z]+)(?:\.(\d{1,9}))?Z", text)
    if match is None:
        return None
    seconds = int(datetime.fromisoformat(match[1] + "+00:00").timestamp())
    return seconds * 1_000_000_000 + int((match[2] or "0").ljust(9, "0"))
