"""PostgresTransport: its history is a table, and notifications wake those who follow it."""

from __future__ import annotations

import asyncio
import logging
import random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ...errors import ConnectionFailed, PublishFailed, TransportClosed
from ...messages import Message
from ..backoff import Backoff
from ..history import History
from ..hub import Hub
from ..inbox import Inbox
from ..loops import PerLoop
from ..reading import Reading
from .borrowed import publisher, sync_publisher
from .database import Database, DatabaseFailed, advice
from .live import Live
from .log import PostgresLog
from .rows import row_of
from .schema import Schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...topics import TopicRef
    from ..history import Log
    from .borrowed import Borrowed, BorrowedSync

log: logging.Logger = logging.getLogger("realtime_runtime")

_TABLE = "realtime_message"
_CLEANING = 0.02
"""The share of publishes after which some topics are looked at, for what has expired."""
_CLEANED = 100
"""How many topics that are."""


class PostgresTransport:
    """Carries messages through a table of a Postgres database, and keeps them there.

    All processes that share a table must have the same `history`. The table is made by `migrate`,
    or by `migration` among your own. `listen_url` is where subscriptions connect, where `url` leads
    to a pooler that does not pass notifications. At most `pool` other connections are open in an
    event loop; `options` is what `asyncpg.connect` takes besides. Without `synchronous_commit`, a
    crash of the server may lose what was published in the last moment before it.

    A publish is tried again where the connection fails, for up to `timeout` seconds, and stored
    once. A slow reader has room for `capacity` messages, then it reads from the table.
    """

    def __init__(
        self,
        url: str,
        *,
        history: History | None = None,
        capacity: int = 1000,
        table: str = _TABLE,
        schema: str | None = None,
        listen_url: str | None = None,
        pool: int = 4,
        synchronous_commit: bool = True,
        timeout: float = 10.0,
        options: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        for name, count in (("capacity", capacity), ("pool", pool)):
            if count < 1:
                raise ValueError(f"{name} must be at least 1, not {count}")
        self._urls = _checked(url), _checked(listen_url or url)
        self._history = history or History()
        self._capacity = capacity
        self._schema = Schema(table, schema)
        self._pool = pool
        self._publish = self._schema.publish
        if not synchronous_commit:
            commits = "set_config('synchronous_commit', 'off', true), "
            self._publish = self._publish.replace("SELECT ", f"SELECT {commits}", 1)
        self._timeout = timeout
        self._options = options
        self._engines = PerLoop(self._engine)
        self._is_closed = False

    @staticmethod
    def migration(*, table: str = _TABLE, schema: str | None = None) -> str:
        """The SQL that makes the table, its index and its functions, or makes them as this version
        needs them. It may be run again."""
        return Schema(table, schema).migration

    async def migrate(self) -> None:
        """Run the migration. Several processes may at once. Raises ConnectionFailed,
        TransportClosed."""
        self._check_open()
        try:
            await self._engines.get().database.run(self._schema.migration_alone)
        except DatabaseFailed as failed:
            raise ConnectionFailed(str(failed)) from failed.__cause__

    async def send(self, message: Message[Any], /) -> None:
        """Store a message, and wake its subscribers. What this returns from is stored.

        Raises PublishFailed, TransportClosed.
        """
        self._check_open()
        engine = self._engines.get()
        row = row_of(message, self._history)
        backoff = Backoff(first=0.05, longest=1)
        clock = asyncio.get_running_loop().time
        end = clock() + self._timeout
        while True:
            try:
                # Half of the time, so that a connection that is dead leaves time for another.
                await engine.database.fetch(self._publish, *row, patience=self._timeout / 2)
                break
            except DatabaseFailed as failed:
                wait = backoff.wait()
                if not failed.is_passing or clock() + wait > end:
                    error = PublishFailed(message.channel, message.topic, str(failed))
                    raise error from failed.__cause__
            await asyncio.sleep(wait)
            self._check_open()
        if random.random() < _CLEANING:
            await self._clean(engine)

    async def send_in(self, connection: Borrowed, message: Message[Any], /) -> None:
        """Publish in a transaction of yours: `await transport.send_in(connection, topic(data))`.

        Subscribers see the message when the transaction is committed, and nobody does where it is
        rolled back. Until then others who publish to the topic wait. `connection` is one of
        asyncpg, an AsyncConnection of psycopg, or an AsyncConnection or AsyncSession of SQLAlchemy.

        Raises PublishFailed from what its driver raised, TypeError, TransportClosed.
        """
        self._check_message("send_in", message)
        publish = publisher(connection, self._schema)
        try:
            await publish(row_of(message, self._history))
        except Exception as error:
            raise PublishFailed(message.channel, message.topic, advice(error)) from error

    def send_in_sync(self, connection: BorrowedSync, message: Message[Any], /) -> None:
        """As `send_in`, with a Connection of psycopg, or a Connection or Session of SQLAlchemy."""
        self._check_message("send_in_sync", message)
        publish = sync_publisher(connection, self._schema)
        try:
            publish(row_of(message, self._history))
        except Exception as error:
            raise PublishFailed(message.channel, message.topic, advice(error)) from error

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> Reading:
        """The messages of these topics, each once. Raises TransportClosed; when it is entered
        ConnectionFailed."""
        self._check_open()
        hub = self._engines.get().hub
        return Reading(hub, topics, since, last, inbox=Inbox(self._capacity))

    async def history(self, topic: TopicRef[Any, Any], /, *, last: int) -> Sequence[Message[Any]]:
        """The newest messages of a topic, oldest first.

        Raises ConnectionFailed, TransportClosed.
        """
        return (await self.log().newest((topic.channel, topic.topic), last)).messages

    def log(self) -> Log:
        """The history, to be read from any position on. Raises TransportClosed."""
        self._check_open()
        return self._engines.get().log

    async def aclose(self) -> None:
        """End every subscription behind what was delivered to it, and close all connections."""
        self._is_closed = True
        await self._engines.each(_Engine.aclose)

    def _engine(self) -> _Engine:
        url, listen_url = self._urls
        database = Database(url, self._options, self._pool)
        log = PostgresLog(database, self._schema, self._history, self._timeout)
        listened = Database(listen_url, self._options, 1)
        live = Live(listened, self._schema, self._history, self._timeout)
        return _Engine(database, log, Hub(live, log))

    async def _clean(self, engine: _Engine) -> None:
        """Delete what has expired, of some topics. The message has been published, so that nothing
        here is its publisher's concern."""
        arguments = self._history.milliseconds, _CLEANED
        try:
            await engine.database.fetch(self._schema.clean, *arguments, patience=self._timeout)
        except DatabaseFailed as failed:
            log.warning("expired messages were not deleted: %s", failed)

    def _check_message(self, method: str, message: object) -> None:
        self._check_open()
        if not isinstance(message, Message):
            raise TypeError(f"{method} takes a connection and a message: channel.topic(data)")

    def _check_open(self) -> None:
        if self._is_closed:
            raise TransportClosed("the transport is closed")


class _Engine:
    """What belongs to an event loop."""

    def __init__(self, database: Database, log: PostgresLog, hub: Hub) -> None:
        self.database = database
        self.log = log
        self.hub = hub

    async def aclose(self) -> None:
        await self.hub.aclose()
        await self.database.aclose()


def _checked(url: str) -> str:
    scheme = urlsplit(url).scheme
    if scheme not in ("postgres", "postgresql"):
        way = "postgresql://user:password@host:5432/database"
        raise ValueError(f"the URL must begin with postgresql://, not {scheme!r}: {way}")
    return url
