"""Whether no value can be valid by two schemas, as far as keywords say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .conjunction import Conjunction, Value
from .equality import key_of, type_of

if TYPE_CHECKING:
    from ..model import Schema


def exclude_each_other(a: Conjunction, b: Conjunction) -> bool:
    """By type, by listed values, by a tag, or by a required key that the other does not accept."""
    if not a.types & b.types:
        return True
    if a.listed is not None and b.listed is not None and not a.listed.keys() & b.listed.keys():
        return True
    if a.types & b.types != {"object"}:
        return False
    one, other = tags(a), tags(b)
    if any(not one[key].keys() & other[key].keys() for key in one.keys() & other.keys()):
        return True
    return _asks_what_is_refused(a, b) or _asks_what_is_refused(b, a)


def tags(branch: Conjunction) -> dict[str, dict[str, Value]]:
    """The required properties that have few known values, with those and where they stand."""
    found: dict[str, dict[str, Value]] = {}
    if "object" not in branch.types or branch.patterns:
        return found
    for key in branch.required.keys() & branch.properties.keys():
        asked = Conjunction(branch.project, branch.of_property(key), depth=0)
        if values := few_values(asked, asked.types, branch.properties[key]):
            found[key] = values
    return found


def few_values(
    conjunction: Conjunction, types: frozenset[str], place: Schema
) -> dict[str, Value] | None:
    """The only values of some types, by a key that is the same for equal ones; None for many.

    `place` is where those stand that no keyword lists.
    """
    if conjunction.listed is not None:
        listed = conjunction.listed.items()
        return {key: value for key, value in listed if type_of(value.value) in types}
    if types <= {"boolean", "null"}:
        known = {"boolean": (False, True), "null": (None,)}
        all_ = [value for type_ in sorted(types) for value in known[type_]]
        return {key_of(value): Value(value, place) for value in all_}
    return None


def _asks_what_is_refused(a: Conjunction, b: Conjunction) -> bool:
    """Whether `a` requires a key that `b` has no place for."""
    if not b.is_closed or b.patterns:
        return False
    return any(key not in b.properties for key in a.required)
