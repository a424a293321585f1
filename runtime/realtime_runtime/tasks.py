"""Tasks that run beside each other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine

_PATIENCE = 5.0  # seconds that a task may take to free what it holds


async def until_one_ends(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run them beside each other; when one ends, cancel the others, and raise what it raised."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end(*tasks)
    for task in done:
        task.result()


async def end(*tasks: asyncio.Task[Any], patience: float = _PATIENCE) -> None:
    """Cancel tasks, and wait until they are done.

    Libraries swallow a cancellation now and then, such as one that comes while they close a
    connection. So what goes on after `patience` seconds is cancelled again.
    """
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=patience)


def check_cancelled() -> None:
    """For loops that nobody waits for: raises CancelledError where the running task was cancelled,
    whatever has swallowed that."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
