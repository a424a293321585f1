"""What type a schema gives, and where generation says that it had to be wider."""

from __future__ import annotations

import json
from typing import Any

import pytest
from realtime_codegen.types.data import Object

from ..support.generating import package_of, spelled

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
NULL = {"type": "null"}


class Typed:
    """The types of the topic `it` and of the classes of its file, and the warnings."""

    def __init__(self, schema: Any, definitions: dict[str, Any]) -> None:
        channel = {"name": "m", "topics": {"it": {"schema": schema}}}
        data = {"channels": {"m": channel}, "$defs": definitions}
        found = spelled({"m.json": json.dumps(data).encode()})
        ((self.received, self.published),) = found.topics
        self.fields = found.fields
        self.aliases = found.aliases
        self.warnings = found.warnings


def typed(schema: Any, **definitions: Any) -> Typed:
    return Typed(schema, definitions)


def an_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


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


def test_a_name_that_several_inner_types_want_goes_to_the_plainest_place() -> None:
    """A property has it before a map's value, that before a branch; others say what they are."""
    branches = [an_object(kind={"const": "a-value"}), an_object(kind={"const": "b"})]
    wanting = {
        "x": {"oneOf": branches},
        "x-a": {"type": "object", "additionalProperties": an_object(value=TEXT)},
    }
    branch = {"kind": 'typing.Literal["a-value"]'}
    fields = typed(an_object(**wanting)).fields
    assert fields["MItXAValue"] == {"value": "str"}
    assert fields["MItXAValueBranch"] == branch
    fields = typed(an_object(**wanting, **{"x-a-value": an_object(property=TEXT)})).fields
    assert fields["MItXAValue"] == {"property": "str"}
    assert fields["MItXAValueValue"] == {"value": "str"}
    assert fields["MItXAValueBranch"] == branch


def test_a_closed_object_beside_a_union_adds_no_keys() -> None:
    """A key that only a branch names cannot come where the object is closed."""
    closed = {**an_object(x=TEXT), "additionalProperties": False}
    found = typed({**closed, "anyOf": [an_object(x=TEXT), an_object(x={"const": "a"})]})
    assert [*found.fields.values()] == [{"x": "str"}, {"x": 'typing.Literal["a"]'}]


def test_a_condition_adds_keys_to_an_open_object_alone() -> None:
    """Where the object is closed, also by one of several schemas, they cannot come."""
    then = {"if": {"required": ["x"]}, "then": {"properties": {"y": NUMBER}}}
    joined = {**an_object(x=TEXT), **then, "allOf": [{"minProperties": 1}]}
    assert typed(joined).fields == {"MIt": {"x": "str", "y": "typing.Any?"}}
    closed = {"additionalProperties": False}
    assert typed({**joined, **closed}).fields == {"MIt": {"x": "str"}}
    parts = [{"minProperties": 1}, {**closed, "properties": {"x": {}}}]
    assert "y" not in typed({**joined, "allOf": parts}).fields["MIt"]


def test_a_reference_with_an_annotation_is_still_its_definition() -> None:
    """`{$ref, deprecated: true}` has the definition's class; only the property is deprecated."""
    schema = an_object(old={"$ref": "#/$defs/D", "deprecated": True}, new={"$ref": "#/$defs/D"})
    found = typed(schema, D=an_object(a=TEXT))
    assert found.fields == {"D": {"a": "str"}, "MIt": {"old": "D", "new": "D"}}
    assert (found.received, found.published) == ("MIt", "MItInput")


@pytest.mark.parametrize("deprecated", [True, "Use another."])
def test_a_definition_that_is_deprecated_is_so_wherever_it_is_used(deprecated: Any) -> None:
    """A property takes it from its definition."""
    channel = {"name": "m", "topics": {"it": {"schema": an_object(a={"$ref": "#/$defs/D"})}}}
    data = {"channels": {"m": channel}, "$defs": {"D": {**TEXT, "deprecated": deprecated}}}
    package, *_ = package_of({"m.json": json.dumps(data).encode()})
    (object_,) = (d for d in package.types.declared if isinstance(d, Object))
    (property_,) = object_.properties
    assert property_.deprecated == (
        'The property "a" is deprecated.' if deprecated is True else deprecated
    )


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


def test_a_definition_is_named_by_what_it_refers_to() -> None:
    """What adds nothing to another file's definition is that one's name, and never the other way
    round: that file knows nothing of it."""
    sources = {
        "a.yaml": b'$defs: {Order: {allOf: [{$ref: "z.yaml#/$defs/Base"}, {type: object}]}}',
        "m.yaml": b'$defs: {Same: {allOf: [{$ref: "a.yaml#/$defs/Order"}, {}]}}',
        "z.yaml": b"$defs: {Base: {type: object, properties: {x: {type: string}}}}",
    }
    found = spelled(sources)
    assert found.fields == {"Base": {"x": "str?"}}
    assert found.aliases == {"Order": "Base", "Same": "Base"}


def test_a_scalar_that_a_definition_stands_for_is_that_definition() -> None:
    """Also where the scalar is written; others have no name."""
    stands_for = {"allOf": [{"$ref": "#/$defs/Order/properties/a"}, {"description": "Its key."}]}
    found = typed({"$ref": "#/$defs/Order"}, Order=an_object(a=TEXT, b=TEXT), Key=stands_for)
    assert found.fields == {"Order": {"a": "Key", "b": "str"}}
    assert found.aliases == {"Key": "str"}


def test_definitions_of_two_files_that_only_look_alike_are_two() -> None:
    """Of those that refer to the same parts none is the other's name, in another file."""
    part = b'{{allOf: [{{$ref: "{0}#/$defs/X"}}, {{$ref: "{0}#/$defs/Y"}}]}}'.decode()
    sources = {
        "a.yaml": f"$defs: {{A: {part.format('z.yaml')}}}".encode(),
        "z.yaml": b"$defs: {X: {properties: {x: {}}, type: object},"
        b" Y: {properties: {y: {}}, type: object}, "
        + f"B: {part.format('')}, C: {part.format('')}}}".encode(),
    }
    found = spelled(sources)
    assert set(found.fields) == {"A", "B", "X", "Y"}
    assert found.aliases == {"C": "B"}


@pytest.mark.parametrize("said", [{"default": 5}, {"deprecated": True}])
@pytest.mark.parametrize("first", ["A", "B"])
def test_what_a_property_says_of_itself_is_its_own_definitions(said: Any, first: str) -> None:
    """A default beside a `$ref` makes another type, whichever stands first."""
    one = {"allOf": [{"$ref": "#/$defs/B"}, {"properties": {"x": said}}]}
    both = {"A": one, "B": {"type": "object", "properties": {"x": NUMBER}}}
    found = typed({"$ref": f"#/$defs/{first}"}, **{k: both[k] for k in (first, *both)})
    assert set(found.fields) == {"A", "B"}


@pytest.mark.parametrize(
    "nothing",
    [
        {"additionalProperties": {}},
        {"unevaluatedProperties": {}},
        {"patternProperties": {}},
        {"dependentSchemas": {}},
        {"if": True},
        {"anyOf": [True]},
        {"anyOf": [{}, {"type": "object"}]},
        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"items": {"type": "string"}},
        {"format": "date"},
    ],
)
def test_what_says_nothing_makes_no_other_type(nothing: Any) -> None:
    """A `$ref` beside it is what it refers to."""
    found = typed({"$ref": "#/$defs/A", **nothing}, A=an_object(a=TEXT))
    assert found.received == "A"
    assert set(found.fields) == {"A"}


@pytest.mark.parametrize("name", ["properties", "Other"])
def test_a_definition_named_as_a_keyword_is_typed_as_any_other(name: str) -> None:
    """Its keywords are its own, whatever its name is."""
    pattern = {"patternProperties": {"^x": NUMBER}, "additionalProperties": TEXT}
    definition = {"type": "object", "required": ["x"], **pattern}
    found = typed({"$ref": f"#/$defs/{name}"}, **{name: definition})
    assert [*found.fields.values()] == [{"x": "typing.Any"}]


@pytest.mark.parametrize("name", ["properties", "anyOf", "items", "parts"])
def test_a_type_inside_an_unknown_keyword_is_named_by_its_place(name: str) -> None:
    """What an unknown keyword holds may be named as a keyword."""
    parts = {"definitions": {name: an_object(a=an_object(b=TEXT))}}
    found = typed({"$ref": f"#/$defs/D/definitions/{name}"}, D={**NULL, **parts})
    above, inside = sorted(found.fields, key=len)
    assert (above, inside) == (f"DDefinitions{name[0].upper()}{name[1:]}", f"{above}A")
