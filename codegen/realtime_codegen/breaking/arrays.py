"""The constraints on an array's items."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from .bounds import constraint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Schema
    from .findings import Finding
    from .pairs import Pair
    from .sides import Side


def items_are_kept(pair: Pair) -> Iterator[Finding]:
    if "array" not in pair.shared:
        return
    counted = max(pair.old.counted_items, pair.new.counted_items)
    # Behind the end of one version's arrays its items say nothing; the end itself is compared.
    ends = [min(side.values_of("maxItems"), default=inf) for side in (pair.old, pair.new)]
    for index in (*range(counted), None):
        place = counted if index is None else index
        if place >= min(ends):
            break
        pair.compare(pair.old.of_item(index), pair.new.of_item(index))
        if place in (pair.old.most_items, pair.new.most_items):
            break
    yield from _contained_are_kept(pair)


def items_stay_unique(pair: Pair) -> Iterator[Finding]:
    if "array" not in pair.shared:
        return
    old, new = (any(side.values_of("uniqueItems")) for side in (pair.old, pair.new))
    if new and not old and not _has_one_item(pair.old):
        yield constraint(pair, "uniqueItems", is_tighter=True)
    if old and not new and not _has_one_item(pair.new):
        yield constraint(pair, "uniqueItems", is_tighter=False)


def _has_one_item(side: Side) -> bool:
    """Whether it has no more than one, which differs from all others."""
    ends = [*side.values_of("maxItems"), *([] if side.most_items is None else [side.most_items])]
    return min(ends, default=inf) <= 1


def _contained_are_kept(pair: Pair) -> Iterator[Finding]:
    old, new = (
        tuple(part.at("contains") for part in side.parts if _asks_to_contain(part))
        for side in (pair.old, pair.new)
    )
    if not old and not new:
        return
    if len(old) != 1 or len(new) != 1 or not pair.same(old, new):
        yield pair.undecided("contains")
        return
    for keyword, default in (("minContains", 1.0), ("maxContains", inf)):
        before, now = (_number(side, keyword, default) for side in (pair.old, pair.new))
        if before != now:
            is_tighter = (now > before) == (keyword == "minContains")
            tighter, looser = "constraint-tightened/contains", "constraint-loosened/contains"
            found = tighter if is_tighter else looser
            yield pair.finding(found, keyword, detail=keyword, keyword=keyword)


def _asks_to_contain(part: Schema) -> bool:
    """Whether it has `contains`, and more is asked of it than at least none."""
    return "contains" in part.value and (
        part.get("minContains", 1) > 0 or "maxContains" in part.value
    )


def _number(side: Side, keyword: str, default: float) -> float:
    """The keyword beside `contains`; elsewhere it has no effect."""
    beside = (part for part in side.parts if _asks_to_contain(part))
    return next((float(part.get(keyword, default)) for part in beside), default)
