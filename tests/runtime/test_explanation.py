"""Explanations of refused payloads: what they tell."""

from __future__ import annotations

from typing import Any

import pytest
from realtime_runtime.encoding import shorten
from realtime_runtime.validation import Validator

from .refusals import told


def test_references_into_embedded_resources() -> None:
    """Anchors, identifiers and pointers lead where the draft says."""
    schema = {
        "$id": "https://example.com/root",
        "properties": {
            "a": {"$ref": "other#word"},
            "b": {"$ref": "other#/$defs/small"},
            "c": {"$ref": "#/$defs/x/$defs/small"},
        },
        "$defs": {
            "x": {
                "$id": "other",
                "$defs": {
                    "word": {"$anchor": "word", "type": "string"},
                    "small": {"maximum": 3, "$ref": "#/$defs/whole"},
                    "whole": {"type": "integer"},
                },
            }
        },
    }
    assert told(schema, {"a": 1, "b": 5, "c": 0.5}) == [
        "payload/a: expected string, found 1",
        "payload/b: expected at most 3, found 5",
        "payload/c: expected integer, found 0.5",
    ]


def test_a_dynamic_reference_is_followed_from_where_the_value_is() -> None:
    """What extends a recursive schema is meant at every depth of it."""
    schema = {
        "$id": "https://example.com/strict",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
        "$defs": {
            "tree": {
                "$id": "tree",
                "$dynamicAnchor": "node",
                "properties": {
                    "value": {"type": "integer"},
                    "next": {"$dynamicRef": "#node"},
                },
            }
        },
    }
    assert told(schema, {"next": {"next": {"value": 1, "valeu": 2}}}) == [
        'payload/next/next: expected only the schema\'s properties, found "valeu"'
    ]


@pytest.mark.parametrize(
    ("schema", "value", "problems"),
    [
        (
            {"unevaluatedProperties": {"type": "string"}, "properties": {"a": True}},
            {"a": 1, "b": 2},
            ["payload/b: expected string, found 2"],
        ),
        (
            {
                "anyOf": [{"properties": {"a": True}, "required": ["a"]}, {"required": ["b"]}],
                "unevaluatedProperties": False,
            },
            {"a": 1, "b": 2},
            ['payload: expected only the schema\'s properties, found "b"'],
        ),
        (
            {"prefixItems": [True], "contains": {"type": "string"}, "unevaluatedItems": False},
            [1, "a", 2],
            ["payload: expected only the schema's items, found 2"],
        ),
        (
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": False},
            {"a": 1},
            ['payload: expected the property "b", found only "a"'],
        ),
        (
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"a": {"maxProperties": 0}}},
            {"a": 1},
            [
                'payload: expected at most 0 properties, found {"a": 1}',
                'payload: expected the property "b", found only "a"',
            ],
        ),
        (
            {"patternProperties": {"^a": {"type": "string"}, "b$": {"minimum": 3}}},
            {"ab": 1},
            ["payload/ab: expected string, found 1", "payload/ab: expected at least 3, found 1"],
        ),
        ({"contains": {"type": "string"}, "maxContains": 1}, ["a"], []),
        (
            {"anyOf": [{"items": {"$ref": "#"}}, {"items": {"$ref": "#"}, "maxItems": 2}]},
            [[]],
            [],
        ),
    ],
)
def test_keywords_that_look_at_others(
    schema: dict[str, Any], value: object, problems: list[str]
) -> None:
    """A keyword that depends on others is told with them in view."""
    found = [] if Validator(schema).is_valid(value) else told(schema, value)
    assert found == problems


OF_OBJECTS: dict[str, Any] = {
    "properties": {"a": False},
    "patternProperties": {"": False},
    "additionalProperties": False,
    "propertyNames": False,
    "required": ["b"],
    "dependentSchemas": {"a": False},
    "dependencies": {"a": ["b"]},
    "unevaluatedProperties": False,
}
OF_ARRAYS: dict[str, Any] = {
    "prefixItems": [False],
    "items": False,
    "contains": {"const": 1},
    "unevaluatedItems": False,
}


@pytest.mark.parametrize("value", [["a"], {"a": 1}, "a", 1.5, None], ids=repr)
def test_keywords_of_other_types(value: object) -> None:
    """What keywords ask of objects and of arrays, they ask of nothing else."""
    keywords = {
        **({} if isinstance(value, dict) else OF_OBJECTS),
        **({} if isinstance(value, list) else OF_ARRAYS),
    }
    assert told({**keywords, "const": 0}, value) == [f"payload: expected 0, found {shorten(value)}"]


def test_branches_that_agree() -> None:
    """What is wrong in all of the nearest branches alike is told, and not that no branch fits."""
    word = {"type": "object", "properties": {"a": {"$ref": "#/$defs/word"}}}
    union = {"anyOf": [word, {**word, "maxProperties": 3}], "$defs": {"word": {"type": "string"}}}
    assert told(union, {"a": 1}) == ["payload/a: expected string, found 1"]
