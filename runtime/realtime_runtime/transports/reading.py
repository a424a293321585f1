"""Reading: a subscription's messages, from its inbox and from the history."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from ..errors import ConnectionFailed, NoHistory
from ..messages import Gap, Message
from .cursors import Cursors
from .history import POSITION, Position, is_before_all
from .inbox import Inbox

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from ..topics import TopicRef
    from .history import Key, Log, Page
    from .inboxes import Inboxes

_PAGE = 100  # messages of a topic that are read from the history at once


class Reading:
    """The messages of some topics: entered once, then read by one reader at a time.

    What is published arrives in an inbox. Where that has a Gap, the history is asked for what
    belongs there; what comes behind it waits meanwhile. Nothing else refers to a Reading: when it
    is dropped, nobody can read any more, and its inbox is left.
    """

    def __init__(
        self,
        inboxes: Inboxes[Any],
        topics: Sequence[TopicRef[Any, Any]],
        since: str | None,
        last: int | None,
        *,
        epoch: str = "",
        inbox: Inbox | None = None,
    ) -> None:
        self._inboxes = inboxes
        self._topics: list[Key] = sorted({(topic.channel, topic.topic) for topic in topics})
        self._cursors = Cursors(epoch, topics, position=POSITION)
        self._asked = since, last or 0
        self._inbox = inbox or Inbox()
        self._loop: asyncio.AbstractEventLoop | None = None  # while it is entered
        self._was_entered = False
        self._at: dict[Key, str] = {}  # of each topic, where the reader is
        self._known: datetime | None = None  # until then it has seen all that there was
        self._ahead: deque[Message[Any] | Gap] = deque()  # what was read from the history
        self._gap: Gap | None = None  # what the history is asked for next

    async def __aenter__(self) -> Self:
        from asyncio import get_running_loop  # who only makes messages need not load asyncio

        if self._was_entered:
            raise RuntimeError("a subscription is entered once")
        self._was_entered = True
        await self._inboxes.enter(self._inbox, self._topics)
        self._loop = get_running_loop()
        try:
            if (log := self._inboxes.log) is not None:
                await self._begin(log)
        except BaseException:
            self._leave()
            raise
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._leave()

    def __del__(self) -> None:
        if self._loop is not None:
            _leave_from_any_thread(self._loop, self._inboxes, self._inbox, self._topics)

    @property
    def cursor(self) -> str:
        """Where the reader is, in all topics. Raises NoHistory."""
        if self._inboxes.log is None:
            raise NoHistory("the transport keeps no history, and so there is no cursor")
        return self._cursors.write(*map(self._at.__getitem__, self._topics))

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any] | Gap:
        if self._loop is None:
            raise RuntimeError("a subscription is read inside its context: async with ...")
        log = self._inboxes.log
        while True:
            if self._ahead:
                item = self._ahead.popleft()
            elif self._gap is not None and log is not None:
                await self._fill(log, self._gap)
                continue
            elif (taken := self._inbox.pop()) is None:
                await self._inbox.wait()
                continue
            elif isinstance(taken, Gap) and log is not None:
                self._gap, self._known = taken, taken.since
                continue
            else:
                item = taken
            if log is None or isinstance(item, Gap) or self._moves_to(item):
                return item

    def _moves_to(self, message: Message[Any]) -> bool:
        """Whether the message is behind what was read; then the reader is at it now."""
        topic, position = (message.channel, message.topic), message.position
        at = self._at[topic]
        # Before all messages of a history, whatever arrives is new, also by a clock that went back.
        if position is None or (position <= at and not is_before_all(at)):
            return False
        self._at[topic] = position
        return True

    async def _begin(self, log: Log) -> None:
        """Find out where to begin. Meanwhile the inbox takes what is new."""
        since, last = self._asked
        positions = None if since is None else self._cursors.read(since)
        if positions is not None and len(positions) == len(self._topics):
            self._at = dict(zip(self._topics, positions, strict=True))
            now = datetime.now(UTC)
            self._gap = Gap(_oldest(positions), now, "since the cursor", "trimmed")
            return
        newest = [await log.newest(topic, 0 if since else last) for topic in self._topics]
        self._at = {topic: page.start for topic, page in zip(self._topics, newest, strict=True)}
        self._ahead.extend(_in_order([m for page in newest for m in page.messages]))
        if since is not None:
            self._ahead.append(Gap.reset("the cursor is not one of this history and these topics"))

    async def _fill(self, log: Log, gap: Gap) -> None:
        """Read the history behind where the reader is, as far as it can be read at once."""
        await self._inboxes.until_connected()
        if self._inboxes.is_closed:
            self._ahead.append(gap)
            self._gap = None
            return
        try:
            pages = await self._pages(log)
        except ConnectionFailed as error:
            await self._inboxes.pause(error)
            return
        self._at = {topic: page.start for topic, page in zip(self._at, pages, strict=True)}
        if lost := [page for page in pages if page.lost]:
            self._ahead.append(_told(gap, lost))
        self._ahead.extend(_in_order([m for page in pages for m in page.messages]))
        if all(page.is_end for page in pages):
            self._gap = None

    async def _pages(self, log: Log) -> list[Page]:
        from asyncio import gather

        return await gather(
            *(log.after(topic, at, self._known, _PAGE) for topic, at in self._at.items())
        )

    def _leave(self) -> None:
        if self._loop is not None:
            self._loop = None
            _leave(self._inboxes, self._inbox, self._topics)


def _leave(inboxes: Inboxes[Any], inbox: Inbox, topics: list[Key]) -> None:
    inboxes.leave(inbox, topics)
    inbox.drop()


def _leave_from_any_thread(
    loop: asyncio.AbstractEventLoop, inboxes: Inboxes[Any], inbox: Inbox, topics: list[Key]
) -> None:
    """Python may notice in any thread that nobody can read any more."""
    try:
        loop.call_soon_threadsafe(_leave, inboxes, inbox, topics)
    except RuntimeError:  # the loop is closed, and so nobody waits in it
        inboxes.leave(inbox, topics)


def _oldest(positions: Sequence[str]) -> datetime:
    try:
        first = min(Position.parse(position).time for position in positions)
        return datetime.fromtimestamp(first / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.now(UTC)


def _in_order(messages: list[Message[Any]]) -> list[Message[Any]]:
    return sorted(messages, key=lambda message: message.position or "")


def _told(gap: Gap, lost: Sequence[Page]) -> Gap:
    """What a reader is told of a gap that the history does not fill."""
    kept = [page.messages[0].created_at for page in lost if page.messages]
    until = max([gap.since, *kept]) if kept else datetime.now(UTC)
    if any(page.lost == "reset" for page in lost):
        return replace(gap, until=until, reason=f"{gap.reason}: the history was lost", kind="reset")
    return replace(gap, until=until, reason=f"{gap.reason}: the history does not reach so far")
