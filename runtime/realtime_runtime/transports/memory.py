"""MemoryTransport: publishers and subscribers in one event loop. The embedded default."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from ..errors import TransportClosed

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from ..messages import Message
    from ..topics import TData, TopicRef


class MemoryTransport:
    """Delivers each message to the subscribers that there are when it is sent.

    Nothing is dropped: each subscriber has room for `capacity` unread messages, and `send` waits
    while one of them has none left, until it reads or leaves. Nothing that was delivered is kept,
    unless `record=True`: then `sent(topic)` gives all that was sent, for tests.

    A message and its subscribers share an event loop: RuntimeError where they do not. Event loops
    that follow each other may use one transport.
    """

    def __init__(self, *, capacity: int = 1000, record: bool = False) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._capacity = capacity
        # Replaced, never changed: a send in progress goes on over the subscribers it began with.
        self._inboxes: dict[tuple[str, str], tuple[_Inbox, ...]] = {}
        self._sent: list[Message[Any]] | None = [] if record else None
        self._closed = False

    async def send(self, message: Message[Any], /) -> None:
        """Deliver to every subscriber; wait for those whose room is full.

        Raises TransportClosed, also when it is closed while this waits.
        """
        self._check_open()
        if self._sent is not None:
            self._sent.append(message)
        for inbox in self._inboxes.get((message.channel, message.topic), ()):
            if not inbox.deliver(message):
                await inbox.deliver_when_room(message)

    def subscribe(self, topics: Sequence[TopicRef[Any, Any]], /) -> _Inbox:
        """The messages of these topics, each once. Raises TransportClosed."""
        self._check_open()
        return _Inbox(self, {(topic.channel, topic.topic) for topic in topics}, self._capacity)

    @property
    def messages(self) -> list[Message[Any]]:
        """All that was sent, oldest first. Raises RuntimeError without `record=True`."""
        if self._sent is None:
            raise RuntimeError("only MemoryTransport(record=True) keeps what was sent")
        return list(self._sent)

    def sent(self, topic: TopicRef[TData, Any]) -> list[Message[TData]]:
        """What was sent to this topic, oldest first. Raises RuntimeError without `record=True`."""
        key = (topic.channel, topic.topic)
        return [topic.receive(m) for m in self.messages if (m.channel, m.topic) == key]

    async def aclose(self) -> None:
        """End every subscription once it has read what was delivered to it."""
        self._closed = True
        for inbox in {inbox for inboxes in self._inboxes.values() for inbox in inboxes}:
            inbox.close()

    def _check_open(self) -> None:
        if self._closed:
            raise TransportClosed("the memory transport is closed")

    def _enter(self, inbox: _Inbox) -> None:
        self._check_open()
        for key in inbox.keys:
            self._inboxes[key] = (*self._inboxes.get(key, ()), inbox)

    def _leave(self, inbox: _Inbox) -> None:
        for key in inbox.keys:
            left = tuple(other for other in self._inboxes.get(key, ()) if other is not inbox)
            if left:
                self._inboxes[key] = left
            else:
                self._inboxes.pop(key, None)


class _Inbox:
    """What one subscriber has not read yet."""

    _loop: asyncio.AbstractEventLoop
    _running_loop: Callable[[], asyncio.AbstractEventLoop]

    def __init__(
        self, transport: MemoryTransport, keys: set[tuple[str, str]], capacity: int
    ) -> None:
        self.keys = keys
        self._transport = transport
        self._capacity = capacity
        self._unread: deque[Message[Any]] = deque()
        self._reader: asyncio.Future[None] | None = None
        self._senders: deque[tuple[Message[Any], asyncio.Future[None]]] = deque()
        self._closed = False

    async def __aenter__(self) -> Self:
        from asyncio import get_running_loop  # who only makes messages need not load asyncio

        self._running_loop, self._loop = get_running_loop, get_running_loop()
        self._transport._enter(self)
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._transport._leave(self)
        self._unread.clear()
        self._closed = True
        _wake(self._reader)
        for _, accepted in self._senders:
            _wake(accepted)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any]:
        while not self._unread:
            if self._closed:
                raise StopAsyncIteration
            if self._reader is not None:
                raise RuntimeError("a subscription has one reader at a time")
            self._reader = self._loop.create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        message = self._unread.popleft()
        if self._senders:
            self._accept_next()
        return message

    def deliver(self, message: Message[Any]) -> bool:
        """False when there is no room. A subscriber that has left takes everything, unread."""
        if self._closed:
            return True
        if self._running_loop() is not self._loop:
            way = "publish there: asyncio.run_coroutine_threadsafe(..., loop)"
            raise RuntimeError(f"a subscriber of this topic belongs to another event loop; {way}")
        if len(self._unread) >= self._capacity:
            return False
        self._unread.append(message)
        _wake(self._reader)
        return True

    async def deliver_when_room(self, message: Message[Any]) -> None:
        """Wait in line until the reader makes room for it, or leaves. Raises TransportClosed."""
        accepted = self._loop.create_future()
        waiting = (message, accepted)
        self._senders.append(waiting)
        try:
            await accepted
        finally:
            with suppress(ValueError):  # who was accepted is in line no more
                self._senders.remove(waiting)

    def close(self) -> None:
        """Take nothing more; wake the reader, and tell all who wait for room."""
        self._closed = True
        _wake(self._reader)
        for _, accepted in self._senders:
            if not accepted.done():
                accepted.set_exception(TransportClosed("closed before there was room"))

    def _accept_next(self) -> None:
        """Give the room that was made to the first in line, so that no message overtakes it."""
        while self._senders:
            message, accepted = self._senders.popleft()
            if not accepted.done():  # else it was cancelled
                self._unread.append(message)
                accepted.set_result(None)
                return


def _wake(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)
