"""What is stored from now on, as the server publishes it again."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from .messages import stored
from .subjects import live, subject

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ...messages import Message
    from ..history import Key
    from .answers import Arrived
    from .connection import Connection, Heard
    from .log import StreamLog

log: logging.Logger = logging.getLogger("realtime_runtime")

_QUIET = 2.0
"""Seconds after which the server is asked whether it is still there."""


@dataclass(slots=True)
class _Topic:
    """A topic that is listened to, and the sequence of its newest message."""

    key: Key
    heard: Heard | None = None
    newest: int = 0


class StreamFollowing:
    """Listens to topics over an open connection. Where the server skips a message, as it may when
    the connection between two servers breaks, this connection is given up."""

    def __init__(self, connection: Connection, stream: str, log: StreamLog) -> None:
        self._connection = connection
        self._stream = stream
        self._log = log
        self._topics: dict[Key, _Topic] = {}
        self._arrive: Callable[[Message[Any]], None] | None = None

    async def listen(self, topics: Collection[Key]) -> None:
        for key in topics:
            topic = self._topics[key] = _Topic(key)
            where = live(subject(self._stream, key))
            topic.heard = await self._connection.listen(where, partial(self._take, topic))
        # When this has come to the stream and back, the subscriptions have come there before.
        await self._log.info()

    async def unlisten(self, topics: Collection[Key]) -> None:
        for key in topics:
            topic = self._topics.pop(key, None)
            if topic is not None and topic.heard is not None:
                await self._connection.unlisten(topic.heard)

    async def receive(
        self, arrive: Callable[[Message[Any]], None], alive: Callable[[], None]
    ) -> None:
        self._arrive = arrive
        while True:
            await self._connection.ping()
            alive()
            await self._connection.until_broken(_QUIET)

    async def aclose(self) -> None:
        """Listen to nothing. The connection stays open."""
        self._arrive = None
        if self._connection.is_open:
            await self.unlisten(tuple(self._topics))

    def _take(self, topic: _Topic, arrived: Arrived) -> None:
        if self._arrive is None:
            return
        try:
            message = stored(topic.key, arrived)
            before = int(arrived.headers.get("Nats-Last-Sequence", "0"))
        except ValueError as error:
            log.warning("what was published to %s is skipped: %s", arrived.subject, error)
            return
        if topic.newest and before > topic.newest:
            self._connection.give_up(f"messages between {topic.newest} and {before} are missing")
        elif message.sequence <= topic.newest:
            self._connection.give_up("the stream was made again")
        else:
            topic.newest = message.sequence
            self._arrive(message.message)
