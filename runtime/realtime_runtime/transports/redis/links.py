"""Links: the connections of an event loop."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed
from ..hub import Hub
from . import records
from .calls import Calls
from .following import RedisSource
from .log import RedisLog
from .scripts import publishing
from .server import NotNow

if TYPE_CHECKING:
    from ...messages import Message
    from ..history import History
    from .names import Names
    from .scripts import Script
    from .server import Reply, Servers

PATIENCE = 5.0
"""Seconds that the server may take for a message."""
_GIVEN = b"86400000"
"""Milliseconds for which an ID is known that was given."""
_AGAIN = b"1"
_LATE = b"600000"
"""Milliseconds in which an attempt may still come whose connection was given up."""
_READING = 30.0  # seconds that it may take for a page of a history


class Links:
    """One connection that listens, one that publishes and one that reads histories, each opened on
    first need; of a cluster, one of each to every server."""

    def __init__(self, servers: Servers, names: Names, history: History) -> None:
        self._servers = servers
        self._names = names
        self._script = publishing(history, names, in_cluster=servers.is_cluster)
        self._publishing: dict[str, Calls] = {}
        self._reading: dict[str, Calls] = {}
        self.log: RedisLog = RedisLog(self._read, names, history)
        self.hub: Hub = Hub(RedisSource(servers, names), self.log)

    async def publish(self, message: Message[Any]) -> None:
        """Store it and tell those who listen. Raises Refused, ConnectionFailed."""
        record = records.write(message)
        await self._publish(message, *((record, _GIVEN) if message.once else (record,)))

    async def publish_again(self, message: Message[Any]) -> None:
        """As `publish`, after that has failed: it may have been stored, or may be stored yet; and
        the server may be another one now."""
        remembered = _GIVEN if message.once else _LATE
        await self._servers.refresh()
        await self._publish(message, records.write(message), remembered, _AGAIN)

    async def _publish(self, message: Message[Any], *arguments: bytes) -> None:
        topic = message.channel, message.topic
        keys = self._names.stream(topic), self._names.known(topic, message.id)
        place = await self._servers.place(keys[0])
        calls = self._publishing.get(place)
        if calls is None:
            connect = partial(self._servers.open, place)
            calls = self._publishing[place] = Calls(connect, batch=50, patience=PATIENCE)
        await calls.run(self._script, *keys, *arguments)

    async def _read(self, script: Script, key: bytes, *arguments: bytes) -> Reply:
        """Run a script that reads. Raises Refused, ConnectionFailed."""
        try:
            return await self._read_once(script, key, *arguments)
        except (ConnectionFailed, NotNow):  # the connection may have been closed while it was idle
            await self._servers.refresh()
            return await self._read_once(script, key, *arguments)

    async def _read_once(self, script: Script, key: bytes, *arguments: bytes) -> Reply:
        place = await self._servers.place(key)
        calls = self._reading.get(place)
        if calls is None:
            connect = partial(self._servers.open, place)
            calls = self._reading[place] = Calls(connect, batch=20, patience=_READING)
        return await calls.run(script, key, *arguments)

    async def aclose(self) -> None:
        """Close all connections; those that publish, behind what is being sent."""
        await self.hub.aclose()
        calls = [*self._publishing.values(), *self._reading.values()]
        await asyncio.gather(*(each.aclose() for each in calls))
