"""Rules for the values of schemas that are otherwise valid."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ..diagnostics import shortened
from ..jsonschema.circles import targets
from ..jsonschema.equality import type_of
from ..jsonschema.exclusion import exclude_each_other
from ..jsonschema.keywords import subschemas
from ..jsonschema.satisfiable import Satisfiable
from ..jsonschema.validation import Validation
from ..wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic
    from ..jsonschema.conjunction import Conjunction, Reading
    from ..model import Project, Schema

# In a schema that is only tested, having no valid value is not a mistake.
_TESTED = frozenset({"not", "if", "contains"})


def schemas_have_values(reading: Reading) -> Iterator[Diagnostic]:
    """A schema without valid values is an error, at the innermost schema that shows it."""
    satisfiable = Satisfiable(reading)
    for schema in _asked(reading.project):
        if satisfiable.holds(schema) or _says_false(reading.of(schema)):
            continue
        inside = [other for _, other in subschemas(schema)] + targets(reading.project, schema)
        if all(isinstance(other.value, bool) or satisfiable.holds(other) for other in inside):
            yield _no_value(reading, schema)


def _says_false(conjunction: Conjunction) -> bool:
    """Whether `false` itself is written there, on purpose."""
    unions = conjunction.unions
    return conjunction.is_false or any(
        all(branch.value is False for branch in union.branches) for union in unions
    )


def _no_value(reading: Reading, schema: Schema) -> Diagnostic:
    conjunction, position = reading.of(schema), schema.position(key=True)
    if conjunction.own_types:
        return TEXTS.problem("no-value", position)
    types = " and ".join(shortened(place.value) for place in conjunction.each("type"))
    if conjunction.listed is None:
        return TEXTS.problem("no-value/types", position, types=types)
    if not conjunction.listed:
        return TEXTS.problem("no-value/in-common", position)
    values = ", ".join(shortened(listed.value) for listed in conjunction.listed.values())
    return TEXTS.problem("no-value/listed", position, values=values, types=types)


def listed_values_are_of_their_type(reading: Reading) -> Iterator[Diagnostic]:
    """A value that `type` beside it refuses is never sent."""
    for schema in _asked(reading.project):
        types = reading.of(schema).own_types
        values = schema.get("enum")
        for index, value in enumerate(values if isinstance(values, list) and types else ()):
            if type_of(value) not in types:
                position = schema.at("enum", index).position()
                yield TEXTS.problem("unreachable-value", position, value=shortened(value))


def defaults_are_valid(reading: Reading) -> Iterator[Diagnostic]:
    """A default is valid for its own schema."""
    validation = Validation(reading.project)
    for schema in _asked(reading.project):
        default = schema.get("default")
        if "default" in schema.value and not validation.is_valid(default, schema):
            position = schema.at("default").position()
            yield TEXTS.problem("invalid-default", position, value=shortened(default))


def one_of_tells_its_branches_apart(reading: Reading) -> Iterator[Diagnostic]:
    """A value that fits two branches of a oneOf is refused."""
    for schema in _asked(reading.project):
        branches = schema.get("oneOf")
        if not isinstance(branches, list):
            continue
        found = [reading.of(schema.at("oneOf", i)) for i in range(len(branches))]
        objects = [(i, c) for i, c in enumerate(found) if c.types == {"object"} and not c.patterns]
        for (i, a), (j, b) in combinations(objects, 2):
            if not exclude_each_other(a, b):
                related = ((schema.at("oneOf", i).position(), "the other branch"),)
                position = schema.at("oneOf", j).position()
                yield TEXTS.problem("overlapping-branches", position, related)
                break


def _asked(project: Project) -> Iterator[Schema]:
    """The schemas that values must satisfy, without those that are only tested."""
    return (
        schema
        for schema in project.schemas
        if isinstance(schema.value, dict) and _TESTED.isdisjoint(project.keywords_around(schema))
    )
