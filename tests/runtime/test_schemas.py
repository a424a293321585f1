"""The schemas that travel in generated modules, put together when first needed."""

from __future__ import annotations

from typing import Any

import pytest
from realtime_runtime import Definitions, InvalidPayload, TopicRef
from realtime_runtime.payloads import PayloadType
from realtime_runtime.schemas import DRAFT, bundle
from realtime_runtime.validation import Validator

A = "schemas:/a.yaml"
B = "schemas:/chat/b.yaml"


def files() -> Definitions:
    """Two files that refer to each other in a circle."""
    a = Definitions(
        A,
        {
            "Node": f'{{"type":"object","properties":{{"next":{{"$ref":"{B}#/$defs/Next"}}}}}}',
            "Unused": '{"type":"null"}',
            "a/b": '{"type":"integer"}',
            "x y%": '{"type":"integer"}',
        },
        lambda: (b,),
    )
    b = Definitions(B, {"Next": f'{{"$ref":"{A}#/$defs/Node"}}'}, lambda: (a,))
    return a


def ref(name: str) -> str:
    return f'{{"$ref":"{A}#/$defs/{name}"}}'


def test_what_is_needed_is_embedded() -> None:
    """The document has each definition that is reached, under its file, and no other."""
    document = bundle(ref("Node"), files())
    assert document["$schema"] == DRAFT
    assert {uri: list(file["$defs"]) for uri, file in document["$defs"].items()} == {
        A: ["Node"],
        B: ["Next"],
    }


def test_circles_are_validated() -> None:
    """Definitions that refer to each other across files validate data of any depth."""
    validator = Validator(bundle(ref("Node"), files()))
    assert validator.is_valid({"next": {"next": {}}})
    assert [p.pointer for p in validator.problems({"next": {"next": 3}})] == ["/next/next"]


@pytest.mark.parametrize("name", ["a~1b", "x%20y%25"])
def test_escaped_names(name: str) -> None:
    """A definition is found by its name as references escape it."""
    validator = Validator(bundle(ref(name), files()))
    assert validator.is_valid(1)
    assert not validator.is_valid("1")


@pytest.mark.parametrize(("text", "is_valid"), [("true", True), ("false", False), ("{}", True)])
def test_boolean_schemas(text: str, is_valid: bool) -> None:  # noqa: FBT001
    """A schema that is true accepts everything, one that is false nothing."""
    assert Validator(bundle(text, None)).is_valid(1) is is_valid


def test_definitions_of_the_topic_stay() -> None:
    """A topic's own `$defs` stand beside the embedded files."""
    text = f'{{"$defs":{{"Own":{ref("Node")}}},"$ref":"#/$defs/Own"}}'
    document = bundle(text, files())
    assert list(document["$defs"]) == ["Own", A, B]
    assert not Validator(document).is_valid(1)


def test_fingerprint() -> None:
    """Equal schemas have equal fingerprints, whatever the order of keys; others differ."""

    def fingerprint(text: str) -> str:
        return PayloadType[Any](lambda: object, text, None, validate=True).fingerprint

    assert fingerprint('{"type":"string","maxLength":1}') == fingerprint(
        '{"maxLength":1,"type":"string"}'
    )
    assert fingerprint("{}") != fingerprint('{"type":"string"}')
    assert len(fingerprint("{}")) == 16


def test_a_topic_is_validated_by_its_bundle() -> None:
    """A topic whose schema is a reference into a file is validated by that file."""
    payload = PayloadType[Any](lambda: object, ref("Node"), files(), validate=True)
    topic: TopicRef[Any, Any] = TopicRef("c", "t", payload)
    assert topic({"next": {}}).body == b'{"next":{}}'
    with pytest.raises(InvalidPayload):
        topic({"next": 1})
