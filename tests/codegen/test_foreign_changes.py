"""Files of other people are inputs: every command sees when one changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from realtime_codegen import incremental
from realtime_codegen.manifest import NOTHING, Manifest, as_text, read
from realtime_codegen.sources import Sources
from realtime_codegen.targets.python import PythonTarget

from ..breaking.repository import git, without_settings
from ..support.commands import cli
from ..support.files import write
from ..support.generating import Around
from .test_watch import watching

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..support.projects import Project

pytestmark = pytest.mark.slow

TOPIC = 'channels: {%s: {name: %s, topics: {it: {schema: {$ref: "%s"}}}}}'
STRING = {"type": "object", "properties": {"a": {"type": "string"}}}
NUMBER = {"type": "object", "properties": {"a": {"type": "number"}}}


def definition(name: str, reference: str) -> bytes:
    return (TOPIC % (name, name, reference)).encode()


def schemas(**named: object) -> bytes:
    draft = "http://json-schema.org/draft-07/schema#"
    return json.dumps({"$schema": draft, "definitions": named}).encode()


OWN = {
    "a.yaml": definition("a", "../one.json#/definitions/A"),
    "b.yaml": definition("b", "../one.json#/definitions/B"),
    "c.yaml": b"channels: {c: {name: c, topics: {it: {schema: true}}}}",
    "d.yaml": b"$defs: {D: {type: string}}",
}
AROUND = {
    "../one.json": schemas(A=STRING, B={"$ref": "two.json#/definitions/X"}, C=NUMBER),
    "../two.json": schemas(X=STRING, Y=NUMBER),
    "../../one.json": schemas(A=NUMBER),
}
EDITS: list[tuple[str, bytes | None]] = [
    ("c.yaml", definition("c", "../one.json#/definitions/C")),
    ("a.yaml", definition("a", "../two.json#/definitions/Y")),
    ("../two.json", schemas(X=NUMBER, Y=STRING)),
    ("c.yaml", definition("c", "../../one.json#/definitions/A")),
    ("c.yaml", None),
    ("d.yaml", definition("d", "../one.json#/definitions/A")),
    ("one.yaml", b"$defs: {One: {type: string}}"),
    ("one.yaml", None),
    ("b.yaml", None),
    ("../one.json", None),
    ("d.yaml", b"$defs: {D: {type: string}}"),
]


def states() -> Iterator[tuple[dict[str, bytes], Around]]:
    """The definitions and the files around them, after each edit."""
    own, around = dict(OWN), Around(AROUND)
    yield own, around
    for path, content in EDITS:
        files = around if path.startswith("..") else own
        if content is None:
            del files[path]
        else:
            files[path] = content
        yield own, around


def test_what_has_changed_gives_what_a_whole_run_gives() -> None:
    """Also where another part of a foreign file is used, or its name is taken by another file."""

    def made(
        own: Mapping[str, bytes],
        around: Around,
        manifest: Manifest,
        files: dict[str, bytes],
    ) -> incremental.Result:
        targets = {"python": PythonTarget()}
        generator = incremental.generator_of(targets)
        sources = Sources(own, "schemas", around)
        return incremental.generate(sources, targets, manifest, {"python": files}, generator)

    manifest, files = NOTHING, dict[str, bytes]()
    for number, (own, around) in enumerate(states()):
        part = made(own, around, manifest, files)
        whole = made(own, around, NOTHING, {})
        assert part.files == whole.files, number
        assert part.diagnostics == whole.diagnostics
        if part.files is not None:
            manifest, files = read(as_text(part.manifest)), part.files["python"]


def test_a_foreign_file_that_did_not_change_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run in which nothing has changed compares hashes; another file changes nothing in that."""
    targets = {"python": PythonTarget()}
    generator = incremental.generator_of(targets)

    def made(own: Mapping[str, bytes], before: incremental.Result | None) -> incremental.Result:
        present = {} if before is None or before.files is None else before.files
        manifest = NOTHING if before is None else before.manifest
        sources = Sources(own, "schemas", Around(AROUND))
        return incremental.generate(sources, targets, manifest, present, generator)

    first = made(OWN, None)
    monkeypatch.setattr("realtime_codegen.foreign.reading.parse_foreign", None)
    assert made(OWN, first).files == first.files
    changed = made({**OWN, "d.yaml": b"$defs: {D: {type: integer}}"}, first)
    assert changed.files is not None
    assert changed.files != first.files


def around_a_project(project: Project, schema: object) -> None:
    write({"vendor/one.json": schemas(A=schema).decode()}, project.folder)


def test_a_check_sees_that_a_foreign_file_has_changed(project: Project) -> None:
    project.define("a.yaml", definition("a", "../vendor/one.json#/definitions/A").decode())
    around_a_project(project, STRING)
    cli("schemas")
    cli("schemas", "--check")
    around_a_project(project, NUMBER)
    ran = cli("schemas", "--check", "--error-format", "github", status=1)
    assert "file=vendor/one.json" in ran.out
    cli("schemas")
    assert "int | float" in (project.output / "vendor" / "one.py").read_text()


def test_a_foreign_file_that_is_saved_is_generated(project: Project) -> None:
    """Also one that was not there when watching began."""
    project.define("a.yaml", definition("a", "../vendor/one.json#/definitions/A").decode())
    with watching() as process:
        process.until("nothing was written")
        around_a_project(project, STRING)
        process.until("new")
        around_a_project(project, NUMBER)
        process.until("1 changed")


def test_a_change_of_a_foreign_file_may_break(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is compared with that of the commit, and both places are told."""
    without_settings(monkeypatch)
    project.define("a.yaml", definition("a", "../vendor/one.json#/definitions/A").decode())
    around_a_project(project, STRING)
    git("init", "--quiet", "--initial-branch=main")
    git("add", "--all")
    git("commit", "--quiet", "--message=one")
    cli("breaking", "schemas", "--against", "main")
    around_a_project(project, NUMBER)
    ran = cli("breaking", "schemas", "--against", "main", status=1)
    assert "vendor/one.json:1:" in ran.err
    assert "main:vendor/one.json:1:" in ran.err


def test_lints_are_for_definitions(project: Project) -> None:
    """Nobody here can change what other people write."""
    text = TOPIC.replace("name: %s", "description: A channel., name: %s")
    text = text.replace("it: {", "it: {description: A topic., ")
    project.define("a.yaml", text % ("a", "a", "../vendor/one.json#/definitions/A"))
    around_a_project(project, {**STRING, "additionalProperties": False, "extra": 1})
    assert cli("lint", "schemas").out == "schemas: nothing found\n"
