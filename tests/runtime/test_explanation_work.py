"""Explanations of refused payloads: what they cost at most.

`REFUSALS=10000` explains that many random payloads, of 100 schemas.
"""

from __future__ import annotations

import os
from functools import partial
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime.encoding import pointer_token, shorten
from realtime_runtime.errors import NOT_EXPLAINED, Problem
from realtime_runtime.explanation import Work
from realtime_runtime.explanation.work import STEPS
from realtime_runtime.validation import Validator

from ..support.calls import calls
from . import refusals
from .measuring import FEW_CALLS, MEGABYTES, peak
from .refusals import told

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

REFUSALS = int(os.environ.get("REFUSALS", "300"))
SCHEMAS = 100
CALLS = 200_000  # of functions, Python's own included: at most some 130 for a step


def pointers(value: Any, pointer: str = "") -> Iterator[str]:
    yield pointer
    parts: Any = enumerate(value) if isinstance(value, list) else ()
    for step, part in value.items() if isinstance(value, dict) else parts:
        yield from pointers(part, pointer + pointer_token(step))


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
