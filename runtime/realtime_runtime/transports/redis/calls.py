"""Calls: those that wait at the same time go out together."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from ...errors import ConnectionFailed
from ...tasks import end
from .packing import packed
from .server import NotLoaded, NotNow, Refused, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from .scripts import Script
    from .server import Connection

    Answer = asyncio.Future[Reply]

_MOST_BYTES = 2**20


class _Sent(NamedTuple):
    answer: Answer
    size: int
    until: float
    """When it must have been answered."""


class Calls:
    """Calls over one connection, in their order. It is opened on first need, and again when it
    broke.

    A call that finds none on its way goes out at once; others wait for the end of this turn of the
    event loop, and go out together. At most two times `batch` are on their way: the server runs one
    batch while this process makes the next. Each call is answered within `patience` seconds. A task
    keeps the connection; it ends with the event loop.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[Connection]], *, batch: int, patience: float
    ) -> None:
        self._connect = connect
        self._batch = batch
        self._patience = patience
        self._waiting: deque[tuple[bytes, Answer]] = deque()
        self._sent: deque[_Sent] = deque()
        self._size = 0  # of what was sent
        self._connection: Connection | None = None  # which may be written to
        self._limit = asyncio.Timeout(None)  # of the connection
        self._will_write = False
        self._task: asyncio.Task[None] | None = None
        self._is_closing = False

    async def run(self, script: Script, *arguments: bytes) -> Reply:
        """What a script answers to its keys and arguments.

        Raises Refused, and ConnectionFailed: then nobody knows whether the script has run.
        """
        try:
            return await self._call(packed(arguments, script.by_name))
        except NotLoaded:  # this server has not run it before
            return await self._call(packed(arguments, script.by_text))

    def _call(self, command: bytes) -> Answer:
        if self._is_closing:
            raise ConnectionFailed("the connection is closed")
        loop = asyncio.get_running_loop()
        answer: Answer = loop.create_future()
        self._waiting.append((command, answer))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._work())
        elif not self._sent:
            self._write()
        elif not self._will_write:
            self._will_write = True
            loop.call_soon(self._write)
        return answer

    async def aclose(self) -> None:
        """Close the connection behind the calls that wait."""
        self._is_closing = True
        answers = [sent.answer for sent in self._sent] + [answer for _, answer in self._waiting]
        if answers:
            await asyncio.wait(answers, timeout=self._patience)
        if self._task is not None:
            await end(self._task)

    async def _work(self) -> None:
        """Connect, and answer calls; when that is over, connect again for those that wait."""
        try:
            while self._waiting:
                try:
                    connection = await self._connect()
                except ConnectionFailed as error:
                    self._fail_waiting(error)
                    continue
                try:
                    await self._answer_over(connection)
                except ConnectionFailed as error:
                    self._fail_sent(error)
                finally:
                    self._connection = None
                    await connection.close()
        except BaseException:  # it is closed, or the event loop ends
            closed = ConnectionFailed("the connection is closed")
            self._fail_sent(closed)
            self._fail_waiting(closed)
            raise

    async def _answer_over(self, connection: Connection) -> None:
        """Answer calls until the server is not the one to ask any more. Raises ConnectionFailed
        when the connection breaks."""
        with connection.explained:
            async with asyncio.timeout(None) as self._limit:
                self._connection = connection
                while self._sent or self._connection is not None:
                    self._write()
                    self._limit.reschedule(self._sent[0].until if self._sent else None)
                    for number, reply in enumerate(await connection.replies(), 1):
                        self._answer(reply)
                        if number % self._batch == 0:
                            await asyncio.sleep(0)  # who was answered may call again
                            self._write()

    def _write(self) -> None:
        """Send what waits, as far as there is room; what was given up is left out."""
        self._will_write = False
        if self._connection is None:
            return
        was_idle = not self._sent
        until = asyncio.get_running_loop().time() + self._patience
        batch, most = [], 2 * self._batch
        while self._waiting and len(self._sent) < most and self._size < _MOST_BYTES:
            command, answer = self._waiting.popleft()
            if not answer.done():
                size = len(command)
                batch.append(command)
                self._sent.append(_Sent(answer, size, until))
                self._size += size
        if batch:
            self._connection.put(b"".join(batch))
        if batch and was_idle and not self._limit.expired():
            self._limit.reschedule(until)

    def _answer(self, reply: Reply | Refused) -> None:
        if not self._sent:
            raise ConnectionFailed("Redis has answered what it was not asked")
        answer, size, _ = self._sent.popleft()
        self._size -= size
        if isinstance(reply, NotNow):  # a replica, maybe: its address may lead to another now
            self._connection = None
        if answer.done():
            return
        if isinstance(reply, Refused):
            answer.set_exception(reply)
        else:
            answer.set_result(reply)

    def _fail_sent(self, error: ConnectionFailed) -> None:
        _fail((sent.answer for sent in self._sent), error)
        self._sent.clear()
        self._size = 0

    def _fail_waiting(self, error: ConnectionFailed) -> None:
        _fail((answer for _, answer in self._waiting), error)
        self._waiting.clear()


def _fail(answers: Iterable[Answer], error: ConnectionFailed) -> None:
    for answer in answers:
        if not answer.done():
            with suppress(RuntimeError):  # the event loop is closed, and nobody waits
                each = ConnectionFailed(str(error))
                each.__cause__ = error.__cause__
                answer.set_exception(each)
