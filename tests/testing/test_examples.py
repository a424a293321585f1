"""example: payloads of topics, made from their schemas."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from realtime_runtime import InvalidPayload, TopicRef
from realtime_runtime.payloads import PayloadType
from realtime_runtime.testing import NoExample, example

from generated import agent_chat_channel, alerts_channel, pipeline_channel
from generated.agent_chat import ErrorEvent, MessageEvent, ToolCallEvent
from generated.pipeline import PipelineStatus

from ..support.commands import run

if TYPE_CHECKING:
    from pathlib import Path

ch = pipeline_channel(run_id="abc")
chat = agent_chat_channel(tenant="acme", chat_id="7f9c2c1e-6b0a-4a53-9f0e-6a3f6f0d2b11")


def topic(schema: object, name: str = "it") -> TopicRef[Any, Any]:
    """A topic whose payload is plain data."""
    payload: PayloadType[Any] = PayloadType(lambda: Any, json.dumps(schema), None, validate=True)
    return TopicRef("test", name, payload)


def test_it_is_the_topics_model() -> None:
    """Required properties are there, optional ones are absent."""
    assert example(ch.status) == PipelineStatus(message="message")
    assert example(alerts_channel.count) == 0


def test_overrides_stand_in_the_payload() -> None:
    """Any property may be given, an optional one too."""
    assert example(ch.status, step="draft") == PipelineStatus(message="message", step="draft")


def test_an_override_chooses_the_branch_of_a_union() -> None:
    """The first branch is taken by itself, another when its tag is given."""
    assert isinstance(example(chat.event), MessageEvent)
    call = example(chat.event, type="tool_call")
    assert isinstance(call, ToolCallEvent)
    assert call.call.name == "name"
    assert isinstance(example(chat.event, type="error", retryable=True), ErrorEvent)


def test_overrides_may_be_python_data() -> None:
    """What has a JSON form may be given as in a publish: models, UUIDs, datetimes."""
    author = example(chat.presence).author
    author.id = UUID(int=7)
    assert example(chat.presence, author=author).author.id == UUID(int=7)


def test_a_wrong_override_is_refused_by_the_schema() -> None:
    """The schema names each problem of the overrides, and no payload is made."""
    with pytest.raises(InvalidPayload) as caught:
        example(alerts_channel.alert, severity="urgent", colour="red")
    assert {problem.found for problem in caught.value.problems} == {'"colour"', '"urgent"'}


def test_a_topic_that_is_not_validated_has_valid_examples() -> None:
    """`validate: false` is about publishing: examples and overrides are validated all the same."""
    assert example(ch.usage).input_tokens == 0
    with pytest.raises(InvalidPayload):
        example(ch.usage, input_tokens=-1)


def test_only_objects_take_overrides() -> None:
    """A number has no properties."""
    with pytest.raises(TypeError, match="no object"):
        example(alerts_channel.count, value=1)


FIRST = {
    "examples": {"examples": ["e"], "default": "d", "enum": ["n", "d", "e"]},
    "default": {"default": "d", "enum": ["n", "d"]},
    "enum": {"enum": ["n", "m"]},
    "const": {"const": {"n": [1]}},
    "type": {"type": "string"},
}


@pytest.mark.parametrize(
    ("schema", "expected"),
    list(zip(FIRST.values(), ["e", "d", "n", {"n": [1]}, "it"], strict=True)),
)
def test_what_is_written_comes_first(schema: dict[str, Any], expected: object) -> None:
    """Examples, then the default, then values that are listed, then what the type gives."""
    assert example(topic(schema)) == expected
    inside = {"required": ["it"], "properties": {"it": schema}}
    assert example(topic(inside)) == {"it": expected}


def test_examples_that_are_wrong_are_passed_over() -> None:
    """An example is an annotation: only one that the schema accepts is used."""
    assert example(topic({"type": "integer", "examples": ["one", 2], "minimum": 1})) == 2


def test_an_example_with_overrides_stays_that_example() -> None:
    """Overrides replace single properties of a written payload."""
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "examples": [{"a": 10, "b": 20}],
    }
    assert example(topic(schema), b=5) == {"a": 10, "b": 5}


IMPOSSIBLE = {
    "#/properties/code/pattern": {
        "required": ["code"],
        "properties": {
            "code": {"type": "string", "pattern": r"^(?=.*\d)(?=.*[A-Z]).{8,}$", "maxLength": 8}
        },
    },
    "#/items/maximum": {
        "type": "array",
        "minItems": 1,
        "items": {"type": "integer", "minimum": 3, "maximum": 2},
    },
    "#/not": {"not": {}},
    "#/properties/few/uniqueItems": {
        "required": ["few"],
        "properties": {
            "few": {
                "type": "array",
                "items": {"enum": [1, 2]},
                "minItems": 3,
                "uniqueItems": True,
            }
        },
    },
    "#/$defs/Endless": {
        "$ref": "#/$defs/Endless",
        "$defs": {
            "Endless": {
                "type": "object",
                "required": ["next"],
                "properties": {"next": {"allOf": [{"$ref": "#/$defs/Endless"}]}},
            }
        },
    },
}


@pytest.mark.parametrize(("pointer", "schema"), list(IMPOSSIBLE.items()), ids=IMPOSSIBLE)
def test_what_stands_in_the_way_is_named(pointer: str, schema: dict[str, Any]) -> None:
    """Where no payload can be made, the error points at the keyword that refused the guesses."""
    with pytest.raises(NoExample) as caught:
        example(topic(schema))
    assert caught.value.pointer == pointer
    assert f"{pointer} is in the way" in str(caught.value)


def test_it_is_the_same_in_every_process(tmp_path: Path) -> None:
    """No part of a payload depends on chance, nor on Python's hash seed."""
    script = tmp_path / "script.py"
    schema = {
        "type": "array",
        "minItems": 3,
        "uniqueItems": True,
        "items": {"type": "object", "minProperties": 3, "patternProperties": {"^[^a-c]$": {}}},
    }
    script.write_text(
        "from realtime_runtime import TopicRef\n"
        "from realtime_runtime.payloads import PayloadType\n"
        "from realtime_runtime.testing import example\n"
        f"payload = PayloadType(lambda: object, {json.dumps(schema)!r}, None, validate=True)\n"
        "print(example(TopicRef('test', 'it', payload)))\n"
    )
    outputs = {run(sys.executable, script, PYTHONHASHSEED=seed).out for seed in ("1", "2", "3")}
    assert len(outputs) == 1
