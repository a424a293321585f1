"""Whatever stands in definition files, the generator answers with files or with placed problems.

Definition files that are right are changed at random places. `FUZZ_EXAMPLES=100000` runs longer,
and other examples each time.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from realtime_codegen.jsonschema.keywords import KEYWORDS
from realtime_codegen.reports import as_text

from ..support.files import ROOT
from ..support.generating import generate

if TYPE_CHECKING:
    from realtime_codegen.diagnostics import Diagnostic, Position

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
SUFFIXES = (".yaml", ".yml", ".json")

Draw = Callable[[st.SearchStrategy[Any]], Any]

TOKENS = (
    *("{", "}", "[", "]", ",", ":", ": ", "- ", "? ", "# ", "&a", "*a", "!!int ", "!x ", "---\n"),
    *("...\n", "%YAML 1.1\n", "|\n", ">-\n", "'", '"', "\\", "\t", "\r", "\n", "\r\n", "  ", "\0"),
    *("<<: ", "~", "yes", "0o7", "1e999", "-0", ".nan", "{{", "}}", "{x}", "$ref: ", "@", "`"),
    *("\ufeff", "\u2028", "\x85", "\u00e9", "\U0001f600", "\ud7ff", '"\\ud800"', "\u200b", "%"),
)
VALUES = (
    *("null", "true", "no", "0", "-1", "1.5", "1e400", "9" * 30, '""', "[]", "{}", "x", "'{'"),
    *("[null]", "[[]]", "{a: }", "{a: {a: {a: 1}}}", "[string, string]", "[1, 1.0]", "2020-01-01"),
    *("string", "object", "array", "[object, 'null']", "integer", "{type: strng}", "false"),
    *('"#"', '"#/"', '"#/$defs/Nothing"', '"#/channels"', '"http://x/y"', '"../x.yaml"', '"%"'),
    *('"common.yaml"', '"common.yaml#/$defs/Author"', '"#/$defs/Token"', '"#/$defs/Event"', '"//"'),
    *('"\\ud800"', '"\\0"', '"""\'\'\'"', '"a\\nb"', "'[('", '"^(a+)+$"', '"{a}{b}"', '"{a"'),
)
WORDS = (*sorted(KEYWORDS), "channels", "topics", "params", "name", "schema", "validate", "x-y")


def test_sources_are_found() -> None:
    """The fuzz target has definition files to start from."""
    assert len(projects()) >= 2


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_changed_definitions_give_files_or_placed_problems(data: st.DataObject) -> None:
    """A file changed at random places is answered without an exception and without a write."""
    sources = changed(data.draw, data.draw(st.sampled_from(projects())))
    holds(sources)


@settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
@given(source=st.binary(max_size=200))
@example(source=b"\xff")
@example(source=b"channels: {a: {name: \xed\xa0\x80}}")
@example(source=b"\xef\xbb\xbf\xef\xbb\xbfa: 1")
@example(source=b'{"$defs": {"A": {"enum": ["\\ud800"]}}}')
def test_any_bytes_give_files_or_placed_problems(source: bytes) -> None:
    """Bytes that are no definitions at all are a problem and nothing else."""
    holds({"a.yaml": source})


def holds(sources: dict[str, bytes]) -> None:
    with no_hang(sources), no_writes():
        generated = generate(sources, "schemas")
    assert all_placed(generated.diagnostics, sources)
    assert as_text(generated.diagnostics, sources, "schemas") or generated.files
    if generated.files is None:
        assert any(problem.is_error for problem in generated.diagnostics)
        return
    for path, text in generated.files.items():
        assert not path.startswith(("/", "..")), path
        compile(text, path, "exec")


def all_placed(problems: list[Diagnostic], sources: dict[str, bytes]) -> bool:
    for problem in problems:
        for position in (problem.position, *(place for place, _ in problem.related)):
            source = sources[position.path.removeprefix("schemas/")]
            text = source.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
            assert is_inside(position, text), problem
    return True


def is_inside(position: Position, text: str) -> bool:
    """Whether a stretch of a file is in it; a problem may stand just behind the last character."""
    lines = text.split("\n")
    start, end = (position.line, position.column), (position.end_line, position.end_column)
    return (
        start <= end
        and 1 <= position.line <= position.end_line <= len(lines)
        and 1 <= position.column <= len(lines[position.line - 1]) + 1
        and position.end_column <= len(lines[position.end_line - 1]) + 2
    )


@cache
def projects() -> list[dict[str, str]]:
    """The definition files of the examples and of every golden case, a project each."""
    folders = [ROOT / "schemas", *sorted((ROOT / "tests" / "golden").glob("*/**/schemas"))]
    found = [
        {
            path.relative_to(folder).as_posix(): path.read_bytes().decode(errors="replace")
            for path in sorted(folder.rglob("*"))
            if path.suffix in SUFFIXES and path.stat().st_size < 20_000
        }
        for folder in folders
    ]
    examples = found[0]  # one at a time: they are large
    alone = [{name: examples[name]} for name in ("alerts.yaml", "uploads.yaml", "common.yaml")]
    return [*alone, *filter(None, found)]


def changed(draw: Draw, project: dict[str, str]) -> dict[str, bytes]:
    """The project with one of its files changed in a few places."""
    path = draw(st.sampled_from(sorted(project)))
    text = project[path]
    for _ in range(draw(st.integers(1, 5))):
        text = draw(st.sampled_from(CHANGES))(draw, text)
    return {name: old.encode() for name, old in project.items()} | {path: text.encode()}


def line_dropped(draw: Draw, text: str) -> str:
    lines = text.split("\n")
    del lines[draw(st.integers(0, len(lines) - 1))]
    return "\n".join(lines)


def line_moved(draw: Draw, text: str) -> str:
    lines = text.split("\n")
    line = draw(st.sampled_from(lines))
    lines.insert(draw(st.integers(0, len(lines))), line)
    return "\n".join(lines)


def line_indented(draw: Draw, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    lines[at] = draw(st.sampled_from(("  ", "    ", "      ", "\t", ""))) + lines[at].lstrip()
    return "\n".join(lines)


def token_inserted(draw: Draw, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return f"{text[:at]}{draw(st.sampled_from(TOKENS))}{text[at:]}"


def stretch_dropped(draw: Draw, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    end = at + int(draw(st.integers(1, 20)))
    return text[:at] + text[end:]


def value_replaced(draw: Draw, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    key, colon, _ = lines[at].partition(": ")
    lines[at] = f"{key}{colon or ': '}{draw(st.sampled_from(VALUES))}"
    return "\n".join(lines)


def keyword_added(draw: Draw, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    value = draw(st.sampled_from(VALUES))
    lines.insert(at, f"{indent}{draw(st.sampled_from(WORDS))}: {value}")
    return "\n".join(lines)


def keyword_replaced(draw: Draw, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    key, colon, value = lines[at].partition(":")
    indent = key[: len(key) - len(key.lstrip())]
    lines[at] = f"{indent}{draw(st.sampled_from(WORDS))}{colon}{value}"
    return "\n".join(lines)


CHANGES = (
    *(line_dropped, line_moved, line_indented, token_inserted, stretch_dropped),
    *(value_replaced, value_replaced, keyword_added, keyword_added, keyword_replaced),
)


@contextmanager
def no_hang(sources: dict[str, bytes]) -> Iterator[None]:
    """A minute for a page of YAML: an alarm for what never ends, no measure of speed."""

    def ring(*_: object) -> None:
        pytest.fail(f"this does not end: {sources}")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


WATCHED: list[str] | None = None


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """What Python tells of the files that are opened for writing, made and removed."""
    if WATCHED is None:
        return
    opens = event == "open" and not set("wax+").isdisjoint(str(arguments[1] or ""))
    writes = opens or event in ("os.mkdir", "os.rename", "os.remove", "os.symlink")
    if writes and "__pycache__" not in str(arguments[0]):  # Python's own
        WATCHED.append(f"{event} {arguments}")


sys.addaudithook(watch)


@contextmanager
def no_writes() -> Iterator[None]:
    global WATCHED
    WATCHED = []
    try:
        yield
        assert not WATCHED
    finally:
        WATCHED = None
