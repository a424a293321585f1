"""Two versions of a schema: each keyword, or group that acts together, in both directions.

Nothing is found only where every value that one version admits is one that the other admits: each
keyword either is compared by what it means, or must be the same word for word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arrays import items_are_kept
from .findings import PUBLISHERS, SUBSCRIBERS
from .objects import dependencies_are_kept, properties_are_kept
from .scalars import (
    PUBLISHERS_FIRST,
    SUBSCRIBERS_FIRST,
    bounds_are_kept,
    items_stay_unique,
    multiples_are_kept,
    texts_are_kept,
    types_are_kept,
    values_are_kept,
)
from .unions import one_has_become_several, unions_are_kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model import Schema
    from .pairs import Comparison, Pair
    from .sides import Side


def compare_waiting(comparison: Comparison) -> None:
    """Compare all that waits, and what that leads to."""
    while (pair := comparison.take()) is not None:
        _compare(pair)


def _compare(pair: Pair) -> None:
    if pair.old.admits_nothing or pair.new.admits_nothing:
        _nothing_stays_nothing(pair)
        return
    types_are_kept(pair)
    if one_has_become_several(pair):
        return
    values_are_kept(pair)
    bounds_are_kept(pair)
    multiples_are_kept(pair)
    texts_are_kept(pair)
    items_stay_unique(pair)
    items_are_kept(pair)
    properties_are_kept(pair)
    dependencies_are_kept(pair)
    unions_are_kept(pair)
    _references_lead_to_the_same(pair)
    _the_rest_is_the_same(pair)


def _nothing_stays_nothing(pair: Pair) -> None:
    if pair.old.admits_nothing and not pair.new.admits_nothing:
        message = f"this was refused, and running subscribers still do so; {SUBSCRIBERS_FIRST}"
        pair.report("type-widened", SUBSCRIBERS, message, "type", "enum")
    elif pair.new.admits_nothing and not pair.old.admits_nothing:
        message = f"nothing is admitted here now: publishers are refused; {PUBLISHERS_FIRST}"
        pair.report("type-narrowed", PUBLISHERS, message, "type", "enum")


def _references_lead_to_the_same(pair: Pair) -> None:
    """Those to what is not known here; whatever else stands beside them."""
    old, new = _not_followed(pair.old), _not_followed(pair.new)
    holds = pair.comparison.identity.holds_of_keyword
    if old.keys() != new.keys() or not all(holds(key[0], old[key], new[key]) for key in old):
        pair.undecided("$dynamicRef")


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


def _the_rest_is_the_same(pair: Pair) -> None:
    """What is not compared by its meaning is the same word for word."""
    for keyword, asked in _REST.items():
        if keyword in _OF_OBJECTS and "object" not in pair.shared:
            continue
        old, new = asked(pair.old), asked(pair.new)
        same = [pair.same(sites, new.get(key, ())) for key, sites in old.items()]
        if old.keys() != new.keys() or not all(same):
            pair.undecided(keyword)


# For each keyword, the schemas that must be the same, by what tells them apart.
_Asked = dict[object, tuple["Schema", ...]]


def _all_of(keyword: str) -> Callable[[Side], _Asked]:
    def asked(side: Side) -> _Asked:
        return dict(enumerate((place,) for place in side.each(keyword)))

    return asked


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
    "not": _all_of("not"),
    "if": _conditions,
    "unevaluatedProperties": _unevaluated,
    "propertyNames": _all_of("propertyNames"),
    "dependentSchemas": _dependents,
}
_OF_OBJECTS = ("propertyNames", "dependentSchemas")
