"""What people type by mistake on the command line, in pyproject.toml and in comments is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from realtime_codegen.cli import _COMMANDS

from ..support.commands import cli
from ..support.projects import ALERTS
from .test_reports import annotation

if TYPE_CHECKING:
    from ..support.projects import Project

WARNS = ALERTS.replace("type: string", "type: string, colour: red")
STRICT = '[tool.realtime-codegen]\nschemas = "schemas"\nwarnings-as-errors = true\n'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["brekaing", "--against", "main"], 'no command "brekaing", and no such folder; did you'),
        (["explian", "wider-type"], 'did you mean "explain"?'),
        (["generate", "schemas"], "run realtime-codegen schemas/"),
        (["check"], "run realtime-codegen --check"),
        (["generat"], 'did you mean "generate"?'),
        (["validate"], "run realtime-codegen --check"),
        (["version"], "run realtime-codegen --version"),
        (["schemas/alerts.yaml"], "schemas/alerts.yaml is a file; name the folder that it is in"),
        (["lint", "schemas/alerts.yaml"], "is a file; name the folder that it is in, schemas/"),
        (["breaking", "schemas", "--against", "schemas/alerts.yaml"], "is a file; name a folder"),
        (["--chek"], 'unrecognized arguments: --chek; did you mean "--check"?'),
        (["lint", "--error-fromat=json"], 'did you mean "--error-format"?'),
        (["schemas", "-o", "out"], "write --output"),
        (["schemas", "out"], "for the folder to write, use --output out"),
        (["--schemas", "schemas"], "write the folder alone, without an option"),
        (["schemas", "--dry-run"], "write --diff"),
        (["schemas", "--target", "typescript"], "write --typescript DIR"),
        (["lint", "-o", "x"], "unrecognized arguments: -o\n"),
        (["lint", "--check"], "--check is an option of the run: realtime-codegen --check\n"),
        (["lint", "--zzz"], "unrecognized arguments: --zzz\n"),
        (["--ts", "web"], "write --typescript\n"),
        (["breaking"], "name the old definitions: realtime-codegen breaking --against main\n"),
        (["breaking", "v1"], "realtime-codegen breaking --against v1\n"),
        (["somewhere"], "there is no folder somewhere; name the folder of your definition files"),
    ],
)
def test_what_is_meant_is_told(alerts: Project, arguments: list[str], said: str) -> None:
    """A slip on the command line is wrong use, and the message says what to type."""
    ran = cli(*arguments, status=2)
    assert said in ran.err
    assert not alerts.output.exists()


def test_a_folder_goes_before_what_is_no_command(alerts: Project) -> None:
    """A folder may have the name of what other programs have as a command."""
    alerts.schemas.rename("check")
    assert cli("check").out == "generated: 3 new\n"


def test_help_lists_all_commands() -> None:
    """`--help` has a line for each command."""
    lines = cli("--help").out.splitlines()
    for command in _COMMANDS:
        assert any(line.startswith(f"  realtime-codegen {command} ") for line in lines), command


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[tool.realtime_codegen]\nschemas = "s"\n',
            "[tool.realtime_codegen] is not read; write [too",
        ),
        ('[tool.realtime-codgen]\nschemas = "s"\n', "is not read; write [tool.realtime-codegen]"),
        ('[realtime-codegen]\nschemas = "s"\n', "is not read; write [tool.realtime-codegen]"),
        ("[tool.realtime-codegen]\nwarnings_as_errors = true\n", 'mean "warnings-as-errors"?'),
        ("[tool.realtime-codegen]\nwarnings-as-errors = 1\n", "must be true or false"),
        ("[tool.realtime-codegen.braking]\naccept = []\n", 'did you mean "breaking"?'),
        ('[tool.realtime-codegen]\nignore = ["open-objekt"]\n', 'mean "closed-object"?'),
        ('[tool.realtime-codegen]\nignore = ["unknown-type"]\n', "only warnings can be ignored"),
        ("[tool.realtime-codegen]\n<<<<<<< HEAD\n", "a merge conflict begins at line 2"),
    ],
)
def test_a_misspelt_setting_is_told(alerts: Project, text: str, said: str) -> None:
    """Nothing in pyproject.toml that is meant for this tool is passed over."""
    alerts.configure(text)
    assert said in cli("schemas", status=2).err


def test_another_tool_is_none_of_ours(alerts: Project) -> None:
    """Sections with other names are not read."""
    alerts.configure("[tool.realtime-runtime]\na = 1\n[tool.codegen]\nb = 1\n")
    cli("schemas")


@pytest.mark.parametrize("way", ["option", "setting"])
def test_a_warning_can_fail_a_run(alerts: Project, way: str) -> None:
    """With --warnings-as-errors, or its setting, a warning leaves everything as it is."""
    alerts.define("alerts.yaml", WARNS)
    options = ["schemas", "--warnings-as-errors"] if way == "option" else []
    if way == "setting":
        alerts.configure(STRICT)
    ran = cli(*options, status=1)
    assert "realtime-codegen: 1 warning counted as error; nothing was written" in ran.err
    assert not alerts.output.exists()
    alerts.configure("")
    cli("schemas")
    if way == "setting":
        alerts.configure(STRICT)
    checked = cli(*options, "--check", status=1)  # all is up to date
    assert "1 warning counted as error" in checked.err
    assert "out-of-date" not in checked.err
    alerts.configure(STRICT + 'ignore = ["unknown-keyword"]\n')
    assert cli(*options, "--check") == (0, "", "")


def test_an_annotation_stands_at_the_definition(alerts: Project) -> None:
    """On GitHub what is out of date is shown at the definition that gives it, if there is one."""
    cli("schemas")
    alerts.define("alerts.yaml", ALERTS.replace("message", "text"))
    (alerts.output / "__init__.py").unlink()
    printed = cli("schemas", "--check", "--error-format", "github", status=1).out.splitlines()
    found = {file["file"]: said for _, file, said in map(annotation, printed)}
    assert found == {
        "schemas/alerts.yaml": "generated/alerts.py is missing or not up to date with this; "
        "run realtime-codegen",
        "generated/__init__.py": "this file is missing; run realtime-codegen",
    }


def test_a_comment_that_ignores_nothing_is_told(alerts: Project) -> None:
    """A code that there is not is told also where there is nothing to ignore."""
    alerts.define("alerts.yaml", ALERTS + "# realtime-codegen: ignore[unbouned-string]\n")
    for command in (["schemas"], ["lint", "schemas"]):
        said = cli(*command, status=None).err
        assert "schemas/alerts.yaml:11:28: warning: unknown-code: " in said
        assert 'did you mean "unbounded-string"?' in said


def test_a_comment_that_names_an_error_is_told(alerts: Project) -> None:
    """Errors cannot be ignored."""
    alerts.define("alerts.yaml", ALERTS + "# realtime-codegen: ignore[wider-type, unknown-type]\n")
    said = cli("schemas").err
    assert said.count("unknown-code") == 1
    assert (
        'alerts.yaml:11:40: warning: unknown-code: "unknown-type" is the code of an error' in said
    )


@pytest.mark.parametrize("arguments", [[], ["."]])
def test_definitions_are_not_the_whole_project(alerts: Project, arguments: list[str]) -> None:
    """Else the other YAML and JSON files of the project would be definitions."""
    alerts.configure('[tool.realtime-codegen]\nschemas = "."\n')
    said = cli(*arguments, status=2).err
    assert 'write schemas = "schemas"' in said
    assert not alerts.output.exists()


@pytest.mark.parametrize("lines", [0, 1])
def test_a_merge_conflict_in_output_is_told_and_replaced(alerts: Project, lines: int) -> None:
    """Wherever its markers stand, also above the mark of a generated file."""
    cli("schemas")
    file = alerts.output / "alerts.py"
    text = file.read_text()
    same, rest = text.splitlines(keepends=True)[:lines], text.split("\n", lines)[lines]
    file.write_text("".join([*same, "<<<<<<< HEAD\n", rest, "=======\n", rest, ">>>>>>> other\n"]))
    said = cli("schemas", "--check", status=1).err
    assert "alerts.py:1:1: out-of-date: this file has a merge conflict; run realtime-cod" in said
    assert cli("schemas").out == "generated: 1 changed, 2 unchanged\n"
    assert file.read_text() == text
