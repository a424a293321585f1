"""What type a schema gives, and where generation says that it had to be wider."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .typed import NUMBER, TEXT, an_object, typed


def test_a_condition_adds_keys_to_an_open_object_alone() -> None:
    """Where the object is closed, also by one of several schemas, they cannot come."""
    then = {"if": {"required": ["x"]}, "then": {"properties": {"y": NUMBER}}}
    joined = {**an_object(x=TEXT), **then, "allOf": [{"minProperties": 1}]}
    assert typed(joined).fields == {"MIt": {"x": "str", "y": "typing.Any?"}}
    closed = {"additionalProperties": False}
    assert typed({**joined, **closed}).fields == {"MIt": {"x": "str"}}
    parts = [{"minProperties": 1}, {**closed, "properties": {"x": {}}}]
    assert "y" not in typed({**joined, "allOf": parts}).fields["MIt"]


PATTERNED = {"type": "object", "required": ["x_a"], "patternProperties": {"^x_": NUMBER}}


@pytest.mark.parametrize("extras", [{}, {"additionalProperties": False}])
def test_a_required_key_beside_patterns_may_be_anything(extras: Any) -> None:
    """Which pattern speaks of it cannot be seen, so its type is never narrower; that is told."""
    found = typed({**PATTERNED, **extras})
    assert found.fields == {"MIt": {"x_a": "typing.Any"}}
    assert found.warnings == [
        "checked only at run time: the type leaves out patternProperties beside properties"
    ]


def test_a_required_key_has_the_type_of_the_rest_where_no_pattern_speaks() -> None:
    """`additionalProperties` speaks of it, but not of what a pattern may speak of."""
    rest = {"type": "object", "required": ["a"], "additionalProperties": TEXT}
    assert typed(rest).fields == {"MIt": {"a": "str"}}
    assert typed({**PATTERNED, **rest}).fields == {"MIt": {"a": "typing.Any"}}


@pytest.mark.parametrize(
    ("schema", "received"),
    [
        ({"enum": ["a", "b", "c"], "allOf": [{"enum": ["c", "b", "d"]}]}, '["b", "c"]'),
        ({"enum": ["a", 1, 0], "allOf": [{"enum": [1.0, "a", False]}]}, '["a", 1]'),
        ({"enum": ["a", 1, True], "allOf": [{"const": True}]}, "[True]"),
        ({"enum": ["a", "b", 3], "type": ["integer", "null"]}, "[3]"),
        ({"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}, {"enum": ["b", "a"]}]}, '["b"]'),
    ],
)
def test_enums_that_hold_together_have_their_values_in_common(schema: Any, received: str) -> None:
    """Of several, and of a type beside them; true is not 1, and 1.0 is."""
    assert typed(schema).received == f"typing.Literal{received}"


TWO = {"type": "array", "prefixItems": [TEXT, NUMBER], "minItems": 2}


@pytest.mark.parametrize(
    ("schema", "received"),
    [
        ({**TWO, "items": False}, "tuple[str, int]"),
        ({**TWO, "allOf": [{"prefixItems": [{}, {}], "items": False}]}, "tuple[str, int]"),
        ({**TWO, "allOf": [{"prefixItems": [{}] * 3, "items": False}]}, "list[typing.Any]"),
        ({**TWO, "minItems": 1, "items": False}, "list[str | int]"),
        ({**TWO, "allOf": [{"items": {"type": ["string", "integer"]}}]}, "list[str | int]"),
        ({"allOf": [TWO, {"prefixItems": [{"const": "a"}], "items": NUMBER}]}, None),
        ({"type": "array", "allOf": [{"items": False}]}, "list[typing.Any]"),
    ],
)
def test_a_tuple_may_be_closed_from_elsewhere(schema: Any, received: str | None) -> None:
    """`items: false` of an `allOf` closes it where its length is known, and only there."""
    found = typed(schema)
    assert found.received == (received or 'list[typing.Literal["a"] | int]')
    has_prefix = "prefixItems" in json.dumps(schema)
    assert bool(found.warnings) == (has_prefix and not found.received.startswith("tuple"))


def many(count: int) -> dict[str, Any]:
    """A type that names twice as many types, and two more."""
    return {"type": "array", "items": {"anyOf": [array(number) for number in range(count)]}}


def array(number: int) -> dict[str, Any]:
    return {"type": "array", "items": {"const": f"v{number}"}}


def test_a_type_that_is_too_large_is_wider() -> None:
    """And that is told, at the schema that is too large and with a way out."""
    assert typed(many(255)).warnings == []
    found = typed(many(256))
    assert found.received == "list[typing.Any]"
    assert found.warnings == [
        "checked only at run time: it is too large for a type; name its parts in $defs"
    ]


def nested(depth: int) -> Any:
    return {"type": "array", "items": nested(depth - 1)} if depth else TEXT


def test_a_type_that_is_too_deep_is_wider() -> None:
    """And that is told."""
    assert typed(nested(31)).received == "list[" * 31 + "str" + "]" * 31
    assert typed(nested(31)).warnings == []
    assert typed(nested(32)).received == "list[" * 32 + "typing.Any" + "]" * 32
    assert typed(nested(32)).warnings == [
        "checked only at run time: it is nested too deep for a type"
    ]
