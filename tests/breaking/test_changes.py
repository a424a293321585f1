"""What is found between two versions of a schema, whichever of them came first."""

from __future__ import annotations

from typing import Any

import pytest
from realtime_codegen.breaking import compare

from .building import (
    DRAFT,
    IF,
    NULL,
    NUMBER,
    TEXT,
    closed,
    or_null,
    tagged,
    tagged_one_of,
    with_key,
)
from .versions import findings, names, of_topics

# What is found on the way there, and on the way back.
CHANGED: dict[str, tuple[Any, Any, list[str], list[str]]] = {
    "a branch's type": (
        TEXT,
        {"anyOf": [TEXT, NUMBER]},
        ["type-widened:c.t"],
        ["type-narrowed:c.t"],
    ),
    "a branch of the same type": (
        tagged("a"),
        {"oneOf": [tagged("a"), tagged("b")]},
        ["branch-added:c.t/oneOf/kind=b"],
        ["branch-removed:c.t/oneOf/kind=b"],
    ),
    "one more value in a branch": (
        {"oneOf": [{"const": "a", "title": "A"}, NULL]},
        {"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}, NULL]},
        ["enum-value-added:c.t/b"],
        ["enum-value-removed:c.t/b"],
    ),
    "a branch beside values": (
        {"oneOf": [{"const": "a"}, {"const": "b"}]},
        {"oneOf": [{"const": "a"}, {"const": "b"}, {"type": "object"}]},
        ["type-widened:c.t"],
        ["type-narrowed:c.t"],
    ),
    "a bound that only whole numbers have in another form": (
        {"type": "number", "minimum": 1},
        {"type": "number", "exclusiveMinimum": 0},
        ["constraint-loosened:c.t/minimum"],
        ["constraint-tightened:c.t/minimum"],
    ),
    "a bound of whole numbers that excludes itself": (
        {"type": "integer", "minimum": 0},
        {"type": "integer", "exclusiveMinimum": 0},
        ["constraint-tightened:c.t/minimum"],
        ["constraint-loosened:c.t/minimum"],
    ),
    "oneOf of values that two branches admit": (
        {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
        {"anyOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
        ["enum-value-added:c.t/b"],
        ["enum-value-removed:c.t/b"],
    ),
    "inside a branch": (
        {"oneOf": [tagged("a", x=TEXT), tagged("b")]},
        {"oneOf": [tagged("b"), tagged("a", x={"type": ["string", "null"]})]},
        ["type-widened:c.t/oneOf/kind=a/properties/x"],
        ["type-narrowed:c.t/oneOf/kind=a/properties/x"],
    ),
    "items": (
        {"type": "array", "items": TEXT},
        {"type": "array", "items": {"type": ["string", "null"]}, "maxItems": 3},
        ["constraint-tightened:c.t/maxItems", "type-widened:c.t/items"],
        ["constraint-loosened:c.t/maxItems", "type-narrowed:c.t/items"],
    ),
    "one more in front": (
        {"type": "array", "prefixItems": [TEXT], "items": False},
        {"type": "array", "prefixItems": [TEXT, TEXT], "items": False},
        ["type-widened:c.t/prefixItems/1"],
        ["type-narrowed:c.t/items"],
    ),
    "a rest that a property is part of": (
        {"type": "object", "additionalProperties": TEXT},
        {"type": "object", "additionalProperties": TEXT, "properties": {"a": {"minLength": 1}}},
        ["type-widened:c.t/properties/a", "constraint-tightened:c.t/properties/a/minLength"],
        ["property-removed:c.t/a"],
    ),
    "a bound that excludes itself": (
        {"type": "number", "minimum": 0},
        {"type": "number", "exclusiveMinimum": 0},
        ["constraint-tightened:c.t/minimum"],
        ["constraint-loosened:c.t/minimum"],
    ),
    "multiples": (
        {"type": "integer", "multipleOf": 3},
        {"type": "integer", "multipleOf": 6},
        ["constraint-tightened:c.t/multipleOf"],
        ["constraint-loosened:c.t/multipleOf"],
    ),
    "multiples of something else": (
        {"type": "integer", "multipleOf": 2},
        {"type": "integer", "multipleOf": 3},
        ["constraint-loosened:c.t/multipleOf", "constraint-tightened:c.t/multipleOf"],
        ["constraint-loosened:c.t/multipleOf", "constraint-tightened:c.t/multipleOf"],
    ),
    "one with the other": (
        {"type": "object"},
        {"type": "object", "dependentRequired": {"a": ["b"]}},
        ["constraint-tightened:c.t/dependentRequired/a/b"],
        ["constraint-loosened:c.t/dependentRequired/a/b"],
    ),
    "items that must differ": (
        {"type": "array", "uniqueItems": False},
        {"type": "array", "uniqueItems": True},
        ["constraint-tightened:c.t/uniqueItems"],
        ["constraint-loosened:c.t/uniqueItems"],
    ),
    "how many are contained": (
        {"type": "array", "contains": TEXT},
        {"type": "array", "contains": TEXT, "minContains": 2, "maxContains": 4},
        ["constraint-tightened:c.t/maxContains", "constraint-tightened:c.t/minContains"],
        ["constraint-loosened:c.t/maxContains", "constraint-loosened:c.t/minContains"],
    ),
    "a property that may be anything": (
        {"type": "object"},
        {"type": "object", "properties": {"a": {}}},
        [],
        ["property-removed:c.t/a"],
    ),
    "nothing": (True, False, ["type-narrowed:c.t"], ["type-widened:c.t"]),
    "a branch of no tag that may overlap": (
        {"oneOf": [with_key("a"), with_key("b")]},
        {"oneOf": [with_key("a"), with_key("b"), with_key("c")]},
        ["branch-added:c.t/oneOf/2", "undecided:c.t/oneOf"],
        ["branch-removed:c.t/oneOf/2", "undecided:c.t/oneOf"],
    ),
    "a branch of no tag in anyOf": (
        {"anyOf": [with_key("a"), with_key("b")]},
        {"anyOf": [with_key("a"), with_key("b"), with_key("c")]},
        ["branch-added:c.t/anyOf/2"],
        ["branch-removed:c.t/anyOf/2"],
    ),
    "a branch of a type that another has": (
        {"oneOf": [{"type": "string", "minLength": 3}, NUMBER]},
        {"oneOf": [{"type": "string", "minLength": 3}, NUMBER, {"type": "string", "pattern": "a"}]},
        ["branch-added:c.t/oneOf/2", "undecided:c.t/oneOf"],
        ["branch-removed:c.t/oneOf/2", "undecided:c.t/oneOf"],
    ),
    "one more value of a tag whose others are cut anew": (
        {"anyOf": [tagged("a", x=TEXT), tagged("b", x=TEXT)]},
        tagged_one_of("a", "b", "c", x=or_null(TEXT)),
        ["enum-value-added:c.t/properties/kind/c", "type-widened:c.t/properties/x"],
        [
            "enum-value-removed:c.t/anyOf/kind=a/properties/kind/c",
            "enum-value-removed:c.t/anyOf/kind=b/properties/kind/c",
            "type-narrowed:c.t/anyOf/kind=a/properties/x",
            "type-narrowed:c.t/anyOf/kind=b/properties/x",
        ],
    ),
    "a property of an object whose rest is closed": (
        {"allOf": [with_key("a")], "unevaluatedProperties": False},
        {"allOf": [with_key("a"), {"properties": {"b": TEXT}}], "unevaluatedProperties": False},
        ["property-added:c.t/b"],
        ["property-removed:c.t/b"],
    ),
    "a type that not takes away": (
        {"not": NUMBER},
        {"not": {"type": ["integer", "null"]}},
        ["type-narrowed:c.t"],
        ["type-widened:c.t"],
    ),
    "a pattern that some listed values have": (
        {"enum": ["a", "b"], "pattern": "^[ab]$"},
        {"enum": ["a", "b", "c"]},
        ["constraint-loosened:c.t/pattern", "enum-value-added:c.t/c"],
        ["constraint-tightened:c.t/pattern", "enum-value-removed:c.t/c"],
    ),
    "a property of a closed object": (
        closed("a", "b"),
        closed("a"),
        ["property-removed:c.t/b"],
        ["property-added:c.t/b"],
    ),
    "a required property of a closed object": (
        closed("a", "b", required=["b"]),
        closed("a"),
        ["property-removed:c.t/b"],
        ["property-added:c.t/b", "property-required:c.t/b"],
    ),
    "a property of a closed object that a pattern may speak of": (
        closed("a", "b", patternProperties={"^b": NUMBER}),
        closed("a", patternProperties={"^b": NUMBER}),
        ["property-removed:c.t/b"],
        ["property-added:c.t/b", "undecided:c.t/b"],
    ),
    "what stands beside a condition": (
        {"type": "object", **IF, "properties": {"x": TEXT}},
        {"type": "object", **IF, "properties": {"x": or_null(TEXT)}},
        ["type-widened:c.t/properties/x"],
        ["type-narrowed:c.t/properties/x"],
    ),
    "what stands beside a reference to the draft": (
        {"$ref": DRAFT, "minProperties": 1},
        {"$ref": DRAFT, "minProperties": 2},
        ["constraint-tightened:c.t/minProperties"],
        ["constraint-loosened:c.t/minProperties"],
    ),
    "what stands beside one with the other": (
        {"type": "object", "dependentRequired": {"a": ["b"]}, "minProperties": 1},
        {"type": "object", "dependentRequired": {"a": ["b"]}, "minProperties": 2},
        ["constraint-tightened:c.t/minProperties"],
        ["constraint-loosened:c.t/minProperties"],
    ),
    "a branch beside what was there": (
        {"type": "string", "minLength": 1},
        {"anyOf": [TEXT, NUMBER]},
        ["type-widened:c.t", "constraint-loosened:c.t/anyOf/0/minLength"],
        ["type-narrowed:c.t", "constraint-tightened:c.t/minLength"],
    ),
    "what stands beside contains": (
        {"type": "array", "contains": TEXT, "minContains": 2, "minItems": 2},
        {"type": "array", "contains": TEXT, "minContains": 2, "minItems": 3},
        ["constraint-tightened:c.t/minItems"],
        ["constraint-loosened:c.t/minItems"],
    ),
    "a constant": (
        {"const": "a"},
        {"const": "b"},
        ["enum-value-added:c.t/b", "enum-value-removed:c.t/a"],
        ["enum-value-added:c.t/a", "enum-value-removed:c.t/b"],
    ),
}


@pytest.mark.parametrize(("old", "new", "there", "back"), CHANGED.values(), ids=CHANGED)
def test_a_change_is_found_in_both_directions(
    old: Any, new: Any, there: list[str], back: list[str]
) -> None:
    """What widens one way narrows the other."""
    assert sorted(names(findings(old, new))) == sorted(there)
    assert sorted(names(findings(new, old))) == sorted(back)


def test_a_finding_in_a_definition_names_the_topics_that_use_it() -> None:
    """Also those that use it through another definition: a few of them, and how many more."""
    schemas = [{"$ref": "#/$defs/A"}, {"type": "array", "items": {"$ref": "#/$defs/B"}}, TEXT]
    topics = {f"t{i}": {"schema": schemas[i % 3]} for i in range(7)}
    definitions = {"A": {"type": "object", "properties": {"b": {"$ref": "#/$defs/B"}}}}
    old, new = (of_topics(topics, {**definitions, "B": b}, "x") for b in (TEXT, or_null(TEXT)))
    (found,) = compare(old, new)
    assert found.name == "type-widened:a.json#/$defs/B"
    assert [label for _, label in found.diagnostic.related] == [
        "before",
        "used by c.t0, c.t1, c.t3 and 2 more",
    ]


def test_who_accepts_a_branch_accepts_no_other() -> None:
    """Its name has the tag: another branch in its place has another one."""
    old = {"oneOf": [tagged("a"), tagged("b")]}
    left, secret = ({"oneOf": [*old["oneOf"], tagged(tag)]} for tag in ("left", "secret"))
    assert names(findings(old, left)) == ["branch-added:c.t/oneOf/kind=left"]
    assert names(findings(old, secret)) == ["branch-added:c.t/oneOf/kind=secret"]
