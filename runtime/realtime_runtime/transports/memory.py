"""MemoryTransport: publishers and subscribers in one event loop. The embedded default."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any, Self

from ..errors import TransportClosed
from ..topics import topic_of
from . import refuse_history

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from ..messages import Message
    from ..topics import TData, TopicRef, TTopic


class MemoryTransport:
    """Delivers each message to the subscribers that there are when it is sent.

    Nothing is dropped: each subscriber has room for `capacity` unread messages, and `send` waits
    while one of them has none left, until it reads, leaves or is garbage. Nothing that was
    delivered is kept, unless `record=True`: then `sent(topic)` gives all that was sent, for tests.

    A message and its subscribers share an event loop: RuntimeError where they do not. Event loops
    that follow each other may use one transport.
    """

    def __init__(self, *, capacity: int = 1000, record: bool = False) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._capacity = capacity
        self._inboxes: dict[tuple[str, str], dict[_Inbox, None]] = {}
        self._sent: list[Message[Any]] | None = [] if record else None
        self._closed = False

    async def send(self, message: Message[Any], /) -> None:
        """Deliver to every subscriber; wait for those whose room is full.

        Raises TransportClosed, also when it is closed while this waits.
        """
        self._check_open()
        if self._sent is not None:
            self._sent.append(message)
        # Copied: while this waits, others may come and leave.
        for inbox in tuple(self._inboxes.get((message.channel, message.topic), ())):
            if not inbox.deliver(message):
                await inbox.deliver_when_room(message)

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> _Reader:
        """The messages of these topics, each once. Raises TransportClosed, NoHistory."""
        self._check_open()
        refuse_history(self, since, last)
        return _Reader(self, {(topic.channel, topic.topic) for topic in topics}, self._capacity)

    @property
    def messages(self) -> list[Message[Any]]:
        """All that was sent, oldest first. Raises RuntimeError without `record=True`."""
        if self._sent is None:
            raise RuntimeError("only MemoryTransport(record=True) keeps what was sent")
        return list(self._sent)

    def sent(self, topic: Callable[..., Message[TData, TTopic]]) -> list[Message[TData, TTopic]]:
        """What was sent to this topic, oldest first. Raises RuntimeError without `record=True`."""
        ref = topic_of(topic, "sent")
        key = (ref.channel, ref.topic)
        return [ref.receive(m) for m in self.messages if (m.channel, m.topic) == key]

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
            self._inboxes.setdefault(key, {})[inbox] = None

    def _leave(self, inbox: _Inbox) -> None:
        for key in inbox.keys:
            inboxes = self._inboxes.get(key, {})
            inboxes.pop(inbox, None)
            if not inboxes:
                self._inboxes.pop(key, None)


class _Inbox:
    """What one subscriber has not read yet, and who waits to put more in."""

    def __init__(
        self, transport: MemoryTransport, keys: set[tuple[str, str]], capacity: int
    ) -> None:
        from asyncio import get_running_loop  # who only makes messages need not load asyncio

        self.keys = keys
        self.loop = get_running_loop()
        self.unread: deque[Message[Any]] = deque()
        self.reader: asyncio.Future[None] | None = None
        self.senders: OrderedDict[asyncio.Future[None], Message[Any]] = OrderedDict()
        self.is_closed = False
        self._transport = transport
        self._capacity = capacity
        self._running_loop = get_running_loop

    def deliver(self, message: Message[Any]) -> bool:
        """False when there is no room. A subscriber that has left takes everything, unread."""
        if self.is_closed:
            return True
        if self._running_loop() is not self.loop:
            way = "publish there: asyncio.run_coroutine_threadsafe(..., loop)"
            raise RuntimeError(f"a subscriber of this topic belongs to another event loop; {way}")
        if len(self.unread) >= self._capacity:
            return False
        self.unread.append(message)
        _wake(self.reader)
        return True

    async def deliver_when_room(self, message: Message[Any]) -> None:
        """Wait in line until the reader makes room for it, or leaves. Raises TransportClosed."""
        accepted = self.loop.create_future()
        self.senders[accepted] = message
        try:
            await accepted
        finally:
            self.senders.pop(accepted, None)  # who was accepted is in line no more

    def accept_next(self) -> None:
        """Give the room that was made to the first in line, so that no message overtakes it."""
        while self.senders:
            accepted, message = self.senders.popitem(last=False)
            if not accepted.done():  # else it was cancelled
                self.unread.append(message)
                accepted.set_result(None)
                return

    def leave(self) -> None:
        """Take nothing more, keep nothing, and let all go on who wait."""
        self._transport._leave(self)
        self.unread.clear()
        self.is_closed = True
        _wake(self.reader)
        for accepted in self.senders:
            _wake(accepted)

    def drop(self) -> None:
        """Leave, in whatever thread Python noticed that nobody can read any more."""
        try:
            self.loop.call_soon_threadsafe(self.leave)
        except RuntimeError:  # the loop is closed, and so nobody waits in it
            self._transport._leave(self)

    def close(self) -> None:
        """Take nothing more; wake the reader, and tell all who wait for room."""
        self.is_closed = True
        _wake(self.reader)
        for accepted in self.senders:
            if not accepted.done():
                accepted.set_exception(TransportClosed("closed before there was room"))


class _Reader:
    """What a subscriber has of its inbox. Nothing else refers to it: when it is dropped, nobody
    can read any more, and the inbox is left.
    """

    _inbox: _Inbox | None = None
    _was_entered = False

    def __init__(
        self, transport: MemoryTransport, keys: set[tuple[str, str]], capacity: int
    ) -> None:
        self._transport = transport
        self._keys = keys
        self._capacity = capacity

    async def __aenter__(self) -> Self:
        if self._was_entered:
            raise RuntimeError("a subscription is entered once")
        inbox = _Inbox(self._transport, self._keys, self._capacity)
        self._transport._enter(inbox)
        self._inbox, self._was_entered = inbox, True
        return self

    async def __aexit__(self, *exception: object) -> None:
        inbox, self._inbox = self._inbox, None
        if inbox is not None:
            inbox.leave()

    def __del__(self) -> None:
        if self._inbox is not None:
            self._inbox.drop()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any]:
        inbox = self._inbox
        if inbox is None:
            raise RuntimeError("a subscription is read inside its context: async with ...")
        while not inbox.unread:
            if inbox.is_closed:
                raise StopAsyncIteration
            if inbox.reader is not None:
                raise RuntimeError("a subscription has one reader at a time")
            inbox.reader = inbox.loop.create_future()
            try:
                await inbox.reader
            finally:
                inbox.reader = None
        message = inbox.unread.popleft()
        if inbox.senders:
            inbox.accept_next()
        return message


def _wake(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)
