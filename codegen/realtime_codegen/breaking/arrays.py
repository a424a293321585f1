"""The constraints on an array's items."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .findings import Finding
    from .pairs import Pair
    from .sides import Side


def items_are_kept(pair: Pair) -> Iterator[Finding]:
    if "array" not in pair.shared:
        return
    counted = max(pair.old.counted_items, pair.new.counted_items)
    for index in (*range(counted), None):
        pair.compare(pair.old.of_item(index), pair.new.of_item(index))
    yield from _contained_are_kept(pair)


def _contained_are_kept(pair: Pair) -> Iterator[Finding]:
    old, new = (tuple(side.each("contains")) for side in (pair.old, pair.new))
    if not old and not new:
        return
    if len(old) != 1 or len(new) != 1 or not pair.same(old, new):
        yield pair.undecided("contains")
        return
    for keyword, default in (("minContains", 1.0), ("maxContains", float("inf"))):
        before, now = (_number(side, keyword, default) for side in (pair.old, pair.new))
        if before != now:
            is_tighter = (now > before) == (keyword == "minContains")
            tighter, looser = "constraint-tightened/contains", "constraint-loosened/contains"
            found = tighter if is_tighter else looser
            yield pair.finding(found, keyword, detail=keyword, keyword=keyword)


def _number(side: Side, keyword: str, default: float) -> float:
    """The keyword beside `contains`; elsewhere it has no effect."""
    beside = (part for part in side.parts if "contains" in part.value)
    return next((float(part.get(keyword, default)) for part in beside), default)
