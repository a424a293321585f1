"""What type a union gives, and which of its branches are in it."""

from __future__ import annotations

from typing import Any

import pytest

from .typed import NULL, NUMBER, TEXT, an_object, typed


def test_what_stands_beside_a_union_is_in_every_branch() -> None:
    """Properties, required keys and types reach each branch of `anyOf` and of `oneOf`."""
    for keyword in ("anyOf", "oneOf"):
        branches = [an_object(a=TEXT), {"properties": {"b": NUMBER}}]
        found = typed({**an_object(x=TEXT), "required": ["b", "x"], keyword: branches})
        assert found.received == "MItOption1 | MItOption2"
        assert found.published == "MItOption1Input | MItOption2Input"
        assert found.fields == {
            "MItOption1": {"a": "str", "x": "str", "b": "typing.Any"},
            "MItOption2": {"b": "int", "x": "str"},
        }
        assert found.warnings == []


def test_a_property_on_both_sides_of_a_union_is_both() -> None:
    """What it asks of a property narrows what stands beside it, in one branch alone."""
    branches = [{"properties": {"x": {"enum": ["a", 1]}}}, {"properties": {"y": NULL}}]
    found = typed({**an_object(x=TEXT), "anyOf": branches})
    assert found.fields == {
        "MItOption1": {"x": 'typing.Literal["a"]'},
        "MItOption2": {"x": "str", "y": "None?"},
    }


def test_a_branch_that_nothing_reaches_is_none() -> None:
    """Where no value of a branch is valid beside the union, it is not in the type."""
    assert typed({"type": "string", "anyOf": [TEXT, NUMBER]}).received == "str"
    assert (
        typed({"type": ["string", "null"], "oneOf": [TEXT, NUMBER, NULL]}).received == "str | None"
    )


def test_a_closed_object_beside_a_union_adds_no_keys() -> None:
    """A key that only a branch names cannot come where the object is closed."""
    closed = {**an_object(x=TEXT), "additionalProperties": False}
    found = typed({**closed, "anyOf": [an_object(x=TEXT), an_object(x={"const": "a"})]})
    assert [*found.fields.values()] == [{"x": "str"}, {"x": 'typing.Literal["a"]'}]


@pytest.mark.parametrize(
    ("schema", "received"),
    [
        ({"enum": ["a", "b", 3, None], "anyOf": [TEXT, NULL]}, 'typing.Literal["a", "b"] | None'),
        ({"enum": ["a", 3], "anyOf": [{"const": 3}, {"const": "b"}]}, "typing.Literal[3]"),
        ({"enum": ["a", 3], "oneOf": [{"minLength": 1}, NUMBER]}, 'typing.Literal["a", 3]'),
        (
            {"const": "a", "anyOf": [{"type": "object"}, {"enum": ["b", "a"]}]},
            'typing.Literal["a"]',
        ),
    ],
)
def test_an_enum_beside_a_union_is_in_every_branch(schema: Any, received: str) -> None:
    """A branch has those of its values that it admits."""
    assert typed(schema).received == received
