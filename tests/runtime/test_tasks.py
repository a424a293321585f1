"""Tasks that libraries keep from ending."""

from __future__ import annotations

import asyncio

import pytest
from realtime_runtime.tasks import check_cancelled, end, until_one_ends


async def stubborn(times: int) -> None:
    """Swallows a cancellation so many times, as libraries do."""
    for _ in range(times):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            continue
    await asyncio.Event().wait()


@pytest.mark.parametrize("times", [0, 1, 3])
async def test_a_task_ends_whatever_it_swallows(times: int) -> None:
    tasks = [asyncio.create_task(stubborn(times)), asyncio.create_task(stubborn(0))]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await end(*tasks, patience=0.01)
    assert all(task.cancelled() for task in tasks)


async def test_nothing_to_end() -> None:
    """A task that is done is left as it is, and so is no task."""
    done = asyncio.create_task(asyncio.sleep(0))
    await done
    await end(done)
    await end()
    assert not done.cancelled()


async def test_a_loop_that_nobody_waits_for_sees_a_swallowed_cancellation() -> None:
    async def looping() -> None:
        while True:
            check_cancelled()
            await stubborn_once()

    async def stubborn_once() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return

    task = asyncio.create_task(looping())
    await asyncio.sleep(0)
    task.cancel()
    async with asyncio.timeout(30):
        await asyncio.wait([task])
    assert task.cancelled()


async def test_what_one_raises_is_raised() -> None:
    async def fails() -> None:
        raise ValueError("one")

    with pytest.raises(ValueError, match="one"):
        await until_one_ends(fails(), stubborn(0))
