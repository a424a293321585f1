"""Inbox: what has arrived and was not read yet."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from ..messages import Gap
from .history import Position

if TYPE_CHECKING:
    import asyncio

    from ..messages import Message

MOST_UNREAD = 10_000
"""Messages and gaps that an inbox has room for."""
MOST_BYTES = 16 * 2**20
"""Bytes of payloads that an inbox has room for."""


class Inbox:
    """Messages and gaps in the order of their arrival. Taking never waits, reading does.

    There is room for `unread` messages and gaps, and for `size` bytes. When it is full, the oldest
    make room for the newest, and one Gap stands in their place: a slow reader is told what was
    dropped, and then reads the newest state. The newest is always kept.

    Has one reader at a time; one that is cancelled loses nothing.
    """

    def __init__(self, unread: int = MOST_UNREAD, size: int = MOST_BYTES) -> None:
        self._unread: deque[Message[Any] | Gap] = deque()
        self._most, self._most_bytes = unread, size
        self._size = 0
        self._dropped: _Dropped | None = None  # what stood before the oldest
        self._reader: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self.is_closed: bool = False

    def take(self, item: Message[Any] | Gap) -> None:
        """Keep it for the reader; drop the oldest where there is no room."""
        if self.is_closed:
            return
        self._unread.append(item)
        if not isinstance(item, Gap):
            self._size += len(item.body)
        while len(self._unread) > self._most or (
            self._size > self._most_bytes and len(self._unread) > 1
        ):
            self._drop_oldest()
        self.wake()

    @property
    def has_room(self) -> bool:
        """Whether it takes another without dropping one, of whatever size."""
        return len(self._unread) < self._most and self._size < self._most_bytes

    def close(self, error: Exception | None = None) -> None:
        """Take nothing more. What is unread can be read; then `error` is raised, or it ends."""
        if not self.is_closed:
            self.is_closed, self._error = True, error
            self.wake()

    def drop(self) -> None:
        """Take nothing more, and keep nothing: its reader has gone."""
        self.close()
        self._unread.clear()

    def pop(self) -> Message[Any] | Gap | None:
        """The oldest; None where there is nothing to read."""
        if self._dropped is not None:
            gap, self._dropped = self._dropped.gap(), None
            return gap
        if not self._unread:
            return None
        oldest = self._unread.popleft()
        if not isinstance(oldest, Gap):
            self._size -= len(oldest.body)
        return oldest

    async def wait(self) -> None:
        """Wait until there may be something to read. Raises what it was closed with,
        StopAsyncIteration where that is nothing."""
        from asyncio import get_running_loop  # who only makes messages need not load asyncio

        if self.is_closed:
            raise self._error or StopAsyncIteration
        if self._reader is not None:
            raise RuntimeError("a subscription has one reader at a time")
        self._reader = get_running_loop().create_future()
        try:
            await self._reader
        finally:
            self._reader = None

    def wake(self) -> None:
        """Let the reader look."""
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any] | Gap:
        while (item := self.pop()) is None:
            await self.wait()
        return item

    def _drop_oldest(self) -> None:
        oldest = self._unread.popleft()
        if not isinstance(oldest, Gap):
            self._size -= len(oldest.body)
        if self._dropped is None:
            self._dropped = _Dropped()
        self._dropped.add(oldest)


class _Dropped:
    """What was dropped in one place."""

    def __init__(self) -> None:
        self._since = self._until = datetime.now(UTC)
        self._messages = 0
        self._interruption = ""

    def add(self, item: Message[Any] | Gap) -> None:
        if isinstance(item, Gap):
            since, until = item.since, item.until
            self._interruption = f"; {item.reason}"
        else:
            since, until = _time_of(item), datetime.now(UTC)
            self._messages += 1
        self._since = min(self._since, since)
        self._until = max(self._until, until)

    def gap(self) -> Gap:
        reason = f"the reader was too slow: {self._messages} unread messages were dropped"
        return Gap(self._since, self._until, reason + self._interruption, "slow")


def _time_of(message: Message[Any]) -> datetime:
    """When a message was published: by the clock of the history that has it, where one does."""
    try:
        time = Position.parse(message.position or "").time
        return datetime.fromtimestamp(time / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return message.created_at
