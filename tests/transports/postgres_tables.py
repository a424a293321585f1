"""What the tests of PostgresTransport share: a transport with a table of its own."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped,unused-ignore]
from realtime_runtime.transports.postgres import PostgresTransport

from ..support.servers.postgres import postgres
from .channels import one

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..support.proxy import Proxy


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
