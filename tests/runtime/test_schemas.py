"""The schemas that travel in generated modules, put together when first needed."""

from __future__ import annotations

from typing import Any

import pytest
from realtime_runtime import Definitions, InvalidPayload, TopicRef
from realtime_runtime.payloads import PayloadType
from realtime_runtime.schemas import DRAFT, bundle
from realtime_runtime.validation import Judge

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


def test_circles_are_judged() -> None:
    """Definitions that refer to each other across files judge data of any depth."""
    judge = Judge(bundle(ref("Node"), files()))
    assert judge.admits({"next": {"next": {}}})
    assert [p.pointer for p in judge.problems({"next": {"next": 3}})] == ["/next/next"]


@pytest.mark.parametrize("name", ["a~1b", "x%20y%25"])
def test_escaped_names(name: str) -> None:
    """A definition is found by its name as references escape it."""
    judge = Judge(bundle(ref(name), files()))
    assert judge.admits(1)
    assert not judge.admits("1")


@pytest.mark.parametrize(("text", "admitted"), [("true", True), ("false", False), ("{}", True)])
def test_boolean_schemas(text: str, admitted: bool) -> None:  # noqa: FBT001
    """A schema that is true admits everything, one that is false nothing."""
    assert Judge(bundle(text, None)).admits(1) is admitted


def test_definitions_of_the_topic_stay() -> None:
    """A topic's own `$defs` stand beside the embedded files."""
    text = f'{{"$defs":{{"Own":{ref("Node")}}},"$ref":"#/$defs/Own"}}'
    document = bundle(text, files())
    assert list(document["$defs"]) == ["Own", A, B]
    assert not Judge(document).admits(1)


def test_fingerprint() -> None:
    """Equal schemas have equal fingerprints, whatever the order of keys; others differ."""

    def fingerprint(text: str) -> str:
        return PayloadType[Any](lambda: object, text, None, validate=True).fingerprint

    assert fingerprint('{"type":"string","maxLength":1}') == fingerprint(
        '{"maxLength":1,"type":"string"}'
    )
    assert fingerprint("{}") != fingerprint('{"type":"string"}')
    assert len(fingerprint("{}")) == 16


def test_a_topic_is_judged_by_its_bundle() -> None:
    """A topic whose schema is a reference into a file is judged by that file."""
    payload = PayloadType[Any](lambda: object, ref("Node"), files(), validate=True)
    topic: TopicRef[Any, Any] = TopicRef("c", "t", payload)
    assert topic({"next": {}}).body == b'{"next":{}}'
    with pytest.raises(InvalidPayload):
        topic({"next": 1})
