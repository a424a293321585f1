"""What two versions of a schema have the same: nothing of it is reported."""

from __future__ import annotations

from typing import Any

import pytest

from .building import IF, NULL, NUMBER, TEXT, closed, tagged, tagged_one_of, two_tags, with_key
from .versions import findings

PAIR = {"type": "array", "prefixItems": [TEXT, TEXT], "items": False, "minItems": 2}

REST = {"unevaluatedProperties": TEXT}


def untyped(schema: dict[str, Any]) -> dict[str, Any]:
    return {keyword: value for keyword, value in schema.items() if keyword != "type"}


SAME: dict[str, tuple[Any, Any]] = {
    "annotations": ({"type": "string"}, {"type": "string", "title": "T", "x-y": 1, "default": ""}),
    "the order of values": ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
    "a value alone": ({"enum": ["a"]}, {"const": "a"}),
    "a type in a list": ({"type": ["string"]}, TEXT),
    "a type that values have": ({"enum": ["a"]}, {"enum": ["a"], "type": "string"}),
    "values with titles": (
        {"oneOf": [{"const": "open", "title": "Open"}, {"const": "shut", "title": "Shut"}]},
        {"enum": ["open", "shut"]},
    ),
    "values of several branches": (
        {"anyOf": [{"enum": ["a", "b"], "type": "string"}, {"const": "b"}, NULL]},
        {"enum": ["a", "b", None]},
    ),
    "a value that two branches of a oneOf admit": (
        {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
        {"enum": ["a", "c"]},
    ),
    "a value in a branch that the type beside refuses": (
        {"type": "string", "anyOf": [{"const": "a"}, {"const": 1}]},
        {"enum": ["a"]},
    ),
    "values in branches cut in another way": (
        {"oneOf": [{"const": "a"}, {"const": "b"}, {"const": "c"}]},
        {"oneOf": [{"enum": ["a", "b"]}, {"const": "c"}]},
    ),
    "the least whole number": (
        {"type": "integer", "minimum": 1, "maximum": 9.5},
        {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10},
    ),
    "all booleans": ({"type": "boolean"}, {"enum": [True, False]}),
    "null beside a type": ({"type": ["string", "null"]}, {"anyOf": [TEXT, NULL]}),
    "one branch": ({"anyOf": [TEXT]}, TEXT),
    "branches in another order": (
        {"oneOf": [tagged("a"), tagged("b")]},
        {"oneOf": [tagged("b"), tagged("a")]},
    ),
    "branches that exclude each other": ({"oneOf": [TEXT, NULL]}, {"anyOf": [TEXT, NULL]}),
    "allOf of one": ({"allOf": [TEXT]}, TEXT),
    "bounds in allOf": (
        {"allOf": [{"minLength": 1}, {"minLength": 2}], "type": "string"},
        {"type": "string", "minLength": 2},
    ),
    "properties in allOf": (
        {"type": "object", "allOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]},
        {"type": "object", "properties": {"a": TEXT, "b": TEXT}},
    ),
    "numbers that are equal": ({"const": 1}, {"const": 1.0}),
    "a bound that asks nothing": (TEXT, {"type": "string", "minLength": 0}),
    "what says nothing of a type": (
        {"type": "string", "multipleOf": 2, "uniqueItems": True},
        {"type": "string", "multipleOf": 3, "maximum": 1, "items": TEXT, "required": ["a"]},
    ),
    "what says nothing of values that are no objects": (
        TEXT,
        {
            "type": "string",
            "dependentRequired": {"a": ["b"]},
            "dependentSchemas": {"a": {"minLength": 1}},
            "propertyNames": {"maxLength": 1},
        },
    ),
    "an unevaluated rest": (
        {"properties": {"a": TEXT}, "unevaluatedProperties": False},
        {"properties": {"a": TEXT}, "additionalProperties": False},
    ),
    "if without then": (TEXT, {"type": "string", "if": {"minLength": 1}}),
    "branches of no tag in another order": (
        {"anyOf": [with_key("a"), with_key("b"), NUMBER]},
        {"anyOf": [NUMBER, with_key("b"), with_key("a")]},
    ),
    "branches that overlap in another order": (
        {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}, TEXT]},
        {"oneOf": [TEXT, {"enum": ["c", "b"]}, {"enum": ["a", "b"]}]},
    ),
    "enums that exclude each other": (
        {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["c", 1]}]},
        {"anyOf": [{"enum": ["a", "b"]}, {"enum": ["c", 1]}]},
    ),
    "tags that exclude each other": (
        {"oneOf": [tagged("a"), tagged("b")]},
        {"anyOf": [tagged("a"), tagged("b")]},
    ),
    "one tagged branch that may be null": (
        {"oneOf": [tagged("a"), NULL]},
        {"anyOf": [tagged("a"), NULL]},
    ),
    "a condition in allOf": (
        {"type": "object", **IF},
        {"type": "object", "allOf": [IF]},
    ),
    "tags beside others": (
        {"oneOf": [tagged("a", x={"const": 1}), tagged("b", y={"const": 2}, x={"const": 1})]},
        {"anyOf": [tagged("a", x={"const": 1}), tagged("b", y={"const": 2}, x={"const": 1})]},
    ),
    "one of several tags": (
        {"oneOf": [two_tags("x", 1), two_tags("x", 2), two_tags("y", 2)]},
        {"anyOf": [two_tags("x", 1), two_tags("x", 2), two_tags("y", 2)]},
    ),
    "values inside values that are equal": (
        {"enum": [[1, {"a": 2}], {"b": [3]}]},
        {"enum": [{"b": [3.0]}, [1.0, {"a": 2.0}]]},
    ),
    "a rest that may be anything": (
        {"type": ["object", "array"]},
        {"type": ["object", "array"], "additionalProperties": True, "unevaluatedItems": True},
    ),
    "a closed rest in another keyword": (
        closed("a"),
        {**with_key("a"), "required": [], "unevaluatedProperties": False},
    ),
    "multiples of a whole number": ({"type": "integer"}, {"type": ["number"], "multipleOf": 1}),
    "whole multiples of another type": (
        {"type": ["integer", "null"]},
        {"type": ["number", "integer", "null"], "multipleOf": 1.0},
    ),
    "multiples that every whole number is": (
        {"type": "integer", "multipleOf": 0.5},
        {"type": "integer"},
    ),
    "multiples of two numbers": (
        {"type": "number", "multipleOf": 2, "allOf": [{"multipleOf": 3}]},
        {"type": "integer", "multipleOf": 6},
    ),
    "the least multiple": (
        {"type": "integer", "multipleOf": 5, "minimum": 1, "exclusiveMaximum": 15},
        {"type": "integer", "multipleOf": 5, "minimum": 5, "maximum": 14},
    ),
    "the least multiple of a fraction": (
        {"type": "number", "multipleOf": 0.5, "minimum": 0.25},
        {"type": "number", "multipleOf": 0.5, "minimum": 0.5},
    ),
    "a closed tuple": (PAIR, {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}),
    "a tuple that ends": (
        {"type": "array", "prefixItems": [TEXT, NUMBER], "items": False},
        {"type": "array", "prefixItems": [TEXT, NUMBER], "maxItems": 2},
    ),
    "a tuple that ends, and its length": (PAIR, {**PAIR, "maxItems": 2}),
    "a tuple that ends before its last": (
        {"type": "array", "prefixItems": [TEXT, NUMBER], "maxItems": 1},
        {"type": "array", "prefixItems": [TEXT, False, NULL]},
    ),
    "items behind the last": (
        {"type": "array", "maxItems": 0},
        {"type": "array", "items": False},
    ),
    "a branch that another contains": ({"anyOf": [TEXT, {"enum": ["a"]}]}, TEXT),
    "integer beside number": ({"anyOf": [NUMBER, {"type": "number"}]}, {"type": "number"}),
    "integer beside number and null": (
        {"anyOf": [{"type": "number"}, NUMBER, NULL]},
        {"type": ["number", "null"]},
    ),
    "a branch that another contains, beside more": (
        {"anyOf": [{"type": "string"}, {"const": "a"}], "minLength": 1},
        {"type": "string", "minLength": 1},
    ),
    "a branch with all that another asks, and more": (
        {"anyOf": [with_key("a"), with_key("a", maxProperties=3), with_key("b")]},
        {"anyOf": [with_key("b"), with_key("a")]},
    ),
    "a branch with more properties than another": (
        {"anyOf": [{"type": "object"}, with_key("b")]},
        {"type": "object"},
    ),
    "a branch with a property that the rest of another accepts": (
        {"anyOf": [{"type": "object", "additionalProperties": TEXT}, NULL, with_key("b", **REST)]},
        {"anyOf": [{"type": "object", "additionalProperties": TEXT}, NULL]},
    ),
    "branches that only their tag tells apart": (
        {"anyOf": [tagged("a", x=TEXT), tagged("b", x=TEXT), NULL]},
        {"anyOf": [tagged_one_of("a", "b", x=TEXT), NULL]},
    ),
    "a branch for each value of a tag": (
        {"oneOf": [tagged("a"), tagged("b")]},
        tagged_one_of("a", "b"),
    ),
    "tags of several values, cut anew": (
        {"anyOf": [tagged_one_of("a", "b"), tagged_one_of("c", "d")]},
        {"oneOf": [tagged_one_of("a", "c"), tagged("b"), tagged("d")]},
    ),
    "tags of what may be no object": (
        {"anyOf": [untyped(tagged("a")), untyped(tagged("b"))]},
        untyped(tagged_one_of("a", "b")),
    ),
    "all types but one": (
        {"not": {"type": "string"}},
        {"type": ["array", "boolean", "integer", "null", "number", "object"]},
    ),
    "a type taken from others": (
        {"type": ["string", "integer"], "allOf": [{"not": NUMBER}]},
        TEXT,
    ),
    "a pattern that all listed values have": (
        {"type": "string", "enum": ["a", "b"], "pattern": "^[ab]$"},
        {"type": "string", "enum": ["a", "b"]},
    ),
    "a format that all listed values have": (
        {"enum": ["2020-01-01", None], "format": "date"},
        {"enum": ["2020-01-01", None]},
    ),
    "a rest that allOf leaves": (
        {"allOf": [with_key("a")], "unevaluatedProperties": False},
        {**with_key("a"), "additionalProperties": False},
    ),
    "a rest that allOf inside allOf leaves": (
        {"allOf": [{"allOf": [with_key("a")], "properties": {"b": TEXT}}], **REST},
        {**with_key("a"), "properties": {"a": TEXT, "b": TEXT}, "additionalProperties": TEXT},
    ),
    "a branch that accepts everything": ({"anyOf": [{}, NUMBER]}, {}),
    "branches that contain each other": ({"anyOf": [TEXT, {**TEXT, "minLength": 0}]}, TEXT),
    "a branch that accepts nothing": ({"oneOf": [TEXT, False]}, TEXT),
    "one branch beside more": (
        {"oneOf": [{"minLength": 1}], "type": "string"},
        {"type": "string", "minLength": 1},
    ),
    "a branch of a branch": ({"anyOf": [{"anyOf": [TEXT, {"const": "a"}]}, {"const": ""}]}, TEXT),
    "as many properties as are required": (
        with_key("a"),
        with_key("a", minProperties=1),
    ),
    "as many properties as are declared": (closed("a", "b"), closed("a", "b", maxProperties=2)),
    "one item differs from all others": (
        {"type": "array", "maxItems": 1},
        {"type": "array", "maxItems": 1, "uniqueItems": True},
    ),
    "one item of a tuple": (
        {"type": "array", "prefixItems": [TEXT], "items": False},
        {"type": "array", "prefixItems": [TEXT], "items": False, "uniqueItems": True},
    ),
    "as many items as are contained": (
        {"type": "array", "contains": TEXT, "minContains": 2},
        {"type": "array", "contains": TEXT, "minContains": 2, "minItems": 2},
    ),
    "none need be contained": (
        {"type": "array"},
        {"type": "array", "contains": TEXT, "minContains": 0},
    ),
    "a bound that all values keep": (
        {"enum": ["a", "b", [1], 3]},
        {"enum": ["a", "b", [1], 3], "minLength": 1, "maxItems": 1, "maximum": 3, "multipleOf": 3},
    ),
    "a key that is required anyway": (
        with_key("b"),
        with_key("b", dependentRequired={"a": ["b"], "c": ["c"]}),
    ),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_admits_the_same_is_not_reported(old: Any, new: Any) -> None:
    """Neither of the two versions breaks anything of the other."""
    assert findings(old, new) == []
    assert findings(new, old) == []
