"""Inbox: what has arrived over a network and was not read yet."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from ..messages import Gap

if TYPE_CHECKING:
    import asyncio

    from ..messages import Message

MOST_UNREAD = 10_000
"""Messages and gaps that an inbox has room for."""
MOST_BYTES = 16 * 2**20
"""Bytes that an inbox has room for."""


class Inbox:
    """Messages and gaps in the order of their arrival. Taking never waits, reading does.

    There is room for `unread` messages and gaps, and for `size` bytes. When it is full, the oldest
    make room for the newest, and one Gap stands in their place: a slow reader is told what was
    dropped, and then reads the newest state. The newest is always kept.

    Has one reader at a time; one that is cancelled loses nothing.
    """

    def __init__(self, unread: int = MOST_UNREAD, size: int = MOST_BYTES) -> None:
        self._unread: deque[_Arrived] = deque()
        self._limits = unread, size
        self._size = 0
        self._dropped: _Dropped | None = None  # what stood before the oldest
        self._reader: asyncio.Future[None] | None = None
        self._closed = False
        self._error: Exception | None = None

    def take(self, item: Message[Any] | Gap, *, size: int = 0) -> None:
        """Keep it for the reader; drop the oldest where there is no room. `size` is in bytes, of
        all that arrived with it."""
        if self._closed:
            return
        self._unread.append(_Arrived(item, datetime.now(UTC), size))
        self._size += size
        unread, most = self._limits
        while len(self._unread) > 1 and (len(self._unread) > unread or self._size > most):
            self._drop_oldest()
        self._wake()

    def close(self, error: Exception | None = None) -> None:
        """Take nothing more. What is unread can be read; then `error` is raised, or it ends."""
        if not self._closed:
            self._closed, self._error = True, error
            self._wake()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any] | Gap:
        from asyncio import get_running_loop  # who only makes messages need not load asyncio

        while not self._unread:
            if self._closed:
                raise self._error or StopAsyncIteration
            if self._reader is not None:
                raise RuntimeError("a subscription has one reader at a time")
            self._reader = get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        if self._dropped is not None:
            gap, self._dropped = self._dropped.gap(), None
            return gap
        return self._take_oldest().item

    def _take_oldest(self) -> _Arrived:
        oldest = self._unread.popleft()
        self._size -= oldest.size
        return oldest

    def _drop_oldest(self) -> None:
        oldest = self._take_oldest()
        if self._dropped is None:
            self._dropped = _Dropped(oldest.at)
        self._dropped.add(oldest)

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)


class _Arrived(NamedTuple):
    item: Message[Any] | Gap
    at: datetime
    size: int


class _Dropped:
    """What was dropped in one place: all its times, of being made and of arriving."""

    def __init__(self, at: datetime) -> None:
        self._since = self._until = at
        self._messages = 0
        self._interruption = ""

    def add(self, arrived: _Arrived) -> None:
        item = arrived.item
        if isinstance(item, Gap):
            times = [item.since, item.until]
            self._interruption = f"; {item.reason}"
        else:
            times = [item.created_at, arrived.at]
            self._messages += 1
        self._since = min(self._since, *times)
        self._until = max(self._until, *times)

    def gap(self) -> Gap:
        reason = f"the reader was too slow: {self._messages} unread messages were dropped"
        return Gap(self._since, self._until, reason + self._interruption, "slow")
