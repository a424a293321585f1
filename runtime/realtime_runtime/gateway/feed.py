"""Feed: what a reader is told, in its order: messages and gaps, or that there is nothing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ..errors import ConnectionFailed, NoHistory, TransportClosed
from .asgi import LATER, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ..messages import Gap, Message
    from ..realtime import Realtime
    from ..subscriptions import Subscription
    from ..topics import TopicRef


class _GapFound(Exception):
    """Comes out of the iteration where a gap is."""

    def __init__(self, gap: Gap) -> None:
        self.gap = gap


def _find(gap: Gap) -> None:
    raise _GapFound(gap)


class Feed:
    """A subscription that is read with its gaps."""

    def __init__(self, messages: Subscription[Message[Any]]) -> None:
        self._messages = messages

    @staticmethod
    @asynccontextmanager
    async def open(
        realtime: Realtime,
        topics: Sequence[TopicRef[Any, Any]],
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AsyncIterator[Feed]:
        """Subscribe. Raises Refused where nothing can be received now, and where history is asked
        of a transport that keeps none."""
        try:
            subscription = realtime.subscribe(*topics, since=since, last=last, on_gap=_find)
            messages = await subscription.__aenter__()
        except NoHistory as error:
            raise Refused(501, str(error)) from error
        except (ConnectionFailed, TransportClosed) as error:
            raise Refused(503, "Nothing can be received now", LATER) from error
        try:
            yield Feed(messages)
        finally:
            await subscription.__aexit__(None, None, None)

    @property
    def cursor(self) -> str | None:
        """Where the reader is; None where there is no history to go on in."""
        try:
            return self._messages.cursor
        except NoHistory:
            return None

    async def next(self, patience: float | None = None) -> Message[Any] | Gap | None:
        """What comes next; None after `patience` seconds without anything.

        Raises StopAsyncIteration where the transport was closed.
        """
        try:
            async with asyncio.timeout(patience):
                return await anext(self._messages)
        except _GapFound as found:
            return found.gap
        except TimeoutError:
            return None
