"""Messages of the user's own transaction: seen when it is committed, by nobody when it is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from typing import Any

import asyncpg  # type: ignore[import-untyped,unused-ignore]
import psycopg
import pytest
import sqlalchemy
from realtime_runtime import Gap, Message, PublishFailed, Realtime, TransportClosed
from realtime_runtime.transports.postgres import PostgresTransport
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from ..support.servers.postgres import postgres
from .channels import one, read
from .postgres_tables import Table, new_table

Send = Callable[[PostgresTransport, Message[Any]], Any]


class RolledBack(Exception):
    pass


@asynccontextmanager
async def of_asyncpg() -> AsyncIterator[Send]:
    connection = await asyncpg.connect(postgres().url)
    try:
        async with connection.transaction():
            yield lambda transport, message: transport.send_in(connection, message)
    finally:
        await connection.close()


@asynccontextmanager
async def of_a_pool_of_asyncpg() -> AsyncIterator[Send]:
    async with (
        asyncpg.create_pool(postgres().url, min_size=1, max_size=1) as pool,
        pool.acquire() as connection,
        connection.transaction(),
    ):
        yield lambda transport, message: transport.send_in(connection, message)


@asynccontextmanager
async def of_psycopg() -> AsyncIterator[Send]:
    async with await psycopg.AsyncConnection.connect(postgres().url) as connection:
        yield lambda transport, message: transport.send_in(connection, message)


def url_of(driver: str) -> str:
    return postgres().url.replace("postgresql", f"postgresql+{driver}")


@asynccontextmanager
async def of_sqlalchemy(driver: str) -> AsyncIterator[Send]:
    engine = create_async_engine(url_of(driver))
    try:
        async with engine.begin() as connection:
            yield lambda transport, message: transport.send_in(connection, message)
    finally:
        await engine.dispose()


@asynccontextmanager
async def of_a_session(driver: str) -> AsyncIterator[Send]:
    engine = create_async_engine(url_of(driver))
    try:
        async with AsyncSession(engine) as session, session.begin():
            yield lambda transport, message: transport.send_in(session, message)
    finally:
        await engine.dispose()


@contextmanager
def of_psycopg_sync() -> Iterator[Send]:
    with psycopg.connect(postgres().url) as connection:
        yield lambda transport, message: transport.send_in_sync(connection, message)


@contextmanager
def of_sqlalchemy_sync() -> Iterator[Send]:
    engine = sqlalchemy.create_engine(url_of("psycopg"))
    try:
        with engine.begin() as connection:
            yield lambda transport, message: transport.send_in_sync(connection, message)
    finally:
        engine.dispose()


@contextmanager
def of_a_session_sync() -> Iterator[Send]:
    engine = sqlalchemy.create_engine(url_of("psycopg"))
    try:
        with Session(engine) as session, session.begin():
            yield lambda transport, message: transport.send_in_sync(session, message)
    finally:
        engine.dispose()


Transaction = Callable[[], AbstractAsyncContextManager[Send]]
TRANSACTIONS: dict[str, Transaction] = {
    "asyncpg": of_asyncpg,
    "a pool of asyncpg": of_a_pool_of_asyncpg,
    "psycopg": of_psycopg,
    "SQLAlchemy on asyncpg": lambda: of_sqlalchemy("asyncpg"),
    "SQLAlchemy on psycopg": lambda: of_sqlalchemy("psycopg"),
    "a session on asyncpg": lambda: of_a_session("asyncpg"),
    "a session on psycopg": lambda: of_a_session("psycopg"),
}
SYNC: dict[str, Callable[[], AbstractContextManager[Send]]] = {
    "psycopg": of_psycopg_sync,
    "SQLAlchemy": of_sqlalchemy_sync,
    "a session": of_a_session_sync,
}
ODD = {"": None, "é😀\u2028%s$1:x": ["\0", 10**20]}


@pytest.fixture
async def table() -> AsyncIterator[Table]:
    async with new_table() as table:
        yield table


@pytest.mark.parametrize("name", TRANSACTIONS)
async def test_a_message_is_part_of_the_transaction(table: Table, name: str) -> None:
    """It is seen when the transaction is committed, not before, and not where it is rolled back."""
    realtime = Realtime(table.transport)
    async with realtime.subscribe(one.data) as messages:
        with pytest.raises(RolledBack):
            async with TRANSACTIONS[name]() as send:
                await send(table.transport, one.data("rolled back"))
                raise RolledBack
        async with TRANSACTIONS[name]() as send:
            sent = one.data(ODD).replace(run_id="run", headers={"a": "é"})
            await send(table.transport, sent)
            await send(table.transport, sent)
            await send(table.transport, one.data(2))
            assert await realtime.history(one.data) == []
        async with asyncio.timeout(10):
            first = await anext(messages)
        assert await read(messages, 1) == [2]
    assert (first.data, first.id, first.run_id, dict(first.headers)) == (
        ODD,
        sent.id,
        "run",
        {"a": "é"},
    )


@pytest.mark.parametrize("name", SYNC)
async def test_a_message_of_a_transaction_that_is_not_async(table: Table, name: str) -> None:
    """The same with `send_in_sync`, which needs no event loop."""

    def send_three() -> None:
        with pytest.raises(RolledBack), SYNC[name]() as send:
            send(table.transport, one.data("rolled back"))
            raise RolledBack
        with SYNC[name]() as send:
            send(table.transport, one.data(ODD))
            send(table.transport, one.data(2))

    async with Realtime(table.transport).subscribe(one.data) as messages:
        await asyncio.to_thread(send_three)
        assert await read(messages, 2) == [ODD, 2]


async def test_commits_are_in_the_order_of_numbers(table: Table) -> None:
    """Who publishes to a topic waits for the transaction that has published to it before: no reader
    moves past a message that is not committed yet."""
    realtime = Realtime(table.transport)
    gaps: list[Gap] = []
    async with realtime.subscribe(one.number, on_gap=gaps.append) as messages:
        async with of_asyncpg() as send:
            await send(table.transport, one.number(1))
            others = [asyncio.create_task(realtime.publish(one.number, n)) for n in (2, 3)]
            await realtime.publish(one.word, "another topic waits for nobody")
            await asyncio.sleep(0.05)
            assert not any(other.done() for other in others)
        await asyncio.gather(*others)
        first, *rest = await read(messages, 3)
        assert (first, sorted(rest)) == (1, [2, 3])
    assert gaps == []


async def test_a_transaction_with_an_older_view(table: Table) -> None:
    """Where a transaction does not see the topic's newest message, it fails as the database says,
    and may be tried again; nothing is lost."""
    realtime = Realtime(table.transport)
    await realtime.publish(one.number, 0)
    for leaves in (False, True):
        connection = await asyncpg.connect(postgres().url)
        transaction = connection.transaction(isolation="repeatable_read")
        await transaction.start()
        await connection.fetchval("SELECT 1")
        await realtime.publish(one.number, 1)
        if leaves:  # the number that it would give is free
            await realtime.publish(one.number, 1)
            await table.run("DELETE FROM table WHERE n < 5")
        with pytest.raises(PublishFailed) as failed:
            await table.transport.send_in(connection, one.number(2))
        assert isinstance(failed.value.__cause__, asyncpg.SerializationError)
        await transaction.rollback()
        async with connection.transaction(isolation="serializable"):
            await table.transport.send_in(connection, one.number(3))
        await connection.close()
    assert [m.data for m in await realtime.history(one.number)] == [1, 3]


async def test_what_a_driver_raises(table: Table) -> None:
    """It is PublishFailed, from what the driver raised, and says what to do."""
    other = PostgresTransport(postgres().url, table="nothing")
    for transaction in TRANSACTIONS.values():
        with pytest.raises(PublishFailed, match="apply the migration"):
            async with transaction() as send:
                await send(other, one.number(1))
    for sync in SYNC.values():
        with pytest.raises(PublishFailed, match="apply the migration"), sync() as send:
            send(other, one.number(1))


async def test_what_is_no_connection(table: Table) -> None:
    """A TypeError says what is taken."""
    send_in: Any = table.transport.send_in
    send_in_sync: Any = table.transport.send_in_sync
    with psycopg.connect(postgres().url) as connection:
        for wrong in (
            None,
            "postgresql://",
            connection,
            sqlalchemy.create_engine(url_of("psycopg")),
        ):
            with pytest.raises(TypeError, match=r"it takes a connection of asyncpg, an AsyncConn"):
                await send_in(wrong, one.number(1))
    async with await psycopg.AsyncConnection.connect(postgres().url) as opened:
        with pytest.raises(TypeError, match=r"psycopg\.AsyncConnection; it takes a Connection of"):
            send_in_sync(opened, one.number(1))
        with pytest.raises(TypeError, match=r"a connection and a message: channel\.topic\(data\)"):
            await send_in(opened, one.number)
        await table.transport.aclose()
        with pytest.raises(TransportClosed):
            await send_in(opened, one.number(1))
