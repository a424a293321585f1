"""recording: what is published is kept in memory, in place of being sent."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ..mistakes import not_a_realtime
from ..realtime import Realtime
from ..transports import CheckingTransport
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

    Their subscribers receive it in this process. Inngest's runs go on as they are, with their
    IDs, echoes and limits. Afterwards each `Realtime` has the transport that it had.
    """
    for realtime in realtimes:
        if not isinstance(realtime, Realtime):
            raise not_a_realtime("recording", realtime)
    record = MemoryTransport(record=True)
    _active.append(record)
    try:
        with ExitStack() as wraps:
            for realtime in realtimes:
                wraps.enter_context(realtime.wrapped(partial(_Recorded, record)))
            yield record
    finally:
        _active.remove(record)
        without_waiting(record.aclose())


def recorded() -> list[Message[Any]]:
    """All that was published in the recordings that are open, oldest first in each.

    Raises RuntimeError when none is.
    """
    if not _active:
        raise RuntimeError(
            "nothing is recorded: use the fixture `realtime`, or `with recording(your_realtime):`"
        )
    return [message for record in _active for message in record.messages]


class _Recorded:
    """Stands around a transport: refuses what that refuses, keeps the rest, and sends nothing."""

    def __init__(self, record: MemoryTransport, transport: Transport) -> None:
        self._record = record
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
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any]]]:
        return self._record.subscribe(topics, since=since, last=last)

    async def aclose(self) -> None:
        await self._record.aclose()

    def close(self) -> None:
        without_waiting(self.aclose())
