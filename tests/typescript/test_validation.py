"""What TypeBox would take otherwise: the same payloads are valid by it as by the schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ..support import node
from ..support.typescript import typescript

if TYPE_CHECKING:
    from pathlib import Path

_INTEGER = {"type": "integer"}
_STRING = {"type": "string"}
_SCRIPT = """
import { readFileSync } from "node:fs";
import { probeChannel } from "./out/index.js";
for (const value of JSON.parse(readFileSync("values.json", "utf8"))) {
  const { issues } = probeChannel.topics.it.schema["~standard"].validate(value);
  console.log(JSON.stringify((issues ?? []).map((issue) => issue.message)));
}
"""


def of_x(schema: object) -> dict[str, Any]:
    return {"type": "object", "properties": {"x": schema}}


def ref(text: str) -> dict[str, str]:
    return {"$ref": text}


def answers(
    folder: Path, schema: object, values: list[Any], **files: dict[str, Any]
) -> list[list[str]]:
    """The problems of each value. `files` are definitions, those of the topic's own file `a`."""
    channel = {"description": "d", "name": "probe", "topics": {"it": {"schema": schema}}}
    sources: dict[str, dict[str, Any]] = {"a.json": {}} | {
        f"{name.replace('__', '/')}.json": {"$defs": definitions}
        for name, definitions in files.items()
    }
    sources["a.json"]["channels"] = {"probe": channel}
    made, problems = typescript({path: json.dumps(value) for path, value in sources.items()})
    assert made, problems
    node.lay(folder, made)
    (folder / "values.json").write_text(json.dumps(values))
    node.transpile(folder)
    return node.answers(folder, _SCRIPT, "--disallow-code-generation-from-strings")


@pytest.mark.parametrize(
    ("schema", "valid", "files"),
    [
        (ref("b.json#/$defs/A"), {"x": 1}, {"b": {"A": of_x(ref("c.json#/$defs/A"))}}),
        (ref("#/$defs/A"), {"x": 1}, {"a": {"A": of_x(ref("c.json#/$defs/A"))}}),
        (
            {"type": "array", "items": ref("b.json#/$defs/B")},
            [{"x": [{"x": 1}]}],
            {
                "a": {"A": of_x(ref("c.json#/$defs/A"))},
                "b": {"A": _STRING, "B": of_x({"type": "array", "items": ref("a.json#/$defs/A")})},
            },
        ),
        (
            ref("sub__b.json#/$defs/A".replace("__", "/")),
            {"x": 1},
            {"sub__b": {"A": of_x(ref("../c.json#/$defs/A"))}},
        ),
    ],
)
def test_a_reference_leads_to_the_file_that_it_names(
    tmp_path: Path, schema: object, valid: Any, files: dict[str, dict[str, Any]]
) -> None:
    """Also where the file that it stands in has a definition of the same name."""
    wrong = json.loads(json.dumps(valid).replace("1", "{}"))
    right, refused = answers(tmp_path, schema, [valid, wrong], c={"A": _INTEGER}, **files)
    assert right == []
    (problem,) = refused
    assert problem.endswith("x: must be integer, found {}")


def test_unions_of_other_files_tell_the_branch_that_is_meant(tmp_path: Path) -> None:
    """What is wrong by their other branches is not told."""
    branches = [
        {"type": "object", "required": ["k", "x"], "properties": {"k": {"const": k}, "x": type_}}
        for k, type_ in (("a", _STRING), ("b", _INTEGER))
    ]
    found = answers(
        tmp_path, ref("b.json#/$defs/A"), [{"k": "b", "x": "1"}], b={"A": {"oneOf": branches}}
    )
    assert found == [['/x: must be integer, found "1"']]


@pytest.mark.parametrize("pattern", [r"^[^\0]{2}$", "^.{2}$", r"^\w\b.[a&&b]|\d\d$"])
def test_a_pattern_is_told_as_it_is_written(tmp_path: Path, pattern: str) -> None:
    """JavaScript runs it so: not in the words that Python's validator has for it."""
    schema = {"type": "object", "properties": {"x": {"pattern": pattern}}}
    (problems,) = answers(tmp_path, schema, [{"x": "1"}])
    assert problems == [f'/x: must match pattern "{pattern}", found "1"']


def test_what_only_people_read_is_not_loaded() -> None:
    """Browsers load what says which payloads are valid; a property may have such a name."""
    words = ("$comment", "default", "description", "title")
    said = dict.fromkeys(words, "Said") | {"deprecated": "Said", "examples": ["Said"]}
    of_title = {"properties": {"title": {**said, "type": "string"}}, **said, "x-name": "Said"}
    schema = {**said, "items": of_title}
    made, problems = typescript(
        {
            "a.json": json.dumps(
                {"channels": {"c": {"name": "c", "topics": {"t": {"schema": schema}}}}}
            ),
            "b.json": json.dumps({"$defs": {"A": of_title}}),
        }
    )
    assert made, problems
    texts = [line for text in made.values() for line in text.splitlines() if '{"' in line]
    assert len(texts) == 2
    assert not any("Said" in text for text in texts)
    assert all('{"properties":{"title":{"type":"string"}}}' in text for text in texts)


def test_all_problems_are_listed_once(tmp_path: Path) -> None:
    """However many there are, and what must not be there without what counts it."""
    keys = [f"p{number}" for number in range(20)]
    schema = {
        "type": "object",
        "properties": dict.fromkeys(keys, _STRING),
        "additionalProperties": False,
    }
    extra = {f"q{number}": 0 for number in range(20)}
    values = [dict.fromkeys(keys, 1), extra]
    assert answers(tmp_path, schema, values) == [
        [f"/{key}: must be string, found 1" for key in keys],
        [f"/{key}: must not be there, found 0" for key in extra],
    ]


@pytest.mark.parametrize("name", ["constructor", "__proto__", "prototype", "toString"])
def test_a_definition_may_have_any_name(tmp_path: Path, name: str) -> None:
    """Of a file, of a topic, and of a schema that has an `$id`."""
    own = ref(f"#/$defs/{name}")
    identified = {"$id": "http://a.example/a", **own, "$defs": {name: _STRING}}
    parts = [own, {**own, "$defs": {name: _STRING}}, ref("#/$defs/A")]
    files = {"a": {name: _STRING, "A": identified}}
    for number, schema in enumerate(parts):
        found = answers(tmp_path / str(number), schema, ["a", 1], **files)
        assert found == [[], ["payload: must be string, found 1"]]


@pytest.mark.parametrize("anchor", [{}, {"$anchor": "t"}])
def test_a_reference_stays_in_the_schema_that_has_an_id(
    tmp_path: Path, anchor: dict[str, str]
) -> None:
    """Also where the file, or the topic, has something of the same name or place."""
    own = ref("#t" if anchor else "#/$defs/X")
    text = {"$id": "http://a.example/a", **own, "$defs": {"X": {**anchor, **_STRING}}}
    number = {**anchor, **_INTEGER}
    for at, (schema, definitions) in enumerate(
        [
            (ref("#/$defs/A"), {"A": text, "X": number}),
            ({"$defs": {"A": text, "X": number}, **ref("#/$defs/A")}, {}),
        ]
    ):
        found = answers(tmp_path / str(at), schema, ["a", 1], a=definitions)
        assert found == [[], ["payload: must be string, found 1"]]


@pytest.mark.parametrize("name", ["constructor", "__proto__", "toString", "hasOwnProperty"])
def test_a_property_may_have_any_name(tmp_path: Path, name: str) -> None:
    """An object has only what is written in it."""
    typed = {"type": "object", "properties": {name: _STRING}}
    required = {"type": "object", "required": [name]}
    closed = {"type": "object", "properties": {"a": True}, "additionalProperties": False}
    values = [
        [{}, {}, {}],
        [{name: "a"}, {name: 1}, {}],
        [{name: 1}, {name: 1}, {name: 1}],
    ]
    schema = {"type": "array", "prefixItems": [typed, required, closed]}
    assert answers(tmp_path, schema, values) == [
        [f"/1: must have required properties {name}, found {{}}"],
        [],
        [
            f"/0/{name}: must be string, found 1",
            f"/2/{name}: must not be there, found 1",
        ],
    ]


def test_a_dynamic_reference_leads_to_the_only_definition_with_its_anchor(tmp_path: Path) -> None:
    """TypeBox would look for it in the same text alone."""
    node_ = {**of_x(_INTEGER), "$dynamicAnchor": "node"}
    many = {"type": "array", "items": {"$dynamicRef": "#node"}}
    files = {"b": {"Node": node_, "Nodes": many}}
    found = answers(tmp_path, ref("b.json#/$defs/Nodes"), [[{"x": 1}], [{"x": "1"}]], **files)
    assert found == [[], ['/0/x: must be integer, found "1"']]
