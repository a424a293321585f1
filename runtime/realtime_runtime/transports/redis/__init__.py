"""RedisTransport: messages through Redis or Valkey, to every process that connects to it.

Each topic's history is a stream, whose entries' IDs are positions. What is new comes by pub/sub.
One script publishes: it stores the message and tells those who listen.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed, PublishFailed, TransportClosed
from ..backoff import Backoff
from ..history import History
from ..inbox import Inbox
from ..loops import PerLoop
from ..reading import Reading
from .links import Links
from .names import Names
from .server import NotNow, Refused, server_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...messages import Message
    from ...topics import TopicRef
    from ..history import Log
    from .server import Address

__all__ = ["RedisTransport"]

_HISTORY = History()
_PATIENCE = 5.0
"""Seconds for which a message is sent again while the server cannot be reached."""


class RedisTransport:
    """Carries messages through Redis 6.2 or later, or Valkey, and keeps the history there.

    `server` is a URL (`redis://`, `rediss://` for TLS, `unix://`), or a client of redis-py: a
    `Redis`, such as Sentinel's `master_for` gives, or a `RedisCluster`. Of a client the settings
    are taken; it stays its owner's to close. Every name in Redis begins with `prefix`, and all
    processes that share it have the same `history`.

    A reader has room for `capacity` unread messages; one that is slower reads them from the
    history, and holds nobody. May be used from several event loops, with a client of Sentinel or
    of a cluster from one. Connects on first need. Raises ValueError for a URL that is none, a
    prefix with braces and a capacity below 1.
    """

    def __init__(
        self,
        server: Address,
        *,
        history: History = _HISTORY,
        capacity: int = 1000,
        prefix: str = "rt",
    ) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._servers = server_of(server)
        self._names = Names(prefix, self._servers.database)
        self._capacity = capacity
        self._prefix = prefix
        self._links = PerLoop(lambda: Links(self._servers, self._names, history))
        self._is_closed = False

    async def send(self, message: Message[Any], /) -> None:
        """Store and publish: when this returns, the server has the message.

        A message that was given its ID is stored once within 24 hours. While the server cannot be
        reached it is sent again for some seconds; what an earlier attempt has stored is not stored
        again. Raises PublishFailed, TransportClosed.
        """
        self._check_open()
        try:
            await self._links.get().publish(message)
        except (ConnectionFailed, NotNow) as error:
            await self._send_again(message, error)
        except Refused as error:
            reason = f"Redis refused it: {error}"
            raise PublishFailed(message.channel, message.topic, reason) from error

    async def _send_again(self, message: Message[Any], error: ConnectionFailed | Refused) -> None:
        time = asyncio.get_running_loop().time
        end, backoff = time() + _PATIENCE, Backoff(longest=1)
        while time() < end and isinstance(error, ConnectionFailed | NotNow):
            await asyncio.sleep(backoff.wait())
            self._check_open()
            try:
                await self._links.get().publish_again(message)
            except (ConnectionFailed, Refused) as again:
                error = again
            else:
                return
        raise PublishFailed(message.channel, message.topic, str(error)) from error

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> Reading:
        """The messages of these topics, each once. Raises TransportClosed, ConnectionFailed."""
        self._check_open()
        return Reading(
            self._links.get().hub,
            topics,
            since,
            last,
            epoch=self._prefix,
            inbox=Inbox(self._capacity),
        )

    async def history(self, topic: TopicRef[Any, Any], /, *, last: int) -> Sequence[Message[Any]]:
        """The newest messages of a topic, oldest first.

        Raises TransportClosed, ConnectionFailed.
        """
        return (await self.log().newest((topic.channel, topic.topic), last)).messages

    def log(self) -> Log:
        """The history, to be read from any position on. Raises TransportClosed."""
        self._check_open()
        return self._links.get().log

    async def aclose(self) -> None:
        """End every subscription behind what was delivered to it, and close all connections behind
        what is being sent, in every event loop."""
        self._is_closed = True
        await self._links.each(Links.aclose)

    def _check_open(self) -> None:
        if self._is_closed:
            raise TransportClosed("the transport is closed")
