"""Whether no value can be valid by two schemas, as far as keywords say so."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from .conjunction import Conjunction, Value
from .equality import key_of, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..model import Schema

Tags = dict[str, dict[str, Value]]


def overlaps(branches: Sequence[Conjunction]) -> Iterator[tuple[int, int]]:
    """Each two of some branches, by their indices, that a value may be valid by, in order.

    Of branches that a tag tells apart, only those with a value in common are compared.
    """
    found = [*map(tags, branches)]
    near = _Near(branches, found)
    for index, one in enumerate(branches):
        for other in near.behind(index):
            if not _exclude_each_other(one, branches[other], found[index], found[other]):
                yield index, other


class _Near:
    """The branches that a tag does not tell apart, by the tag that leaves the fewest of them."""

    def __init__(self, branches: Sequence[Conjunction], found: Sequence[Tags]) -> None:
        told: defaultdict[str, set[int]] = defaultdict(set)
        having: defaultdict[str, defaultdict[str, list[int]]]
        having = defaultdict(lambda: defaultdict(list))
        for index in (index for index, one in enumerate(branches) if one.types == {"object"}):
            for tag, values in found[index].items():
                told[tag].add(index)
                for value in values:
                    having[tag][value].append(index)

        def left(tag: str) -> int:
            same = sum(len(others) ** 2 for others in having[tag].values())
            return same + (len(branches) - len(told[tag])) * len(branches)

        tag = min(told, key=left, default="")
        self._values = {index: found[index][tag] for index in told[tag]}
        self._having = having[tag]
        self._others = {*range(len(branches))} - told[tag]

    def behind(self, index: int) -> Iterable[int]:
        """Which branches behind one must be compared with it."""
        if index in self._others:
            return range(index + 1, len(self._others) + len(self._values))
        near = self._others.union(*(self._having[value] for value in self._values[index]))
        return sorted(other for other in near if other > index)


def _exclude_each_other(a: Conjunction, b: Conjunction, one: Tags, other: Tags) -> bool:
    """By type, by listed values, by a tag, or by a required key that the other does not accept."""
    if not a.types & b.types:
        return True
    if a.listed is not None and b.listed is not None and not a.listed.keys() & b.listed.keys():
        return True
    if a.types & b.types != {"object"}:
        return False
    if any(not one[key].keys() & other[key].keys() for key in one.keys() & other.keys()):
        return True
    return _asks_what_is_refused(a, b) or _asks_what_is_refused(b, a)


def tags(branch: Conjunction) -> Tags:
    """The required properties that have few known values, with those and where they stand."""
    found: Tags = {}
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
