"""The validator: quick answers, and problems that a person can act on."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from realtime_runtime.validation import Validator

LONG = "secret" * 100
SHAPES = {
    "oneOf": [
        {
            "type": "object",
            "required": ["kind", "r"],
            "properties": {"kind": {"const": "circle"}, "r": {"type": "number"}},
        },
        {
            "type": "object",
            "required": ["kind", "a"],
            "properties": {"kind": {"const": "square"}, "a": {"type": "number"}},
        },
        {"type": "string", "maxLength": 3},
    ]
}


def problems(schema: dict[str, Any], value: object) -> list[tuple[str, str, str]]:
    validator = Validator(schema)
    found = validator.problems(value)
    assert validator.is_valid(value) is not bool(found)
    return [(problem.pointer, problem.expected, problem.found) for problem in found]


def test_what_is_valid_has_no_problems() -> None:
    """A valid value is accepted, and no problem is found in it."""
    assert problems({"type": "object"}, {"a": [1]}) == []


def test_format_is_asserted() -> None:
    """`format` is no mere annotation."""
    found = problems({"format": "date-time"}, "today")
    assert found == [("", "a string of format date-time", '"today"')]


def test_a_time_without_a_zone() -> None:
    """A naive datetime is refused, and told what it lacks."""
    found = problems({"format": "date-time"}, "2026-01-02T03:04:05")
    assert found == [
        ("", "a date-time with its zone, such as Z or +02:00", '"2026-01-02T03:04:05"')
    ]


@pytest.mark.parametrize(
    ("schema", "value", "expected", "found"),
    [
        ({"type": ["string", "null"]}, 1, "null or string", "1"),
        ({"required": ["b"]}, {"a": 1}, 'the property "b"', 'only "a"'),
        ({"required": ["b"]}, {}, 'the property "b"', "{}"),
        ({"const": "a"}, "b", '"a"', '"b"'),
        ({"enum": ["a", None]}, "b", 'one of "a", null', '"b"'),
        ({"pattern": "^a"}, "b", 'a string that matches "^a"', '"b"'),
        ({"minimum": 1}, 0, "at least 1", "0"),
        ({"maximum": 1}, 2, "at most 1", "2"),
        ({"exclusiveMinimum": 1}, 1, "more than 1", "1"),
        ({"exclusiveMaximum": 1}, 1, "less than 1", "1"),
        ({"multipleOf": 0.5}, 0.3, "a multiple of 0.5", "0.3"),
        ({"minLength": 2}, "é", "at least 2 characters", '"é"'),
        ({"maxLength": 1}, "ab", "at most 1 characters", '"ab"'),
        ({"minItems": 1}, [], "at least 1 items", "[]"),
        ({"maxItems": 1}, [1, 2], "at most 1 items", "[1, 2]"),
        ({"minProperties": 1}, {}, "at least 1 properties", "{}"),
        ({"maxProperties": 0}, {"a": 1}, "at most 0 properties", '{"a": 1}'),
        ({"uniqueItems": True}, [1, 1], "items that differ from each other", "[1, 1]"),
        (
            {"properties": {"a": True}, "additionalProperties": False},
            {"b": 1, "c": 2},
            "only the schema's properties",
            '"b", "c"',
        ),
        ({"additionalProperties": False}, {"b": 1}, "no properties", "one that is 1"),
        ({"unevaluatedProperties": False}, {"b": 1}, "only the schema's properties", '"b"'),
        (
            {"propertyNames": {"maxLength": 1}},
            {"ab": 1},
            "for each name at most 1 characters",
            '"ab"',
        ),
        (
            {"oneOf": [{}, {}]},
            1,
            "a value of exactly one of the union's types",
            "1, which is both branch 1 and branch 2",
        ),
    ],
)
def test_what_was_expected_and_found(
    schema: dict[str, Any], value: object, expected: str, found: str
) -> None:
    """Each keyword says what it asks for in words, beside what was found."""
    assert problems(schema, value) == [("", expected, found)]


def test_rare_keywords_say_their_name() -> None:
    """A keyword without words of its own is named."""
    [(pointer, expected, found)] = problems({"contains": {"type": "string"}}, [1])
    assert (pointer, found) == ("", "[1]")
    assert expected.startswith("what 'contains' asks for")


def test_order_of_the_payload() -> None:
    """Problems come in the order of the payload: keys as they stand, item 10 after item 2."""
    schema = {"additionalProperties": {"items": {"type": "string"}, "minItems": 12}}
    found = [pointer for pointer, *_ in problems(schema, {"z": list(range(11)), "a": [1]})]
    assert found == ["/z", *(f"/z/{i}" for i in range(11)), "/a", "/a/0"]


def test_a_problem_is_told_once() -> None:
    """Two keywords that ask for the same give one problem."""
    assert len(problems({"allOf": [{"type": "string"}, {"type": "string"}]}, 1)) == 1


@pytest.mark.parametrize("key", ["", "a/b", "~1", "0", "1", "01", "+1", "é", "%25"])
@pytest.mark.parametrize("others", [{}, {"": [], "1": ["x"], "01": [], "001": "x"}])
def test_pointers_exist(key: str, others: dict[str, object]) -> None:
    """A pointer leads to the value that is wrong, whatever the keys."""
    schema = {"additionalProperties": {"items": {"type": "string"}}}
    [(pointer, *_)] = problems(schema, {**others, key: ["x", 5]})
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    assert steps == [key, "1"]


def test_pointers_through_empty_keys() -> None:
    """Keys that are empty are steps of a pointer like any other."""
    schema = {
        "$ref": "#/$defs/x",
        "$defs": {"x": {"additionalProperties": {"$ref": "#/$defs/x"}, "type": "object"}},
    }
    assert [pointer for pointer, *_ in problems(schema, {"": {"": {"a": {"": 5}}}})] == ["///a/"]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, LONG),
        ({"const": LONG}, 1),
        ({"enum": [LONG] * 1 + [LONG + str(i) for i in range(99)]}, 1),
        ({"pattern": f"^{LONG}$"}, "x"),
        ({"required": ["a"]}, {f"{i}{LONG}": 1 for i in range(99)}),
        (
            {"properties": {"a": True}, "additionalProperties": False},
            {f"{i}{LONG}": 1 for i in range(99)},
        ),
        ({"not": {"type": "string"}}, LONG),
        ({"contains": {"const": 1}}, [LONG]),
        ({"propertyNames": {"maxLength": 1}}, {LONG: 1}),
    ],
)
def test_values_are_shortened(schema: dict[str, Any], value: object) -> None:
    """Neither a secret nor a payload is written whole into a text for a log."""
    [(_, expected, found)] = problems(schema, value)
    assert len(expected) < 800
    assert len(found) < 800
    assert LONG not in expected + found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "circle", "r": "x"}, [("/r", "number", '"x"')]),
        ({"kind": "square"}, [("", 'the property "a"', 'only "kind"')]),
        ("long", [("", "at most 3 characters", '"long"')]),
        ({"kind": "star"}, [("/kind", 'one of "circle", "square"', '"star"')]),
        ({"r": 1}, [("", 'the property "kind"', 'only "r"')]),
        ({"kind": None, "r": 1}, [("/kind", 'one of "circle", "square"', "null")]),
        (5, [("", "object or string", "5")]),
    ],
)
def test_a_union_explains_the_branch_that_was_meant(
    value: object, expected: list[tuple[str, str, str]]
) -> None:
    """A union's tag, else its type, tells which branch is explained, and that one alone."""
    assert problems(SHAPES, value) == expected


def test_a_union_without_tags() -> None:
    """Without tags, the branch that is least wrong is explained."""
    names = ["id", "name", "size"]
    whole = {"type": "object", "required": names, "additionalProperties": False}
    thing = {**whole, "properties": {name: {"type": "string"} for name in names}}
    other = {**whole, "properties": {"a": True, "b": True}, "required": ["a", "b"]}
    value = {"id": "1", "name": 2, "size": "3"}
    assert problems({"anyOf": [other, thing]}, value) == [("/name", "string", "2")]


def test_a_union_in_a_union() -> None:
    """What is wrong with a union inside a branch is what is wrong with its nearest branch."""
    far = {"type": "object", "required": ["a", "b", "c"]}
    near = {"type": "object", "required": ["id", "size"]}
    assert problems({"anyOf": [{"anyOf": [far, {"required": ["x", "y"]}]}, near]}, {"id": 1}) == [
        ("", 'the property "size"', 'only "id"')
    ]


def test_a_union_without_a_nearest_branch() -> None:
    """Where no branch is nearest, the union is one problem and not a list for each branch."""
    branches = [{"type": "integer", "minimum": low} for low in (10, 20, 30)]
    assert problems({"anyOf": branches}, 5) == [("", "a value of one of the union's types", "5")]


def test_patterns_take_linear_time() -> None:
    """A pattern that would make Python's own engine hang gives its answer at once."""
    assert problems({"pattern": "^(a+)+$"}, "a" * 5_000 + "!") != []


def test_nothing_is_fetched() -> None:
    """A reference to the network is refused when the validator is made."""
    with pytest.raises(ValueError, match=r"example\.invalid"):
        Validator({"$ref": "https://example.invalid/schema.json"})


def test_a_wrong_schema_is_a_value_error() -> None:
    """A schema that its metaschema rejects is refused when the validator is made."""
    with pytest.raises(ValueError, match="strng"):
        Validator({"type": "strng"})


def test_the_library_is_loaded() -> None:
    """jsonschema-rs is there once a validator has been made."""
    Validator({})
    assert "jsonschema_rs" in sys.modules


@pytest.mark.parametrize(
    ("pattern", "matched", "refused"),
    [
        (r"^a+b?a+$", ["aa", "aba"], ["a", "ab", "b"]),
        (r"^[0-9]+\.?[0-9]+$", ["10", "1.0"], ["1", "1."]),
        (r"b+a?b+", ["bb", "xbab"], ["b", "ba"]),
        (r"^(?=a)[a-c]+$", ["ab"], ["ba"]),
        (r"^(a|b)\1$", ["aa", "bb"], ["ab"]),
    ],
)
def test_patterns_match_what_they_say(pattern: str, matched: list[str], refused: list[str]) -> None:
    """Also those that one engine of the library reads wrongly, and those that need the other."""
    validator = Validator({"pattern": pattern})
    assert all(map(validator.is_valid, matched))
    assert not any(map(validator.is_valid, refused))
