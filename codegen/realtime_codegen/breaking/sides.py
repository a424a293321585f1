"""Side: what is asked of a value in one version, and where people look for what is not there."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..jsonschema.conjunction import Conjunction, Union
from ..jsonschema.equality import exact
from ..jsonschema.exclusion import few_values
from ..jsonschema.keywords import EVALUATING
from ..jsonschema.satisfiable import least_items
from ..once import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Position
    from ..jsonschema.conjunction import Schemas, Value
    from ..model import Project, Schema


_OPEN = frozenset({"additionalProperties", "patternProperties", "unevaluatedProperties"})


class Side(Conjunction):
    """`schemas` are what was asked for, `place` is the first of them, or what holds them."""

    def __init__(
        self,
        project: Project,
        schemas: Schemas,
        place: Schema,
        needed: Mapping[Schema, Schemas] = MappingProxyType({}),
    ) -> None:
        alone = {union: branches[0] for union, branches in needed.items() if len(branches) == 1}
        super().__init__(project, (*schemas, *alone.values()), frozenset(alone))
        self.schemas = schemas
        self.place = place
        self._needed = needed

    def with_needed(self, needed: Mapping[Schema, Schemas]) -> Side:
        """The same, where these unions have only these branches; the only one of its union is
        asked for as the rest is."""
        return Side(self.project, self.schemas, self.place, {**self._needed, **needed})

    @once
    def unions(self) -> list[Union]:
        """Each `anyOf` and `oneOf`, with the branches that say something."""
        return [
            Union(union.schema, self._needed.get(union.schema, union.branches))
            for union in super().unions
        ]

    def position(self, *keywords: str) -> Position:
        """The first of these keywords that is there, else the schema."""
        for keyword in keywords:
            for place in self.each(keyword):
                return place.position(key=True)
        return self.place.position()

    @once
    def own_types(self) -> frozenset[str]:
        """The types that are left beside unions. The multiples of a whole number are whole."""
        types = super().own_types - self.excluded_types
        is_whole = any(exact(value).denominator == 1 for value in self.values_of("multipleOf"))
        return types - {"number"} if is_whole else types

    @property
    def admits_nothing(self) -> bool:
        """Whether it is plain that no value is valid."""
        return not self.types

    @once
    def least_items(self) -> float:
        """How many items arrays have at least, by what they must contain."""
        return least_items(self)

    @once
    def most_items(self) -> int | None:
        """How many items arrays have at most, as no value is valid for the next one."""
        for index in (*range(self.counted_items), None):
            if self._has_no_value(self.of_item(index)):
                return self.counted_items if index is None else index
        return None

    @once
    def most_properties(self) -> int | None:
        """How many properties closed objects have at most: those that are declared."""
        if not self.is_closed or self.patterns:
            return None
        keys = self.properties
        return sum(not self._has_no_value(self.of_property(key)) for key in keys)

    def branch(self, schema: Schema) -> Conjunction:
        """What a branch of one of its unions says alone."""
        found = Side(self.project, (schema,), schema)
        found._depth = self._depth - 1
        return found

    def _has_no_value(self, schemas: Schemas) -> bool:
        return Side(self.project, schemas, self.place).admits_nothing

    @once
    def enumerated(self) -> dict[str, Value] | None:
        """The values of a union that is an `enum` written out: each branch lists its own."""
        if not self.is_bare_union:
            return None
        values: list[tuple[str, Value]] = []
        for place in self.unions[0].branches:
            branch = Side(self.project, (place,), place)
            listed = few_values(branch, branch.types, place) if branch.only_lists else None
            if listed is None:
                return None
            values += listed.items()
        times = Counter(key for key, _ in values)
        # What is valid by two branches, oneOf refuses.
        limit = 1 if self.unions[0].keyword == "oneOf" else len(values)
        return {key: value for key, value in values if times[key] <= limit}

    @once
    def unions_by_side(self) -> list[tuple[str, list[Side]]]:
        """The keyword of each `anyOf` and `oneOf`, with its branches."""
        return [
            (union.keyword, [Side(self.project, (branch,), branch) for branch in union.branches])
            for union in self.unions
        ]

    @once
    def is_bare_union(self) -> bool:
        """Whether one union and the types are all that is said."""
        return self.said in (["anyOf"], ["oneOf"])

    def of_property(self, key: str | None) -> Schemas:
        """Also what is asked of the properties that no other schema of a part declares."""
        rest = (p for p, declared in self._rests.items() if key is None or key not in declared)
        asked = (part.at("unevaluatedProperties") for part in rest)
        return (*super().of_property(key), *(place for place in asked if place.value is not True))

    @once
    def _rests(self) -> dict[Schema, dict[str, Schema]]:
        """The parts whose unevaluated properties are plainly those that these do not name."""
        found = {}
        for part in self.parts:
            if "unevaluatedProperties" in part.value and part.value.keys() & EVALUATING:
                inside = Conjunction(self.project, (part,))
                if "additionalProperties" not in part.value and _only_declares(inside, part):
                    found[part] = inside.properties
        return found

    @once
    def unevaluated(self) -> Schemas:
        """Schemas whose `unevaluated...` depends on more than the properties or items they name."""
        return tuple(
            part
            for part in self.parts
            if part.value.keys() & EVALUATING
            if "unevaluatedItems" in part.value
            or ("unevaluatedProperties" in part.value and part not in self._rests)
        )


def _only_declares(conjunction: Conjunction, whole: Schema) -> bool:
    """Whether `properties` in schemas that always hold are all that evaluates, beside `whole`."""
    return all(
        (part is whole or not part.value.keys() & _OPEN)
        and part.value.keys() & EVALUATING <= {"$ref", "allOf", "contains"}
        and ("$ref" not in part.value or conjunction.project.references[part].target is not None)
        for part in conjunction.parts
    )
