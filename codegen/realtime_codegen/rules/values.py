"""Rules for the values of schemas that are otherwise valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import shortened
from ..jsonschema.equality import key_of, type_of
from ..jsonschema.following import targets
from ..jsonschema.keywords import accepts_nothing, said_by, subschemas, walk
from ..jsonschema.satisfiable import Satisfiable, leaves_room
from ..jsonschema.validation import Validation
from ..wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic, Position
    from ..jsonschema.conjunction import Conjunction, Reading
    from ..model import Schema

# In a schema that is only tested, having no valid value is not a mistake.
_TESTED = ("not", "if", "contains")


class Values:
    """What is known of a project's values; `asked` are the schemas that they must satisfy, without
    those that are only tested, and without those that plainly leave room."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.satisfiable = Satisfiable(reading)
        self.validation = Validation(reading.project)
        project = reading.project.own
        tested = {
            inside
            for keyword in _TESTED
            for schema in project.with_keyword(keyword)
            for inside in walk(schema.at(keyword))
        }
        self.asked = [
            schema
            for schema in project.schemas
            if isinstance(schema.value, dict)
            and schema not in tested
            and ("default" in schema.value or not leaves_room(schema.value))
        ]

    def inside(self, schema: Schema) -> list[Schema]:
        """The schemas directly inside a schema, and those that it refers to."""
        return [o for _, o in subschemas(schema)] + targets(self.reading.project, schema)


def schemas_have_values(values: Values) -> Iterator[Diagnostic]:
    """A schema without valid values is an error, at the innermost schema that shows it."""
    holds = values.satisfiable.holds
    for schema in values.asked:
        if holds(schema) or _says_false(conjunction := values.reading.of(schema)):
            continue
        if (schema,) in values.satisfiable.endless:
            yield TEXTS.problem("no-value/endless", schema.position(key=True))
        elif all(isinstance(o.value, bool) or holds(o) for o in values.inside(schema)):
            yield no_value(conjunction, schema.position(key=True))


def _says_false(conjunction: Conjunction) -> bool:
    """Whether `false` itself is written there, on purpose."""
    unions = conjunction.unions
    return conjunction.is_false or any(
        all(accepts_nothing(branch.value) for branch in union.branches) for union in unions
    )


def no_value(
    conjunction: Conjunction, position: Position, related: tuple[tuple[Position, str], ...] = ()
) -> Diagnostic:
    """Why it is plain that no value is valid by a conjunction."""
    if conjunction.own_types:
        return TEXTS.problem("no-value", position, related)
    types = " and ".join(map(_either, conjunction.values_of("type")))
    if conjunction.listed is None:
        return TEXTS.problem("no-value/types", position, related, types=types)
    if not conjunction.listed:
        return TEXTS.problem("no-value/in-common", position, related)
    listed = ", ".join(shortened(listed.value) for listed in conjunction.listed.values())
    return TEXTS.problem("no-value/listed", position, related, values=listed, types=types)


def _either(types: str | list[str]) -> str:
    return types if isinstance(types, str) else " or ".join(types)


def defaults_are_valid(values: Values) -> Iterator[Diagnostic]:
    """A default is valid for its own schema."""
    for schema in values.asked:
        if "default" not in schema.value:
            continue
        default = schema.value["default"]
        if not _accepts(values, schema, default):
            position = schema.at("default").position()
            yield TEXTS.problem("invalid-default", position, value=shortened(default))


def _accepts(values: Values, schema: Schema, value: Any) -> bool:
    """Whether a value is valid by a schema. Most say so little that no validator is needed."""
    if not said_by(schema.value) <= {"const", "enum", "type"}:
        return values.validation.of(schema)(value)
    conjunction = values.reading.of(schema)
    is_listed = conjunction.listed is None or key_of(value) in conjunction.listed
    return is_listed and type_of(value) in conjunction.own_types
