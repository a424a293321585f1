"""Rules for what values a schema has. They hold of schemas that are right otherwise."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, shortened
from ..jsonschema.circles import targets
from ..jsonschema.equality import type_of
from ..jsonschema.exclusion import exclude_each_other
from ..jsonschema.keywords import subschemas
from ..jsonschema.satisfiable import Satisfiable
from ..jsonschema.validation import Validation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..jsonschema.conjunction import Conjunction, Reading
    from ..model import Project, Schema

# Where a schema is asked for what must not hold, one without a value is no mistake.
_ASKED = frozenset({"not", "if", "contains"})


def schemas_have_values(reading: Reading) -> Iterator[Diagnostic]:
    """What no value satisfies is an error, at the innermost schema of which that is plain."""
    satisfiable = Satisfiable(reading)
    for schema in _asked(reading.project):
        if satisfiable.holds(schema) or _says_false(reading.of(schema)):
            continue
        inside = [other for _, other in subschemas(schema)] + targets(reading.project, schema)
        if all(isinstance(other.value, bool) or satisfiable.holds(other) for other in inside):
            message = f"no value is valid here: {_why(reading, schema)}"
            yield Diagnostic("no-value", message, schema.position(key=True))


def _says_false(conjunction: Conjunction) -> bool:
    """Whether `false` itself is written there, by who means it."""
    unions = conjunction.unions
    return conjunction.is_false or any(
        all(branch.value is False for branch in union.branches) for union in unions
    )


def _why(reading: Reading, schema: Schema) -> str:
    conjunction = reading.of(schema)
    if conjunction.own_types:
        return "its keywords contradict each other; look at what is required and at the bounds"
    types = " and ".join(shortened(place.value) for place in conjunction.each("type"))
    if conjunction.listed is None:
        return f"nothing is at once {types}"
    if not conjunction.listed:
        return "its enums and consts have no value in common"
    values = ", ".join(shortened(listed.value) for listed in conjunction.listed.values())
    return f"of {values} none is of type {types}"


def listed_values_are_of_their_type(reading: Reading) -> Iterator[Diagnostic]:
    """A value that `type` beside it refuses is never sent."""
    for schema in _asked(reading.project):
        types = reading.of(schema).own_types
        values = schema.get("enum")
        for index, value in enumerate(values if isinstance(values, list) and types else ()):
            if type_of(value) not in types:
                message = f"{shortened(value)} is never valid: it is of none of the types here"
                position = schema.at("enum", index).position()
                yield Diagnostic("unreachable-value", message, position, "warning")


def defaults_are_valid(reading: Reading) -> Iterator[Diagnostic]:
    """A default that its own schema refuses is no default."""
    validation = Validation(reading.project)
    for schema in _asked(reading.project):
        default = schema.get("default")
        if "default" in schema.value and not validation.is_valid(default, schema):
            message = f"its own schema refuses {shortened(default)}, so it is no default"
            position = schema.at("default").position()
            yield Diagnostic("invalid-default", message, position, "warning")


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
                message = (
                    "an object can fit this branch and another one, and oneOf then refuses it; "
                    "give each branch a required property with a const of its own, or write anyOf"
                )
                place = schema.at("oneOf", j).position()
                related = ((schema.at("oneOf", i).position(), "the other branch"),)
                yield Diagnostic("overlapping-branches", message, place, "warning", related)
                break


def _asked(project: Project) -> Iterator[Schema]:
    """The schemas by which values are valid: those that only ask a question are left out."""
    return (
        schema
        for schema in project.schemas
        if isinstance(schema.value, dict) and not _ASKED.intersection(map(str, schema.steps))
    )
