"""Inboxes: who reads what."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Generic, TypeVar

from ..errors import TransportClosed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ..errors import ConnectionFailed
    from .history import Key, Log
    from .inbox import Inbox

TInbox = TypeVar("TInbox", bound="Inbox")

log: logging.Logger = logging.getLogger("realtime_runtime")

_PAUSE = 0.5  # seconds


class Inboxes(Generic[TInbox]):
    """Which inboxes take what is published to a topic."""

    log: Log | None = None
    """What is read again, where there is a history."""

    def __init__(self) -> None:
        self.by_topic: dict[Key, dict[TInbox, None]] = {}
        self.is_closed: bool = False

    async def enter(self, inbox: TInbox, topics: Collection[Key]) -> None:
        """When this returns, the inbox takes what is published. Raises TransportClosed,
        ConnectionFailed."""
        self.check_open()
        for topic in topics:
            self.by_topic.setdefault(topic, {})[inbox] = None

    def leave(self, inbox: TInbox, topics: Collection[Key]) -> None:
        """The inbox takes no more."""
        for topic in topics:
            inboxes = self.by_topic.get(topic, {})
            inboxes.pop(inbox, None)
            if not inboxes:
                self.by_topic.pop(topic, None)

    def all(self) -> Iterable[TInbox]:
        """Each inbox once."""
        return {inbox: None for inboxes in self.by_topic.values() for inbox in inboxes}

    def close(self) -> None:
        """End every subscription behind what was delivered to it."""
        self.is_closed = True
        for inbox in self.all():
            inbox.close()

    def check_open(self) -> None:
        """Raises TransportClosed."""
        if self.is_closed:
            raise TransportClosed("the transport is closed")

    async def until_connected(self) -> None:
        """Wait while what is published does not arrive; not after it was closed."""

    async def pause(self, error: ConnectionFailed) -> None:
        """Wait before the history is asked again, which failed."""
        from asyncio import sleep  # who only makes messages need not load asyncio

        log.warning("the history was not read (%s); asking again", error)
        await sleep(_PAUSE)
