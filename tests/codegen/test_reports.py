"""Problems are printed as text for people, and in three formats that programs read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest

from ..support.commands import cli

if TYPE_CHECKING:
    from ..support.projects import Project

DEFINITIONS = """\
$defs:
  A: {type: strng, colour: red}
  B: {type: integer, minimum: 3, maximum: 1}
"""
SARIF = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text())


def report(format_: str, *options: str) -> str:
    return cli("schemas/", "--error-format", format_, *options, status=None).out


def test_json_has_every_problem(project: Project) -> None:
    """JSON holds all problems in order, each with its code, its stretch and its related places."""
    project.define("a.yaml", DEFINITIONS)
    first, second, third = json.loads(report("json"))["diagnostics"]
    assert first["code"] == "unknown-type"
    assert first["severity"] == "error"
    assert first["file"] == "schemas/a.yaml"
    assert (first["line"], first["column"], first["endLine"], first["endColumn"]) == (2, 13, 2, 18)
    assert second["severity"] == "warning"
    (related,) = third["related"]
    assert (related["message"], related["line"], related["column"]) == ("the maximum", 3, 43)


@pytest.mark.parametrize("text", [DEFINITIONS, "$defs: {A: {type: string}}\n"])
def test_sarif_is_valid_by_its_schema(text: str, project: Project) -> None:
    """SARIF is what its own schema asks for, with problems and without."""
    project.define("a.yaml", text)
    log = json.loads(report("sarif"))
    jsonschema_rs.Draft4Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_quotes_file_names(project: Project) -> None:
    """A file's name in SARIF is a URI."""
    project.define("a b.yaml", DEFINITIONS)
    (run,) = json.loads(report("sarif"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "schemas/a%20b.yaml"}


def test_github_reads_its_annotations(project: Project) -> None:
    """Annotations have the form that GitHub's runner parses, and say what the text says."""
    project.define("a.yaml", DEFINITIONS.replace("strng", '"50%"'))
    project.schemas.rename("a,b")
    ran = cli("a,b", "--error-format", "github", status=1)
    found = [annotation(line) for line in ran.out.splitlines()]
    kind, properties, message = found[0]
    assert kind == "error"
    assert properties == {
        "file": "a,b/a.yaml",
        "line": "2",
        "endLine": "2",
        "col": "13",
        "endColumn": "18",
        "title": "unknown-type",
    }
    assert message.startswith('"50%" is not a JSON Schema type')
    assert [kind for kind, _, _ in found] == ["error", "warning", "error"]
    assert found[2][2].splitlines()[1] == "a,b/a.yaml:3:43: the maximum"


def annotation(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command, read as GitHub's runner reads it (actions/toolkit, command.ts)."""
    match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert match
    pairs = (pair.split("=", 1) for pair in match[2].split(","))
    return match[1], {key: unescaped(value) for key, value in pairs}, unescaped(match[3])


def unescaped(text: str) -> str:
    for escape, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, char)
    return text


@pytest.mark.parametrize("format_", ["json", "github", "sarif"])
def test_programs_read_stdout(format_: str, project: Project) -> None:
    """What programs read stands alone on stdout; what was done is told on stderr."""
    project.define("a.yaml", "$defs: {A: {type: string}}\n")
    printed = cli("schemas/", "--error-format", format_)
    assert printed.err == "generated: 3 new\n"
    if format_ != "github":
        json.loads(printed.out)


def test_differences_are_problems(project: Project) -> None:
    """What --check finds is told in every format, with the file."""
    project.define("a.yaml", "$defs: {A: {type: string}}\n")
    report("text")
    (project.output / "a.py").unlink()
    with (project.output / "__init__.py").open("a") as file:
        file.write("more = 1\n")
    found = json.loads(report("json", "--check"))["diagnostics"]
    told = {(d["code"], d["file"], d["message"].split(";")[0]) for d in found}
    assert told == {
        ("out-of-date", "generated/a.py", "this file is missing"),
        (
            "out-of-date",
            "generated/__init__.py",
            "this file is not up to date with the definitions",
        ),
    }


def test_a_diff_has_one_format(project: Project) -> None:
    """--diff with a format for programs is refused."""
    assert "use --check" in cli("schemas/", "--diff", "--error-format", "json", status=2).err


@pytest.mark.parametrize(
    ("environment", "terminal", "styled"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colours_are_for_terminals(
    environment: dict[str, str],
    *,
    terminal: bool,
    styled: bool,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Colours and links are printed to a terminal alone, and not where NO_COLOR is set."""
    project.define("a.yaml", DEFINITIONS)
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    printed = cli("schemas/", status=1, terminal=terminal).err
    assert ("\x1b[31munknown-type\x1b[0m" in printed) is styled
    assert (f"\x1b]8;;{(project.schemas / 'a.yaml').as_uri()}\x1b\\" in printed) is styled
    assert ("\x1b" in printed) is styled


def test_a_long_line_is_cut_around_its_place(project: Project) -> None:
    """Of a very long line the part around the place is shown, with the caret under it."""
    text = f"{{description: {'x' * 5000}, type: strng, title: y}}"
    project.define("a.yaml", f"$defs: {{A: {text}}}\n")
    _, source, caret, *_ = cli("schemas/", status=1).err.splitlines()
    assert len(source) < 140
    assert source[caret.index("^") : caret.rindex("^") + 1] == "strng"


def test_a_caret_stays_under_its_place(project: Project) -> None:
    """A tab or a control character counts as one column."""
    project.define("a.yaml", '$defs: {A: {title: "a\tb\u0085c", type: strng}}\n')
    _, source, caret, *_ = cli("schemas/", status=1).err.splitlines()
    assert source[caret.index("^") : caret.rindex("^") + 1] == "strng"


def test_many_warnings_of_one_kind_are_grouped(project: Project) -> None:
    """People read the first few, and how many more there are and where; programs get all."""
    for name, count in (("a", 30), ("b", 2)):
        lines = [f"  {name}{number}: {{type: string, colour: red}}" for number in range(count)]
        lines += [f"  C{name}: {{format: odd}}", ""]
        project.define(f"{name}.yaml", "\n".join(["$defs:", *lines]))
    told = cli("schemas/").err
    assert told.count("unknown-keyword: ") == 4
    assert told.count("unknown-format: ") == 2
    more = "29 more, in schemas/a.yaml (27), schemas/b.yaml (2); --error-format json lists all"
    assert told.endswith(f"warning: unknown-keyword: {more}\n")
    assert len(json.loads(report("json"))["diagnostics"]) == 34
