"""Rules for what several schemas say of one value together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ..wording import TEXTS
from .values import no_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic
    from ..jsonschema.conjunction import Conjunction, Schemas
    from ..model import Schema
    from .values import Values


def parts_leave_values(values: Values) -> Iterator[Diagnostic]:
    """Parts that hold together leave values to each property and to items."""
    seen: set[Schemas] = set()
    told: set[frozenset[Schema]] = set()
    holds = values.satisfiable.holds
    for schema in values.asked:
        has_parts = len(values.reading.of(schema).parts) > 1
        waiting: list[Schemas] = [(schema,)] if has_parts and holds(schema) else []
        while waiting:
            for schemas in _inside(values.reading.of(*waiting.pop())):
                if len(schemas) < 2 or schemas in seen:
                    continue
                seen.add(schemas)
                if holds(*schemas):
                    waiting.append(schemas)
                elif all(map(holds, schemas)):
                    other, one = _contradiction(values, schemas, schema)
                    if {one, other} not in told:
                        told.add(frozenset((one, other)))
                        related = ((other.position(key=True), "the other one"),)
                        found = values.reading.of(one, other)
                        yield no_value(found, one.position(key=True), related)


def declared_properties_may_be_there(values: Values) -> Iterator[Diagnostic]:
    """No part that is closed refuses a property that another one declares."""
    for schema in values.asked:
        conjunction = values.reading.of(schema)
        if len(conjunction.parts) < 2 or conjunction.patterns:
            continue
        refusing = [extra for extra in conjunction.extras if extra.value is False]
        if not refusing or not values.satisfiable.holds(schema):
            continue
        for key, place in conjunction.properties.items():
            asked = conjunction.of_property(key)
            found = next((extra for extra in refusing if extra in asked), None)
            if found is not None and place.value is not False:
                related = ((found.position(key=True), "what refuses it"),)
                names = {"key": key, "keyword": found.step}
                yield TEXTS.problem("refused-property", place.position(key=True), related, **names)


def _inside(conjunction: Conjunction) -> Iterator[Schemas]:
    """What is asked of each property and of items, where that is plain."""
    types = conjunction.own_types
    if "object" in types and not conjunction.patterns:
        yield from map(conjunction.of_property, conjunction.properties)
        yield conjunction.extras
    if "array" in types:
        yield from map(conjunction.of_item, range(conjunction.counted_items))
        yield conjunction.of_item(None)


def _contradiction(values: Values, schemas: Schemas, schema: Schema) -> list[Schema]:
    """The first two that contradict each other, last what a schema itself says of a property."""

    def weight(other: Schema) -> tuple[bool, bool]:
        around = values.reading.project.keywords_around(other)
        return next(around, "") == "properties", other.root is schema.root

    pairs = combinations(schemas, 2)
    first = (pair for pair in pairs if not values.satisfiable.holds(*pair))
    return sorted(next(first, (schemas[0], schemas[-1])), key=weight)
