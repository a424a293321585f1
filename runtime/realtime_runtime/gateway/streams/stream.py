"""Stream: one topic's history, read by offsets."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed, InvalidPayload
from ...subscriptions import report_invalid
from ...transports.history import Position
from ..asgi import LATER, Refused
from ..frames import one_line
from .asked import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...messages import Message
    from ...topics import TopicRef
    from ...transports.history import Log
    from ..limits import Limits

_MESSAGES = 1000  # that are read at once, at most
_INTERVAL = 20_000  # milliseconds; that of cursors


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

    @property
    def tag(self) -> str:
        """What tells it from what the same request would get later."""
        return f'"{self.start}:{self.first}:{self.end}"'


class Stream:
    """One topic's history, read by offsets. Its methods raise Refused."""

    def __init__(self, topic: TopicRef[Any, Any], history: Log, limits: Limits) -> None:
        self._topic = topic
        self._key = topic.channel, topic.topic
        self._log = history
        self._limits = limits

    async def end(self) -> str:
        """The offset behind all that there is."""
        with _later():
            end = (await self._log.newest(self._key, 0)).start
            if not _is_empty(end):
                return end
            # The offset of an empty history has the time in it. Rounded it is the same for all
            # readers of an interval, so that caches answer them. But it must last for a while.
            time = Position.parse(end).time
            time -= time % _INTERVAL
            oldest = str(Position(time - _INTERVAL, 0))
            is_short = (await self._log.after(self._key, oldest, None, 1)).lost
            return end if is_short else str(Position(time, 0))

    async def rest(self, chunk: Chunk) -> Chunk:
        """A chunk behind which nothing has come until now, with an end that a reader can go on from
        for as long as possible: a history without messages for its lifetime is gone."""
        end = await self.end()
        return replace(chunk, end=max(chunk.end, end)) if _is_empty(end) else chunk

    async def read(self, offset: str) -> Chunk:
        """What is behind an offset, as much as one answer holds: nothing only at the end."""
        chunk = await self._read(offset)
        while not chunk.bodies and not chunk.is_end:  # all that was read is invalid
            chunk = await self._read(chunk.end)
        return replace(chunk, start=offset)

    async def _read(self, offset: str) -> Chunk:
        position = str(Position(0, 0)) if offset == BEGINNING else offset
        with _later():
            page = await self._log.after(self._key, position, None, _MESSAGES)
        if page.lost and offset != BEGINNING:
            raise Refused(410, "The history does not reach back to this offset")
        if not page.messages and offset == BEGINNING:
            end = await self.end()
            if not _is_empty(end):  # something has come meanwhile
                return await self._read(offset)
            return Chunk(offset, end, (), is_end=True)
        if not page.messages:
            return Chunk(offset, page.start, (), is_end=True)
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


def _is_empty(end: str) -> bool:
    """Whether a history of which this is the end has no messages."""
    return Position.parse(end).number == 0


@contextmanager
def _later() -> Iterator[None]:
    try:
        yield
    except ConnectionFailed as error:
        raise Refused(503, "Nothing can be read now", LATER) from error
