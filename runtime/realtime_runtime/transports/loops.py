"""PerLoop: what belongs to an event loop, such as a connection."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")

_PATIENCE = 30.0  # seconds, for what another loop does: it may end, and never say so


class PerLoop(Generic[T]):
    """One value for each event loop, made when the loop first asks for it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._values: dict[asyncio.AbstractEventLoop, T] = {}
        self._lock = Lock()
        self._tasks: set[asyncio.Task[None]] = set()  # else nothing may refer to them

    def get(self) -> T:
        """The running loop's value. Those of closed loops are forgotten."""
        loop = asyncio.get_running_loop()
        value = self._values.get(loop)
        if value is None:
            with self._lock:
                self._values = {
                    other: kept for other, kept in self._values.items() if not other.is_closed()
                }
                value = self._values[loop] = self._make()
        return value

    async def each(self, do: Callable[[T], Coroutine[Any, Any, None]]) -> None:
        """Do something with each value, in its own loop. One that does not run now does it when it
        runs again."""
        with self._lock:
            values = list(self._values.items())
        doing = []
        for loop, value in values:
            done = Future[None]()
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(self._begin, do, value, done)
                if loop.is_running():
                    doing.append(asyncio.wrap_future(done))
        if doing:
            await asyncio.wait(doing, timeout=_PATIENCE)

    def _begin(
        self, do: Callable[[T], Coroutine[Any, Any, None]], value: T, done: Future[None]
    ) -> None:
        task = asyncio.ensure_future(do(value))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: done.set_result(None))
