"""What PostgresTransport promises besides: of its table, its connections and its errors."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped,unused-ignore]
import psycopg
import pytest
from realtime_runtime import (
    ConnectionFailed,
    Gap,
    History,
    Message,
    PublishFailed,
    Realtime,
    TopicRef,
    TransportClosed,
)
from realtime_runtime.transports.postgres import PostgresTransport

from ..support.proxy import Proxy
from ..support.servers.postgres import postgres
from .channels import one, other, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DAY = 24 * 60 * 60 * 1000  # in milliseconds


class Table:
    """A transport on a table of its own, and what an administrator does to it."""

    def __init__(self, url: str, **options: Any) -> None:
        self.name = f"t_{uuid4().hex}"
        self.transport = PostgresTransport(url, table=self.name, **options)

    async def run(self, query: str) -> list[Any]:
        """The rows of a query in which `table` stands for the table's name."""
        connection = await asyncpg.connect(postgres().url)
        try:
            return [tuple(row) for row in await connection.fetch(query.replace("table", self.name))]
        finally:
            await connection.close()

    async def grow_older(self, milliseconds: int) -> None:
        """As if all that there is had been published so much earlier."""
        await self.run(f"UPDATE table SET at = at - {milliseconds}")


@asynccontextmanager
async def new_table(url: str | None = None, **options: Any) -> AsyncIterator[Table]:
    table = Table(url or postgres().url, **options)
    await table.transport.migrate()
    yield table
    await table.transport.aclose()


@asynccontextmanager
async def new_sender(table: Table) -> AsyncIterator[PostgresTransport]:
    """A transport on the same table that needs no proxy."""
    transport = PostgresTransport(postgres().url, table=table.name)
    yield transport
    await transport.aclose()


def through(proxy: Proxy) -> str:
    return postgres().url.replace(str(postgres().port), str(proxy.port))


async def publish(table: Table, *numbers: int) -> None:
    for number in numbers:
        await table.transport.send(one.number(number))


LONG = "é" * 5000
NAMES = [
    "",
    " ",
    "a:b",
    "a",
    "b",
    "*",
    ">",
    "a.*",
    "a.b.>",
    "a\"b'; DROP TABLE x; --",
    "a\0b",
    "a\\u0000b",
    '\x01"a\\u0000b"',
    "\ud800",
    "a\nb",
    "😀",
    LONG,
    LONG + "e",
    "%s $1 {table}",
]


async def test_any_names() -> None:
    """Channels and topics may have any names, and no two share their messages."""
    pairs = [(a, b) for a in NAMES for b in NAMES if len(a) + len(b) < 6000]
    async with new_table() as table:
        for channel, topic in pairs:
            body = json.dumps([channel, topic]).encode()
            await table.transport.send(Message.received(channel, topic, body))
        for channel, topic in pairs:
            ref: TopicRef[Any, Any, str] = TopicRef(channel, topic, one.data.payload)
            [message] = await table.transport.history(ref, last=2)
            assert json.loads(message.body) == [channel, topic]
            assert (message.channel, message.topic) == (channel, topic)
        refs = [TopicRef(a, b, one.data.payload) for a, b in pairs]
        async with Realtime(table.transport).subscribe(refs[0], *refs[1:]) as messages:
            for number, ref in enumerate(refs):
                await table.transport.send(ref(number))
                assert await read(messages, 1) == [number]


async def test_any_envelope() -> None:
    """IDs and headers are any strings; two IDs are never one."""
    async with new_table() as table:
        for name in NAMES:
            sent = one.word("a").replace(id=name, run_id=name, headers={name: name, "a": ""})
            await table.transport.send(sent)
            await table.transport.send(sent)
        kept = await table.transport.history(one.word, last=100)
    assert [message.id for message in kept] == NAMES
    assert [message.run_id for message in kept] == NAMES
    assert [dict(message.headers) for message in kept] == [{n: n, "a": ""} for n in NAMES]


async def test_what_others_wrote_into_the_table() -> None:
    """Headers and notifications that are none end nothing."""
    async with new_table() as table:
        async with Realtime(table.transport).subscribe(one.number) as messages:
            for payload in ("", "zz", "00", LONG[:3000]):
                await table.run(f"SELECT pg_notify('{table.name}', '{payload}')")
            await publish(table, 1)
            assert await read(messages, 1) == [1]
        for headers in ("{", "[1]", '{"a": 1}', "[" * 100_000):
            await table.run(f"UPDATE table SET headers = '{headers}', id = '\x01{{', body = 'x'")
            [message] = await table.transport.history(one.number, last=1)
            assert (dict(message.headers), message.body) == ({}, b"x")


async def test_a_broken_connection() -> None:
    """What is published while it is broken is seen once and in order, without a Gap."""
    async with Proxy(postgres().port) as proxy, new_table(through(proxy)) as table:
        gaps: list[Gap] = []
        async with Realtime(table.transport).subscribe(one.number, on_gap=gaps.append) as messages:
            await publish(table, 0)
            assert await read(messages, 1) == [0]
            for start in (1, 11):
                proxy.break_off()
                async with new_sender(table) as sender:
                    for number in range(start, start + 9):
                        await sender.send(one.number(number))
                sending = asyncio.create_task(publish(table, start + 9))
                await asyncio.sleep(0.1)
                proxy.mend()
                await sending
                assert await read(messages, 10) == list(range(start, start + 10))
        assert gaps == []


async def test_a_publish_whose_answer_is_lost_is_stored_once() -> None:
    """It is tried again with the same ID, which the topic has already."""
    async with Proxy(postgres().port) as proxy, new_table(through(proxy)) as table:
        await publish(table, 0)  # the connection is open
        holder = await asyncpg.connect(postgres().url)
        async with holder.transaction():
            await table.transport.send_in(holder, one.number(1))
            sending = asyncio.create_task(publish(table, 2))  # waits for the topic
            waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE"
            async with asyncio.timeout(30):
                while not await table.run(f"{waits} '%table%'"):  # noqa: ASYNC110 - no event tells
                    await asyncio.sleep(0.01)
            proxy.break_off()
            proxy.mend()
        await sending
        await holder.close()
        kept = await Realtime(table.transport).history(one.number)
    assert [message.data for message in kept] == [0, 1, 2]


async def test_a_server_that_does_not_answer() -> None:
    """A connection that is open and dead is noticed, and another one opened."""
    listeners = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%unnest%FROM \"table\" o%'"
    async with (
        # Asked for a sign of life after a third of the lifetime.
        new_table(timeout=1, history=History(lifetime=timedelta(seconds=9))) as table,
        Realtime(table.transport).subscribe(one.number) as messages,
    ):
        await publish(table, 0)
        assert await read(messages, 1) == [0]
        [(listener,)] = await table.run(f"{listeners} AND pid <> pg_backend_pid()")
        os.kill(listener, signal.SIGSTOP)  # of the tests' own server
        try:
            await publish(table, 1)
            assert await read(messages, 1) == [1]
        finally:
            os.kill(listener, signal.SIGCONT)


async def test_messages_that_left_before_they_were_fetched() -> None:
    """A live reader that could not be told of them is given a Gap, as one who was away."""
    async with new_table() as table:
        seen: list[Any] = []
        async with Realtime(table.transport).subscribe(
            one.number, on_gap=lambda gap: seen.append(gap.kind)
        ) as messages:
            await publish(table, 0)
            assert await read(messages, 1) == [0]
            async with await psycopg.AsyncConnection.connect(postgres().url) as connection:
                for number in range(1, 5):
                    await table.transport.send_in(connection, one.number(number))
                await connection.execute(f"DELETE FROM {table.name} WHERE n IN (2, 3)")
            seen += await read(messages, 2)
            await publish(table, 5)
            seen += await read(messages, 1)
    assert seen == ["disconnected", 3, 4, 5]


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


async def test_two_event_loops_at_once() -> None:
    """A transport serves several, each with connections of its own, and closes those of all."""
    async with new_table() as table:
        ready, seen = threading.Event(), []

        async def follow() -> None:
            async with Realtime(table.transport).subscribe(one.number) as messages:
                ready.set()
                seen.extend([message.data async for message in messages])

        thread = threading.Thread(target=asyncio.run, args=(follow(),))
        thread.start()
        await asyncio.to_thread(ready.wait, 30)
        async with Realtime(table.transport).subscribe(one.number) as messages:
            await publish(table, *range(5))
            assert await read(messages, 5) == list(range(5))
        await table.transport.aclose()
        await asyncio.to_thread(thread.join, 30)
        assert (seen, thread.is_alive()) == (list(range(5)), False)


async def test_connections_are_few() -> None:
    """However many publish and subscribe: `pool` of them, and one that listens."""
    name = uuid4().hex[:20]
    options = {"server_settings": {"application_name": name}}
    async with new_table(pool=3, options=options) as table:
        realtime = Realtime(table.transport)
        async with realtime.subscribe(one.number), realtime.subscribe(other.number) as messages:
            await asyncio.gather(*(realtime.publish(other.number, n) for n in range(50)))
            assert sorted(await read(messages, 50)) == list(range(50))
            opened = f"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'"
            assert await table.run(opened) == [(4,)]
        await table.transport.aclose()
        async with asyncio.timeout(30):
            while await table.run(opened) != [(0,)]:  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.01)


async def test_listening_elsewhere() -> None:
    """With `listen_url`, subscriptions do not depend on where the others connect."""
    async with (
        Proxy(postgres().port) as proxy,
        new_table(through(proxy), listen_url=postgres().url) as table,
        Realtime(table.transport).subscribe(one.number) as messages,
    ):
        proxy.break_off()
        async with new_sender(table) as sender:
            await sender.send(one.number(1))
        assert await read(messages, 1) == [1]


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


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("postgresql://postgres@127.0.0.1:9/postgres", "start the server, or correct"),
        ("postgresql://u:secret@nowhere.invalid/postgres", "start the server, or correct the URL"),
        ("{}none", "create the database, or correct its name in the URL"),
        ("{}", r"apply the migration: await transport\.migrate"),
    ],
)
async def test_a_server_that_cannot_be_used(url: str, advice: str) -> None:
    """Errors say what to do, and are this package's; the driver's is the cause."""
    transport = PostgresTransport(url.format(postgres().url), table="nothing", timeout=0.5)
    async with Realtime(transport) as realtime:
        with pytest.raises(PublishFailed, match=advice) as failed:
            await realtime.publish(one.number, 1)
        assert failed.value.__cause__ is not None
        assert "secret" not in str(failed.value)
        with pytest.raises(ConnectionFailed, match=advice):
            await realtime.history(one.number)
        with pytest.raises(ConnectionFailed, match=advice):
            async with realtime.subscribe(one.number):
                pass


async def test_wrong_arguments() -> None:
    """They are refused where the transport is made."""
    for url in ("redis://localhost", "postgresql+asyncpg://localhost", "localhost"):
        with pytest.raises(ValueError, match="must begin with postgresql://"):
            PostgresTransport(url)
    for name in ("", "a b", 'a"b', "1a", "a" * 41, "é"):
        with pytest.raises(ValueError, match="is no name of a table"):
            PostgresTransport("postgresql://localhost", table=name)
        with pytest.raises(ValueError, match="is no name of a table"):
            PostgresTransport.migration(schema=name)
    for option in ({"pool": 0}, {"capacity": 0}):
        with pytest.raises(ValueError, match="must be at least 1, not 0"):
            PostgresTransport("postgresql://localhost", **option)  # type: ignore[arg-type]
    transport = PostgresTransport("postgresql://localhost")
    await transport.aclose()
    with pytest.raises(TransportClosed):
        await transport.migrate()
