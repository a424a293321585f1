"""PostgresLog: a topic's history, read from the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed
from ..history import Newest, Page, Position, lost_between
from .database import DatabaseFailed
from .rows import hashed, message_of, within_range

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..history import History, Key
    from .database import Database
    from .rows import Row
    from .schema import Schema


class PostgresLog:
    """The history, as far as `history` reaches."""

    def __init__(
        self, database: Database, schema: Schema, history: History, timeout: float
    ) -> None:
        self._database = database
        self._schema = schema
        self._history = history
        self._lifetime = history.milliseconds
        self._timeout = timeout

    async def newest(self, topic: Key, count: int) -> Newest:
        query = self._schema.newest
        rows = await self._fetch(
            query, hashed(topic), self._lifetime, min(count, self._history.last)
        )
        found = [row for row in reversed(rows) if row["n"] is not None]
        if found:
            start = Position(found[0]["at"], found[0]["n"] - 1)
        else:
            start = newest_of(rows[0]) or Position(rows[0]["now"], 0)
        return Newest([message_of(topic, row) for row in found], str(start))

    async def after(self, topic: Key, position: str, known: datetime | None, limit: int) -> Page:
        at = Position.parse(position)
        arguments = self._lifetime, *within_range(at), limit + 1, self._history.last
        rows = await self._fetch(self._schema.after, hashed(topic), *arguments)
        found = [row for row in rows if row["n"] is not None]
        newest, now = newest_of(rows[0]), rows[0]["now"]
        lost = lost_between(
            at,
            Position(found[0]["at"], found[0]["n"]) if found else None,
            newest,
            now=now,
            known=at.time if known is None else int(known.timestamp() * 1000),
            lifetime=self._lifetime,
        )
        start = position if found or not lost else str(newest or Position(now, 0))
        return Page(
            [message_of(topic, row) for row in found[:limit]], start, lost, len(found) <= limit
        )

    async def _fetch(self, query: str, *args: Any) -> Sequence[Row]:
        try:
            return await self._database.fetch(query, *args, patience=self._timeout)
        except DatabaseFailed as failed:
            raise ConnectionFailed(str(failed)) from failed.__cause__


def newest_of(row: Row) -> Position | None:
    """The newest position of a history; None of one that is empty or has expired."""
    return None if row["newest_n"] is None else Position(row["newest_at"], row["newest_n"])
