"""Link: the connection of one event loop, and what goes over it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed, PayloadTooLarge, PublishFailed, TransportClosed
from ...tasks import end
from ..backoff import Backoff
from ..hub import Hub
from .answers import Silence
from .connection import Connection
from .following import StreamFollowing
from .log import StreamLog
from .messages import Letter
from .stream import Refused, parsed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from ...messages import Message
    from .stream import Info, Stream

_ANSWER = 1.5
"""Seconds that the server may take to store a message, before it is asked what became of it."""
_PATIENCE = 8.0
"""Seconds in which a message is sent again."""


class Link:
    """Connects when something is first sent or read, and again when it must."""

    def __init__(self, servers: Sequence[str], options: Mapping[str, Any], stream: Stream) -> None:
        self.stream = stream
        self.log: StreamLog = StreamLog(self, stream)
        self.hub: Hub = Hub(self, self.log, Backoff(first=0.05, longest=2))
        self._lifetime = str(-(-stream.history.milliseconds // 1000))  # seconds, for the server
        self._servers = servers
        self._options = options
        self._connection: Connection | None = None
        self._connecting: asyncio.Task[Connection] | None = None
        self._info: Info | None = None  # the stream's, as it was when the connection was opened
        self._newest = 0  # the highest sequence that is known to be there
        self._is_closed = False

    async def connected(self) -> Connection:
        if self._is_closed:
            raise TransportClosed("the transport is closed")
        if self._info is not None and (connection := self._connection) and connection.is_open:
            return connection
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(self._connect())
            self._connecting.add_done_callback(_retrieve)  # who waits for it may be cancelled
        try:
            return await asyncio.shield(self._connecting)
        except asyncio.CancelledError:
            if self._is_closed and self._connecting.cancelled():
                raise TransportClosed("the transport was closed") from None
            raise

    @property
    def is_replicated(self) -> bool:
        return self._info is not None and self._info.replicas > 1

    async def ensure(self) -> Info:
        self._info = None
        connection = await self.connected()
        return self._info or await self.stream.info(connection)

    @asynccontextmanager
    async def follow(self) -> AsyncIterator[StreamFollowing]:
        """What is stored from now on."""
        following = StreamFollowing(await self.connected(), self.stream.name, self.log)
        try:
            yield following
        finally:
            await following.aclose()

    async def send(self, message: Message[Any]) -> None:
        """Store it. Raises PublishFailed, PayloadTooLarge, TransportClosed."""
        letter = Letter(self.stream.name, message, self._lifetime)
        try:
            await self._store(letter)
        except ConnectionFailed as error:
            await self._store_again(letter, error)

    async def aclose(self) -> None:
        self._is_closed = True
        await self.hub.aclose()
        if self._connecting is not None:
            await end(self._connecting)
        if self._connection is not None:
            await self._connection.aclose()

    async def _connect(self) -> Connection:
        connection = self._connection
        if connection is None or not connection.is_open:
            connection = Connection(self._servers, self._options)
            await connection.open()
            self._connection = connection
        self._info = info = await self.stream.ensure(connection)
        self._newest = info.last
        return connection

    async def _store(self, letter: Letter) -> None:
        """Send it, and wait until it is stored."""
        connection = await self.connected()
        message = letter.message
        if letter.size > connection.max_payload:
            limit = connection.max_payload
            raise PayloadTooLarge(message.channel, message.topic, letter.size, limit)
        headers = letter.headers
        if letter.floor is None:
            letter.floor = self._newest
        else:
            await connection.ping()
            if not message.once:  # else the server recognises it
                last = await self._last_without(letter)
                if last is None:
                    return
                headers = {**headers, "Nats-Expected-Last-Subject-Sequence": str(last)}
        arrived = await connection.ask(letter.subject, message.body, headers, patience=_ANSWER)
        try:
            answer = parsed(arrived)
        except Refused as error:
            if error.is_no_stream:
                self._info = None  # the server may have lost the stream
            raise
        self._newest = max(self._newest, int(answer.get("seq", 0)))

    async def _store_again(self, letter: Letter, error: ConnectionFailed) -> None:
        """Send it until it is certainly stored, or time is over."""
        message, backoff = letter.message, Backoff(first=0.05, longest=0.5)
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while _may_be_sent_again(message, error):
                    if not isinstance(error, Refused) or not error.is_overtaken:
                        await asyncio.sleep(backoff.wait())
                    try:
                        return await self._store(letter)
                    except ConnectionFailed as again:
                        error = again
        is_unsure = letter.floor is not None and not isinstance(error, Refused)
        reason = f"{error}; it may have been stored" if is_unsure else str(error)
        raise PublishFailed(message.channel, message.topic, reason) from error

    async def _last_without(self, letter: Letter) -> int | None:
        """The topic's newest sequence, where no earlier attempt has stored the message; None where
        one has. Raises PublishFailed where that cannot be told any more."""
        message = letter.message
        topic = message.channel, message.topic
        if letter.floor is None or letter.floor > self._newest:
            letter.floor = 0  # another stream, that was made meanwhile
        behind = (await self.log.read(topic, letter.floor + 1)).messages
        if any(stored.message.id == message.id for stored in behind):
            return None
        if self._info is not None and len(behind) >= self._info.per_topic:
            reason = "it may have been stored: newer messages have taken the topic's history"
            raise PublishFailed(*topic, reason)
        return behind[-1].sequence if behind else await self.log.last_sequence(topic)


def _may_be_sent_again(message: Message[Any], error: ConnectionFailed) -> bool:
    """Not where a silent server may still store it, and would not know it again."""
    if isinstance(error, Silence):
        return message.once
    return not isinstance(error, Refused) or error.may_pass


def _retrieve(connecting: asyncio.Task[Connection]) -> None:
    if not connecting.cancelled():
        connecting.exception()
