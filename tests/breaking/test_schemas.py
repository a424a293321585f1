"""What is found between two versions of a schema, and what is the same."""

from __future__ import annotations

from typing import Any

import pytest

from .versions import broken, findings, names

TEXT = {"type": "string"}
NULL = {"type": "null"}
NUMBER = {"type": "integer"}
DRAFT = "https://json-schema.org/draft/2020-12/schema"
CORE = "https://json-schema.org/draft/2020-12/meta/core"
VALIDATION = "https://json-schema.org/draft/2020-12/meta/validation"


def tagged(kind: str, **properties: Any) -> dict[str, Any]:
    """An object with a tag."""
    properties = {"kind": {"const": kind}, **properties}
    return {"type": "object", "required": ["kind"], "properties": properties}


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def with_key(key: str, **more: Any) -> dict[str, Any]:
    """An object that no tag tells from others."""
    return {"type": "object", "required": [key], "properties": {key: TEXT}, **more}


def closed(*keys: str, **more: Any) -> dict[str, Any]:
    """An object of these properties alone."""
    properties = dict.fromkeys(keys, TEXT)
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def _two_tags(kind: str, size: int) -> dict[str, Any]:
    """An object that is told from some by one tag, from others by another."""
    key = "size" if kind == "x" else "weight"
    schema = tagged(kind, **{key: {"const": size}})
    return {**schema, "required": ["kind", key]}


IF = {
    "if": {"properties": {"a": {"const": 1}}},
    "then": {"required": ["b"]},
    "else": {"maxProperties": 2},
}


SAME: dict[str, tuple[Any, Any]] = {
    "annotations": ({"type": "string"}, {"type": "string", "title": "T", "x-y": 1, "default": ""}),
    "the order of values": ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
    "a value alone": ({"enum": ["a"]}, {"const": "a"}),
    "a type in a list": ({"type": ["string"]}, TEXT),
    "a type that values have": ({"enum": ["a"]}, {"enum": ["a"], "type": "string"}),
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
        {"oneOf": [tagged("a"), tagged("b"), or_null(with_key("c"))], "type": "array"},
        {"anyOf": [tagged("a"), tagged("b"), or_null(with_key("c"))], "type": "array"},
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
        {"oneOf": [_two_tags("x", 1), _two_tags("x", 2), _two_tags("y", 2)]},
        {"anyOf": [_two_tags("x", 1), _two_tags("x", 2), _two_tags("y", 2)]},
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
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_admits_the_same_is_not_reported(old: Any, new: Any) -> None:
    """Neither of the two versions breaks anything of the other."""
    assert findings(old, new) == []
    assert findings(new, old) == []


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
        ["branch-added:c.t/oneOf/1"],
        ["branch-removed:c.t/oneOf/1"],
    ),
    "inside a branch": (
        {"oneOf": [tagged("a", x=TEXT), tagged("b")]},
        {"oneOf": [tagged("b"), tagged("a", x={"type": ["string", "null"]})]},
        ["type-widened:c.t/oneOf/1/properties/x"],
        ["type-narrowed:c.t/oneOf/0/properties/x"],
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


# Each is named by its keyword, and then by what is special about it.
UNDECIDED: dict[str, tuple[Any, Any]] = {
    "oneOf that is gone": ({"oneOf": [TEXT, NULL], "minLength": 1}, {"minLength": 1}),
    "oneOf of overlapping enums": (
        {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
        {"anyOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
    ),
    "oneOf of tagged branches that are null too": (
        {"oneOf": [or_null(tagged("a")), or_null(tagged("b"))]},
        {"anyOf": [or_null(tagged("a")), or_null(tagged("b"))]},
    ),
    "oneOf of tags that are not required": (
        {"oneOf": [{**tagged("a"), "required": []}, {**tagged("b"), "required": []}]},
        {"anyOf": [{**tagged("a"), "required": []}, {**tagged("b"), "required": []}]},
    ),
    "oneOf of tags of which one is in both": (
        {"oneOf": [tagged("a"), {**tagged("b"), "properties": {"kind": {"enum": ["a", "b"]}}}]},
        {"anyOf": [tagged("a"), {**tagged("b"), "properties": {"kind": {"enum": ["a", "b"]}}}]},
    ),
    "contains that is new": ({"type": "array"}, {"type": "array", "contains": TEXT}),
    "contains in two places": (
        {"type": "array", "contains": TEXT},
        {"type": "array", "contains": TEXT, "allOf": [{"contains": NUMBER}]},
    ),
    "$dynamicRef or another reference to the draft": ({"$ref": DRAFT}, {"$ref": CORE}),
    "$dynamicRef or one of several references to the draft": (
        {"allOf": [{"$ref": DRAFT}, {"$ref": CORE}]},
        {"allOf": [{"$ref": VALIDATION}, {"$ref": CORE}]},
    ),
    "if whose else is gone": ({"type": "object", **IF}, {k: IF[k] for k in ("if", "then")}),
    "not": ({"not": TEXT}, {"not": NUMBER}),
    "if": ({"if": TEXT, "then": {"minLength": 1}}, {"if": TEXT, "then": {"minLength": 2}}),
    "pattern": ({"type": "string", "pattern": "a"}, {"type": "string", "pattern": "b"}),
    "patternProperties": (
        {"type": "object", "patternProperties": {"^a": TEXT}},
        {"type": "object", "patternProperties": {"^b": TEXT}},
    ),
    "propertyNames": ({"propertyNames": {"maxLength": 3}}, {"propertyNames": {"maxLength": 2}}),
    "contains": ({"contains": TEXT}, {"contains": NUMBER}),
    "dependentSchemas": ({"dependentSchemas": {"a": {"required": ["b"]}}}, {}),
    "oneOf": ({"anyOf": [TEXT, {"minLength": 1}]}, {"oneOf": [TEXT, {"minLength": 1}]}),
    "anyOf": ({"anyOf": [TEXT, NULL], "minLength": 1}, {"minLength": 1}),
    "unevaluatedProperties": (
        {"allOf": [{"properties": {"a": TEXT}}], "unevaluatedProperties": False},
        {"allOf": [{"properties": {"a": TEXT}}], "unevaluatedProperties": TEXT},
    ),
    "$dynamicRef": (
        {"$dynamicRef": "#x", "$defs": {"a": {"$dynamicAnchor": "x", "type": "string"}}},
        {"$dynamicRef": "#x", "$defs": {"a": {"$dynamicAnchor": "x", "type": "integer"}}},
    ),
}


@pytest.mark.parametrize(("name", "pair"), UNDECIDED.items(), ids=UNDECIDED)
def test_what_cannot_be_decided_breaks_both(name: str, pair: tuple[Any, Any]) -> None:
    """A change of it is reported, in both directions; without a change nothing is."""
    keyword = name.split()[0]
    for old, new in (pair, pair[::-1]):
        found = findings(old, new)
        if name != "$dynamicRef":  # it leads to one schema alone, so that is compared
            (told,) = [name for name in names(found) if name.startswith("undecided:")]
            assert told.endswith(f"/{keyword}")
        assert broken(found) == {"publishers", "subscribers"}
        assert findings(old, old) == []


def anchored(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$dynamicAnchor": "x", **schema}


@pytest.mark.parametrize(
    "after",
    [
        {"A": anchored(NULL)},
        {"A": anchored(NUMBER), "B": {"$id": "schemas:/b", **anchored(NULL)}},
        {"B": anchored(NUMBER)},
        {"A": NUMBER},
    ],
    ids=["another type", "one more", "another place", "none"],
)
def test_a_dynamic_reference_that_may_lead_to_several_schemas_is_undecided(after: Any) -> None:
    """Where one of them has changed, is new, or stands elsewhere; unchanged, they break nothing."""
    schema = {"properties": {"x": {"$dynamicRef": "#x"}}, "$defs": {"T": anchored(TEXT)}}
    before = {"A": anchored(NUMBER)}
    for versions in ((before, after), (after, before)):
        found = findings(schema, schema, before=versions[0], after=versions[1])
        undecided = [name for name in names(found) if name.startswith("undecided:")]
        assert [name.rpartition("/")[2] for name in undecided] == ["$dynamicRef"]
        assert broken(found) == {"publishers", "subscribers"}
    assert findings(schema, schema, before=after, after=after) == []
    found = findings(schema, {**schema, "minProperties": 1}, before=before, after=before)
    assert names(found) == ["constraint-tightened:c.t/minProperties"]


def test_a_definition_is_compared_once() -> None:
    """Also where it refers to itself, and where a schema refers to it twice."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "id": NUMBER}}
    other = {**node, "properties": {**node["properties"], "id": TEXT}}  # type: ignore[dict-item]
    schema = {"type": "array", "prefixItems": [{"$ref": "#/$defs/Node"}, {"$ref": "#/$defs/Node"}]}
    found = findings(
        schema, schema, before={"Node": node}, after={"Node": {**other, "minProperties": 1}}
    )
    assert sorted(names(found)) == [
        "constraint-tightened:a.json#/$defs/Node/minProperties",
        "type-narrowed:a.json#/$defs/Node/properties/id",
        "type-widened:a.json#/$defs/Node/properties/id",
    ]


def test_definitions_may_have_other_names() -> None:
    """What is behind a reference counts, in circles too."""
    one = {"Node": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}
    other = {"Tree": {"type": "array", "items": {"allOf": [{"$ref": "#/$defs/Tree"}]}}}
    schemas = {"$ref": "#/$defs/Node"}, {"$ref": "#/$defs/Tree"}
    assert findings(*schemas, before=one, after=other) == []


def test_a_definition_of_another_name_is_the_same_where_words_count() -> None:
    """Also beside other keywords, inside what is compared word for word."""

    def schema(name: str) -> Any:
        return {"not": {"$ref": f"#/$defs/{name}", "minLength": 1}}

    assert findings(schema("A"), schema("B"), before={"A": TEXT}, after={"B": TEXT}) == []
    assert findings(schema("A"), schema("B"), before={"A": TEXT}, after={"B": NUMBER}) != []


def test_a_long_chain_of_definitions_is_followed_to_its_end() -> None:
    """However long it is."""

    def chain(end: Any) -> dict[str, Any]:
        links = {
            f"D{i}": {"type": "object", "properties": {"next": {"$ref": f"#/$defs/D{i + 1}"}}}
            for i in range(1500)
        }
        return {**links, "D1500": end}

    start = {"$ref": "#/$defs/D0"}
    found = findings(start, start, before=chain(TEXT), after=chain(NUMBER))
    at = "a.json#/$defs/D1500"
    assert sorted(names(found)) == [f"type-narrowed:{at}", f"type-widened:{at}"]
