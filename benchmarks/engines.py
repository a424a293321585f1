"""Everything about the transports: `python -m benchmarks.engines`, some five minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    channels,
    fan_out,
    faststream,
    gateway,
    inngest_publish,
    nats,
    postgres,
    redis_publish,
    subscriptions,
)
from .measure import table

if TYPE_CHECKING:
    from .measure import Row

_PARTS = (
    inngest_publish,
    redis_publish,
    postgres,
    nats,
    faststream,
    fan_out,
    channels,
    subscriptions,
    gateway,
)


def rows() -> list[Row]:
    """All figures."""
    return [row for part in _PARTS for row in part.rows()]


if __name__ == "__main__":
    print(table(rows()))
