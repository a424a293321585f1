"""Which branches of a union a value may be valid by, two of them at once."""

from __future__ import annotations

import json
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from realtime_codegen.jsonschema.conjunction import Reading
from realtime_codegen.jsonschema.exclusion import overlaps

from ..support.calls import calls
from ..support.generating import understand

if TYPE_CHECKING:
    from realtime_codegen.jsonschema.conjunction import Conjunction

_WORDS = st.sampled_from(["a", "b", "c", "d"])
_LISTED = st.lists(_WORDS, min_size=1, max_size=2, unique=True).map(lambda words: {"enum": words})
_KEY = st.one_of(_WORDS.map(lambda word: {"const": word}), _LISTED, st.just({"type": "string"}))
_OBJECT = st.builds(
    lambda properties, required, rest: {
        "type": "object",
        "properties": properties,
        "required": sorted(required),
        **rest,
    },
    st.dictionaries(st.sampled_from(["k", "l", "m"]), _KEY),
    st.sets(st.sampled_from(["k", "l", "m"])),
    st.sampled_from([{}, {"additionalProperties": False}, {"type": ["object", "null"]}]),
)
_BRANCHES = st.lists(
    st.one_of(_OBJECT, _OBJECT, _OBJECT, _LISTED, st.sampled_from([{}, False, {"type": "null"}])),
    max_size=8,
)


def conjunctions(branches: list[Any]) -> list[Conjunction]:
    text = json.dumps({"$defs": {f"K{number}": one for number, one in enumerate(branches)}})
    project, _ = understand({"a.json": text.encode()})
    reading = Reading(project)
    return [reading.of(definition.schema) for definition in project.files[0].definitions]


@settings(max_examples=300)
@given(_BRANCHES)
def test_branches_overlap_as_each_two_of_them_do(branches: list[Any]) -> None:
    """Whatever tells the others apart, and in their order."""
    found = conjunctions(branches)
    pairs = combinations(range(len(found)), 2)
    assert [*overlaps(found)] == [(a, b) for a, b in pairs if [*overlaps([found[a], found[b]])]]


def test_many_branches_with_a_tag_take_little_more_each() -> None:
    """Also where another property is the same in all of them, and some have tags of their own."""

    def of(count: int) -> list[Any]:
        return [
            {
                "type": "object",
                "required": ["kind", "version", f"own{number}"],
                "properties": {
                    "kind": {"const": f"k{number}"},
                    "version": {"const": 1},
                    f"own{number}": {"const": 1},
                },
            }
            for number in range(count)
        ]

    few, many = (conjunctions(of(count)) for count in (50, 500))
    assert [*overlaps(conjunctions(of(3)))] == []
    once, ten = (calls(partial(list, overlaps(some))) for some in (few, many))
    assert ten < 15 * once
