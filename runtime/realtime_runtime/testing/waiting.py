"""Coroutines that wait for nothing, run to their end without an event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine


def without_waiting(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run it here and now. Raises RuntimeError if it wants to wait, as for a subscriber's room."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("a subscriber has no room left, and synchronous code cannot wait for it")
