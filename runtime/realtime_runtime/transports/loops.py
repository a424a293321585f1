"""PerLoop: what belongs to an event loop, such as a connection."""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


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
