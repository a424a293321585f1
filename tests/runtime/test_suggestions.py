"""What a misspelt name or value was probably meant to be; no problem hides another."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from realtime_runtime import InvalidPayload, Message
from realtime_runtime.encoding import encode
from realtime_runtime.validation import Validator

from ..support.calls import calls
from .orders import orders

NOTICE: dict[str, Any] = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {"type": "string"},
        "step": {"type": "string"},
        "severity": {"enum": ["low", "high", 3, "4"]},
    },
}
CLOSED = {**NOTICE, "additionalProperties": False}
BASE = {
    "allOf": [{"$ref": "#/$defs/Notice"}],
    "properties": {"room": {}},
    "unevaluatedProperties": False,
    "$defs": {"Notice": NOTICE},
}
SHAPES = {
    "oneOf": [
        {"type": "object", "required": ["kind"], "properties": {"kind": {"const": kind}}}
        for kind in ("circle", "square")
    ]
}


@pytest.mark.parametrize(
    ("schema", "data", "suggestion"),
    [
        ({"type": "number"}, Decimal("1.5"), "a Decimal is sent as a string: pass float(...)"),
        ({"type": "object"}, '{"a": 1}', "for text that is JSON pass json.loads(...)"),
        ({"type": ["array", "null"]}, "[1]", "for text that is JSON pass json.loads(...)"),
        ({"format": "date"}, datetime(2026, 1, 2, tzinfo=UTC), "of a datetime pass .date()"),
        ({"format": "date-time"}, date(2026, 1, 2), "a date has no time: pass a datetime"),
        ({"type": "number"}, "one", ""),
        ({"type": "object"}, "[1]", ""),
        ({"format": "date"}, "soon", ""),
    ],
)
def test_what_has_become_a_string_is_told(
    schema: dict[str, Any], data: object, suggestion: str
) -> None:
    """A string that stands for what Python has a type for is told with what to pass."""
    _, value = encode(data)
    [problem] = Validator(schema).problems(value)
    assert problem.suggestion.startswith(suggestion)
    assert bool(problem.suggestion) == bool(suggestion)


@pytest.mark.parametrize(
    ("schema", "value", "suggestions"),
    [
        (CLOSED, {"mesage": "x"}, ['did you mean "message"?', ""]),
        (
            CLOSED,
            {"message": "", "stpe": "", "Severity": "low", "colour": 1},
            ['did you mean "step" for "stpe", "severity" for "Severity"?'],
        ),
        (CLOSED, {"message": "", "mesage": ""}, [""]),
        (CLOSED, {"message": "", "x": ""}, [""]),
        (
            BASE,
            {"message": "", "romo": 1, "setp": ""},
            ['did you mean "room" for "romo", "step" for "setp"?'],
        ),
        (NOTICE, {"mesage": "x"}, ['did you mean "message" for "mesage"?']),
        (NOTICE, {"step": "x"}, [""]),
        (NOTICE, {"message": "", "severity": "hihg"}, ['did you mean "high"?']),
        (NOTICE, {"message": "", "severity": "olw"}, ['did you mean "low"?']),
        (NOTICE, {"message": "", "severity": "HIGH"}, ['did you mean "high"?']),
        (NOTICE, {"message": "", "severity": "3"}, ["did you mean 3?"]),
        (NOTICE, {"message": "", "severity": 4}, ['did you mean "4"?']),
        (NOTICE, {"message": "", "severity": "purple"}, [""]),
        (SHAPES, {"kind": "cirle"}, ['did you mean "circle"?']),
        (SHAPES, {"knd": "circle"}, ['did you mean "kind" for "knd"?']),
        ({"propertyNames": {"enum": ["red", "green"]}}, {"gren": 1}, ['did you mean "green"?']),
    ],
)
def test_what_was_meant(schema: dict[str, Any], value: Any, suggestions: list[str]) -> None:
    """A misspelt key, value or tag has the nearest one of the schema beside it."""
    problems = Validator(schema).problems(value)
    assert [problem.suggestion for problem in problems] == suggestions


def test_a_suggestion_stands_behind_the_problem() -> None:
    """The text of a problem ends with what was meant."""
    [problem] = Validator(CLOSED).problems({"message": "", "stpe": ""})
    assert str(problem).endswith('found "stpe"; did you mean "step"?')


ALIKE = [f"{'ab' * 15}{n:05}" for n in range(20_000)]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"additionalProperties": False, "properties": {key: {} for key in ALIKE}}, "ab" * 17),
        ({"required": ["ab" * 15], "properties": {"ab" * 15: {}}}, None),
        ({"items": {"enum": ALIKE}}, [f"{'ba' * 15}{n}" for n in range(100)]),
        ({"items": {"enum": ["red"]}}, ["r" * 300_000]),
        ({"additionalProperties": False, "properties": {"red": {}}}, {"r" * 300_000: 1}),
    ],
    ids=["closed", "required", "enum", "a long string", "a long key"],
)
def test_suggestions_take_a_bounded_work(schema: dict[str, Any], value: Any) -> None:
    """However many names look alike, in the schema or in the payload."""
    if isinstance(value, str):
        value = {f"{value}{n}": 1 for n in range(5_000)}
    value = dict.fromkeys(ALIKE) if value is None else value
    validator = Validator(schema)
    assert not validator.is_valid(value)
    validator.problems(value)
    assert calls(lambda: validator.problems(value)) < 100_000


@pytest.mark.parametrize(
    ("branches", "found"),
    [
        ([{"$ref": "#/$defs/Card"}, {"title": "cash"}], 'both "Card" and "cash"'),
        ([{}, False, {}, {"title": "x"}], 'all of branch 1, branch 3 and "x"'),
        ([{} for _ in range(7)], "all of branch 1, branch 2, branch 3, branch 4 and 3 more"),
    ],
)
def test_a_one_of_says_which_branches_matched(branches: list[Any], found: str) -> None:
    """By their titles, by the definitions that they are, else by their places."""
    schema = {"oneOf": branches, "$defs": {"Card": {}}}
    [problem] = Validator(schema).problems(1)
    assert problem.found == f"1, which is {found}"


def told(data: Any) -> list[str]:
    with pytest.raises(InvalidPayload) as caught:
        orders.order(data)
    return [problem.pointer for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("data", "pointers"),
    [
        ({"id": 1, "items": [{"sku": math.nan}], "at": "noon"}, ["/id", "/items/0/sku", "/at"]),
        ({"items": [{"sku": ""}, {"sku": b"x"}]}, ["", "/items/0/sku", "/items/1/sku"]),
        ({"id": "\udfff", "items": [{}]}, ["/id", "/items/0"]),
        ({1: 2, "items": 3}, ["", "", "/items"]),
        ({"id": "1", "items": [], "more": {"deep": [math.inf]}}, ["/more/deep/0"]),
        (math.nan, [""]),
    ],
)
def test_what_has_no_json_form_hides_nothing(data: Any, pointers: list[str]) -> None:
    """NaN, bytes and their like are told with all else that is wrong, in the payload's order."""
    assert told(data) == pointers


def test_nothing_is_told_because_of_a_stand_in() -> None:
    """What the schema says of a part without a JSON form, or by looking at it, is not known."""
    schema = {
        "properties": {"n": {"minimum": 1}, "m": {"type": "null"}},
        "not": {"required": ["n"]},
    }
    validator = Validator({**schema, "const": {"n": 1}, "maxProperties": 1})
    nan = validator.explain({"n": 0, "m": 1}, apart=["/n"])
    assert [problem.pointer for problem in nan] == ["", "/m"]
    assert nan[0].expected == "at most 1 properties"


def test_received_nan_hides_nothing() -> None:
    """JSON with NaN, as Python's json writes it, is explained like what a publisher passes."""
    body = b'{"id": 1, "items": [{"sku": NaN}]}'
    with pytest.raises(InvalidPayload) as caught:
        orders.order.receive(Message.received(orders.name, "order", body))
    assert [problem.pointer for problem in caught.value.problems] == ["/id", "/items/0/sku"]
    assert caught.value.body == body
