"""Explanations of large payloads and large schemas: what they cost at most."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from realtime_runtime import InvalidPayload
from realtime_runtime.errors import NOT_EXPLAINED
from realtime_runtime.explanation import Work
from realtime_runtime.explanation.work import STEPS
from realtime_runtime.validation import Validator

from ..support.calls import calls
from .measuring import FEW_CALLS, MEGABYTES, peak
from .refusals import told

pytestmark = pytest.mark.slow

ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["sku", "count"],
    "properties": {
        "sku": {"type": "string"},
        "count": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
ITEMS = {
    "properties": {"items": {"type": "array", "items": {"$ref": "#/$defs/Item"}}},
    "$defs": {"Item": ITEM},
}


def items(count: int) -> list[Any]:
    return [{"sku": f"s-{n}", "count": 1, "tags": ["new", "gift"]} for n in range(count)]


def test_one_wrong_item_of_many() -> None:
    """One fault in half a megabyte is found; what is right is not walked through."""
    value = {"items": [*items(10_000), {"sku": "x", "count": 0}]}
    assert len(json.dumps(value)) > 500_000
    assert told(ITEMS, value) == ["payload/items/10000/count: expected at least 1, found 0"]
    assert told({"additionalProperties": ITEM}, {str(n): i for n, i in enumerate(value["items"])})
    validator = Validator(ITEMS)
    assert calls(lambda: validator.explain(value, Work(seconds=60))) < 100_000


def test_one_wrong_item_of_many_in_a_union() -> None:
    """What was found right while a branch was chosen is not looked at again when it is told."""
    orders = {"type": "object", "properties": {"items": {"items": ITEM}}}
    value = {"items": [*items(25_000), {"sku": "x", "count": 0}]}
    assert told({"oneOf": [orders, {"type": "array"}]}, value) == [
        "payload/items/25000/count: expected at least 1, found 0"
    ]


def test_one_wrong_property_of_many_that_match_a_pattern() -> None:
    """The work reaches to a fault behind a thousand names that are matched."""
    value = {**{f"a{n}": n for n in range(1_000)}, "ab": "x"}
    assert told({"patternProperties": {"^a": {"type": "integer"}}}, value) == [
        'payload/ab: expected integer, found "x"'
    ]


def test_many_wrong_items() -> None:
    """Of 100,000 wrong items a hundred are told, and that there may be more."""
    value = {"items": [{"sku": 1, "count": 1}] * 100_000}
    problems = Validator(ITEMS).explain(value, Work(seconds=60))
    assert [problem.pointer for problem in problems[:100]] == [
        f"/items/{n}/sku" for n in range(100)
    ]
    assert problems[100:] == (NOT_EXPLAINED,)
    error = InvalidPayload("c", "t", problems)
    assert not error.is_complete
    lines = str(error).splitlines()
    assert lines[0] == "at least 100 problems in a payload for topic 't' of channel 'c':"
    assert lines[-2:] == ["  and 80 more", "  and what was not explained"]
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.is_complete) == (str(error), False)
    assert InvalidPayload("c", "t", problems[:100]).is_complete


def test_a_union_of_many_branches() -> None:
    """Of a thousand branches the one of the value's tag is told, or the tags that there are."""
    branches = [
        {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": f"k{n}"}, "body": {"items": ITEM}},
        }
        for n in range(1_000)
    ]
    body = [{"sku": "a", "count": 0}]
    assert told({"oneOf": branches}, {"kind": "k777", "body": body}) == [
        "payload/body/0/count: expected at least 1, found 0"
    ]
    [unknown] = told({"anyOf": branches}, {"kind": "none", "body": body})
    assert unknown.startswith('payload/kind: expected one of "k0", "k1"')
    assert "and 990 more" in unknown


def test_patterns_that_backtrack() -> None:
    """A pattern that may take a fifth of a second for each string is not tried for long."""
    schema = {"items": {"pattern": "^(?:(?=a)a|a)*$(?!x)"}}
    work = Work()
    problems = Validator(schema).explain(["a" * 40 + "!"] * 200, work)
    assert problems[-1] == NOT_EXPLAINED
    assert work.done < 2 * STEPS
    assert told(schema, ["aaa", "b"]) == [
        'payload/1: expected a string that matches "^(?:(?=a)a|a)*$(?!x)", found "b"'
    ]


def test_items_that_are_too_many_to_compare() -> None:
    """`uniqueItems` is not decided a second time for very many items; other faults are told."""
    value = [*range(30_000), 1, "x"]
    schema = {"uniqueItems": True, "items": {"type": "integer"}}
    assert told(schema, value) == [
        'payload/30001: expected integer, found "x"',
        str(NOT_EXPLAINED),
    ]


def test_a_large_schema_is_not_compiled_again() -> None:
    """Explaining looks at those parts of a schema that the payload meets, not at 22,000 lines."""
    count = 1_500
    parts = {
        f"D{n}": {
            "type": "object",
            "properties": {
                "id": {"type": "string", "maxLength": n},
                "next": {"$ref": f"#/$defs/D{(n * 7 + 1) % count}"},
                "others": {"type": "array", "items": {"$ref": f"#/$defs/D{(n * 5 + 2) % count}"}},
            },
        }
        for n in range(count)
    }
    schema = {"$ref": "#/$defs/D1", "$defs": parts}
    assert len(json.dumps(schema, indent=1).splitlines()) > 22_000
    value = {"id": 5, "next": {"others": [{}, {"id": 5}]}}
    assert told(schema, value) == [
        "payload/id: expected string, found 5",
        "payload/next/others/1/id: expected string, found 5",
    ]
    validator = Validator(schema)
    assert calls(lambda: validator.problems(value)) < FEW_CALLS
    megabytes, _ = peak([(schema, [value])])
    assert megabytes <= MEGABYTES
