"""Problems are printed as text for people, and in three formats that programs read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from realtime_codegen.cli import main

DEFINITIONS = """\
$defs:
  A: {type: strng, minLenght: 3}
  B: {type: integer, minimum: 3, maximum: 1}
"""
SARIF = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schemas").mkdir()
    return tmp_path


def write(project: Path, text: str, name: str = "a.yaml") -> None:
    (project / "schemas" / name).write_text(text)


def report(capsys: pytest.CaptureFixture[str], format_: str, *options: str) -> str:
    main(["schemas/", "--error-format", format_, *options])
    return capsys.readouterr().out


def test_json_has_every_problem(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON holds all problems in order, each with its code, its stretch and its related places."""
    write(project, DEFINITIONS)
    first, second, third = json.loads(report(capsys, "json"))["diagnostics"]
    assert first["code"] == "unknown-type"
    assert first["severity"] == "error"
    assert first["file"] == "schemas/a.yaml"
    assert (first["line"], first["column"], first["endLine"], first["endColumn"]) == (2, 13, 2, 18)
    assert second["severity"] == "warning"
    (related,) = third["related"]
    assert (related["message"], related["line"], related["column"]) == ("the maximum", 3, 43)


@pytest.mark.parametrize("text", [DEFINITIONS, "$defs: {A: {type: string}}\n"])
def test_sarif_is_valid_by_its_schema(
    text: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """SARIF is what its own schema asks for, with problems and without."""
    write(project, text)
    log = json.loads(report(capsys, "sarif"))
    jsonschema_rs.Draft4Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_quotes_file_names(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file's name in SARIF is a URI."""
    write(project, DEFINITIONS, "a b.yaml")
    (run,) = json.loads(report(capsys, "sarif"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "schemas/a%20b.yaml"}


def test_github_reads_its_annotations(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Annotations have the form that GitHub's runner parses, and say what the text says."""
    write(project, DEFINITIONS.replace("strng", '"50%"'))
    (project / "schemas").rename("a,b")
    main(["a,b", "--error-format", "github"])
    found = [annotation(line) for line in capsys.readouterr().out.splitlines()]
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
def test_programs_read_stdout(
    format_: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What programs read stands alone on stdout; what was done is told on stderr."""
    write(project, "$defs: {A: {type: string}}\n")
    assert main(["schemas/", "--error-format", format_]) == 0
    printed = capsys.readouterr()
    assert printed.err == "generated: 3 new\n"
    if format_ != "github":
        json.loads(printed.out)


def test_differences_are_problems(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What --check finds is told in every format, with the file."""
    write(project, "$defs: {A: {type: string}}\n")
    report(capsys, "text")
    (project / "generated" / "a.py").unlink()
    with (project / "generated" / "__init__.py").open("a") as file:
        file.write("more = 1\n")
    found = json.loads(report(capsys, "json", "--check"))["diagnostics"]
    told = {(d["code"], d["file"], d["message"].split(";")[0]) for d in found}
    assert told == {
        ("out-of-date", "generated/a.py", "this file is missing"),
        (
            "out-of-date",
            "generated/__init__.py",
            "this file is not up to date with the definitions",
        ),
    }


def test_a_diff_has_one_format(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--diff with a format for programs is refused."""
    with pytest.raises(SystemExit) as error:
        main(["schemas/", "--diff", "--error-format", "json"])
    assert error.value.code == 2
    assert "use --check" in capsys.readouterr().err


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
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Colours and links are printed to a terminal alone, and not where NO_COLOR is set."""
    write(project, DEFINITIONS)
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    main(["schemas/"])
    printed = capsys.readouterr().err
    assert ("\x1b[31munknown-type\x1b[0m" in printed) is styled
    assert (f"\x1b]8;;{(project / 'schemas/a.yaml').as_uri()}\x1b\\" in printed) is styled
    assert ("\x1b" in printed) is styled


def test_a_long_line_is_cut_around_its_place(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a very long line the part around the place is shown, with the caret under it."""
    write(project, f"$defs: {{A: {{description: {'x' * 5000}, type: strng, title: y}}}}\n")
    main(["schemas/"])
    _, source, caret, *_ = capsys.readouterr().err.splitlines()
    assert len(source) < 140
    assert source[caret.index("^") : caret.rindex("^") + 1] == "strng"


def test_a_caret_stays_under_its_place(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tab or a control character counts as one column."""
    write(project, '$defs: {A: {title: "a\tb\u0085c", type: strng}}\n')
    main(["schemas/"])
    _, source, caret, *_ = capsys.readouterr().err.splitlines()
    assert source[caret.index("^") : caret.rindex("^") + 1] == "strng"


def test_many_warnings_of_one_kind_are_grouped(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """People read the first few, and how many more there are and where; programs get all."""
    for name, count in (("a", 30), ("b", 2)):
        lines = [f"  {name}{number}: {{type: string, colour: red}}" for number in range(count)]
        write(
            project,
            "\n".join(["$defs:", *lines, f"  C{name}: {{format: odd}}", ""]),
            f"{name}.yaml",
        )
    assert main(["schemas/"]) == 0
    told = capsys.readouterr().err
    assert told.count("unknown-keyword: ") == 4
    assert told.count("unknown-format: ") == 2
    more = "29 more, in schemas/a.yaml (27), schemas/b.yaml (2); --error-format json lists all"
    assert told.endswith(f"warning: unknown-keyword: {more}\n")
    assert len(json.loads(report(capsys, "json"))["diagnostics"]) == 34
