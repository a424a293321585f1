"""recording: what is published is kept in memory, in place of being sent."""

from __future__ import annotations

import sys
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from ..errors import NoHistory, RealtimeError
from ..mistakes import not_a_realtime
from ..realtime import Realtime
from ..transports import CheckingTransport, LoggedTransport, refuse_history
from ..transports.history import History
from ..transports.memory import MemoryTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from ..messages import Gap, Message
    from ..topics import TopicRef
    from ..transports import Transport
    from ..transports.history import Log

_ALL = History(last=sys.maxsize, lifetime=timedelta.max)
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
    record = MemoryTransport(record=True, history=_ALL)
    _active.append(record)
    try:
        with ExitStack() as wraps:
            for realtime in realtimes:
                wraps.enter_context(realtime.wrapped(partial(_Recorded, record)))
            yield record
    finally:
        _active.remove(record)
        record.close()


def open_recordings() -> list[MemoryTransport]:
    """Those whose blocks are entered, the outermost first. Raises RuntimeError when none is."""
    if not _active:
        raise RuntimeError(
            "nothing is recorded: use the fixture `realtime`, or `with recording(your_realtime):`"
        )
    return [*_active]


class _Recorded:
    """Stands around a transport: refuses what that refuses, keeps the rest, and sends nothing."""

    def __init__(self, record: MemoryTransport, transport: Transport) -> None:
        self._record = record
        self._transport = transport

    def check(self, message: Message[Any], /) -> None:
        if isinstance(self._transport, CheckingTransport):
            self._transport.check(message)

    async def send(self, message: Message[Any], /) -> None:
        self.send_sync(message)

    def send_sync(self, message: Message[Any], /) -> None:
        self.check(message)
        self._record.send_sync(message)

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]]:
        if self._keeps_history(topics):
            return self._record.subscribe(topics, since=since, last=last)
        refuse_history(self._transport, since, last)
        return _without_cursor(self._record.subscribe(topics))

    def _keeps_history(self, topics: Sequence[TopicRef[Any, Any]]) -> bool:
        """Whether the transport would, by what it says of a subscription that is never entered."""
        try:
            self._transport.subscribe(topics, last=0)
        except RealtimeError:
            return False
        return True

    async def history(self, topic: TopicRef[Any, Any], /, *, last: int) -> Sequence[Message[Any]]:
        if not self._keeps_history([topic]):
            refuse_history(self._transport, None, last)
        return await self._record.history(topic, last=last)

    def log(self) -> Log:
        if not isinstance(self._transport, LoggedTransport):
            raise NoHistory(f"{type(self._transport).__name__} has no history to be read so")
        self._transport.log()  # what raises NoHistory raises it here too
        return self._record.log()

    async def aclose(self) -> None:
        self.close()

    def close(self) -> None:
        self._record.close()


@asynccontextmanager
async def _without_cursor(
    reading: AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]],
) -> AsyncIterator[AsyncIterator[Message[Any] | Gap]]:
    async with reading as messages:
        yield _Messages(messages)


class _Messages:
    """An iterator that a reader may be cancelled in, as none of a generator can be."""

    def __init__(self, messages: AsyncIterator[Message[Any] | Gap]) -> None:
        self._messages = messages

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any] | Gap:
        return await anext(self._messages)
