"""Waiting for what is not told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


async def eventually(holds: Callable[[], Any]) -> None:
    """Wait until something holds, or a coroutine says so."""
    async with asyncio.timeout(30):
        while True:
            value = holds()
            if await value if asyncio.iscoroutine(value) else value:
                return
            await asyncio.sleep(0.01)
