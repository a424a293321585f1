"""Stream: one topic's history, read by offsets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed, InvalidPayload
from ...subscriptions import report_invalid
from ...transports.history import Position
from ..asgi import LATER, Refused
from ..frames import one_line
from .asked import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...messages import Message
    from ...topics import TopicRef
    from ...transports.history import Log
    from ..limits import Limits

_MESSAGES = 1000  # that are read at once, at most


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some of a stream's messages, and the offset behind them."""

    start: str
    end: str
    bodies: Sequence[bytes]
    is_end: bool
    first: str = ""
    """The position of the first message."""

    @property
    def json(self) -> bytes:
        """Its messages as a JSON array, in one line."""
        return b"[" + b",".join(self.bodies) + b"]"


class Stream:
    """One topic's history, read by offsets. Its methods raise Refused."""

    def __init__(self, topic: TopicRef[Any, Any], history: Log, limits: Limits) -> None:
        self._topic = topic
        self._key = topic.channel, topic.topic
        self._log = history
        self._limits = limits

    async def end(self) -> str:
        """The offset behind all that there is."""
        try:
            return (await self._log.newest(self._key, 0)).start
        except ConnectionFailed as error:
            raise Refused(503, "Nothing can be read now", LATER) from error

    async def read(self, offset: str) -> Chunk:
        """What is behind an offset, as much as one answer holds: nothing only at the end."""
        chunk = await self._read(offset)
        while not chunk.bodies and not chunk.is_end:  # all that was read is invalid
            chunk = await self._read(chunk.end)
        return replace(chunk, start=offset)

    async def _read(self, offset: str) -> Chunk:
        position = str(Position(0, 0)) if offset == BEGINNING else offset
        try:
            page = await self._log.after(self._key, position, None, _MESSAGES)
        except ConnectionFailed as error:
            raise Refused(503, "Nothing can be read now", LATER) from error
        if page.lost and offset != BEGINNING:
            raise Refused(410, "The history does not reach back to this offset")
        if not page.messages:
            end = await self.end() if offset == BEGINNING else page.start
            return Chunk(offset, end, (), is_end=True)
        return self._chunk(offset, page.messages, is_end=page.is_end)

    def _chunk(self, offset: str, messages: Sequence[Message[Any]], *, is_end: bool) -> Chunk:
        bodies: list[bytes] = []
        size, end, first = 0, offset, messages[0].position or ""
        for message in messages:
            if bodies and size + len(message.body) > self._limits.page:
                return Chunk(offset, end, bodies, is_end=False, first=first)
            end = message.position or end
            size += len(message.body)
            bodies.extend(self._valid(message))
        return Chunk(offset, end, bodies, is_end=is_end, first=first)

    def _valid(self, message: Message[Any]) -> Sequence[bytes]:
        """The message's payload, unless its topic's schema refuses it."""
        try:
            return (one_line(self._topic.receive(message).body),)
        except InvalidPayload as error:
            report_invalid(error)
            return ()
