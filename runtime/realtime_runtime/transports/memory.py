"""MemoryTransport: publishers and subscribers in one event loop. The embedded default."""

from __future__ import annotations

from collections import OrderedDict, deque
from time import time_ns
from typing import TYPE_CHECKING, Any

from ..errors import NoHistory, TransportClosed
from ..topics import topic_of
from . import refuse_history
from .history import Newest, Page, Position, lost_between
from .inbox import Inbox
from .inboxes import Inboxes
from .reading import Reading
from .recent import Recent

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from ..messages import Gap, Message
    from ..topics import TData, TopicRef, TTopic
    from .history import History, Key, Log

_GIVEN = 100_000  # IDs that were given to messages and are remembered


class MemoryTransport:
    """Delivers each message to the subscribers that there are when it is sent.

    A slow reader holds nobody: it has room for `capacity` unread messages, of which the oldest make
    room for the newest. It reads them again from the history, and is told of a Gap ("slow") for
    what that no longer has. With `wait=True`, `send` waits while a reader has no room, until it
    reads, leaves or is garbage; then no reader misses anything.

    What was delivered is kept for `history` alone. With `record=True`, `sent(topic)` gives all that
    was sent, for tests.

    A message and its subscribers share an event loop: RuntimeError where they do not. Event loops
    that follow each other may use one transport.
    """

    def __init__(
        self,
        *,
        history: History | None = None,
        capacity: int = 1000,
        wait: bool = False,
        record: bool = False,
    ) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._capacity = capacity
        self._wait = wait
        self._inboxes = _Inboxes()
        self._log = self._inboxes.log = None if history is None else _Log(history)
        self._given = Recent(_GIVEN)
        self._sent: list[Message[Any]] | None = [] if record else None

    async def send(self, message: Message[Any], /) -> None:
        """Deliver to every subscriber; with `wait=True`, wait for those whose room is full.

        Raises TransportClosed, also when it is closed while this waits.
        """
        message, inboxes = self._accept(message)
        for inbox in inboxes:
            if not inbox.deliver(message):
                await inbox.deliver_when_room(message)

    def send_sync(self, message: Message[Any], /) -> None:
        """As `send`. Raises RuntimeError with `wait=True`: synchronous code cannot wait."""
        if self._wait:
            raise RuntimeError("synchronous code cannot publish to MemoryTransport(wait=True)")
        message, inboxes = self._accept(message)
        for inbox in inboxes:
            inbox.deliver(message)

    def _accept(self, message: Message[Any]) -> tuple[Message[Any], Sequence[_Inbox]]:
        """The message as it is kept, and who gets it: nobody, where it was sent before."""
        self._inboxes.check_open()
        topic = message.channel, message.topic
        # Copied: while a publisher waits, others may come and leave.
        inboxes = tuple(self._inboxes.by_topic.get(topic, ()))
        for inbox in inboxes:
            inbox.check_loop()  # before anything is kept: who publishes again is no repetition
        if message.once and not self._given.is_new("\n".join([*topic, message.id])):
            return message, ()
        if self._sent is not None:
            self._sent.append(message)
        if self._log is not None:
            message = self._log.add(message)
        return message, inboxes

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> Reading:
        """The messages of these topics, each once. Raises TransportClosed, NoHistory."""
        self._inboxes.check_open()
        epoch = ""
        if self._log is None:
            refuse_history(self, since, last)
        else:
            epoch = self._log.epoch
        inbox = _Inbox(self._capacity, wait=self._wait)
        return Reading(self._inboxes, topics, since, last, epoch=epoch, inbox=inbox)

    async def history(self, topic: TopicRef[Any, Any], /, *, last: int) -> Sequence[Message[Any]]:
        """The newest messages of a topic, oldest first. Raises TransportClosed, NoHistory."""
        return (await self.log().newest((topic.channel, topic.topic), last)).messages

    def log(self) -> Log:
        """The history, to be read from any position on. Raises TransportClosed, NoHistory."""
        self._inboxes.check_open()
        if self._log is None:
            raise NoHistory("MemoryTransport keeps a history only with `history=History(...)`")
        return self._log

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
        self.close()

    def close(self) -> None:
        """As `aclose`."""
        self._inboxes.close()


class _Kept:
    """What is kept of one topic."""

    def __init__(self, most: int) -> None:
        self.messages: deque[Message[Any]] = deque(maxlen=most)
        self.newest = Position(0, 0)


class _Log:
    """The history, in the order of the topics' newest messages: the first expires first."""

    def __init__(self, history: History) -> None:
        from uuid import uuid4

        self.epoch = uuid4().hex[:12]
        self._history = history
        self._lifetime = history.milliseconds
        self._topics: OrderedDict[Key, _Kept] = OrderedDict()
        self._now = 0

    def add(self, message: Message[Any]) -> Message[Any]:
        """The message with its position."""
        now = self._expire()
        topic = message.channel, message.topic
        kept = self._topics.get(topic)
        if kept is None:
            kept = self._topics[topic] = _Kept(self._history.last)
        kept.newest = Position(max(now, kept.newest.time), kept.newest.number + 1)
        self._topics.move_to_end(topic)
        message = message.at(str(kept.newest))
        kept.messages.append(message)
        return message

    async def newest(self, topic: Key, count: int) -> Newest:
        now = self._expire()
        kept = self._topics.get(topic)
        if kept is None:
            return Newest((), str(Position(now, 0)))
        messages = list(kept.messages)[-count:] if count else []
        before = kept.newest.number - len(messages)
        time = Position.parse(messages[0].position or "").time if messages else kept.newest.time
        return Newest(messages, str(Position(time, before)))

    async def after(self, topic: Key, position: str, known: datetime | None, limit: int) -> Page:
        now = self._expire()
        kept = self._topics.get(topic)
        at = Position.parse(position)
        found = [m for m in kept.messages if (m.position or "") > position] if kept else []
        lost = lost_between(
            at,
            Position.parse(found[0].position or "") if found else None,
            kept.newest if kept else None,
            now=now,
            known=at.time if known is None else int(known.timestamp() * 1000),
            lifetime=self._lifetime,
        )
        start = position if found or not lost else (await self.newest(topic, 0)).start
        return Page(found[:limit], start, lost, len(found) <= limit)

    def _expire(self) -> int:
        """Forget what has expired. The time, in milliseconds, which does not go back."""
        now = self._now = max(self._now, time_ns() // 1_000_000)
        while self._topics:
            topic, kept = next(iter(self._topics.items()))
            if kept.newest.time + self._lifetime > now:
                break
            del self._topics[topic]
        return now


class _Inboxes(Inboxes["_Inbox"]):
    async def enter(self, inbox: _Inbox, topics: Collection[Key]) -> None:
        inbox.enter()
        await super().enter(inbox, topics)


class _Inbox(Inbox):
    """An inbox in whose event loop publishers may wait for room."""

    def __init__(self, capacity: int, *, wait: bool) -> None:
        super().__init__(capacity)
        self._waits = wait
        self._senders: OrderedDict[asyncio.Future[None], Message[Any]] = OrderedDict()

    def enter(self) -> None:
        """From now on its reader may wait, in the running event loop."""
        from asyncio import get_running_loop  # who only makes messages need not load asyncio

        self._loop = get_running_loop()
        self._running_loop = get_running_loop

    def check_loop(self) -> None:
        """Raises RuntimeError outside of its reader's event loop."""
        if not self.is_closed and self._running_loop() is not self._loop:
            way = "publish there: asyncio.run_coroutine_threadsafe(..., loop)"
            raise RuntimeError(f"a subscriber of this topic belongs to another event loop; {way}")

    def deliver(self, message: Message[Any]) -> bool:
        """False when there is no room to wait for."""
        if self.is_closed:
            return True
        if self._waits and not self.has_room:
            return False
        self.take(message)
        return True

    async def deliver_when_room(self, message: Message[Any]) -> None:
        """Wait in line until the reader makes room for it, or leaves. Raises TransportClosed."""
        accepted = self._running_loop().create_future()
        self._senders[accepted] = message
        try:
            await accepted
        finally:
            self._senders.pop(accepted, None)  # who was accepted is in line no more

    def pop(self) -> Message[Any] | Gap | None:
        item = super().pop()
        if self._senders:
            self._accept_next()
        return item

    def _accept_next(self) -> None:
        """Give the room that was made to the first in line, so that no message overtakes it."""
        while self._senders:
            accepted, message = self._senders.popitem(last=False)
            if not accepted.done():  # else it was cancelled
                self.take(message)
                accepted.set_result(None)
                return

    def close(self, error: Exception | None = None) -> None:
        super().close(error)
        for accepted in self._senders:
            if not accepted.done():
                accepted.set_exception(TransportClosed("closed before there was room"))

    def drop(self) -> None:
        for accepted in self._senders:
            if not accepted.done():
                accepted.set_result(None)
        super().drop()
