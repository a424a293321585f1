"""Live: one connection that is woken by notifications, and fetches what is new for all topics."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed
from ..history import Position, lost_between
from .database import DatabaseFailed
from .rows import hashed, message_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Sequence

    from ...messages import Message
    from ..history import History, Key
    from .database import Connection, Database
    from .rows import Row
    from .schema import Schema

_SILENCE = 10.0
"""Seconds of silence after which the server is asked whether it is there."""
_TOPICS = 100
"""Topics that are fetched at once."""
_PAGE = 50
"""Messages of a topic that are fetched at once."""


class Live:
    """What is published from now on."""

    def __init__(
        self, database: Database, schema: Schema, history: History, timeout: float
    ) -> None:
        self._database = database
        self._schema = schema
        self._history = history
        self._timeout = timeout

    @asynccontextmanager
    async def follow(self) -> AsyncIterator[Following]:
        """Connect. Raises ConnectionFailed."""
        try:
            connection = await self._database.connect()
        except DatabaseFailed as failed:
            raise ConnectionFailed(str(failed)) from failed.__cause__
        try:
            following = Following(self, connection)
            await following.begin()
            yield following
        finally:
            await self._database.disconnect(connection)


class Following:
    """An open connection. It fetches what is behind the last message of each topic that it has
    handed over, however many notifications have come meanwhile."""

    def __init__(self, live: Live, connection: Connection) -> None:
        self._database = live._database
        self._schema = live._schema
        self._lifetime = live._history.milliseconds
        self._timeout = live._timeout
        self._silence = min(_SILENCE, self._lifetime / 3000)
        self._connection = connection
        self._asking = asyncio.Lock()  # a connection answers one query at a time
        self._loop = asyncio.get_running_loop()
        self._answered = self._loop.time()
        self._known = 0  # by the server's clock: until then all was handed over
        self._topics: dict[bytes, Key] = {}
        self._at: dict[bytes, Position] = {}
        self._due: dict[bytes, None] = {}  # topics that have something new
        self._woken = asyncio.Event()

    async def begin(self) -> None:
        """Hear notifications. Raises ConnectionFailed."""
        self._connection.add_termination_listener(lambda _connection: self._woken.set())
        try:
            await self._database.listen(self._connection, self._schema.channel, self._heard)
        except DatabaseFailed as failed:
            raise ConnectionFailed(str(failed)) from failed.__cause__

    async def listen(self, topics: Collection[Key]) -> None:
        keys = {hashed(topic): topic for topic in topics}
        self._topics |= keys  # first: what is published while the positions are read is due
        for row in await self._ask(self._schema.positions, list(keys)):
            is_over = row["n"] is None or row["at"] + self._lifetime <= row["now"]
            newest = Position(row["now"], 0) if is_over else Position(row["at"], row["n"])
            if row["key"] in self._topics:
                self._at[row["key"]] = newest
            self._known = self._known or row["now"]
        self._woken.set()

    async def unlisten(self, topics: Collection[Key]) -> None:
        for key in map(hashed, topics):
            self._topics.pop(key, None)
            self._at.pop(key, None)
            self._due.pop(key, None)

    async def receive(
        self, arrive: Callable[[Message[Any]], None], alive: Callable[[], None]
    ) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._answered + self._silence):
                    await self._woken.wait()
            self._woken.clear()
            if due := [key for key in self._due if key in self._at][:_TOPICS]:
                await self._fetch(due, arrive)
            elif self._connection.is_closed():
                raise ConnectionFailed("the connection to Postgres has ended")
            elif self._loop.time() >= self._answered + self._silence:
                [row] = await self._ask(self._schema.clock)
                self._is_known(row["now"])
            alive()

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        """A notification names the topic in which something is new."""
        try:
            key = bytes.fromhex(payload)
        except ValueError:
            return
        if key in self._topics:
            self._due[key] = None
            self._woken.set()

    async def _fetch(self, keys: list[bytes], arrive: Callable[[Message[Any]], None]) -> None:
        for key in keys:
            del self._due[key]
        at = [self._at[key] for key in keys]
        times, numbers = [position.time for position in at], [position.number for position in at]
        rows = await self._ask(self._schema.behind, keys, times, numbers, _PAGE)
        found: Counter[bytes] = Counter()
        for row in rows:
            key = row["key"]
            if row["n"] is not None and key in self._at:  # else it was unlistened to meanwhile
                self._move(key, Position(row["at"], row["n"]), row["now"])
                found[key] += 1
                arrive(message_of(self._topics[key], row))
        self._due |= {key: None for key, count in found.items() if count == _PAGE}
        if self._due:
            self._woken.set()
        self._is_known(rows[0]["now"])

    def _move(self, key: bytes, position: Position, now: int) -> None:
        """Raises ConnectionFailed where messages may have gone before they were fetched: then
        readers ask the history, and are told."""
        at, self._at[key] = self._at[key], position
        known = self._known
        if lost_between(at, position, position, now=now, known=known, lifetime=self._lifetime):
            raise ConnectionFailed("messages had left the history before they were fetched")

    def _is_known(self, now: int) -> None:
        if not self._due:
            self._known = now

    async def _ask(self, query: str, *args: Any) -> Sequence[Row]:
        """Raises ConnectionFailed, also where the server does not answer."""
        async with self._asking:
            try:
                rows = await self._database.ask(
                    self._connection, query, *args, patience=self._timeout
                )
            except DatabaseFailed as failed:
                raise ConnectionFailed(str(failed)) from failed.__cause__
            self._answered = self._loop.time()
            return rows
