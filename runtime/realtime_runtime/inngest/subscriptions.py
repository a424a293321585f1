"""InngestSubscription: messages over a websocket.

The server keeps no history and closes nothing when it stops, so a broken connection is made again
with a fresh token, waiting longer each time, and the time between is told as a Gap.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from ..errors import ConnectionFailed
from ..messages import Gap
from ..tasks import check_cancelled
from ..transports.backoff import Backoff
from ..transports.inbox import Inbox
from ..transports.recent import Recent
from .api import MAX_BODY
from .frames import parse_frame
from .tokens import jwt
from .websocket import Connection, Pings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..messages import Message
    from ..topics import TopicRef
    from .api import InngestApi

log: logging.Logger = logging.getLogger("realtime_runtime")

_MAX_FRAME = 8 * MAX_BODY  # the server escapes some characters, six bytes for one


class InngestSubscription:
    """The messages of some topics, from entering until leaving. Has one reader at a time.

    A task of its own empties the websocket into `inbox`, so that a reader that takes its time
    does not lose the connection. A reader that is cancelled loses nothing: it can go on.
    """

    def __init__(
        self,
        api: InngestApi,
        topics: Sequence[TopicRef[Any, Any]],
        *,
        inbox: Inbox | None = None,
        backoff: Backoff | None = None,
        pings: Pings | None = None,
    ) -> None:
        self._receiving: asyncio.Task[None] | None = None
        self._is_closed = False
        self._inbox = inbox or Inbox()
        self._receiver = _Receiver(api, topics, self._inbox, backoff or Backoff(), pings or Pings())

    async def __aenter__(self) -> Self:
        """Connect. Raises ConnectionFailed: TokenFailed where the server gives no token."""
        if self._receiving is not None:
            raise RuntimeError("a subscription is entered once; make another with subscribe(...)")
        connection = await self._receiver.connect()
        self._receiving = asyncio.create_task(self._receiver.receive(connection))
        # A task that is cancelled before it begins would not close the connection.
        await asyncio.sleep(0)
        if self._is_closed:  # while it connected
            self.close()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End it behind what has arrived, and wait for its connection to be closed, where that is
        the running event loop's."""
        self.close()
        receiving = self._receiving
        if receiving is not None and receiving.get_loop() is asyncio.get_running_loop():
            await asyncio.wait([receiving])

    def close(self) -> None:
        """End it behind what has arrived, from whatever thread."""
        self._is_closed = True
        if self._receiving is not None and not self._receiving.done():
            with suppress(RuntimeError):  # the event loop is closed, and so is the connection
                self._receiving.get_loop().call_soon_threadsafe(self._receiving.cancel)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any] | Gap:
        if self._receiving is None:
            raise RuntimeError("a subscription is read inside its context: async with ...")
        return await anext(self._inbox)

    def __del__(self) -> None:
        """Who drops a subscription without leaving it leaves no connection behind."""
        self.close()


class _Receiver:
    """Empties websockets into an inbox. Knows no subscription, so that one can be dropped."""

    def __init__(
        self,
        api: InngestApi,
        topics: Sequence[TopicRef[Any, Any]],
        inbox: Inbox,
        backoff: Backoff,
        pings: Pings,
    ) -> None:
        self._api = api
        self._topics = topics
        self._inbox = inbox
        self._backoff = backoff
        self._pings = pings
        self._received = Recent()

    async def connect(self) -> Connection:
        """Raises ConnectionFailed."""
        token = await self._api.request(jwt(self._api, self._topics))
        address = self._api.url("/v1/realtime/connect").replace("http", "ws", 1)
        connection = await Connection.open(
            f"{address}?{urlencode({'token': token})}",
            within=self._api.timeout,
            largest=_MAX_FRAME,
            pings=self._pings,
        )
        self._backoff.opened()
        return connection

    async def receive(self, connection: Connection) -> None:
        """Fill the inbox until cancelled. What else ends this is raised to the inbox's reader."""
        try:
            while True:
                reason = await connection.receive(self._take)
                since = connection.alive
                connection = await self._connect_again(reason)
                self._inbox.take(Gap(since, datetime.now(UTC), reason))
        except Exception as error:
            self._inbox.close(error)
        finally:
            self._inbox.close()

    async def _connect_again(self, reason: str) -> Connection:
        """Try until it succeeds, waiting longer each time."""
        while True:
            check_cancelled()
            log.warning("subscription interrupted (%s); connecting again", reason)
            await asyncio.sleep(self._backoff.wait())
            try:
                return await self.connect()
            except ConnectionFailed as error:
                reason = str(error)

    def _take(self, frame: bytes) -> None:
        """Keep the frame's message, if it has one that is no repetition."""
        message = parse_frame(frame)
        if message is None:
            return
        # A durable publish that crashed before it was memoized is sent again, under one ID.
        if self._received.is_new(f"{message.channel}\n{message.topic}\n{message.id}"):
            self._inbox.take(message)
