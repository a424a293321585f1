"""What `breaking` does not report is safe: judged by a complete validator, over random schemas."""

from __future__ import annotations

import itertools
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .versions import broken, findings

pytestmark = pytest.mark.slow

Schema = Any

SCALARS: list[Any] = [None, True, False, 0, 1, 2, 3, 6, -1, 0.5, 1.5, "", "a", "b", "ab", "aab"]
SOME: list[Any] = [None, True, 1, 2, 0.5, "a", "ab"]
ITEMS = [[], *([a] for a in SOME), *([a, b] for a in SOME for b in SOME), [1, 2, 3], ["a", "a", 1]]
FLAT = [
    dict(zip(keys, values, strict=True))
    for count in (0, 1, 2)
    for keys in itertools.combinations("abk", count)
    for values in itertools.product(SOME, repeat=count)
]
NESTED = [
    *({"a": value} for value in (*ITEMS[:12], *FLAT[:40])),
    *({"k": tag, "a": value, "b": 1} for tag in ("a", "b", "ab") for value in SOME),
    *({"a": {"a": {"a": value}}} for value in SOME),
    *([{"a": value}] for value in SOME),
]
VALUES = [*SCALARS, *ITEMS, *FLAT, *NESTED]

TYPES = ["string", "integer", "number", "boolean", "object", "array", "null"]
KEYS = st.sampled_from("abk")
LEAVES = st.sampled_from(["a", "b", "ab", 1, 2, 0.5, None, True])
BOUND = st.integers(0, 3)
# With a number, so that they are told from lists of types, of keys and of schemas.
ENUMS = st.lists(LEAVES, max_size=2, unique_by=repr).map(lambda found: [*found, 3])


def keyword(name: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return value.map(lambda found: {name: found})


def scalars() -> st.SearchStrategy[Schema]:
    bounds = ("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "minItems")
    more = ("maxItems", "minProperties", "maxProperties")
    return st.one_of(
        st.sampled_from([True, False, {}, {"$ref": "#/$defs/D"}]),
        keyword("type", st.sampled_from(TYPES)),
        keyword("type", st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True)),
        keyword("enum", ENUMS),
        keyword("const", LEAVES),
        *(keyword(name, BOUND) for name in (*bounds, *more)),
        keyword("multipleOf", st.sampled_from([1, 2, 3, 0.5])),
        keyword("pattern", st.sampled_from(["^a", "b$", "a"])),
        keyword("format", st.sampled_from(["date", "uuid"])),
        keyword("uniqueItems", st.booleans()),
        keyword("required", st.lists(KEYS, max_size=2, unique=True)),
        st.sampled_from(
            [
                {"dependentRequired": {"a": ["b"]}},
                {"type": ["integer", "number"], "multipleOf": 1},
                {"multipleOf": 2, "minimum": 1, "exclusiveMaximum": 3},
                {"minProperties": 1, "required": ["a"]},
                {"maxItems": 1, "uniqueItems": True},
                {"maxItems": 2, "items": False},
                {"enum": ["a", "ab", [1, 2], 3], "minLength": 1},
                {"enum": ["a", "ab", 3], "pattern": "^a"},
                {"enum": ["b", "ab", 3], "format": "date"},
                {"not": {"type": ["integer", "null"]}},
            ]
        ),
    )


def tuple_of(items: list[Schema], least: int) -> Schema:
    """A closed one."""
    return {"type": "array", "prefixItems": items, "items": False, "minItems": least}


TAGS = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, unique=True).map(
    lambda found: {"enum": found}
)


def tagged_with(tag: Schema, value: Schema) -> Schema:
    """An object with a tag."""
    return {"type": "object", "required": ["k"], "properties": {"k": tag, "a": value}}


def list_of(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "minItems": most, "maxItems": most}


def with_schemas(inside: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    some = st.lists(inside, min_size=1, max_size=3)
    tagged = st.builds(tagged_with, st.one_of(TAGS, inside), inside)
    contained = st.tuples(inside, inside).map(lambda two: [two[0], joined([*two])])
    extras = st.one_of(inside, st.booleans())
    return st.one_of(
        keyword("properties", st.dictionaries(KEYS, inside, min_size=1, max_size=2)),
        keyword("patternProperties", st.dictionaries(st.sampled_from(["^a", "k"]), inside)),
        keyword("additionalProperties", extras),
        keyword("unevaluatedProperties", extras),
        keyword("unevaluatedItems", extras),
        keyword("propertyNames", inside),
        keyword("dependentSchemas", st.dictionaries(KEYS, inside, min_size=1, max_size=1)),
        keyword("items", extras),
        keyword("prefixItems", some),
        st.builds(tuple_of, some, st.integers(0, 2)),
        st.builds(list_of, inside, st.integers(0, 2)),
        keyword("contains", inside),
        st.builds(lambda a, least: {"contains": a, "minContains": least}, inside, BOUND),
        *(keyword(name, contained) for name in ("anyOf", "oneOf")),
        keyword("not", inside),
        st.builds(lambda a, b: {"if": a, "then": b}, inside, inside),
        *(keyword(name, some) for name in ("allOf", "anyOf", "oneOf")),
        *(keyword(name, st.lists(tagged, min_size=1, max_size=3)) for name in ("anyOf", "oneOf")),
        st.builds(lambda a, b: {"allOf": a, "unevaluatedProperties": b}, some, extras),
        tagged,
    )


def joined(parts: list[Schema]) -> Schema:
    """One schema with the keywords of all; a later one goes before."""
    found: dict[str, Any] = {}
    for part in parts:
        found |= part if isinstance(part, dict) else {}
    return found if any(isinstance(part, dict) for part in parts) else parts[0]


SCHEMAS: st.SearchStrategy[Schema] = st.recursive(
    st.lists(scalars(), min_size=1, max_size=3).map(joined),
    lambda inside: st.lists(st.one_of(with_schemas(inside), scalars()), min_size=1, max_size=4).map(
        joined
    ),
    max_leaves=8,
)


@st.composite
def changed(draw: st.DrawFn, value: Schema) -> Schema:
    """The same with something in it replaced, removed or added."""
    if isinstance(value, dict) and value and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(value)))
        rest = {k: v for k, v in value.items() if k != key}
        if isinstance(value[key], dict | list | bool) and draw(st.integers(0, 3)):
            return {**value, key: draw(changed(value[key]))}
        return rest if draw(st.booleans()) else joined([value, draw(SCHEMAS)])
    if isinstance(value, list) and value and all(isinstance(v, dict | bool) for v in value):
        index = draw(st.integers(0, len(value) - 1))
        others = [*value[:index], *value[index + 1 :]]
        choice = draw(st.integers(0, 3))
        if choice == 0 and others:
            return others
        if choice == 1:
            return [*value, draw(SCHEMAS)]
        if choice == 2:
            return value[::-1]
        return [*value[:index], draw(changed(value[index])), *value[index + 1 :]]
    if isinstance(value, list) and all(isinstance(key, str) for key in value):  # types, keys
        return value[::-1]
    if isinstance(value, list):
        values = [*value, draw(LEAVES)] if len(value) < 2 or draw(st.booleans()) else value[1:]
        return list({repr(v): v for v in values}.values())
    return draw(SCHEMAS)


def alike(schema: Schema, other: Schema) -> list[Schema]:
    """Some of what accept about the same: the branches of a union, or arrays, of these."""
    return [
        {"anyOf": [schema, joined([schema, other])]},
        {"anyOf": [other, schema]},
        {"anyOf": [tagged_with({"const": tag}, schema) for tag in ("a", "b")]},
        tagged_with({"enum": ["a", "b"]}, schema),
        {"allOf": [schema], "unevaluatedProperties": False},
        tuple_of([schema, schema], 2),
        tuple_of([schema, other], 1),
        list_of(schema, 2),
    ]


@st.composite
def versions(draw: st.DrawFn) -> tuple[Schema, Schema, Schema, Schema]:
    """Two versions of a schema, and of the definition `D` that it may refer to."""
    old, definition = draw(SCHEMAS), draw(DEFINITIONS)
    others = st.one_of(SCHEMAS, *map(changed, alike(old, draw(SCHEMAS))))
    new = draw(st.one_of(changed(old), others))
    if draw(st.booleans()):
        old = draw(others)
    return old, new, definition, draw(st.one_of(st.just(definition), DEFINITIONS))


DEFINITIONS: st.SearchStrategy[Schema] = st.sampled_from(
    [
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/D"}}},
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/D"}, "b": {"type": "integer"}}},
        {"type": ["object", "null"], "additionalProperties": {"$ref": "#/$defs/D"}},
        {"type": "string"},
        {"oneOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/D"}}]},
    ]
)


def compiled(schema: Schema, definition: Schema) -> jsonschema_rs.Draft202012Validator:
    whole = {"allOf": [schema], "$defs": {"D": definition}}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, offline=True)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(versions())
def test_what_is_not_reported_is_safe(pair: tuple[Schema, Schema, Schema, Schema]) -> None:
    """A value that only the new version admits is a finding that breaks subscribers; one that only
    the old version admits is one that breaks publishers."""
    old, new, definition, other = pair
    try:
        found = findings(old, new, before={"D": definition}, after={"D": other})
    except AssertionError:  # no schema: bounds without room, a reference in a circle
        return
    parties = broken(found)
    if len(parties) == 2:
        return
    judges = compiled(old, definition), compiled(new, other)
    for value in VALUES:
        before, now = (judge.is_valid(value) for judge in judges)
        assert before or not now or "subscribers" in parties, (value, found)
        assert now or not before or "publishers" in parties, (value, found)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCHEMAS, DEFINITIONS)
def test_what_has_not_changed_is_not_reported(schema: Schema, definition: Schema) -> None:
    """A schema breaks nothing of itself."""
    try:
        found = findings(schema, schema, before={"D": definition}, after={"D": definition})
    except AssertionError:
        return
    assert found == []


@given(st.data(), st.sampled_from([{"enum": [True, 3]}, {"enum": [False, "a", 3]}, True, {}]))
def test_any_schema_can_be_changed(data: st.DataObject, schema: Schema) -> None:
    """What is changed is a schema again, whatever its values are."""
    compiled(data.draw(changed(schema)), {})


@pytest.mark.parametrize("value", [VALUES[0], VALUES[-1]])
def test_the_values_are_of_many_kinds(value: Any) -> None:
    """There are values that some schemas admit and others do not."""
    judge = compiled({"type": "null"}, {})
    assert judge.is_valid(value) == (value is None)
