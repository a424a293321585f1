"""Calls: those that wait at the same time go out together."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from ...errors import ConnectionFailed
from .server import Command, NotLoaded, NotNow, Refused, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from .scripts import Script
    from .server import Connection

_MOST_BYTES = 2**20
_BATCHES = 2  # on their way at once: while the server runs one, this process makes the next


class _Call(NamedTuple):
    command: Command
    answer: asyncio.Future[Reply]


class Calls:
    """Calls over one connection, in their order. It is opened on first need, and again when it
    broke.

    At most `most` go out together, and are answered within `patience` seconds. Tasks keep the
    connection; they end with the event loop.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[Connection]], *, most: int, patience: float
    ) -> None:
        self._connect = connect
        self._most = most
        self._patience = patience
        self._waiting: deque[_Call] = deque()
        self._some = asyncio.Event()
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_closing = False

    async def run(self, script: Script, keys: Sequence[bytes], *arguments: bytes) -> Reply:
        """What a script answers.

        Raises Refused, and ConnectionFailed: then nobody knows whether the script has run.
        """
        rest = b"%d" % len(keys), *keys, *arguments
        try:
            return await self._call((b"EVALSHA", script.sha, *rest))
        except NotLoaded:  # this server has not run it before
            return await self._call((b"EVAL", script.text, *rest))

    async def _call(self, command: Command) -> Reply:
        if self._is_closing:
            raise ConnectionFailed("the connection is closed")
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Call(command, answer))
        self._some.set()
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._work()) for _ in range(_BATCHES)]
        return await answer

    async def aclose(self) -> None:
        """Close the connection behind the calls that wait."""
        self._is_closing = True
        self._some.set()
        if self._tasks:
            tasks = tuple(self._tasks)
            await asyncio.wait(tasks, timeout=self._patience)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._close()

    async def _work(self) -> None:
        batch: list[_Call] = []
        try:
            while self._waiting or not self._is_closing:
                await self._some.wait()
                batch = self._next()
                if batch:
                    await self._send(batch)
        except BaseException:  # the event loop ends
            self._tasks.clear()
            _fail([*batch, *self._waiting], ConnectionFailed("the connection is closed"))
            await self._close()
            raise

    def _next(self) -> list[_Call]:
        """The next calls to send; those that were given up are left out."""
        batch: list[_Call] = []
        size = 0
        while self._waiting and len(batch) < self._most and size < _MOST_BYTES:
            call = self._waiting.popleft()
            if not call.answer.done():
                batch.append(call)
                size += sum(map(len, call.command))
        if not self._waiting and not self._is_closing:
            self._some.clear()
        return batch

    async def _send(self, batch: Sequence[_Call]) -> None:
        """Send a batch, and answer its calls."""
        connection: Connection | None = None
        replies: list[Reply | Refused] = []
        try:
            connection = await self._connected()
            await connection.run([call.command for call in batch], self._patience, replies)
        except ConnectionFailed as error:
            _fail(batch[len(replies) :], error)
            is_usable = False
        else:
            # One that has become a replica: its address may lead to another now.
            is_usable = not any(isinstance(reply, NotNow) for reply in replies)
        for (_, answer), reply in zip(batch, replies, strict=False):
            if answer.done():
                continue
            if isinstance(reply, Refused):
                answer.set_exception(reply)
            else:
                answer.set_result(reply)
        if connection is not None and not is_usable:
            if self._connection is connection:
                self._connection = None
            await connection.close()

    async def _close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _connected(self) -> Connection:
        async with self._connecting:
            if self._connection is None:
                self._connection = await self._connect()
            return self._connection


def _fail(calls: Sequence[_Call], error: ConnectionFailed) -> None:
    for _, answer in calls:
        if not answer.done():
            with suppress(RuntimeError):  # the event loop is closed, and nobody waits
                each = ConnectionFailed(str(error))
                each.__cause__ = error.__cause__
                answer.set_exception(each)
