"""Whatever value stands in a definition, its JSON Schema and the generator agree on it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from realtime_codegen.documents import parse

from ..support.generating import generate
from .editor import OUT_OF_REACH, SCHEMA, VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


SAMPLE = """
channels:
  chat-room:
    description: One room.
    deprecated: Use another.
    name: "chat:{tenant}:{room}"
    params:
      tenant: {enum: [acme, globex], description: Whose room it is.}
      room: {type: string, pattern: "^[a-z]+$"}
    topics:
      message:
        description: What somebody has said.
        validate: false
        deprecated: true
        schema:
          type: object
          additionalProperties: false
          required: [text]
          properties:
            text: {type: string, minLength: 1, pattern: a, enum: [a, ba]}
            tags: {type: array, items: {type: [string, "null"]}, uniqueItems: true}
            size: {multipleOf: 2, minimum: 1, title: Size, examples: [4], $comment: c}
            it: {$ref: "#/$defs/It"}
          patternProperties: {"^x": {const: 1}}
          dependentRequired: {text: [size]}
          allOf: [{minProperties: 1}]
$defs:
  It: {type: string, format: date, x-mine: 1, $anchor: it, deprecated: true}
"""
OTHERS: tuple[Any, ...] = (
    None,
    True,
    -1,
    3,
    0.5,
    "",
    "text",
    " a",
    "(",
    [],
    ["a", "a"],
    {},
    {"a": 1},
)


def places(value: Any, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield pointer
    if isinstance(value, dict | list):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in entries:
            yield from places(item, (*pointer, key))


def sample() -> Any:
    document, problems = parse("a.yaml", "a.yaml", SAMPLE.encode())
    assert document
    assert problems == []
    return document.data


@pytest.mark.parametrize("pointer", list(places(sample())), ids=str)
def test_any_other_value_at_any_place_is_judged_as_the_generator_judges(
    pointer: tuple[str | int, ...],
) -> None:
    """Each value of a definition, replaced by one of every kind or renamed, has one verdict."""
    for changed in changes(pointer):
        codes = errors_of(changed)
        if codes <= OUT_OF_REACH.keys() and codes:
            continue  # the schema may say so too, as it does of "{}" in a name
        assert VALIDATOR.is_valid(changed) == (not codes), (changed, codes)


def changes(pointer: tuple[str | int, ...]) -> Iterator[Any]:
    if not pointer:
        yield from OTHERS
        return
    *above, key = pointer
    for other in OTHERS:
        yield replaced(above, lambda parent, other=other: parent.__setitem__(key, other))
    yield replaced(above, lambda parent: parent.__delitem__(key))
    if isinstance(key, str):
        for name in ("", "class", "9a", "a b", "name", "None", "ünder", "a.b-c"):
            yield replaced(above, lambda parent, name=name: rename(parent, key, name))


def replaced(above: list[str | int], change: Any) -> Any:
    data = parent = deepcopy(sample())
    for step in above:
        parent = parent[step]
    change(parent)
    return data


def rename(parent: dict[str, Any], key: str, name: str) -> None:
    parent[name] = parent.pop(key)


def errors_of(data: Any) -> set[str]:
    result = generate({"a.json": json.dumps(data).encode()}, "")
    return {problem.code for problem in result.diagnostics if problem.is_error}


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("channel", ("channels", "chat-room")),
        ("topic", ("channels", "chat-room", "topics", "message")),
        ("parameter", ("channels", "chat-room", "params", "room")),
    ],
)
def test_the_schema_knows_the_keys_that_the_generator_knows(
    kind: str, place: tuple[str, ...]
) -> None:
    """The keys that the generator's own message lists are those that editors offer."""
    data = parent = sample()
    for step in place:
        parent = parent[step]
    parent["qqqqqqqq"] = 1
    result = generate({"a.json": json.dumps(data).encode()}, "")
    (message,) = [p.message for p in result.diagnostics if p.code == "unknown-key"]
    listed = message.partition("the keys are ")[2].split(", ")
    assert sorted(listed) == sorted(SCHEMA["$defs"][kind]["properties"])
