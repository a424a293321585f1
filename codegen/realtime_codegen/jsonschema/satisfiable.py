"""Whether any value is valid, as far as it is plain from keywords."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from .following import targets
from .keywords import ANNOTATIONS
from .numbers import has_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Schema
    from .conjunction import Conjunction, Reading, Schemas

# How many branches of unions are combined with each other before any value may be valid.
_MOST = 256
# How far required properties are followed.
_DEEPEST = 20
# A schema that says no more than the keywords of one of these has values, and nothing in it
# contradicts anything: large ones and long ones, empty ones, what it lists.
_LEAVING_ROOM = tuple(
    ANNOTATIONS | frozenset(keywords.split())
    for keywords in (
        """
        exclusiveMinimum format minItems minLength minProperties minimum multipleOf pattern type
        """,
        """
        additionalProperties exclusiveMaximum items maxItems maxLength maxProperties maximum
        patternProperties prefixItems properties propertyNames type uniqueItems
        """,
        "const",
    )
)
_LISTING = ANNOTATIONS | {"enum"}
_REFERRING = ANNOTATIONS | {"$ref"}
_OF_OBJECTS = ANNOTATIONS | {"additionalProperties", "properties", "required", "type"}


def leaves_room(value: object) -> bool:
    """Whether its keywords alone show that a schema has values: true of most schemas."""
    if not isinstance(value, dict):
        return False
    keywords = value.keys()
    if any(keywords <= known for known in _LEAVING_ROOM):
        return True
    if "enum" in keywords:
        return keywords <= _LISTING and bool(value["enum"])
    if keywords <= _OF_OBJECTS:
        declared = value.get("properties", {})
        return all(leaves_room(declared.get(key)) for key in value["required"])
    return False


class Satisfiable:
    """Which of a project's schemas have a valid value. Where that is not plain, they have."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.endless: set[Schemas] = set()
        """Those whose values would have to contain themselves."""
        self._known: dict[Schemas, bool] = {}
        # What is being asked for, with how many choices there were on the way there.
        self._open: dict[Schemas, int] = {}
        self._choices = 0
        self._left = 0
        self._depth = 0

    def holds(self, *schemas: Schema) -> bool:
        """Whether a value is valid by all of these."""
        if len(schemas) == 1 and self._leaves_room(schemas[0]):
            return True
        if (known := self._known.get(schemas)) is not None:
            return known
        if schemas in self._open:
            if self._open[schemas] == self._choices:
                self.endless.add(schemas)
            return self._open[schemas] < self._choices
        if self._depth >= _DEEPEST:
            return True
        self._open[schemas] = self._choices
        found = self._known[schemas] = bool(self.types(self._reading.of(*schemas)))
        del self._open[schemas]
        return found

    def _leaves_room(self, schema: Schema) -> bool:
        """The same of a schema, or of what it only refers to."""
        if leaves_room(schema.value):
            return True
        if not isinstance(schema.value, dict) or not schema.value.keys() <= _REFERRING:
            return False
        return any(leaves_room(target.value) for target in targets(self._reading.project, schema))

    def types(self, conjunction: Conjunction) -> list[str]:
        """The types of which a value is valid; of its parts, all together as far as _MOST looks."""
        if self._depth == 0:
            self._left = _MOST
        self._depth += 1
        try:
            return [*self._types(conjunction)]
        finally:
            self._depth -= 1

    def _types(self, conjunction: Conjunction) -> Iterator[str]:
        self._left -= 1
        types = conjunction.own_types - conjunction.excluded_types
        is_choice = bool(conjunction.unions) or len(types) > 1
        self._choices += is_choice
        if conjunction.unions and self._left > 0:
            union = conjunction.unions[0]
            for branch in union.branches:
                yield from self._types(conjunction.with_branch(union, branch))
        else:
            yield from (type_ for type_ in sorted(types) if self._has_value(type_, conjunction))
        self._choices -= is_choice

    def _has_value(self, type_: str, conjunction: Conjunction) -> bool:
        match type_:
            case "string":
                return _leaves_room(conjunction, "minLength", "maxLength")
            case "integer" | "number":
                return has_number(conjunction, is_whole=type_ == "integer")
            case "array":
                return self._has_array(conjunction)
            case "object":
                return self._has_object(conjunction)
        return True

    def _has_array(self, conjunction: Conjunction) -> bool:
        if not _leaves_room(conjunction, "minItems", "maxItems", least=least_items(conjunction)):
            return False
        least = int(max(conjunction.values_of("minItems"), default=0))
        counted = conjunction.counted_items
        indices = [*range(min(least, counted)), *([None] if least > counted else [])]
        if not all(self.holds(*conjunction.of_item(index)) for index in indices):
            return False
        asked = (p for p in conjunction.parts if "contains" in p.value and p.get("minContains", 1))
        return all(self._may_contain(conjunction, part.at("contains")) for part in asked)

    def _may_contain(self, conjunction: Conjunction, schema: Schema) -> bool:
        places = (*range(conjunction.counted_items), None)
        return any(self.holds(*conjunction.of_item(index), schema) for index in places)

    def _has_object(self, conjunction: Conjunction) -> bool:
        is_known = conjunction.is_closed and not conjunction.patterns
        known, required = conjunction.properties, len(conjunction.required)
        ends = {"least": required, "most": len(known) if is_known else inf}
        if not _leaves_room(conjunction, "minProperties", "maxProperties", **ends):
            return False
        if conjunction.patterns:
            return True
        return all(self.holds(*conjunction.of_property(key)) for key in conjunction.required)


def least_items(conjunction: Conjunction) -> float:
    """How many items arrays have at least, by what they must contain."""
    beside = (part for part in conjunction.parts if "contains" in part.value)
    return max((part.get("minContains", 1) for part in beside), default=0)


def _leaves_room(
    conjunction: Conjunction, low: str, high: str, *, least: float = 0, most: float = inf
) -> bool:
    """Whether a size is left between two bounds, and what else it is at least and at most."""
    lows, highs = conjunction.values_of(low), conjunction.values_of(high)
    return bool(max([least, *lows]) <= min([most, *highs]))
