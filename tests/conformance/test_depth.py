"""Long chains of definitions, and deep payloads, through the whole path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import InvalidPayload, Message
from realtime_runtime.encoding import encode
from realtime_runtime.payloads import UNVALIDATED

from ..support.packages import Package
from .whole_path import generated, same

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.slow

LINKS: dict[str, Any] = {
    "object": lambda link: {"type": "object", "properties": {"next": link}},
    "array": lambda link: {"type": "array", "items": link},
    "map": lambda link: {"type": "object", "additionalProperties": link},
    "nullable": lambda link: {"anyOf": [link, {"type": "null"}]},
    "union": lambda link: {
        "anyOf": [
            {"type": "object", "required": ["next"], "properties": {"next": link}},
            {"type": "array", "items": link},
        ]
    },
}


def made(folder: Path, schema: object, definitions: dict[str, object]) -> Package:
    channel = {"name": "m", "topics": {"it": {"schema": schema}}}
    source = json.dumps({"channels": {"m": channel}, "$defs": definitions}).encode()
    files, problems = generated({"m.json": source})
    assert not [problem for problem in problems if problem.is_error]
    return Package.of(files, folder)


def chain(folder: Path, kind: str, length: int) -> Package:
    """`length` definitions that refer each to the next, the last to an integer."""
    links = [{"$ref": f"#/$defs/Part{number}"} for number in range(1, length)]
    ends: list[object] = [*links, {"type": "integer"}]
    definitions = {f"Part{number}": LINKS[kind](end) for number, end in enumerate(ends)}
    return made(folder, {"$ref": "#/$defs/Part0"}, definitions)


@pytest.mark.parametrize(
    ("kind", "length", "value"),
    [
        ("object", 90, {"next": {"next": {}}}),
        ("object", 400, {"next": {"next": {}}}),
        ("array", 90, [[[]]]),
        ("map", 90, {"a": {"b": {}}}),
        ("nullable", 90, 3),
        ("union", 90, [{"next": []}]),
    ],
)
def test_a_long_chain_of_definitions(tmp_path: Path, kind: str, length: int, value: Any) -> None:
    """Whatever its length, `.data` gives the payload, and the payload can be passed on."""
    ref = chain(tmp_path, kind, length).topic("m")
    message = ref(value)
    arrived = ref.receive(Message("m", "it", message.body, UNVALIDATED))
    for data in (message.data, arrived.data):
        assert same(encode(data)[1], value)
        assert ref(data).body == message.body


def test_models_of_a_long_chain(tmp_path: Path) -> None:
    """They are made, changed, compared, read and written like any other model."""
    module = chain(tmp_path, "object", 200).module("m")
    part = module.Part0(next=module.Part1(next={"next": {}}))
    assert part == module.Part0.model_validate({"next": {"next": {"next": {}}}})
    assert part.next.next.next == module.Part3()
    part.next = None
    assert module.m_channel.it(part).body == b"{}"
    assert part.model_dump() == {}
    with pytest.raises(ValueError, match="Input should be"):
        module.Part0(next=3)


NODE = {"type": "object", "properties": {"v": {"type": "integer"}, "n": {"$ref": "#/$defs/T"}}}
ITEMS = {"type": "array", "items": {"$ref": "#/$defs/T"}}


@pytest.mark.parametrize(
    ("definition", "level", "leaf"),
    [
        (NODE, lambda inside: {"n": inside}, {"v": 1.0}),
        (ITEMS, lambda inside: [inside], []),
        ({"anyOf": [ITEMS, {**ITEMS, "maxItems": 3}]}, lambda inside: [inside], []),
        ({"anyOf": [ITEMS, {"type": "integer"}]}, lambda inside: [inside], 1.0),
        (
            {"anyOf": [ITEMS, {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/T"}, {}]}}]},
            lambda inside: [inside],
            ["a"],
        ),
        ({"additionalProperties": {"$ref": "#/$defs/T"}}, lambda inside: {"a": inside}, 1.0),
    ],
)
def test_deep_payloads(tmp_path: Path, definition: Any, level: Any, leaf: Any) -> None:
    """What is published may have 200 levels, and so has what is read."""
    value = leaf
    for _ in range(199):
        value = level(value)
    ref = made(tmp_path, {"$ref": "#/$defs/T"}, {"T": definition}).topic("m")
    message = ref(value)
    assert same(encode(message.data)[1], value)
    assert ref.receive(Message("m", "it", message.body, UNVALIDATED)).data == message.data
    with pytest.raises(InvalidPayload):
        ref(level(level(value)))


def test_year_0(tmp_path: Path) -> None:
    """A date that no subscriber could read is refused; a string that looks like one is not."""
    schema = {
        "type": "object",
        "required": ["day"],
        "properties": {"day": {"type": "string", "format": "date"}, "note": {"type": "string"}},
    }
    ref = made(tmp_path, schema, {}).topic("m")
    with pytest.raises(InvalidPayload, match="/day: expected a date of the years 1 to 9999"):
        ref({"day": "0000-01-01"})
    assert ref({"day": "0001-01-01", "note": "0000-01-01"}).data.note == "0000-01-01"
