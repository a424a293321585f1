"""The JSON Schema of definitions agrees with the generator, as far as JSON Schema can."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from realtime_codegen.documents import Document, parse
from realtime_codegen.jsonschema.keywords import KEYWORDS, TYPES
from realtime_codegen.jsonschema.metaschema import _steps
from realtime_codegen.rules.schemas import _FORMATS

from ..support.commands import cli
from ..support.files import ROOT
from .editor import OUT_OF_REACH, SCHEMA, VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

GOLDEN = ROOT / "tests" / "golden"

NAMES_OF_FILES = {
    "tests/golden/errors/no-python-name-of-file",
    "tests/golden/errors/reserved-name-of-a-folder",
}
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


def test_the_command_prints_the_schema() -> None:
    """`realtime-codegen schema` prints a schema of the draft, and nothing else."""
    printed = cli("schema")
    assert printed.err == ""
    jsonschema_rs.meta.validate(json.loads(printed.out))
    assert json.loads(printed.out)["$schema"].endswith("/draft/2020-12/schema")
