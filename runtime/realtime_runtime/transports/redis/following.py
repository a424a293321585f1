"""Following: what is published, over one connection to each server."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed
from . import records
from .server import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection

    from ...messages import Message
    from ..history import Key
    from .names import Names
    from .server import Connection, Reply, Servers

_SILENCE = 10.0
"""Seconds without a word from the server after which it is asked for one, and has as long again."""
_AT_ONCE = 1000  # topics in one command


class RedisSource:
    """Where a hub's messages come from."""

    def __init__(self, servers: Servers, names: Names) -> None:
        self._servers = servers
        self._names = names

    @asynccontextmanager
    async def follow(self) -> AsyncIterator[RedisFollowing]:
        """Connect. Raises ConnectionFailed."""
        following = RedisFollowing(self._servers, self._names)
        try:
            await self._servers.refresh()
            if not self._servers.is_cluster:
                await following.connect("")
            yield following
        finally:
            await following.close()


class RedisFollowing:
    """The connections of a hub: one, or one for each server of a cluster that has its topics."""

    def __init__(self, servers: Servers, names: Names) -> None:
        self._servers = servers
        self._names = names
        self._lines: dict[str, _Line] = {}
        self._opened: asyncio.Queue[_Line] = asyncio.Queue()

    async def connect(self, place: str) -> _Line:
        """The connection to a server."""
        if place not in self._lines:
            kind = b"S" if self._servers.is_cluster else b""
            line = self._lines[place] = _Line(await self._servers.open(place), kind)
            self._opened.put_nowait(line)
        return self._lines[place]

    async def close(self) -> None:
        """Close all connections."""
        for line in self._lines.values():
            await line.close()

    async def listen(self, topics: Collection[Key]) -> None:
        """When this returns, what is published to these topics arrives."""
        places: dict[str, dict[bytes, Key]] = {}
        for topic in topics:
            place = await self._servers.place(self._names.stream(topic))
            places.setdefault(place, {})[self._names.live(topic)] = topic
        for place, names in places.items():
            line = await self.connect(place)
            await line.listen(names)

    async def unlisten(self, topics: Collection[Key]) -> None:
        """What is published to these topics need not arrive any more."""
        names = set(map(self._names.live, topics))
        for line in self._lines.values():
            await line.unlisten(names)

    async def receive(
        self, arrive: Callable[[Message[Any]], None], alive: Callable[[], None]
    ) -> None:
        """Hand over what arrives, until a connection breaks: then raises ConnectionFailed."""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    line = await self._opened.get()
                    group.create_task(line.receive(arrive, alive))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None


class _Line:
    """A connection that listens. Commands of clusters begin with `kind`."""

    def __init__(self, connection: Connection, kind: bytes) -> None:
        self._connection = connection
        self._kind = kind
        self._topics: dict[bytes, Key] = {}
        self._unconfirmed: set[bytes] = set()
        self._confirmed = asyncio.Event()

    async def close(self) -> None:
        await self._connection.close()

    async def listen(self, names: dict[bytes, Key]) -> None:
        """When this returns, what is published under these names arrives."""
        self._confirmed.clear()
        self._unconfirmed.update(names)
        self._topics.update(names)
        await self._write(b"SUBSCRIBE", names)
        await self._confirmed.wait()

    async def unlisten(self, names: Collection[bytes]) -> None:
        """What is published under these names need not arrive any more."""
        listened = self._topics.keys() & names
        for name in listened:
            del self._topics[name]
        await self._write(b"UNSUBSCRIBE", listened)

    async def _write(self, command: bytes, names: Collection[bytes]) -> None:
        # In a cluster each name is for itself: one command takes those of one slot.
        at_once = 1 if self._kind else _AT_ONCE
        ordered = list(names)
        for start in range(0, len(ordered), at_once):
            await self._connection.write(self._kind + command, *ordered[start : start + at_once])

    async def receive(
        self, arrive: Callable[[Message[Any]], None], alive: Callable[[], None]
    ) -> None:
        """Hand over what arrives, until the connection breaks or is silent for too long."""
        take = self._reader(arrive, alive)
        was_asked = False
        while True:
            self._is_silent = True
            try:
                async with asyncio.timeout(_SILENCE):
                    while True:
                        replies = await self._connection.replies()
                        self._is_silent = False
                        for reply in replies:
                            take(reply)
            except TimeoutError:
                if was_asked and self._is_silent:
                    raise ConnectionFailed("Redis has stopped to answer") from None
            if was_asked := self._is_silent:
                await self._connection.write(b"PING")

    def _reader(
        self, arrive: Callable[[Message[Any]], None], alive: Callable[[], None]
    ) -> Callable[[Reply | Refused], None]:
        message_kind = self._kind.lower() + b"message"
        topics = self._topics

        def take(reply: Reply | Refused) -> None:
            if isinstance(reply, Refused):
                raise ConnectionFailed(f"Redis refused a subscription: {reply}") from reply
            if not isinstance(reply, list) or len(reply) < 3:
                alive()  # the answer to a PING
            elif reply[0] == message_kind:
                topic = topics.get(reply[1])
                if topic is not None:
                    entry_id, _, record = reply[2].partition(b"\n")
                    message = records.read(topic, entry_id, record)
                    if message is not None:
                        arrive(message)
            else:
                alive()
                self._confirm(reply[0], reply[1])

        return take

    def _confirm(self, kind: bytes, name: bytes) -> None:
        """Take note of what the server says of a name."""
        if kind == self._kind.lower() + b"subscribe":
            self._unconfirmed.discard(name)
            if not self._unconfirmed:
                self._confirmed.set()
        elif name in self._topics and name not in self._unconfirmed:
            raise ConnectionFailed("the cluster has moved a topic to another server")
