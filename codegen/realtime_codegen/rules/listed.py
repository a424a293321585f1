"""Rules for the values that `enum` and `const` list."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from ..diagnostics import shortened
from ..jsonschema.equality import key_of, type_of
from ..wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic
    from ..model import Schema
    from .values import Values


def listed_values_are_of_their_type(values: Values) -> Iterator[Diagnostic]:
    """A value that `type` beside it refuses is never sent."""
    for schema in values.asked:
        if not isinstance(listed := schema.value.get("enum"), list):
            continue
        types = values.reading.of(schema).own_types
        for index, value in enumerate(listed if types else ()):
            if type_of(value) not in types:
                position = schema.at("enum", index).position()
                yield TEXTS.problem("unreachable-value", position, value=shortened(value))


def listed_values_are_valid(values: Values) -> Iterator[Diagnostic]:
    """What keywords beside a list refuse is never sent; without the rest no value is left."""
    valid = cache(partial(_valid, values))
    for schema in values.asked:
        conjunction = values.reading.of(schema)
        if conjunction.listed is None or (found := valid(schema)) is None:
            continue
        if not found and all(valid(other) != set() for other in values.inside(schema)):
            listed = ", ".join(shortened(value.value) for value in conjunction.listed.values())
            yield TEXTS.problem("no-value/refused", schema.position(key=True), values=listed)
        for index, value in enumerate(schema.get("enum", ()) if found else ()):
            if type_of(value) in conjunction.own_types and key_of(value) not in found:
                position = schema.at("enum", index).position()
                yield TEXTS.problem("unreachable-value/refused", position, value=shortened(value))


def _valid(values: Values, schema: Schema) -> set[str] | None:
    """The keys of the values that a schema lists and the validator accepts; None where others show
    it, or none is refused."""
    conjunction = values.reading.of(schema)
    if conjunction.listed is None or conjunction.only_lists:
        return None
    if not values.satisfiable.holds(schema):
        return None
    is_valid = values.validation.of(schema)
    return {key for key, listed in conjunction.listed.items() if is_valid(listed.value)}
