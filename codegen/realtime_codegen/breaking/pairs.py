"""Pair: the schemas of one value in both versions; Comparison: the pairs that are waiting."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ..jsonschema.conjunction import ALL_TYPES
from ..jsonschema.equality import type_of
from ..jsonschema.exclusion import few_values
from .findings import finding
from .identity import Identity, alias_of
from .sides import Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Position
    from ..jsonschema.conjunction import Schemas, Value
    from ..model import Project, Schema
    from .findings import Finding


class Waiting(NamedTuple):
    """What is to be compared, for values of some types."""

    old: Schemas
    new: Schemas
    types: frozenset[str]


class Pair:
    """A value's schemas in both versions."""

    def __init__(self, comparison: Comparison, old: Side, new: Side, types: frozenset[str]) -> None:
        self.comparison = comparison
        self.old = old
        self.new = new
        self.types = types

    @property
    def shared(self) -> frozenset[str]:
        """The types that values may have in both versions."""
        return self.old.types & self.new.types & self.types

    @cached_property
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

    def compare(self, old: Schemas, new: Schemas, types: frozenset[str] = ALL_TYPES) -> None:
        """Compare these later. Where one asks nothing, its place is this pair's."""
        self.comparison.add(old, new, self.old.place, self.new.place, types)

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
        subject = subject_of(self.comparison.owners, self.new.place)
        if detail:
            subject += f"/{detail}"
        places = _position(self.new, keywords, new), _position(self.old, keywords, old)
        return finding(key, subject, *places, **fields)

    def undecided(self, keyword: str) -> Finding:
        return self.finding("undecided", keyword, detail=keyword, keyword=keyword)


class Comparison:
    """The schemas of two versions that are to be compared. Each pair is compared once."""

    def __init__(self, old: Project, new: Project) -> None:
        self.old = old
        self.new = new
        self.identity = Identity(old, new)
        self.owners = owners_of(new)
        self._seen: set[Waiting] = set()
        self._waiting: list[Pair] = []

    def add(
        self,
        old: Schemas,
        new: Schemas,
        old_place: Schema,
        new_place: Schema,
        types: frozenset[str] = ALL_TYPES,
    ) -> None:
        pair = Waiting(_each_once(self.old, old), _each_once(self.new, new), types)
        if pair in self._seen or self.identity.holds(pair.old, pair.new):
            return
        self._seen.add(pair)
        self._waiting.append(
            Pair(
                self,
                Side(self.old, pair.old, _first(pair.old, old_place)),
                Side(self.new, pair.new, _first(pair.new, new_place)),
                types,
            )
        )

    def take(self) -> Pair | None:
        """A pair that is not compared yet."""
        return self._waiting.pop() if self._waiting else None


def owners_of(project: Project) -> dict[Schema, str]:
    """What each topic and each definition is called: `pipeline.status`, `a.yaml#/$defs/Step`."""
    topics = {
        topic.schema: f"{channel.key}.{topic.key}"
        for channel in project.channels
        for topic in channel.topics
    }
    definitions = {
        definition.schema: f"{file.path}#/$defs/{definition.key}"
        for file in project.files
        for definition in file.definitions
    }
    return topics | definitions


def subject_of(owners: Mapping[Schema, str], schema: Schema) -> str:
    """A schema's place without the lines: `pipeline.status/properties/step`."""
    return "/".join([owners[schema.root], *map(str, schema.steps)])


def _each_once(project: Project, schemas: Schemas) -> Schemas:
    """A definition in place of what only refers to it, so that it is compared once."""
    return tuple(dict.fromkeys(alias_of(project, schema) for schema in schemas))


def _first(schemas: Schemas, place: Schema) -> Schema:
    return schemas[0] if schemas else place


def _position(side: Side, keywords: tuple[str, ...], place: Schema | None) -> Position:
    if place is not None:
        return place.position(key=isinstance(place.site.pointer[-1], str))
    return side.position(*keywords)
