"""Connections: those that are open, until they are too old or the gateway stops."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from .asgi import LATER, Refused

if TYPE_CHECKING:
    from collections.abc import Coroutine


class Connections:
    """At most `most` at once. Each ends after about `max_age` seconds: not all of those that came
    together at the same time."""

    def __init__(self, most: int, max_age: float) -> None:
        self._most = most
        self._max_age = max_age
        self._open: dict[asyncio.Task[object] | None, asyncio.Timeout] = {}
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._open)

    async def run(self, serving: Coroutine[object, object, None]) -> None:
        """Serve one connection. Raises Refused where there is no room for it, and when its time is
        over; TimeoutError where its reader does not read."""
        if self._is_closed or len(self._open) >= self._most:
            serving.close()
            raise Refused(503, "Too many connections: ask again later", LATER)
        task = asyncio.current_task()
        age = asyncio.timeout(self._max_age * random.uniform(0.9, 1))
        try:
            async with age:
                self._open[task] = age
                await serving
        except TimeoutError:
            if not age.expired():
                raise
            raise Refused(503, "The time of this connection is over", LATER) from None
        finally:
            self._open.pop(task, None)

    async def aclose(self, patience: float) -> None:
        """Let nobody in, end those that are open, and wait for them, at most `patience` seconds."""
        self._is_closed = True
        loop = asyncio.get_running_loop()
        ending = {task: age for task, age in self._open.items() if task and task.get_loop() is loop}
        for age in ending.values():
            if not age.expired():  # else it ends already
                age.reschedule(loop.time())
        if ending:
            await asyncio.wait(ending, timeout=patience)
