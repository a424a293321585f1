"""Which schemas have a valid value, whichever is asked for first."""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from realtime_codegen.jsonschema.conjunction import Reading
from realtime_codegen.jsonschema.keywords import TYPES
from realtime_codegen.jsonschema.satisfiable import Satisfiable, leaves_room

from ..support.generating import understand


def requiring(key: str, definition: str) -> dict[str, object]:
    properties = {key: {"$ref": f"#/$defs/{definition}"}}
    return {"type": "object", "required": [key], "properties": properties}


ENDING = {
    "One": {"anyOf": [requiring("two", "Two"), {"type": "string"}]},
    "Two": requiring("one", "One"),
}
ENDLESS = {"One": requiring("two", "Two"), "Two": requiring("one", "One")}


@pytest.mark.parametrize(("definitions", "holds"), [(ENDING, True), (ENDLESS, False)])
def test_schemas_in_a_circle(definitions: dict[str, object], *, holds: bool) -> None:
    """A value may end at a choice anywhere in the circle, and need not where there is none."""
    project, _ = understand({"a.json": json.dumps({"$defs": definitions}).encode()})
    schemas = [one for one in project.schemas if "$ref" in one.value or one is one.root]
    assert len(schemas) == 4
    for order in permutations(schemas):
        satisfiable = Satisfiable(Reading(project))
        assert {satisfiable.holds(one) for one in order} == {holds}


LOWER = {
    "description": "What only begins somewhere.",
    "exclusiveMinimum": 4,
    "format": "uuid",
    "minItems": 2,
    "minLength": 2,
    "minProperties": 2,
    "minimum": 3.5,
    "multipleOf": 0.25,
    "pattern": "^a$",
}


UPPER = {
    "additionalProperties": False,
    "exclusiveMaximum": -3,
    "items": False,
    "maxItems": 0,
    "maxLength": 0,
    "maxProperties": 0,
    "maximum": -3.5,
    "patternProperties": {"a": False},
    "prefixItems": [False],
    "properties": {"a": False},
    "propertyNames": False,
    "uniqueItems": True,
}
REQUIRING = {
    "additionalProperties": False,
    "properties": {"a": {"enum": [1, 2]}, "b": LOWER, "c": False},
    "required": ["a", "b"],
    "type": "object",
}


@pytest.mark.parametrize("keywords", [LOWER, UPPER])
def test_what_leaves_room_has_values_by_all_other_rules(keywords: dict[str, object]) -> None:
    """The keywords that are not looked into leave values, of every type and of all together."""
    definitions = {type_: {**keywords, "type": type_} for type_ in TYPES} | {"any": keywords}
    definitions |= {"listed": {"enum": [None]}, "one": {"const": {}}, "requiring": REQUIRING}
    project, _ = understand({"a.json": json.dumps({"$defs": definitions}).encode()})
    reading = Reading(project)
    for schema in (one for one in project.schemas if one is one.root):
        assert leaves_room(schema.value)
        assert Satisfiable(reading).types(reading.of(schema))


@pytest.mark.parametrize(
    "upper", [{"maximum": 3}, {"maxLength": 1}, {"items": False}, {"enum": []}, {"not": {}}]
)
def test_what_may_leave_no_room_is_looked_into(upper: dict[str, object]) -> None:
    project, _ = understand({"a.json": json.dumps({"$defs": {"A": LOWER | upper}}).encode()})
    assert not leaves_room(project.schemas[0].value)


@pytest.mark.parametrize(
    "required",
    [
        {"required": ["c"]},
        {"required": ["d"]},
        {"maxProperties": 1},
        {"minProperties": 3},
        {"propertyNames": False},
        {"patternProperties": {"a": False}},
    ],
)
def test_what_a_required_key_may_not_have_is_looked_into(required: dict[str, object]) -> None:
    """A key without values, an undeclared key, and what else speaks of keys."""
    assert not leaves_room(REQUIRING | required)
