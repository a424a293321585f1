"""With a datasource, a message and the memo of its step are in one transaction of Postgres."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from dbos import DBOS, AsyncSQLAlchemyDatasource, SQLAlchemyDatasource
from realtime_runtime import InvalidPayload, MemoryTransport, Realtime
from realtime_runtime.durable.dbos import Durable
from realtime_runtime.transports.postgres import PostgresTransport

from generated import uploads_channel
from generated.uploads import UploadsResult

from ..support.servers.postgres import postgres
from .conftest import Engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from generated.uploads import UploadsResultInput

ch = uploads_channel(upload_id="one")
RESULT: UploadsResultInput = {"success": True, "url": "https://files.example/one"}
MODEL = UploadsResult(success=True, url="https://files.example/one")


class Shop:
    """DBOS on SQLite, messages and memos in Postgres: of async workflows and of others."""

    def __init__(self, engine: Engine, table: str) -> None:
        self.engine = engine
        self.table = table
        self.transport = PostgresTransport(postgres().url, table=table)
        self.realtime = Realtime(self.transport)

    async def open(self) -> None:
        await self.transport.migrate()
        url = f"{postgres().url}?application_name={self.table}"
        self.datasource = await AsyncSQLAlchemyDatasource.create(url)
        self.datasource_sync = SQLAlchemyDatasource.create(url)
        self.durable = Durable(self.realtime, datasource=self.datasource)
        self.durable_sync = Durable(self.realtime, datasource=self.datasource_sync)
        DBOS.launch()

    async def close(self) -> None:
        await asyncio.to_thread(DBOS.destroy)
        await self.realtime.aclose()
        await self.datasource.engine.dispose()
        self.datasource_sync.engine.dispose()

    def is_stored(self, run: str) -> bool:
        """Whether another connection sees that DBOS has kept the step's result there."""
        with psycopg.connect(postgres().url) as connection:
            query = "SELECT FROM dbos.datasource_outputs WHERE workflow_id = %s"
            return connection.execute(query, [run]).fetchone() is not None


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    shop = Shop(Engine(f"sqlite:///{tmp_path / 'dbos.sqlite'}"), f"t_{uuid4().hex}")
    await shop.open()
    yield shop
    await shop.close()


async def test_message_and_memo_are_one_transaction(shop: Shop) -> None:
    """When the message is seen, the memo is there; the step is in DBOS's list as any other."""
    run = uuid4().hex
    seen: list[bool] = []

    async def body() -> UploadsResult:
        result = await shop.durable.publish("result", ch.result.lazy, lambda: RESULT)
        message = await asyncio.wait_for(anext(messages), 60)
        seen.append(shop.is_stored(run))
        assert (message.data, message.id, message.run_id) == (result, f"{run}:result:1", run)
        return result

    async with shop.realtime.subscribe(ch.result) as messages:
        assert await shop.engine.run(body, run) == MODEL
    assert seen == [True]
    (step,) = await shop.engine.steps(run)
    assert (step["function_name"], step["output"]) == ("realtime.publish result", RESULT)


async def test_a_workflow_that_is_not_async(shop: Shop) -> None:
    """The same with publish_sync and a SQLAlchemyDatasource."""
    run = uuid4().hex

    def body() -> UploadsResult:
        return shop.durable_sync.publish_sync("result", ch.result, RESULT)

    assert await shop.engine.run_sync(body, run) == MODEL
    assert [m.id for m in await shop.realtime.history(ch.result)] == [f"{run}:result:1"]


async def test_a_transaction_whose_connection_breaks(shop: Shop) -> None:
    """DBOS runs it again, and the message is stored once."""
    attempts: list[str] = []

    def make(run: str) -> UploadsResult:
        attempts.append(run)
        if attempts.count(run) == 1:
            with psycopg.connect(postgres().url) as connection:
                ended = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                connection.execute(f"{ended} WHERE application_name = %s".encode(), [shop.table])
        return MODEL

    async def body() -> UploadsResult:
        return await shop.durable.publish("a", ch.result.lazy, lambda: make("one"))

    def body_sync() -> UploadsResult:
        return shop.durable_sync.publish_sync("a", ch.result.lazy, lambda: make("two"))

    assert await shop.engine.run(body, f"one {shop.table}") == MODEL
    assert await shop.engine.run_sync(body_sync, f"two {shop.table}") == MODEL
    assert attempts == ["one", "one", "two", "two"]
    assert len(await shop.realtime.history(ch.result)) == 2


async def test_what_cannot_be_sent_fails_the_workflow(shop: Shop) -> None:
    """A payload that its schema refuses, with its problems; a table that is missing, with what the
    database says, and what to do."""
    wrong: Any = {"success": "yes"}
    missing = Durable(
        Realtime(PostgresTransport(postgres().url, table="nothing")), datasource=shop.datasource
    )

    async def refused() -> None:
        await shop.durable.publish("result", ch.result, wrong)

    async def without_table() -> None:
        await missing.publish("result", ch.result, RESULT)

    with pytest.raises(InvalidPayload, match="payload/success: expected boolean"):
        await shop.engine.run(refused, uuid4().hex)
    with pytest.raises(sqlalchemy.exc.ProgrammingError, match="does not exist") as raised:
        await shop.engine.run(without_table, uuid4().hex)
    assert any("apply the migration" in note for note in raised.value.__notes__)
    assert await shop.realtime.history(ch.result) == []


async def test_what_has_no_transaction(shop: Shop) -> None:
    """A transport without `send_in`, and the datasource of the other kind, are told as that."""
    in_memory = Durable(Realtime(MemoryTransport()), datasource=shop.datasource)

    async def body() -> None:
        with pytest.raises(TypeError, match="MemoryTransport publishes in no transaction"):
            await in_memory.publish("result", ch.result, RESULT)
        with pytest.raises(TypeError, match="publish needs an AsyncSQLAlchemyDatasource"):
            await shop.durable_sync.publish("result", ch.result, RESULT)

    def body_sync() -> None:
        with pytest.raises(TypeError, match="publish_sync needs a SQLAlchemyDatasource"):
            shop.durable.publish_sync("result", ch.result, RESULT)

    await shop.engine.run(body, "async")
    await shop.engine.run_sync(body_sync, "sync")
