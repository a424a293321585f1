"""What is asked of an array's items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import PUBLISHERS, SUBSCRIBERS
from .scalars import PUBLISHERS_FIRST, SUBSCRIBERS_FIRST

if TYPE_CHECKING:
    from .pairs import Pair
    from .sides import Side


def items_are_kept(pair: Pair) -> None:
    if "array" not in pair.shared:
        return
    counted = max(pair.old.counted_items, pair.new.counted_items)
    for index in (*range(counted), None):
        pair.compare(pair.old.of_item(index), pair.new.of_item(index))
    _contained_are_kept(pair)


def _contained_are_kept(pair: Pair) -> None:
    old, new = (tuple(side.each("contains")) for side in (pair.old, pair.new))
    if not old and not new:
        return
    if len(old) != 1 or len(new) != 1 or not pair.same(old, new):
        pair.undecided("contains")
        return
    for keyword, default in (("minContains", 1.0), ("maxContains", float("inf"))):
        before, now = (_number(side, keyword, default) for side in (pair.old, pair.new))
        if before == now:
            continue
        if (now > before) == (keyword == "minContains"):
            message = f"{keyword} asks for more now: publishers that send otherwise are refused"
            message += f"; {PUBLISHERS_FIRST}"
            pair.report("constraint-tightened", PUBLISHERS, message, keyword, detail=keyword)
        else:
            message = f"{keyword} asks for less now, and running subscribers ask for more"
            message += f"; {SUBSCRIBERS_FIRST}"
            pair.report("constraint-loosened", SUBSCRIBERS, message, keyword, detail=keyword)


def _number(side: Side, keyword: str, default: float) -> float:
    """What stands beside `contains`; elsewhere it says nothing."""
    beside = (part for part in side.parts if "contains" in part.value)
    return next((float(part.get(keyword, default)) for part in beside), default)
