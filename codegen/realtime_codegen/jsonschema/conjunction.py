"""Conjunction: what schemas that hold together for one value say of it, references followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..once import once
from .equality import key_of, type_of
from .following import joined_by
from .keywords import EVALUATING, TYPES, accepts_nothing, asks_of_others, said_by, with_integer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model import Project, Schema

Schemas = tuple["Schema", ...]
ALL_TYPES = frozenset(TYPES)
# How deep unions are searched for the types that they accept; below, any type is possible.
_DEPTH = 8


class Value(NamedTuple):
    """A value that `enum` or `const` lists, and its place."""

    value: Any
    schema: Schema


class Union(NamedTuple):
    """The branches of an `anyOf` or a `oneOf`. `schema` is the list of them."""

    schema: Schema
    branches: Schemas

    @property
    def keyword(self) -> str:
        return str(self.schema.step)


class Reading:
    """The conjunctions of a project's schemas, each made once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._made: dict[Schemas, Conjunction] = {}

    def of(self, *schemas: Schema) -> Conjunction:
        """What holds where all of these schemas hold."""
        found = self._made.get(schemas)
        if found is None:
            found = self._made[schemas] = Conjunction(self.project, schemas)
        return found


class Conjunction:
    """Some schemas with all that they refer to and their `allOf`. No schemas accept every value.

    The unions of `chosen` say nothing here: one of their branches is among the schemas.
    """

    def __init__(
        self,
        project: Project,
        schemas: Iterable[Schema],
        chosen: frozenset[Schema] = frozenset(),
        depth: int = _DEPTH,
    ) -> None:
        self.project = project
        self.chosen = chosen
        self._depth = depth
        self.parts: list[Schema] = []
        self.is_false = False
        seen = set()
        waiting = list(reversed([*schemas]))
        while waiting:
            schema = waiting.pop()
            if schema in seen:
                continue
            seen.add(schema)
            self.is_false |= accepts_nothing(schema.value)
            if isinstance(schema.value, dict):
                self.parts.append(schema)
                waiting += reversed(joined_by(project, schema))

    def each(self, keyword: str) -> list[Schema]:
        """Every place that has the keyword."""
        return [part.at(keyword) for part in self.parts if keyword in part.value]

    def values_of(self, keyword: str) -> list[Any]:
        """The keyword's value at every place that has it."""
        return [part.value[keyword] for part in self.parts if keyword in part.value]

    def first(self, keyword: str, default: Any = None) -> Any:
        """The first value of a keyword that is more than nothing."""
        return next(filter(None, self.values_of(keyword)), default)

    def with_branch(self, union: Union, branch: Schema) -> Conjunction:
        """The same, for the values of one branch, which says more of them than the rest."""
        return Conjunction(self.project, [branch, *self.parts], self.chosen | {union.schema})

    def without(self, union: Union) -> Conjunction:
        """The same, as if a union said nothing."""
        return Conjunction(self.project, self.parts, self.chosen | {union.schema})

    def branch(self, schema: Schema) -> Conjunction:
        """What a branch of one of its unions says alone."""
        return Conjunction(self.project, (schema,), depth=self._depth - 1)

    # Values

    @once
    def own_types(self) -> frozenset[str]:
        """The types that are left by what is said beside unions."""
        types = frozenset[str]() if self.is_false else ALL_TYPES
        for asked in self.values_of("type"):
            types &= with_integer(asked)
        if self.listed is not None:
            types &= {type_of(listed.value) for listed in self.listed.values()}
        return types

    @once
    def types(self) -> frozenset[str]:
        """No value of another type is valid. `number` beside `integer` means fractions."""
        types = self.own_types
        for union in self.unions if self._depth else ():
            types &= frozenset().union(*(self.branch(b).types for b in union.branches))
        return types

    @once
    def excluded_types(self) -> frozenset[str]:
        """The types that a `not` of nothing else takes away."""
        types = [place.value["type"] for place in self.each("not") if is_type(place)]
        return frozenset[str]().union(*map(with_integer, types)) if types else frozenset()

    @once
    def listed(self) -> dict[str, Value] | None:
        """The values that `enum` and `const` leave, by a key that is the same for equal ones."""
        # The first says where the values stand: what a const allows, it alone allows.
        lists = [{key_of(place.value): Value(place.value, place)} for place in self.each("const")]
        lists += [
            {key_of(value): Value(value, place.at(i)) for i, value in enumerate(place.value)}
            for place in self.each("enum")
        ]
        found: dict[str, Value] | None = None
        for values in lists:
            found = values if found is None else {k: v for k, v in found.items() if k in values}
        return found

    @once
    def is_never(self) -> bool:
        """Whether it is plain that no value is valid."""
        return not self.own_types

    @property
    def asks_nothing(self) -> bool:
        """Whether it is plain that every value is valid."""
        return not self.is_false and not any(said_by(part.value) for part in self.parts)

    @once
    def said(self) -> list[str]:
        """The keywords beside the types that say something here."""
        return [
            keyword
            for part in self.parts
            for keyword in said_by(part.value) - {"$ref", "allOf", "type"}
            if keyword not in ("anyOf", "oneOf") or part.at(keyword) not in self.chosen
        ]

    @property
    def only_lists(self) -> bool:
        """Whether listed values and the types are all that is said."""
        return {"const", "enum"}.issuperset(self.said)

    @once
    def unions(self) -> list[Union]:
        """Each `anyOf` and `oneOf`."""
        return [
            Union(place, tuple(place.at(i) for i in range(len(place.value))))
            for keyword in ("anyOf", "oneOf")
            for place in self.each(keyword)
            if place not in self.chosen
        ]

    @once
    def conditional(self) -> Schemas:
        """What holds of some values: `then`, `else`, `dependentSchemas`."""
        found: list[Schema] = []
        for part in self.parts:
            if "if" in part.value:
                found += (part.at(k) for k in ("then", "else") if k in part.value)
            found += (part.at("dependentSchemas", key) for key in part.get("dependentSchemas", ()))
        return tuple(found)

    # Objects

    @once
    def properties(self) -> dict[str, Schema]:
        """The first place where each property is declared."""
        found: dict[str, Schema] = {}
        for place in self.each("properties"):
            for key in place.value:
                found.setdefault(key, place.at(key))
        return found

    @once
    def required(self) -> dict[str, Schema]:
        """The first place where each required key is listed."""
        found: dict[str, Schema] = {}
        for place in self.each("required"):
            for i, key in enumerate(place.value):
                found.setdefault(key, place.at(i))
        return found

    def of_property(self, key: str | None) -> Schemas:
        """The schemas of a property, where no pattern matches it; None for all not declared."""
        found: list[Schema] = []
        for part in self.parts:
            if key is not None and key in part.value.get("properties", ()):
                found.append(part.at("properties", key))
            else:
                found += _rest(part, "additionalProperties", "unevaluatedProperties")
        return tuple(found)

    @once
    def extras(self) -> Schemas:
        """What is asked of the properties that are not declared."""
        return self.of_property(None)

    @property
    def is_closed(self) -> bool:
        return any(schema.value is False for schema in self.extras)

    @once
    def patterns(self) -> Schemas:
        """What `patternProperties` ask. In an open object those that ask nothing say nothing."""
        found = tuple(p.at(pattern) for p in self.each("patternProperties") for pattern in p.value)
        may_close = any(asks_of_others(part.value) for part in self.parts)
        return found if may_close or any(one.value not in (True, {}) for one in found) else ()

    # Arrays

    def of_item(self, index: int | None) -> Schemas:
        """What is asked of the item at an index; None for all behind those that are counted."""
        found: list[Schema] = []
        for part in self.parts:
            if index is not None and index < len(part.value.get("prefixItems", ())):
                found.append(part.at("prefixItems", index))
            else:
                found += _rest(part, "items", "unevaluatedItems")
        return tuple(found)

    @once
    def counted_items(self) -> int:
        return max(map(len, self.values_of("prefixItems")), default=0)

    @once
    def unresolved(self) -> Schemas:
        """Keywords that ask something that depends on the value: references that only a value
        resolves, and what is unevaluated beside more than own properties or items."""
        found: list[Schema] = []
        for part in self.parts:
            if "$dynamicRef" in part.value and part not in self.project.dynamic:
                found.append(part.at("$dynamicRef"))
            if part.value.keys() & EVALUATING:
                for plain, keyword in _UNEVALUATED:
                    if keyword in part.value and plain not in part.value:
                        found.append(part.at(keyword))
        return tuple(found)


_UNEVALUATED = (("additionalProperties", "unevaluatedProperties"), ("items", "unevaluatedItems"))


def is_type(schema: Schema) -> bool:
    """Whether a schema asks for types and for nothing else."""
    return isinstance(schema.value, dict) and said_by(schema.value) == {"type"}


def _rest(part: Schema, plain: str, unevaluated: str) -> list[Schema]:
    """The schema for what is not declared. True asks nothing."""
    for keyword in (plain, unevaluated):
        if keyword in part.value:
            counts = keyword == plain or not part.value.keys() & EVALUATING
            asks = counts and part.value[keyword] is not True
            return [part.at(keyword)] if asks else []
    return []
