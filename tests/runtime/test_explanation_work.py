"""Explanations of refused payloads: what they cost at most.

`REFUSALS=10000` explains that many random payloads, of 100 schemas.
"""

from __future__ import annotations

import json
import os
import pickle
from functools import partial
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import InvalidPayload
from realtime_runtime.encoding import pointer_token, shorten
from realtime_runtime.errors import NOT_EXPLAINED, Problem
from realtime_runtime.explanation import Work
from realtime_runtime.explanation.work import STEPS
from realtime_runtime.validation import Validator

from ..support.calls import calls
from ..support.commands import python
from . import refusals
from .refusals import told

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

REFUSALS = int(os.environ.get("REFUSALS", "300"))
SCHEMAS = 100
CALLS = 200_000  # of functions, Python's own included: at most some 130 for a step
FEW_CALLS = 20_000
MEGABYTES = 10


def pointers(value: Any, pointer: str = "") -> Iterator[str]:
    yield pointer
    parts: Any = enumerate(value) if isinstance(value, list) else ()
    for step, part in value.items() if isinstance(value, dict) else parts:
        yield from pointers(part, pointer + pointer_token(step))


PEAK = """
import json, resource, sys
from realtime_runtime.validation import Validator

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

Validator({"anyOf": [{"type": "object"}, {"items": {"pattern": "a"}}]}).problems([1, "b"])
cases = [(Validator(schema), values) for schema, values in json.load(sys.stdin)]
for validator, values in cases:
    for value in values:
        validator.is_valid(value)
before = peak()
counts = [len(validator.problems(value)) for validator, values in cases for value in values]
print(json.dumps([peak() - before, min(counts)]))
"""


def peak(cases: list[tuple[dict[str, Any], list[Any]]]) -> tuple[int, int]:
    """The megabytes that explaining takes beyond deciding, and the fewest problems."""
    megabytes, fewest = json.loads(python(PEAK, stdin=json.dumps(cases)).out)
    return megabytes, fewest


def refused() -> Iterator[tuple[Validator, Any]]:
    """Random payloads with what refuses them, as many as were asked for."""
    left, seed = REFUSALS, 0
    while left:
        random = Random(seed)
        validator = Validator(refusals.schema(random))
        values = (refusals.payload(random) for _ in range(5 * REFUSALS // SCHEMAS))
        found = (value for value in values if not validator.is_valid(value))
        for value in islice(found, min(left, REFUSALS // SCHEMAS)):
            left -= 1
            yield validator, value
        seed += 1


def test_random_refusals_are_explained_within_the_bound() -> None:
    """A refused payload has a problem, at a place that it has, for at most so much work."""
    for validator, value in refused():
        work = Work()
        problems = validator.explain(value, work)
        assert problems
        assert {problem.pointer for problem in problems} <= set(pointers(value))
        assert work.done < 2 * STEPS


def test_steps_count_what_is_done() -> None:
    """Behind the steps that are counted is no work that is not."""
    for validator, value in islice(refused(), SCHEMAS):
        assert calls(partial(validator.explain, value)) < CALLS


def test_memory_is_bounded() -> None:
    """Explaining takes at most ten megabytes beyond deciding, the library's included."""
    cases: list[tuple[dict[str, Any], list[Any]]] = [
        (TREE, [chain(14), chain(199)]),
        (FILTERS, [filters(5, wrong=True), filters(12, wrong=True)]),
    ]
    for seed in range(SCHEMAS // 2):
        random = Random(seed)
        schema = refusals.schema(random)
        values = [refusals.payload(random) for _ in range(5)]
        cases.append((schema, [v for v in values if not Validator(schema).is_valid(v)]))
    megabytes, fewest = peak(cases)
    assert megabytes <= MEGABYTES
    assert fewest > 0


# A union two of whose branches look at the same items: each level doubles what is to be looked at.
TREE: dict[str, Any] = {
    "$ref": "#/$defs/T",
    "$defs": {
        "T": {
            "anyOf": [
                {"type": "array", "items": {"$ref": "#/$defs/T"}},
                {"type": "array", "items": {"$ref": "#/$defs/T"}, "maxItems": 3},
                {"type": "string"},
            ]
        }
    },
}
_MANY = {"type": "array", "items": {"$ref": "#/$defs/F"}}
FILTERS: dict[str, Any] = {
    "$ref": "#/$defs/F",
    "$defs": {
        "F": {
            "anyOf": [
                {"type": "object", "required": ["and"], "properties": {"and": _MANY}},
                {"type": "object", "required": ["or"], "properties": {"or": _MANY}},
                {
                    "type": "object",
                    "required": ["field", "value"],
                    "properties": {"field": {"type": "string"}},
                },
            ]
        }
    },
}


def chain(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def filters(levels: int, *, wrong: bool) -> Any:
    """A tree of filters, all right but the last leaf, where one is wrong."""
    if levels == 0:
        return {"field": 5 if wrong else "a", "value": 1}
    parts = [filters(levels - 1, wrong=False), filters(levels - 1, wrong=wrong)]
    return {"or" if levels % 2 else "and": parts}


def test_a_recursive_union() -> None:
    """29 bytes that took 21 seconds and 850 megabytes are told where they are wrong."""
    assert peak([(TREE, [chain(14)])]) < (MEGABYTES, 2)
    assert told(TREE, chain(14)) == [f"payload{'/0' * 14}: expected array or string, found 1"]
    assert calls(lambda: Validator(TREE).problems(chain(14))) < FEW_CALLS


@pytest.mark.parametrize("levels", [2, 5, 8, 12])
def test_a_tree_of_filters(levels: int) -> None:
    """Of a tree of filters the one that is wrong is told, however large the tree."""
    way = "".join(f"/{'or' if level % 2 else 'and'}/1" for level in range(levels, 0, -1))
    assert told(FILTERS, filters(levels, wrong=True)) == [
        f"payload{way}/field: expected string, found 5"
    ]


def test_all_of_a_tree_is_wrong() -> None:
    """Where more is wrong than can be told, the last problem says so."""
    value: Any = {"field": 5, "value": 1}
    for level in range(10):
        value = {"and" if level % 2 else "or": [value, dict(value)]}
    problems = Validator(FILTERS).explain(value, Work(seconds=60))
    assert problems[-1] == NOT_EXPLAINED
    assert len(problems) > 10
    assert {problem.found for problem in problems[:-1]} == {"5"}


def test_a_value_too_deep_to_explain() -> None:
    """Where the work does not reach to any fault, the payload is still told to be refused."""
    problems = Validator(TREE).explain(chain(199), Work(steps=500, seconds=60))
    assert problems == (
        Problem("", "what its schema asks for", shorten(chain(199))),
        NOT_EXPLAINED,
    )


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
