"""RedisLog: a topic's history, read from its stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ...errors import ConnectionFailed
from ..history import Newest, Page, Position, lost_between
from . import records
from .scripts import AFTER, NEWEST
from .server import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from ...messages import Message
    from ..history import History, Key
    from .names import Names
    from .scripts import Script

_Entry = list[Any]


class RedisLog:
    """The histories of all topics. `read` runs a script for one key."""

    def __init__(
        self, read: Callable[..., Awaitable[object]], names: Names, history: History
    ) -> None:
        self._read = read
        self._names = names
        self._history = history

    async def newest(self, topic: Key, count: int) -> Newest:
        """The newest `count` messages; of none, the position behind all that there are."""
        count = min(count, self._history.last)
        time, entries = await self._run(NEWEST, topic, b"%d" % max(count, 1))
        if not entries:
            return Newest((), str(Position(_milliseconds(time), 0)))
        if not count:
            return Newest((), str(_position(entries[0])))
        first = _position(entries[-1])
        start = str(Position(first.time, first.number - 1))
        return Newest(_messages(topic, entries[::-1]), start)

    async def after(self, topic: Key, position: str, known: datetime | None, limit: int) -> Page:
        """At most `limit` messages behind a position, and whether there may have been others."""
        at = Position.parse(position)
        start = b"(" + records.entry_id(at)
        time, newest_id, entries = await self._run(AFTER, topic, start, b"%d" % limit)
        now, newest = _milliseconds(time), records.position_of(newest_id)
        lost = lost_between(
            at,
            _position(entries[0]) if entries else None,
            newest,
            now=now,
            known=at.time if known is None else int(known.timestamp() * 1000),
            lifetime=self._history.milliseconds,
        )
        if lost and not entries:
            position = str(newest or Position(now, 0))
        return Page(_messages(topic, entries), position, lost, len(entries) < limit)

    async def _run(self, script: Script, topic: Key, *arguments: bytes) -> list[Any]:
        try:
            return cast(
                "list[Any]", await self._read(script, self._names.stream(topic), *arguments)
            )
        except Refused as error:
            raise ConnectionFailed(f"the history cannot be read: {error}") from error


def _milliseconds(time: list[bytes]) -> int:
    return int(time[0]) * 1000 + int(time[1]) // 1000


def _position(entry: _Entry) -> Position:
    return records.position_of(entry[0]) or Position(0, 0)


def _messages(topic: Key, entries: list[_Entry]) -> list[Message[Any]]:
    found = (records.read(topic, entry_id, fields[-1]) for entry_id, fields in entries)
    return [message for message in found if message is not None]
