"""Database: connections to Postgres, each of one event loop. Only this file imports asyncpg."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped,unused-ignore]  # the Protocols below are its types

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

    from .rows import Row

_CONNECTING = 10.0
"""Seconds in which a connection is open."""
_ENDING = 2.0
"""Seconds in which a connection is closed, or a query cancelled."""

_ERRORS = (
    OSError,
    ValueError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
# By the beginnings of SQLSTATE: what may succeed when it is tried again. The last is a server that
# has become a replica.
_PASSING = "08 40 53 57 25006".split()
_ADVICE = {
    "42P01": "apply the migration: await transport.migrate()",
    "42883": "apply the migration: await transport.migrate()",
    "3F": "create the schema, then apply the migration: await transport.migrate()",
    "28": "correct the user and the password in the URL",
    "3D": "create the database, or correct its name in the URL",
    "42501": "grant this user the rights to the table and its functions",
}


class Connection(Protocol):
    """What is used of asyncpg's connections."""

    def fetch(self, query: str, *args: Any, timeout: float | None) -> Awaitable[Sequence[Row]]: ...
    def execute(self, query: str) -> Awaitable[object]: ...
    def add_listener(self, channel: str, callback: Callable[..., None]) -> Awaitable[None]: ...
    def add_termination_listener(self, callback: Callable[..., None]) -> None: ...
    def is_closed(self) -> bool: ...
    def close(self, *, timeout: float) -> Awaitable[None]: ...


class _Pool(Protocol):
    """What is used of asyncpg's pools."""

    def __await__(self) -> Any: ...
    def acquire(self, *, timeout: float) -> Awaitable[Connection]: ...
    def release(self, connection: Connection, *, timeout: float) -> Awaitable[None]: ...
    def close(self) -> Awaitable[None]: ...


class DatabaseFailed(Exception):
    """What asyncpg has raised, which is the `__cause__`, in words that say what to do."""

    def __init__(self, reason: str, *, is_passing: bool) -> None:
        self.is_passing = is_passing
        """Whether it may succeed when it is tried again."""
        super().__init__(reason)


def advice(error: BaseException) -> str:
    """What a driver's error says, and what to do, if that is known. Any driver's."""
    state = getattr(getattr(error, "orig", error), "sqlstate", None) or ""  # `orig`: SQLAlchemy's
    reason = str(error).strip() or type(error).__name__
    for code, advice in _ADVICE.items():
        if state.startswith(code):
            return f"{reason.splitlines()[0]}; {advice}"
    return reason


class Database:
    """The connections of one event loop. None is opened before it is needed."""

    def __init__(self, url: str, options: Mapping[str, Any], size: int) -> None:
        self._url = url
        self._options = {"timeout": _CONNECTING, **options}
        self._size = size
        self._opening = asyncio.Lock()
        self._pool: _Pool | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._is_closed = False

    async def fetch(self, query: str, *args: Any, patience: float) -> Sequence[Row]:
        """The rows of one statement, in a transaction of its own, within so many seconds. Raises
        DatabaseFailed."""
        with self._explained():
            pool = await self._open()
            connection = await pool.acquire(timeout=patience)
            try:
                rows = await connection.fetch(query, *args, timeout=patience)
            except BaseException:
                with suppress(*_ERRORS):
                    await pool.release(connection, timeout=_ENDING)
                raise
            await pool.release(connection, timeout=_ENDING)
            return rows

    async def run(self, script: str) -> None:
        """Run several statements in one transaction. Raises DatabaseFailed."""
        with self._explained():
            connection = await self.connect()
            try:
                await connection.execute(script)
            finally:
                await self.disconnect(connection)

    async def connect(self) -> Connection:
        """A connection that is not of the pool. Raises DatabaseFailed."""
        with self._explained():
            connection: Connection = await asyncpg.connect(self._url, **self._options)
            return connection

    async def ask(
        self, connection: Connection, query: str, *args: Any, patience: float
    ) -> Sequence[Row]:
        """The rows of one statement on such a connection. Raises DatabaseFailed."""
        with self._explained():
            return await connection.fetch(query, *args, timeout=patience)

    async def listen(
        self, connection: Connection, channel: str, heard: Callable[..., None]
    ) -> None:
        """Call `heard` at each notification. Raises DatabaseFailed."""
        with self._explained():
            async with asyncio.timeout(_CONNECTING):
                await connection.add_listener(channel, heard)

    async def disconnect(self, connection: Connection) -> None:
        """Close it, in whatever state it is."""
        with suppress(*_ERRORS):
            await connection.close(timeout=_ENDING)

    async def aclose(self) -> None:
        """Close the pool, and open no other."""
        self._is_closed = True
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])

    async def _open(self) -> _Pool:
        async with self._opening:
            if self._is_closed:
                raise DatabaseFailed("the transport is closed", is_passing=False)
            if self._pool is None:
                pool: _Pool = asyncpg.create_pool(
                    self._url, min_size=0, max_size=self._size, reset=_as_it_is, **self._options
                )
                await pool
                self._pool = pool
                self._keeper = asyncio.create_task(self._keep(pool))
            return self._pool

    async def _keep(self, pool: _Pool) -> None:
        """Close the pool when this is cancelled, as an event loop does to its tasks at its end."""
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._pool = None
            with suppress(*_ERRORS):
                await asyncio.wait_for(pool.close(), _ENDING)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except _ERRORS as error:
            state = getattr(error, "sqlstate", None) or ""
            is_passing = (
                any(map(state.startswith, _PASSING)) if state else not isinstance(error, ValueError)
            )
            raise DatabaseFailed(self._reason(error), is_passing=is_passing) from error

    def _reason(self, error: BaseException) -> str:
        reason = advice(error)
        if isinstance(error, TimeoutError):
            reason = "no answer in time"
        elif isinstance(error, OSError):
            reason = f"{reason}; start the server, or correct the URL"
        return f"Postgres at {_place(self._url)}: {reason}"


async def _as_it_is(connection: object) -> None:
    """A connection goes back to the pool as it is: no statement leaves anything behind."""


def _place(url: str) -> str:
    """Where a URL leads, without the password."""
    return urlsplit(url).netloc.rpartition("@")[2] or "its default place"
