"""A proxy of the tests' own, which can stop forwarding without closing anything."""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Forwards TCP connections to `target` until it is stalled."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._stalls = 0
        self._forwards = asyncio.Event()
        self._forwards.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.origin = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        self.origin = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)

    def stall(self) -> None:
        """What is sent from now on goes nowhere; no connection is closed."""
        self._stalls += 1
        self._forwards.clear()

    def resume(self) -> None:
        """Forward what new connections send; those that were stalled stay so."""
        self._forwards.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        await self._forwards.wait()
        host, port = self._target.hostname, self._target.port
        to_server = await asyncio.open_connection(host, port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._forward(reader, to_server[1], self._stalls))
                group.create_task(self._forward(to_server[0], writer, self._stalls))
        finally:
            writer.close()
            to_server[1].close()

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stalls: int
    ) -> None:
        try:
            while data := await reader.read(65_536):
                if self._stalls == stalls:
                    writer.write(data)
            writer.close()
        except ConnectionError:
            writer.close()
