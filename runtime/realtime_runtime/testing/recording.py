"""recording: what is published is kept in memory, in place of being sent."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..transports.memory import MemoryTransport
from .waiting import without_waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..messages import Message
    from ..realtime import Realtime
    from ..transports import Transport

_active: list[MemoryTransport] = []


@contextmanager
def recording(*realtimes: Realtime) -> Iterator[MemoryTransport]:
    """Keep what these publish and send none of it: `with recording(client.realtime):`.

    Their subscribers receive it in this process. Inngest's runs go on as they are, with their
    IDs, echoes and limits. Afterwards each `Realtime` has the transport that it had.
    """
    record = MemoryTransport(record=True)
    before = [(realtime, realtime._transport) for realtime in realtimes]
    for realtime, transport in before:
        realtime._transport = _kept(transport, record)
    _active.append(record)
    try:
        yield record
    finally:
        _active.remove(record)
        for realtime, transport in before:
            realtime._transport = transport
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


def _kept(transport: Transport, record: MemoryTransport) -> Transport:
    """What takes a transport's place. Only who has imported Inngest's can have one."""
    inngest = sys.modules.get("realtime_runtime.inngest.transport")
    if inngest is None or not isinstance(transport, inngest.InngestTransport):
        return record
    from .inngest import RecordedInngest

    return RecordedInngest(transport.api, record)
