"""What is asked of an object's properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..jsonschema.conjunction import Conjunction
from .findings import BOTH, PUBLISHERS, SUBSCRIBERS
from .scalars import PUBLISHERS_FIRST, SUBSCRIBERS_FIRST

if TYPE_CHECKING:
    from ..model import Schema
    from .pairs import Pair
    from .sides import Side

_SPEAKING = frozenset(
    {"additionalProperties", "patternProperties", "properties", "unevaluatedProperties"}
)


def properties_are_kept(pair: Pair) -> None:
    if "object" not in pair.shared:
        return
    if _has_patterns(pair) and not _patterns_are_kept(pair):
        pair.undecided("patternProperties")
    for key in dict.fromkeys((*pair.new.properties, *pair.old.properties)):
        if key in pair.old.properties and key in pair.new.properties:
            pair.compare(pair.old.of_property(key), pair.new.of_property(key))
        elif key in pair.new.properties:
            _added(pair, key)
        else:
            _removed(pair, key)
    _required_are_kept(pair)
    _extras_are_kept(pair)


def _patterns_are_kept(pair: Pair) -> bool:
    """Whether one schema on each side speaks of properties, with the same patterns."""
    speaking = [
        [part for part in side.parts if part.value.keys() & _SPEAKING]
        for side in (pair.old, pair.new)
    ]
    if len(speaking[0]) != 1 or len(speaking[1]) != 1:
        return False
    old, new = speaking[0][0], speaking[1][0]
    patterns = old.get("patternProperties", {})
    if patterns.keys() != new.get("patternProperties", {}).keys():
        return False
    for pattern in patterns:
        steps = ("patternProperties", pattern)
        pair.compare((old.at(*steps),), (new.at(*steps),))
    return True


def _added(pair: Pair, key: str) -> None:
    site = pair.new.properties[key]
    if pair.old.is_closed:
        message = (
            f'"{key}" is new, and running subscribers refuse it, because the object was closed; '
            f"{SUBSCRIBERS_FIRST}"
        )
        pair.report("property-added", SUBSCRIBERS, message, detail=key, new=site)
    if _has_patterns(pair):
        message = (
            f'"{key}" is new, and patterns may speak of it, so nobody can tell whom that breaks; '
            "look at what is sent, and accept this when it is safe"
        )
        pair.report("undecided", BOTH, message, "properties", detail=key, new=site)
    elif pair.old.extras:
        if not pair.old.is_closed:
            pair.compare(pair.old.extras, pair.new.of_property(key))
    elif not Conjunction(pair.new.project, pair.new.of_property(key)).asks_nothing:
        message = (
            f'"{key}" is new, and the object was open: a publisher that sends the key already, '
            "as something else, is refused; look for one"
        )
        pair.report("property-added", PUBLISHERS, message, detail=key, new=site, severity="warning")


def _removed(pair: Pair, key: str) -> None:
    site = pair.old.properties[key]
    if pair.new.is_closed:
        breaks = BOTH if key in pair.old.required or _has_patterns(pair) else PUBLISHERS
        message = f'"{key}" is gone, and the object is closed: publishers that send it are refused'
    else:
        breaks = BOTH
        message = (
            f'"{key}" is gone: publishers that send it are refused by type checkers, and what '
            "others may send as that key now, running subscribers refuse"
        )
    message += f"; {_way_to_remove(pair, key)}"
    pair.report("property-removed", breaks, message, "properties", detail=key, old=site)


def _way_to_remove(pair: Pair, key: str) -> str:
    if key in pair.old.required:
        return "make it optional first, update all subscribers, stop sending it, then remove it"
    return "remove it when nobody sends or reads it any more"


def _required_are_kept(pair: Pair) -> None:
    for key, site in pair.new.required.items():
        if key not in pair.old.required:
            message = (
                f'"{key}" is required now: publishers that leave it out are refused, by type '
                "checkers too; keep it optional until all publishers send it"
            )
            pair.report("property-required", PUBLISHERS, message, detail=key, new=site)
    for key, site in pair.old.required.items():
        is_gone = key in pair.old.properties and key not in pair.new.properties
        if key not in pair.new.required and not is_gone:
            message = (
                f'"{key}" may be left out now, and running subscribers refuse messages without '
                f"it; {SUBSCRIBERS_FIRST}"
            )
            pair.report("property-optional", SUBSCRIBERS, message, "required", detail=key, old=site)


def _extras_are_kept(pair: Pair) -> None:
    keywords = ("additionalProperties", "unevaluatedProperties")
    if pair.old.is_closed and not pair.new.is_closed:
        message = (
            "the object is open now, and running subscribers refuse other properties; "
            f"{SUBSCRIBERS_FIRST}"
        )
        pair.report("object-opened", SUBSCRIBERS, message, *keywords)
    elif pair.new.is_closed and not pair.old.is_closed:
        message = (
            "the object is closed now: publishers that send other properties are refused, by type "
            f"checkers too; {PUBLISHERS_FIRST}"
        )
        pair.report("object-closed", PUBLISHERS, message, *keywords)
    elif not pair.new.is_closed:
        pair.compare(pair.old.extras, pair.new.extras)


def _has_patterns(pair: Pair) -> bool:
    return bool(pair.old.patterns or pair.new.patterns)


def dependencies_are_kept(pair: Pair) -> None:
    if "object" not in pair.shared:
        return
    old, new = _dependent(pair.old), _dependent(pair.new)
    for (key, needed), site in new.items():
        if (key, needed) not in old:
            message = (
                f'with "{key}" there must be "{needed}" now: publishers that send one without the '
                f"other are refused; {PUBLISHERS_FIRST}"
            )
            detail = f"dependentRequired/{key}/{needed}"
            pair.report("constraint-tightened", PUBLISHERS, message, detail=detail, new=site)
    for (key, needed), site in old.items():
        if (key, needed) not in new:
            message = (
                f'"{key}" may come without "{needed}" now, and running subscribers refuse that; '
                f"{SUBSCRIBERS_FIRST}"
            )
            detail = f"dependentRequired/{key}/{needed}"
            pair.report("constraint-loosened", SUBSCRIBERS, message, detail=detail, old=site)


def _dependent(side: Side) -> dict[tuple[str, str], Schema]:
    """Every key with one that it asks for."""
    return {
        (key, needed): place.at(key, i)
        for place in side.each("dependentRequired")
        for key, all_needed in place.value.items()
        for i, needed in enumerate(all_needed)
    }
