"""Borrowed: connections of the user's own, in whose transaction a message is published.

They are asyncpg's, psycopg's and SQLAlchemy's, known by their methods: none of these is imported.
"""

from __future__ import annotations

from functools import partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from .schema import Schema


class AsyncpgConnection(Protocol):
    def fetchval(self, query: str, /, *args: Any) -> Awaitable[Any]: ...


class AsyncpgPooledConnection(Protocol):
    """What asyncpg's pool hands out, whose methods no type checker sees."""

    _con: Any
    _holder: Any


class AsyncPsycopgConnection(Protocol):
    def execute(self, query: bytes, params: Sequence[Any], /) -> Awaitable[object]: ...


class AsyncSQLAlchemyConnection(Protocol):
    @property
    def dialect(self) -> Any: ...
    def exec_driver_sql(self, statement: str, parameters: Any, /) -> Awaitable[object]: ...


class AsyncSQLAlchemySession(Protocol):
    def connection(self) -> Awaitable[AsyncSQLAlchemyConnection]: ...


class PsycopgConnection(Protocol):
    def execute(self, query: bytes, params: Sequence[Any], /) -> object: ...


class SQLAlchemyConnection(Protocol):
    @property
    def dialect(self) -> Any: ...
    def exec_driver_sql(self, statement: str, parameters: Any, /) -> object: ...


class SQLAlchemySession(Protocol):
    def connection(self) -> SQLAlchemyConnection: ...


Borrowed = (
    AsyncpgConnection
    | AsyncpgPooledConnection
    | AsyncPsycopgConnection
    | AsyncSQLAlchemyConnection
    | AsyncSQLAlchemySession
)
BorrowedSync = PsycopgConnection | SQLAlchemyConnection | SQLAlchemySession


def publisher(
    connection: Borrowed, schema: Schema
) -> Callable[[tuple[Any, ...]], Awaitable[object]]:
    """What publishes a row on this connection, and raises what its driver raises. Raises TypeError
    for what is no connection."""
    if hasattr(connection, "fetchval") and hasattr(connection, "transaction"):
        asyncpg = cast("AsyncpgConnection", connection)
        return lambda row: asyncpg.fetchval(schema.publish, *row)
    if _has(connection, "exec_driver_sql", is_async=True):
        known = cast("AsyncSQLAlchemyConnection", connection)
        return lambda row: known.exec_driver_sql(_as_of(known.dialect, schema), row)
    if _has(connection, "connection", is_async=True):
        return partial(_publish_in_session, cast("AsyncSQLAlchemySession", connection), schema)
    if _has(connection, "execute", is_async=True) and hasattr(connection, "pgconn"):
        psycopg = cast("AsyncPsycopgConnection", connection)
        return lambda row: psycopg.execute(schema.publish_with("%s").encode(), row)
    raise _unknown(
        "send_in",
        connection,
        "a connection of asyncpg, an AsyncConnection of psycopg, or an AsyncConnection or"
        " AsyncSession of SQLAlchemy; send_in_sync takes those that are not async",
    )


def sync_publisher(connection: BorrowedSync, schema: Schema) -> Callable[[tuple[Any, ...]], object]:
    """As `publisher`, of a connection that is not async."""
    if _has(connection, "exec_driver_sql", is_async=False):
        known = cast("SQLAlchemyConnection", connection)
        return lambda row: known.exec_driver_sql(_as_of(known.dialect, schema), row)
    if _has(connection, "connection", is_async=False):
        return partial(_publish_in_sync_session, cast("SQLAlchemySession", connection), schema)
    if _has(connection, "execute", is_async=False) and hasattr(connection, "pgconn"):
        psycopg = cast("PsycopgConnection", connection)
        return lambda row: psycopg.execute(schema.publish_with("%s").encode(), row)
    raise _unknown(
        "send_in_sync",
        connection,
        "a Connection of psycopg, or a Connection or Session of SQLAlchemy; send_in takes those"
        " that are async",
    )


async def _publish_in_session(
    session: AsyncSQLAlchemySession, schema: Schema, row: tuple[Any, ...]
) -> None:
    connection = await session.connection()
    await connection.exec_driver_sql(_as_of(connection.dialect, schema), row)


def _publish_in_sync_session(
    session: SQLAlchemySession, schema: Schema, row: tuple[Any, ...]
) -> None:
    connection = session.connection()
    connection.exec_driver_sql(_as_of(connection.dialect, schema), row)


def _has(connection: object, method: str, *, is_async: bool) -> bool:
    found = getattr(connection, method, None)
    return callable(found) and iscoroutinefunction(found) is is_async


def _as_of(dialect: Any, schema: Schema) -> str:
    """SQLAlchemy hands a statement to its driver as it is."""
    is_numeric = str(dialect.paramstyle).startswith("numeric")
    return schema.publish if is_numeric else schema.publish_with("%s")


def _unknown(method: str, connection: object, expected: str) -> TypeError:
    kind = type(connection)
    return TypeError(f"{method} got a {kind.__module__}.{kind.__qualname__}; it takes {expected}")
