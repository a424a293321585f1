"""Backoff: how long to wait before a connection is tried again."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Backoff:
    """Waits that double from `first` to `longest`, in seconds, each cut at random by up to half.

    They begin again only after a connection that stayed open for `healthy` seconds: a server that
    accepts and closes is no healthier than one that refuses.
    """

    def __init__(
        self,
        *,
        first: float = 0.1,
        longest: float = 30.0,
        healthy: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first = first
        self._longest = longest
        self._healthy = healthy
        self._clock = clock
        self._next = first
        self._opened: float | None = None

    def opened(self) -> None:
        """A connection was opened now."""
        self._opened = self._clock()

    def wait(self) -> float:
        """The seconds to wait before the next attempt. At random, so that clients do not come all
        at once."""
        if self._opened is not None and self._clock() - self._opened >= self._healthy:
            self._next = self._first
        self._opened = None
        longest, self._next = self._next, min(self._next * 2, self._longest)
        return random.uniform(longest / 2, longest)
