"""Pair: the schemas of one value in both versions; Comparison: the pairs that are waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..jsonschema.conjunction import ALL_TYPES
from ..jsonschema.equality import type_of
from ..jsonschema.exclusion import few_values
from ..once import once
from .findings import finding
from .identity import Identity, alias_of
from .sides import Side
from .wording import used_by

if TYPE_CHECKING:
    from ..diagnostics import Position
    from ..jsonschema.conjunction import Schemas, Value
    from ..model import Project, Schema
    from .findings import Finding, Related
    from .versions import Version


class Known(NamedTuple):
    """The values that a property may have in both versions, by pairs of branches together; of no
    key, those of the value itself."""

    key: str | None
    values: frozenset[str]


NOTHING = Known(None, frozenset())


@dataclass(frozen=True, eq=False)
class Pair:
    """A value's schemas in both versions, for values of some types, beside other pairs."""

    comparison: Comparison
    old: Side
    new: Side
    types: frozenset[str]
    known: Known = NOTHING

    @property
    def shared(self) -> frozenset[str]:
        """The types that values may have in both versions."""
        return self.old.types & self.new.types & self.types

    @once
    def lists_values(self) -> bool:
        """Whether what unions there are, in either version, is an `enum` written out."""
        return all(side.enumerated is not None or not side.unions for side in (self.old, self.new))

    def values(self, side: Side) -> dict[str, Value] | None:
        """The only values of the shared types; None for many."""
        if not self.lists_values or side.enumerated is None:
            return few_values(side, self.shared, side.place)
        listed = side.enumerated.items()
        return {key: value for key, value in listed if type_of(value.value) in self.shared}

    def same(self, old: Schemas, new: Schemas) -> bool:
        return self.comparison.identity.holds(old, new)

    def compare(
        self,
        old: Schemas,
        new: Schemas,
        types: frozenset[str] = ALL_TYPES,
        known: Known = NOTHING,
    ) -> None:
        """Compare these later. Where one asks nothing, its place is this pair's."""
        self.comparison.add(old, new, self.old.place, self.new.place, types, known)

    def finding(
        self,
        key: str,
        /,
        *keywords: str,
        detail: str = "",
        new: Schema | None = None,
        old: Schema | None = None,
        **fields: str,
    ) -> Finding:
        """A finding at these sites, else at the first of these keywords that is there.

        `detail` tells it from others of this code about the same schema.
        """
        version = self.comparison.new
        subject = version.subject(self.new.place)
        if detail:
            subject += f"/{detail}"
        places = _position(self.new, keywords, new), _position(self.old, keywords, old)
        users = _used_by(version, version.users(self.new.place))
        return finding(key, subject, *places, users, **fields)

    def undecided(self, keyword: str) -> Finding:
        return self.finding("undecided", keyword, detail=keyword, keyword=keyword)


class Comparison:
    """The schemas of two versions that are to be compared. Each pair is compared once."""

    def __init__(self, old: Version, new: Version, depth: int = 0) -> None:
        self.old = old
        self.new = new
        self.depth = depth
        same = old is new
        self.identity = old.identity if same else Identity(old.project, new.project)
        self._seen: set[tuple[Schemas, Schemas, frozenset[str], Known]] = set()
        self.waiting: list[Pair] = []

    @property
    def is_of_branches(self) -> bool:
        """Whether it asks if one branch contains another: by their values, not by their names."""
        return self.depth > 0

    def add(
        self,
        old: Schemas,
        new: Schemas,
        old_place: Schema,
        new_place: Schema,
        types: frozenset[str] = ALL_TYPES,
        known: Known = NOTHING,
    ) -> None:
        old, new = _each_once(self.old.project, old), _each_once(self.new.project, new)
        key = (old, new, types, known)
        if key in self._seen or self.identity.holds(old, new):
            return
        self._seen.add(key)
        before = Side(self.old.project, old, (*old, old_place)[0])
        now = Side(self.new.project, new, (*new, new_place)[0])
        self.waiting.append(Pair(self, before, now, types, known))


def _used_by(version: Version, topics: list[Schema]) -> Related:
    """The first of these topics, with the names of some."""
    if not topics:
        return ()
    return ((topics[0].position(), used_by([version.topics[topic] for topic in topics])),)


def _each_once(project: Project, schemas: Schemas) -> Schemas:
    """A definition in place of what only refers to it, so that it is compared once."""
    return tuple(dict.fromkeys(alias_of(project, schema) for schema in schemas))


def _position(side: Side, keywords: tuple[str, ...], place: Schema | None) -> Position:
    if place is not None:
        return place.position(key=isinstance(place.step, str))
    return side.position(*keywords)
