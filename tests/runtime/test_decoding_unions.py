"""Decoding of unions: the branch that fits, in no more time than the payload's size takes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from realtime_runtime import InvalidPayload

from ..support.commands import python
from .decoding import Filter, Timed, Tree, Written, decoded


@pytest.mark.parametrize(
    ("value", "model"),
    [
        ({"at": "2026-01-01T10:00:00Z"}, Timed),
        ({"at": "yesterday"}, Written),
        ({"at": "1700000000"}, Written),
        ({"at": "2026-01-01T10:00:00Z", "more": 1.0}, Written),
        ({"at": "2016-12-31T23:59:60Z", "next": {"at": "", "more": 1.0}}, Timed),
    ],
)
def test_the_branch_that_fits(value: Any, model: type[Any]) -> None:
    """Of models that differ in their types alone, the one whose types the value has."""
    data: Any = decoded(Tree, json.dumps(value))
    assert isinstance(data, model)
    if "next" in value:
        assert type(data.next) is Written


NESTED = """
import json
from tests.runtime.decoding import Filter, Tree, decoded
tree = {"op": "leaf", "value": 1.0}
for level in range(95):
    tree = {"op": ("and", "or", "not")[level % 3], "of": [tree]}
print(json.loads(decoded(Filter, json.dumps(tree)).model_dump_json()) == tree)
tree = {"at": "x"}
for level in range(100):
    tree = {"at": ("x", "2026-01-01T10:00:00Z")[level % 2], "next": tree}
print(type(decoded(Tree, json.dumps(tree))).__name__)
"""


def test_unions_inside_each_other_take_no_longer_than_their_size() -> None:
    """A valid filter of 95 levels is read at once: each branch would double the time."""
    assert python(NESTED).out.split() == ["True", "Timed"]


def test_a_wrong_tag_is_one_problem() -> None:
    """It is told where it is, and not once for every branch."""
    with pytest.raises(InvalidPayload) as caught:
        decoded(list[Filter], '[{"op": "xor", "of": []}]', validate=False)
    (problem,) = caught.value.problems
    assert (problem.pointer, problem.expected) == ("/0", "a value of one of the union's types")


def test_pointers_lead_into_the_payload() -> None:
    """They name no branch and no type, and a missing key is told of the object it is missing in."""
    body = '{"op": "and", "of": [{"op": "leaf", "value": "1"}, {"op": "not"}]}'
    with pytest.raises(InvalidPayload) as caught:
        decoded(Filter, body, validate=False)
    assert [(p.pointer, p.expected) for p in caught.value.problems] == [
        ("/of/0/value", "integer"),
        ("/of/1", 'the property "of"'),
    ]
    with pytest.raises(InvalidPayload) as caught:
        decoded(list[tuple[int, int]], "[[1]]", validate=False)
    assert [(p.pointer, p.expected) for p in caught.value.problems] == [("/0", "an item 1")]
