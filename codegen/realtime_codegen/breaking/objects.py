"""What is asked of an object's properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..jsonschema.conjunction import Conjunction
from .pairs import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Schema
    from .findings import Finding
    from .pairs import Pair
    from .sides import Side

_SPEAKING = frozenset(
    {"additionalProperties", "patternProperties", "properties", "unevaluatedProperties"}
)


def properties_are_kept(pair: Pair) -> Iterator[Finding]:
    if "object" not in pair.shared:
        return
    if _has_patterns(pair) and not _patterns_are_kept(pair):
        yield pair.undecided("patternProperties")
    for key in dict.fromkeys((*pair.new.properties, *pair.old.properties)):
        if key in pair.old.properties and key in pair.new.properties:
            known = pair.known._replace(key=None) if key == pair.known.key else NOTHING
            asked = pair.old.of_property(key), pair.new.of_property(key)
            pair.compare(*asked, known=known)
        elif key in pair.new.properties:
            yield from _added(pair, key)
        else:
            yield from _removed(pair, key)
    yield from _required_are_kept(pair)
    yield from _extras_are_kept(pair)


def _patterns_are_kept(pair: Pair) -> bool:
    """Whether one schema on each side concerns properties, with the same patterns."""
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


def _added(pair: Pair, key: str) -> Iterator[Finding]:
    site = pair.new.properties[key]
    if pair.old.is_closed:
        yield pair.finding("property-added/closed", detail=key, new=site, key=key)
    if _has_patterns(pair):
        yield pair.finding("undecided/patterns", "properties", detail=key, new=site, key=key)
    elif pair.old.extras:
        if not pair.old.is_closed:
            pair.compare(pair.old.extras, pair.new.of_property(key))
    elif not Conjunction(pair.new.project, pair.new.of_property(key)).asks_nothing:
        yield pair.finding("property-added/open", detail=key, new=site, key=key)


def _removed(pair: Pair, key: str) -> Iterator[Finding]:
    is_required = key in pair.old.required
    if pair.comparison.is_of_branches and not pair.new.is_closed and not _has_patterns(pair):
        if pair.new.extras:
            pair.compare(pair.old.of_property(key), pair.new.extras)
        return
    if not pair.new.is_closed:
        found = "property-removed/required" if is_required else "property-removed"
    elif is_required:
        found = "property-removed/closed-required"
    else:
        has_patterns = _has_patterns(pair)
        found = "property-removed/closed-patterns" if has_patterns else "property-removed/closed"
    yield pair.finding(found, "properties", detail=key, old=pair.old.properties[key], key=key)


def _required_are_kept(pair: Pair) -> Iterator[Finding]:
    for key, site in pair.new.required.items():
        if key not in pair.old.required:
            yield pair.finding("property-required", detail=key, new=site, key=key)
    for key, site in pair.old.required.items():
        is_gone = key in pair.old.properties and key not in pair.new.properties
        if key not in pair.new.required and not is_gone:
            yield pair.finding("property-optional", "required", detail=key, old=site, key=key)


def _extras_are_kept(pair: Pair) -> Iterator[Finding]:
    if not pair.same(pair.old.unevaluated, pair.new.unevaluated):
        return  # undecided
    keywords = ("additionalProperties", "unevaluatedProperties")
    if pair.old.is_closed and not pair.new.is_closed:
        yield pair.finding("object-opened", *keywords)
    elif pair.new.is_closed and not pair.old.is_closed:
        yield pair.finding("object-closed", *keywords)
    elif not pair.new.is_closed:
        pair.compare(pair.old.extras, pair.new.extras)


def _has_patterns(pair: Pair) -> bool:
    return bool(pair.old.patterns or pair.new.patterns)


def dependencies_are_kept(pair: Pair) -> Iterator[Finding]:
    if "object" not in pair.shared:
        return
    old, new = _dependent(pair.old), _dependent(pair.new)
    for (key, needed), site in new.items():
        if (key, needed) not in old and needed not in pair.old.required:
            found, detail = "constraint-tightened/dependent", f"dependentRequired/{key}/{needed}"
            yield pair.finding(found, detail=detail, new=site, key=key, needed=needed)
    for (key, needed), site in old.items():
        if (key, needed) not in new and needed not in pair.new.required:
            found, detail = "constraint-loosened/dependent", f"dependentRequired/{key}/{needed}"
            yield pair.finding(found, detail=detail, old=site, key=key, needed=needed)


def _dependent(side: Side) -> dict[tuple[str, str], Schema]:
    """Every key with another that it asks for."""
    return {
        (key, needed): place.at(key, i)
        for place in side.each("dependentRequired")
        for key, all_needed in place.value.items()
        for i, needed in enumerate(all_needed)
        if needed != key
    }
