"""What PostgresTransport promises of its connections: broken, silent, few, and refused."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped,unused-ignore]
import psycopg
import pytest
from realtime_runtime import (
    ConnectionFailed,
    Gap,
    History,
    PublishFailed,
    Realtime,
    TransportClosed,
)
from realtime_runtime.transports.postgres import PostgresTransport

from ..support.proxy import Proxy
from ..support.servers.postgres import postgres
from ..support.waiting import eventually
from .channels import one, other, read
from .postgres_tables import new_sender, new_table, publish, through


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


@pytest.mark.slow
async def test_an_attempt_that_comes_late() -> None:
    """What the server still has to read of a silent connection was tried again over another one
    meanwhile: the topic has its ID."""
    senders = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%table%'"
    async with Proxy(postgres().port) as proxy, new_table(through(proxy), timeout=6) as table:
        await publish(table, 0)  # the connection is open
        [(silent,)] = await table.run(f"{senders} AND pid <> pg_backend_pid()")
        proxy.hold()
        await publish(table, 1)
        proxy.release()

        async def has_come() -> bool:
            return not await table.run(f"SELECT FROM pg_stat_activity WHERE pid = {silent}")

        await eventually(has_come)
        await publish(table, 2)
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
