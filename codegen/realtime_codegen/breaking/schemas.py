"""Two versions of a schema: each keyword, or group that acts together, in both directions.

Nothing is found only where every value that one version admits is one that the other admits: each
keyword either is compared by what it means, or must be the same word for word.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..jsonschema.conjunction import is_type
from .arrays import items_are_kept, items_stay_unique
from .bounds import bounds_are_kept, multiples_are_kept
from .branches import plain
from .objects import dependencies_are_kept, properties_are_kept
from .pairs import Comparison, Pair
from .scalars import strings_are_kept, types_are_kept, values_are_kept
from .unions import branches_take_its_place, has_become_union, unions_are_kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..model import Schema
    from .findings import Finding
    from .sides import Side
    from .versions import Version


def compare_waiting(comparison: Comparison) -> Iterator[Finding]:
    """What is found in all that waits, and in what that leads to."""
    while comparison.waiting:
        pair = comparison.waiting.pop()
        if comparison.depth < _DEEPEST:
            pair = _plain(pair)
        yield from _compare(pair)


# How deep branches are searched for others that contain them.
_DEEPEST = 4


def _plain(pair: Pair) -> Pair:
    """The same, without the branches that another one contains."""
    comparison = pair.comparison

    def side(version: Version, side: Side) -> Side:
        def contains(one: Schema, other: Schema) -> bool:
            inner = Comparison(version, version, comparison.depth + 1)
            inner.add((other,), (one,), other, one)
            return not any("publishers" in found.breaks for found in compare_waiting(inner))

        return plain(version, side, contains)

    old, new = side(comparison.old, pair.old), side(comparison.new, pair.new)
    return replace(pair, old=old, new=new)


def _compare(pair: Pair) -> Iterator[Finding]:
    if pair.old.admits_nothing or pair.new.admits_nothing:
        if not pair.new.admits_nothing:
            yield pair.finding("type-widened/nothing", "type", "enum")
        elif not pair.old.admits_nothing:
            yield pair.finding("type-narrowed/nothing", "type", "enum")
        return
    yield from types_are_kept(pair)
    if has_become_union(pair):
        yield from branches_take_its_place(pair)
        return
    for keeps in _KEPT:
        yield from keeps(pair)


def _references_lead_to_the_same(pair: Pair) -> Iterator[Finding]:
    """Those to what is not known here; whatever else stands beside them."""
    old, new = _not_followed(pair.old), _not_followed(pair.new)
    holds = pair.comparison.identity.holds_of_keyword
    if old.keys() != new.keys() or not all(holds(key[0], old[key], new[key]) for key in old):
        yield pair.undecided("$dynamicRef")


def _not_followed(side: Side) -> dict[tuple[str, str], Schema]:
    """By keyword and text, where a reference stands that may lead to several schemas, or to the
    draft's own."""
    project = side.project
    return {
        (keyword, part.value[keyword]): part
        for part in side.parts
        for keyword, is_known in (
            ("$dynamicRef", part in project.dynamic),
            ("$ref", "$ref" in part.value and project.references[part].target is not None),
        )
        if keyword in part.value and not is_known
    }


def _the_rest_is_the_same(pair: Pair) -> Iterator[Finding]:
    """What is not compared by its meaning is the same word for word."""
    for keyword, asked in _REST.items():
        if keyword in _OF_OBJECTS and "object" not in pair.shared:
            continue
        old, new = asked(pair.old), asked(pair.new)
        same = [pair.same(sites, new.get(key, ())) for key, sites in old.items()]
        if old.keys() != new.keys() or not all(same):
            yield pair.undecided(keyword)


# For each keyword, the schemas that must be the same, by what tells them apart.
_Asked = dict[object, tuple["Schema", ...]]


def _all_of(keyword: str) -> Callable[[Side], _Asked]:
    def asked(side: Side) -> _Asked:
        return dict(enumerate((place,) for place in side.each(keyword)))

    return asked


def _nots(side: Side) -> _Asked:
    """Those of types alone are compared with the types."""
    return dict(enumerate((place,) for place in side.each("not") if not is_type(place)))


def _conditions(side: Side) -> _Asked:
    """`then` and `else` say something beside `if` alone, and `if` beside one of them."""
    return {
        (i, keyword): (part.at("if"), part.at(keyword))
        for i, part in enumerate(part for part in side.parts if "if" in part.value)
        for keyword in ("then", "else")
        if keyword in part.value
    }


def _dependents(side: Side) -> _Asked:
    asked: _Asked = {}
    for place in side.each("dependentSchemas"):
        for key in place.value:
            asked[key] = (*asked.get(key, ()), place.at(key))
    return asked


def _unevaluated(side: Side) -> _Asked:
    return dict(enumerate((schema,) for schema in side.unevaluated))


_REST: dict[str, Callable[[Side], _Asked]] = {
    "not": _nots,
    "if": _conditions,
    "unevaluatedProperties": _unevaluated,
    "propertyNames": _all_of("propertyNames"),
    "dependentSchemas": _dependents,
}
_OF_OBJECTS = ("propertyNames", "dependentSchemas")

_KEPT: tuple[Callable[[Pair], Iterator[Finding]], ...] = (
    values_are_kept,
    bounds_are_kept,
    multiples_are_kept,
    strings_are_kept,
    items_stay_unique,
    items_are_kept,
    properties_are_kept,
    dependencies_are_kept,
    unions_are_kept,
    _references_lead_to_the_same,
    _the_rest_is_the_same,
)
