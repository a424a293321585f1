"""`realtime-codegen breaking`: accepted exceptions, formats for programs, wrong use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ..support.commands import cli

CASES = Path(__file__).parent / "cases"
CONFIG = '[tool.realtime-codegen]\nschemas = "after"\n[tool.realtime-codegen.breaking]\n'


@pytest.fixture(autouse=True)
def enum_value_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with two versions, between which an enumeration has grown."""
    shutil.copytree(CASES / "enum-value-added", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)


def accept(text: str) -> None:
    Path("pyproject.toml").write_text(f"{CONFIG}accept = {text}\n", encoding="utf-8")


def test_what_a_failed_run_names_can_be_accepted() -> None:
    """The end of its output, put into pyproject.toml, makes the next run pass."""
    Path("pyproject.toml").write_text(CONFIG, encoding="utf-8")
    ran = cli("breaking", "--against", "before", status=1)
    accept(ran.err.partition("accept = ")[2])
    said = "after: nothing breaks against before; 1 accepted\n"
    assert cli("breaking", "--against", "before") == (0, said, "")


def test_a_list_that_is_there_is_printed_whole() -> None:
    """Pasted over the old list it keeps what was accepted, and makes the next run pass."""
    added = Path("after/pipeline.yaml").read_text("utf-8").replace("failed", "failed, lost")
    Path("after/pipeline.yaml").write_text(added, encoding="utf-8")
    accept('["enum-value-added:pipeline.status/failed"]')
    ran = cli("breaking", "--against", "before", status=1)
    advice = ran.err.partition("To accept these changes, ")[2]
    heading = "replace accept in [tool.realtime-codegen.breaking] of pyproject.toml with"
    assert advice.startswith(f"{heading}\n\naccept = [\n")
    accept(advice.partition("accept = ")[2])
    said = "after: nothing breaks against before; 2 accepted\n"
    assert cli("breaking", "--against", "before") == (0, said, "")


def test_a_table_is_printed_where_there_is_none() -> None:
    """The end of the output, put at the end of pyproject.toml, makes the next run pass."""
    section = CONFIG.replace("[tool.realtime-codegen.breaking]\n", "")
    Path("pyproject.toml").write_text(section, encoding="utf-8")
    ran = cli("breaking", "--against", "before", status=1)
    table = ran.err.partition("add to pyproject.toml:\n\n")[2]
    Path("pyproject.toml").write_text(section + table, encoding="utf-8")
    cli("breaking", "--against", "before")


def test_an_exception_that_accepts_nothing_is_a_warning_at_its_place() -> None:
    """It does not change the exit status, and accepts nothing else; a misspelt one is told so."""
    accept('["enum-value-added:pipeline.status/faild"]')
    stderr = cli("breaking", "--against", "before", status=1).err
    assert "pyproject.toml:4:11: warning: unused-exception: " in stderr
    assert '; did you mean "enum-value-added:pipeline.status/' in stderr
    shutil.copytree("after", "copy")
    assert 'status/faild"; remove it from accept' in cli("breaking", "--against", "copy").err


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1", '"accept" must be a list of strings'),
        ("[1]", '"accept" must be a list of strings'),
        ('[]\nacept = ["x"]', 'has no key "acept"; did you mean "accept"?'),
    ],
)
def test_exceptions_are_a_list_of_texts(text: str, wanted: str) -> None:
    """What is configured otherwise is wrong use."""
    accept(text)
    assert wanted in cli("breaking", "--against", "before", status=2).err


def test_programs_read_findings_from_stdout() -> None:
    """JSON has the place in the new version, and the old one as related."""
    arguments = ("breaking", "after", "--against", "before", "--error-format", "json")
    _, stdout, stderr = cli(*arguments, status=1)
    (found,) = json.loads(stdout)["diagnostics"]
    assert (found["code"], found["file"]) == ("enum-value-added", "after/pipeline.yaml")
    assert found["related"][0]["file"] == "before/pipeline.yaml"
    assert stderr.startswith("realtime-codegen: 1 change breaks ")
    assert "accept" not in stderr


@pytest.mark.parametrize(("format_", "wanted"), [("github", "::error file=after/"), ("sarif", "{")])
def test_other_formats_are_those_of_generating(format_: str, wanted: str) -> None:
    """GitHub annotations and SARIF go to stdout, with a paragraph on each code."""
    arguments = ("breaking", "after", "--against", "before", "--error-format", format_)
    stdout = cli(*arguments, status=1).out
    assert stdout.startswith(wanted)
    assert ("A list of values has a new value." in stdout) == (format_ == "sarif")


def test_the_folder_must_be_named() -> None:
    """On the command line or in pyproject.toml; and so must the version to compare with."""
    ran = cli("breaking", "--against", "before", status=2)
    assert "name the folder of your definition files" in ran.err
    cli("breaking", "after", status=2)


@pytest.mark.parametrize("against", ["", " "])
def test_a_variable_that_is_not_set_is_wrong_use(against: str) -> None:
    """Nothing to compare with must not pass for nothing that breaks."""
    assert "--against is empty" in cli("breaking", "after", "--against", against, status=2).err


@pytest.mark.parametrize("against", ["after", "./after/", "before/../after", ".", "link"])
def test_definitions_are_not_compared_with_themselves(against: str) -> None:
    """The folder that is checked, by whichever way, and one that it lies in, are wrong use."""
    Path("link").symlink_to("after")
    ran = cli("breaking", "after", "--against", against, status=2)
    wanted = f"--against {against} contains the definitions that are checked"
    assert wanted in ran.err
