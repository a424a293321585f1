"""PerLoop: what belongs to an event loop, such as a connection."""

from __future__ import annotations

import asyncio
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

    def all(self) -> dict[asyncio.AbstractEventLoop, T]:
        """The values of the loops that are open."""
        with self._lock:
            return {loop: kept for loop, kept in self._values.items() if not loop.is_closed()}

    async def each(self, do: Callable[[T], Coroutine[Any, Any, None]]) -> None:
        """Do something with each value, in its own loop. What a loop that does not run has, nobody
        can close: it is left alone."""
        here = asyncio.get_running_loop()
        doing = [
            here.create_task(do(value))
            if loop is here
            else asyncio.wrap_future(asyncio.run_coroutine_threadsafe(do(value), loop))
            for loop, value in self.all().items()
            if loop.is_running()
        ]
        if doing:
            # Not gathered: where another loop ends meanwhile, its part is cancelled, and not this.
            await asyncio.wait(doing, timeout=_PATIENCE)
