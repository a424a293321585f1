"""The JSON Schema of definitions agrees with the generator, as far as JSON Schema can."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from realtime_codegen.cli.editor import definition_schema
from realtime_codegen.documents import Document, parse
from realtime_codegen.jsonschema.keywords import KEYWORDS, TYPES
from realtime_codegen.jsonschema.metaschema import _steps
from realtime_codegen.rules.schemas import _FORMATS

from ..support.commands import cli
from ..support.files import ROOT
from ..support.generating import generate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

GOLDEN = ROOT / "tests" / "golden"
SCHEMA = json.loads(definition_schema())
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)

_YAML = "of YAML itself: editors know without a schema, or have read it as something else"
_NAMES = "two places need one name"
_OTHER_PLACE = "two places have to agree, or not to"
_OTHER_TARGET = "only where TypeScript is an output"
OUT_OF_REACH = {
    **dict.fromkeys(("not-utf-8", "yaml-syntax", "several-documents", "too-deep"), _YAML),
    "json-syntax": _YAML,
    **dict.fromkeys(("alias", "anchor", "merge-key", "tag", "duplicate-key"), _YAML),
    **dict.fromkeys(("key-not-string", "ambiguous-word", "ambiguous-number", "not-json"), _YAML),
    **dict.fromkeys(("class-taken", "factory-taken", "module-taken", "name-taken"), _NAMES),
    "channels-meet": _NAMES,
    **dict.fromkeys(("unused-parameter", "undeclared-placeholder"), _OTHER_PLACE),
    **dict.fromkeys(("repeated-placeholder", "empty-range", "no-value"), _OTHER_PLACE),
    **dict.fromkeys(("ref-not-found", "ref-outside", "ref-circular"), "where a $ref leads"),
    "ref-remote": "where a $ref leads",
    **dict.fromkeys(("typescript-name-taken", "typescript-type-taken"), _OTHER_TARGET),
    **dict.fromkeys(("typescript-file-taken", "javascript-pattern"), _OTHER_TARGET),
    **dict.fromkeys(("no-typescript-name", "typescript-reserved-name"), _OTHER_TARGET),
    "javascript-metaschema": _OTHER_TARGET,
    "merge-conflict": "of the text, which is no YAML then",
    "out-of-date": "of the output, not of definitions",
    "unknown-keyword": "a keyword may be another program's, unless it is near one of the draft",
    "invalid-pattern": "an editor has the engine of JavaScript, the test that of the validator",
}
"""Why no JSON Schema of one file can refuse what these codes are about."""

NAMES_OF_FILES = {"tests/golden/errors/no-python-name-of-file"}
"""Their code is of reach elsewhere; here it is about the name of a file."""

PROBLEM = re.compile(r"^(schemas/[^:]+):(\d+):\d+: ([a-z0-9-]+): ", re.MULTILINE)


def golden_files(*groups: str) -> Iterator[Path]:
    for group in groups:
        for case in sorted((GOLDEN / group).iterdir()):
            files = sorted((case / "schemas").rglob("*"))
            yield from (path for path in files if path.is_file() and path.name[0] != ".")


def name_of(path: Path) -> str:
    return path.relative_to(GOLDEN).as_posix()


def read(path: Path) -> Document | None:
    return parse(path.name, path.name, path.read_bytes())[0]


RIGHT = [*sorted((ROOT / "schemas").rglob("*.yaml")), *golden_files("output", "warnings")]
# For them the validator is no judge of patterns: an editor has the engine of JavaScript.
RIGHT = [path for path in RIGHT if "patterns" not in path.parts]


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_the_generator_accepts_is_accepted(path: Path) -> None:
    """Every example and every golden case with output, with or without warnings, is valid."""
    document = read(path)
    assert document
    VALIDATOR.validate(document.data)


def page_blocks() -> list[Any]:
    found = []
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```yaml\n(# schemas/.*?)^```$", text, re.MULTILINE | re.DOTALL)
        found += [pytest.param(block, id=block.partition("\n")[0]) for block in blocks]
    return found


@pytest.mark.parametrize("text", page_blocks())
def test_definitions_of_the_pages_are_accepted(text: str) -> None:
    """Every definition that README and docs show is valid."""
    document, _ = parse("a.yaml", "a.yaml", text.encode())
    assert document
    VALIDATOR.validate(document.data)


def expected_problems(path: Path) -> list[tuple[int, str]]:
    """Line and code of each error that the case expects in this file."""
    case = next(folder for folder in path.parents if folder.parent.parent == GOLDEN)
    text = (case / "stderr.txt").read_text(encoding="utf-8")
    shown = path.relative_to(case).as_posix()
    if case.relative_to(ROOT).as_posix() in NAMES_OF_FILES:
        return []
    found = [(name, int(line), code) for name, line, code in PROBLEM.findall(text)]
    return [(line, code) for name, line, code in found if name == shown and code != "warning"]


@pytest.mark.parametrize("path", [*golden_files("errors")], ids=name_of)
def test_what_the_generator_refuses_is_refused_at_its_place(path: Path) -> None:
    """Of every golden error, what JSON Schema can say is refused on its line, or is listed here."""
    document, problems = parse(path.name, path.name, path.read_bytes())
    if document is None or problems:
        assert {problem.code for problem in problems} <= OUT_OF_REACH.keys()
        return
    wanted = [(line, code) for line, code in expected_problems(path) if code not in OUT_OF_REACH]
    refused = set(refused_lines(document))
    assert [(line, code) for line, code in wanted if line not in refused] == []
    assert bool(refused) >= bool(wanted)
    if not expected_problems(path):
        assert not refused


def refused_lines(document: Document) -> Iterator[int]:
    """The lines of the values that the schema refuses, and of the keys that it does."""
    for error in VALIDATOR.iter_errors(document.data):
        pointer = _steps(document.data, tuple(error.instance_path))
        yield document.position(pointer, key=True).line
        yield document.position(pointer).line
        kind: Any = error.kind
        names = kind.unexpected if kind.name == "additionalProperties" else []
        if kind.name == "propertyNames":
            names = [name for name in document.at(pointer) if name in json.dumps(error.message)]
        for name in names:
            yield document.position((*pointer, name), key=True).line


def test_every_code_that_is_out_of_reach_exists() -> None:
    """The list of what JSON Schema cannot say names codes of the generator alone."""
    text = (ROOT / "codegen/realtime_codegen/codes.md").read_text(encoding="utf-8")
    assert OUT_OF_REACH.keys() <= set(re.findall(r"^## (.+)$", text, re.MULTILINE))


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


def test_every_key_and_keyword_is_explained() -> None:
    """Whatever an editor offers has a description to show, or says what to use instead."""
    for kind in (SCHEMA, *SCHEMA["$defs"].values()):
        for key, schema in kind.get("properties", {}).items():
            said = schema is False or schema.get("description") or schema["deprecationMessage"]
            assert said is True or said[0].isupper() or said[0] == "`", key


def test_the_schema_knows_the_words_that_the_generator_knows() -> None:
    """Keywords, types and formats are the generator's, none missing and none more."""
    schema = SCHEMA["$defs"]["schema"]["properties"]
    offered = {k for k, v in schema.items() if v is not False and "deprecationMessage" not in v}
    assert offered == KEYWORDS | {"x-name"}
    assert SCHEMA["$defs"]["type"]["enum"] == list(TYPES)
    assert schema["format"]["anyOf"][0]["enum"] == list(_FORMATS)


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


def test_the_command_prints_the_schema() -> None:
    """`realtime-codegen schema` prints a schema of the draft, and nothing else."""
    printed = cli("schema")
    assert printed.err == ""
    jsonschema_rs.meta.validate(json.loads(printed.out))
    assert json.loads(printed.out)["$schema"].endswith("/draft/2020-12/schema")
