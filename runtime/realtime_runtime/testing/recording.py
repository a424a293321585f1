"""recording: what is published is kept in memory, in place of being sent."""

from __future__ import annotations

import os
from collections import deque
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from ..errors import RealtimeError
from ..messages import Gap
from ..mistakes import not_a_realtime
from ..realtime import Realtime
from ..transports import CheckingTransport
from ..transports.cursors import Cursors
from ..transports.memory import MemoryTransport
from .waiting import without_waiting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from ..messages import Message
    from ..topics import TopicRef
    from ..transports import Transport

_active: list[MemoryTransport] = []


@contextmanager
def recording(*realtimes: Realtime) -> Iterator[MemoryTransport]:
    """Keep what these publish and send none of it: `with recording(client.realtime):`.

    Their subscribers receive it in this process; where a transport keeps history, what was recorded
    is the history. Inngest's runs go on as they are, with their IDs, echoes and limits. Afterwards
    each `Realtime` has the transport that it had.
    """
    for realtime in realtimes:
        if not isinstance(realtime, Realtime):
            raise not_a_realtime("recording", realtime)
    record, epoch = MemoryTransport(record=True), os.urandom(8).hex()
    _active.append(record)
    try:
        with ExitStack() as wraps:
            for realtime in realtimes:
                wraps.enter_context(realtime.wrapped(partial(_Recorded, record, epoch)))
            yield record
    finally:
        _active.remove(record)
        without_waiting(record.aclose())


def open_recordings() -> list[MemoryTransport]:
    """Those whose blocks are entered, the outermost first. Raises RuntimeError when none is."""
    if not _active:
        raise RuntimeError(
            "nothing is recorded: use the fixture `realtime`, or `with recording(your_realtime):`"
        )
    return [*_active]


class _Recorded:
    """Stands around a transport: refuses what that refuses, keeps the rest, and sends nothing."""

    def __init__(self, record: MemoryTransport, epoch: str, transport: Transport) -> None:
        self._record = record
        self._epoch = epoch
        self._transport = transport

    def check(self, message: Message[Any], /) -> None:
        if isinstance(self._transport, CheckingTransport):
            self._transport.check(message)

    async def send(self, message: Message[Any], /) -> None:
        self.check(message)
        await self._record.send(message)

    def send_sync(self, message: Message[Any], /) -> None:
        without_waiting(self.send(message))

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]]:
        if not self._keeps_history(topics):
            return self._record.subscribe(topics, since=since, last=last)
        return _reading(self._record, Cursors(self._epoch, topics), topics, since, last)

    def _keeps_history(self, topics: Sequence[TopicRef[Any, Any]]) -> bool:
        """Whether the transport would, by what it says of a subscription that is never entered."""
        try:
            self._transport.subscribe(topics, last=0)
        except RealtimeError:
            return False
        return True

    async def aclose(self) -> None:
        await self._record.aclose()

    def close(self) -> None:
        without_waiting(self.aclose())


@asynccontextmanager
async def _reading(
    record: MemoryTransport,
    cursors: Cursors,
    topics: Sequence[TopicRef[Any, Any]],
    since: str | None,
    last: int | None,
) -> AsyncIterator[_Reading]:
    async with record.subscribe(topics) as messages:
        yield _Reading(record, messages, cursors, topics, since, last or 0)


class _Reading:
    """What was recorded, from a position on, and then what is published. A position is a count of
    the recorded messages.
    """

    def __init__(
        self,
        record: MemoryTransport,
        messages: AsyncIterator[Message[Any]],
        cursors: Cursors,
        topics: Sequence[TopicRef[Any, Any]],
        since: str | None,
        last: int,
    ) -> None:
        self._record = record
        self._messages = messages
        self._cursors = cursors
        recorded = record.messages
        asked = {(topic.channel, topic.topic) for topic in topics}
        own = [i for i, m in enumerate(recorded) if (m.channel, m.topic) in asked]
        self._start = len(recorded)
        self._read: Message[Any] | None = None
        self._ahead: deque[Message[Any] | Gap] = deque()
        positions = cursors.read(since) if since is not None else None
        if positions and positions[0].isdecimal() and int(positions[0]) <= len(recorded):
            self._start = int(positions[0])
            self._ahead.extend(recorded[i] for i in own if i >= self._start)
        elif since is not None:
            self._ahead.append(Gap.reset("the recording does not know the cursor"))
        else:
            newest = [i for key in asked for i in _newest(recorded, own, key, last)]
            self._ahead.extend(recorded[i] for i in sorted(newest))
            self._start = min(newest, default=self._start)

    @property
    def cursor(self) -> str:
        position = self._start
        if self._read is not None:
            recorded = self._record.messages
            position = next(i for i, m in enumerate(recorded, 1) if m is self._read)
        return self._cursors.write(str(position))

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any] | Gap:
        event = self._ahead.popleft() if self._ahead else await anext(self._messages)
        if not isinstance(event, Gap):
            self._read = event
        return event


def _newest(
    recorded: list[Message[Any]], own: list[int], key: tuple[str, str], last: int
) -> list[int]:
    of_topic = [i for i in own if (recorded[i].channel, recorded[i].topic) == key]
    return of_topic[-last:] if last else []
