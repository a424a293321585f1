"""Which definition a type is of, and what it is named by."""

from __future__ import annotations

import json
from typing import Any

import pytest
from realtime_codegen.types.data import Object

from ..support.generating import package_of, spelled
from .typed import NULL, NUMBER, TEXT, an_object, typed


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
