"""Parts: how much there is to a value."""

from __future__ import annotations

from itertools import islice
from typing import Any


def has_parts(values: list[Any], many: int) -> bool:
    """Whether values consist of so many parts or more; looks at no more of them."""
    count = len(values)
    waiting: list[Any] = [values]
    while waiting and count < many:
        value = waiting.pop()
        parts = value.values() if isinstance(value, dict) else value
        inside = [part for part in islice(parts, many) if part and isinstance(part, dict | list)]
        count += sum(map(len, inside))
        waiting += inside
    return count >= many
