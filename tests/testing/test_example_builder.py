"""What `example` makes is valid, keyword by keyword and for all schemas of this project."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from realtime_runtime import Channel, Topic, TopicRef
from realtime_runtime.testing import NoExample, example
from realtime_runtime.validation import Validator

from ..conformance.strategies import schemas
from ..support.files import ROOT
from ..support.packages import Package
from .test_examples import topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


# {what is asked for: the payload that is made}
MADE: dict[str, tuple[Any, Any]] = {
    "nothing": ({}, {}),
    "several types": ({"type": ["integer", "null"]}, 1),
    "a number that is whole": ({"allOf": [{"type": "number"}, {"type": "integer"}]}, 1),
    "bounds": ({"type": "number", "minimum": 0, "maximum": 1}, 0.5),
    "open bounds": ({"type": "integer", "exclusiveMinimum": 4, "exclusiveMaximum": 6}, 5),
    "an upper bound": ({"type": "integer", "maximum": -3}, -3),
    "a multiple": ({"type": "number", "multipleOf": 0.05, "minimum": 0.11}, 0.15),
    "two multiples": ({"allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "type": "integer"}, 12),
    "a great number": ({"type": "integer", "minimum": 2**70}, 2**70),
    "length": ({"type": "string", "minLength": 4, "maxLength": 4}, "it.."),
    "a short text": ({"type": "string", "maxLength": 1}, "i"),
    "a pattern": ({"pattern": r"^[A-Z]{3}-\d{4}$"}, "ABC-3456"),
    "a pattern and a length": ({"pattern": "^a+$", "minLength": 5}, "aaaaa"),
    "a pattern of JavaScript": ({"pattern": r"^(?<word>\p{L}+)\/x$"}, "a/x"),
    "alternatives": ({"pattern": "^(?:one|two)$"}, "one"),
    "a format and a length": ({"format": "email", "minLength": 5}, "someone1@example.com"),
    "items": ({"items": {"type": "integer"}, "minItems": 2}, [1, 1]),
    "items that differ": (
        {"items": {"enum": ["a", "b"]}, "minItems": 2, "uniqueItems": True},
        ["a", "b"],
    ),
    "objects that differ": (
        {
            "items": {"required": ["a"], "properties": {"a": {"type": "integer"}}},
            "minItems": 2,
            "uniqueItems": True,
        },
        [{"a": 1}, {"a": 2}],
    ),
    "a tuple": (
        {"prefixItems": [{"const": 1}, {"const": 2}], "items": False, "minItems": 2},
        [1, 2],
    ),
    "contained": (
        {"contains": {"const": 7}, "minContains": 2, "items": {"type": "integer"}},
        [7, 7],
    ),
    "required but not declared": ({"required": ["a"]}, {"a": {}}),
    "required of a map": ({"required": ["a"], "additionalProperties": {"const": 1}}, {"a": 1}),
    "dependent": (
        {
            "required": ["a"],
            "dependentRequired": {"a": ["b"], "b": ["c"]},
            "additionalProperties": {"const": 1},
        },
        {"a": 1, "b": 1, "c": 1},
    ),
    "a dependent schema": (
        {
            "required": ["a"],
            "properties": {"a": {"const": 1}},
            "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"const": 2}}}},
        },
        {"a": 1, "b": 2},
    ),
    "a map that is not empty": (
        {"type": "object", "minProperties": 2, "additionalProperties": {"const": 1}},
        {"key1": 1, "key2": 1},
    ),
    "names of a pattern": (
        {
            "minProperties": 1,
            "patternProperties": {"^x-[a-z]$": {"const": 1}},
            "additionalProperties": False,
        },
        {"x-a": 1},
    ),
    "names of a schema": (
        {
            "minProperties": 1,
            "propertyNames": {"enum": ["a"]},
            "additionalProperties": {"const": 1},
        },
        {"a": 1},
    ),
    "a branch that is not the first": (
        {"oneOf": [{"type": "integer"}, {"type": "number"}], "not": {"type": "integer"}},
        1.5,
    ),
    "not the first": ({"enum": ["a", "b"], "not": {"const": "a"}}, "b"),
    "then": (
        {
            "required": ["a", "b"],
            "properties": {"a": {"const": 1}},
            "if": {"properties": {"a": {"const": 1}}},
            "then": {"properties": {"b": {"const": 2}}},
        },
        {"a": 1, "b": 2},
    ),
    "what holds itself": (
        {
            "$ref": "#/$defs/Node",
            "$defs": {
                "Node": {
                    "type": "object",
                    "required": ["next"],
                    "properties": {"next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}},
                }
            },
        },
        {"next": None},
    ),
    "names with escapes": ({"$ref": "#/$defs/a~1b%20c", "$defs": {"a/b c": {"const": 1}}}, 1),
    "properties named as keywords": (
        {
            "required": ["enum", "const"],
            "properties": {"enum": {"const": 1}, "const": {"$ref": "#/properties/enum"}},
        },
        {"enum": 1, "const": 1},
    ),
}


@pytest.mark.parametrize(("schema", "expected"), MADE.values(), ids=MADE)
def test_each_keyword_is_met(schema: dict[str, Any], expected: object) -> None:
    """The plainest payload that the keyword accepts is made."""
    assert example(topic(schema)) == expected


@pytest.mark.parametrize(
    "name",
    "date date-time duration email hostname idn-email idn-hostname ipv4 ipv6 iri iri-reference"
    " json-pointer regex relative-json-pointer time uri uri-reference uri-template uuid".split(),
)
def test_each_format_is_met(name: str) -> None:
    """Every format of the draft has texts, three of them that differ."""
    schema = {"items": {"type": "string", "format": name}, "minItems": 3, "uniqueItems": True}
    assert len(example(topic(schema))) == 3


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(schemas())
def test_whatever_is_made_is_valid(schema: Any) -> None:
    """For any schema there is a valid payload, or an error that names a place; nothing else."""
    if isinstance(schema, bool):
        schema = {} if schema else {"not": {}}
    try:
        value = example(topic(schema))
    except NoExample as error:
        assert error.pointer.startswith("#")
    else:
        assert Validator(schema).is_valid(value)


def packages() -> Iterator[Path]:
    yield ROOT / "generated"
    yield from sorted((ROOT / "tests" / "golden" / "output").glob("*/expected"))


def topics_of(package: Package) -> Iterator[TopicRef[Any, Any]]:
    """All topics of a generated package."""
    for module in package.modules():
        for value in list(vars(module).values()):
            is_class = isinstance(value, type) and issubclass(value, Channel)
            if is_class and value.__module__ == module.__name__:
                declared = (t for t in vars(value).values() if isinstance(t, Topic))
                yield from (TopicRef(module.__name__, t.name, t.payload) for t in declared)


@pytest.mark.parametrize("folder", list(packages()), ids=lambda folder: folder.parent.name)
def test_every_topic_of_this_project_has_an_example(folder: Path) -> None:
    """All topics of the examples and of the golden cases have one, but for `false`."""
    with Package(folder) as package:
        for ref in topics_of(package):
            if ref.schema.get("not") == {}:
                with pytest.raises(NoExample):
                    example(ref)
                continue
            data = example(ref)
            assert Validator(ref.schema).is_valid(json.loads(ref(data).body)), ref
