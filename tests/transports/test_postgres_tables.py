"""What PostgresTransport promises of its table: what it keeps, and for how long."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from realtime_runtime import ConnectionFailed, History, Realtime, TopicRef
from realtime_runtime.transports.postgres import PostgresTransport

from ..support.servers.postgres import postgres
from .channels import one, read
from .postgres_tables import new_table, publish

DAY = 24 * 60 * 60 * 1000  # in milliseconds


async def test_the_table_is_bounded() -> None:
    """What is over `last` is deleted ten seconds later, by the publishes that follow."""
    async with new_table(history=History(last=10)) as table:
        for start in range(0, 200, 40):
            await publish(table, *range(start, start + 40))
            await table.grow_older(20_000)
        await publish(table, *range(200, 210))
        [(count,)] = await table.run("SELECT count(*) FROM table")
        assert count <= 10 + 10
        assert [m.data for m in await Realtime(table.transport).history(one.number)] == list(
            range(200, 210)
        )


async def test_expired_topics_are_deleted() -> None:
    """By publishes to other topics, and by the function that a schedule may call."""
    async with new_table() as table:
        for number in range(50):
            ref: TopicRef[Any, Any, str] = TopicRef(f"{number}", "data", one.data.payload)
            await table.transport.send(ref(number))
            await table.transport.send(ref(number).replace(id="once"))
        await table.grow_older(2 * 60 * 60 * 1000)
        await publish(table, 1)
        old = f"SELECT count(*) FROM table WHERE at < {DAY} + (SELECT min(at) FROM table)"
        assert await table.run(f"{old} AND once_until IS NULL AND topic = 'data'") == [(50,)]
        lifetime = 60 * 60 * 1000
        assert await table.run(f"SELECT table_clean({lifetime}, 1000)") == [(50,)]
        # IDs that were given are remembered for a day, and nothing else of their messages.
        assert await table.run("SELECT count(*), count(body) FROM table") == [(51, 1)]
        await table.run("UPDATE table SET once_until = 0 WHERE once_until IS NOT NULL")
        async with asyncio.timeout(60):
            while await table.run("SELECT FROM table WHERE once_until = 0"):
                await publish(table, 2)


async def test_a_given_id_is_remembered_for_a_day() -> None:
    """Also where the history has lost its message or has expired, and no longer than that."""
    async with new_table(history=History(last=10)) as table:
        given = [one.number(number).replace(id=f"given {number}") for number in range(20)]
        for message in given:
            await table.transport.send(message)
        await table.grow_older(20_000)
        await publish(table, *range(20))  # all that was given has left
        for hours in (0, 2):
            await table.grow_older(hours * 60 * 60 * 1000)
            for message in given:
                await table.transport.send(message)
            assert await table.run("SELECT count(*) FROM table WHERE id LIKE 'given%'") == [(20,)]
        await publish(table, 0)  # the history has expired, and begins again
        assert await table.run("SELECT max(n), count(body) FROM table") == [(1, 1)]
        await table.run("UPDATE table SET once_until = 0")
        await table.transport.send(given[0])
        assert await table.run("SELECT count(*) FROM table WHERE n > 0 AND id LIKE 'given%'") == [
            (1,)
        ]
        await publish(table, *range(20))
        assert await table.run("SELECT count(*) FROM table WHERE n < 0") == [(0,)]


async def test_asynchronous_commit() -> None:
    """It is a choice for the publishes of one transport."""
    async with new_table(synchronous_commit=False) as table:
        await publish(table, 1, 2)
        assert len(await table.transport.history(one.number, last=9)) == 2


async def test_a_schema_of_its_own() -> None:
    """The table may be in a schema; the migration may be run by any driver, and again."""
    schema = f"s_{uuid4().hex}"
    migration = PostgresTransport.migration(table="messages", schema=schema)
    transport = PostgresTransport(postgres().url, table="messages", schema=schema)
    async with Realtime(transport) as realtime:
        with pytest.raises(ConnectionFailed, match=r"create the schema, then apply the migration"):
            await transport.migrate()
        with psycopg.connect(postgres().url) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
            for _ in range(2):
                connection.execute(migration.encode())
        await asyncio.gather(*(transport.migrate() for _ in range(5)))
        async with realtime.subscribe(one.number) as messages:
            await realtime.publish(one.number, 1)
            assert await read(messages, 1) == [1]
