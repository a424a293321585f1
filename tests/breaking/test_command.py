"""`realtime-codegen breaking`: accepted exceptions, formats for programs, wrong use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from realtime_codegen.cli import main

CASES = Path(__file__).parent / "cases"
CONFIG = '[tool.realtime-codegen]\nschemas = "after"\n[tool.realtime-codegen.breaking]\n'


@pytest.fixture(autouse=True)
def enum_value_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with two versions, between which an enumeration has grown."""
    shutil.copytree(CASES / "enum-value-added", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)


def accept(text: str) -> None:
    Path("pyproject.toml").write_text(f"{CONFIG}accept = {text}\n", encoding="utf-8")


def test_what_a_failed_run_names_can_be_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    """The end of its output, put into pyproject.toml, makes the next run pass."""
    Path("pyproject.toml").write_text(CONFIG, encoding="utf-8")
    assert main(["breaking", "--against", "before"]) == 1
    accept(capsys.readouterr().err.partition("accept = ")[2])
    assert main(["breaking", "--against", "before"]) == 0
    assert capsys.readouterr() == ("after: nothing breaks against before; 1 accepted\n", "")


def test_a_list_that_is_there_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Pasted over the old list it keeps what was accepted, and makes the next run pass."""
    added = Path("after/pipeline.yaml").read_text("utf-8").replace("failed", "failed, lost")
    Path("after/pipeline.yaml").write_text(added, encoding="utf-8")
    accept('["enum-value-added:pipeline.status/failed"]')
    assert main(["breaking", "--against", "before"]) == 1
    advice = capsys.readouterr().err.partition("To accept these changes, ")[2]
    heading = "replace accept in [tool.realtime-codegen.breaking] of pyproject.toml with"
    assert advice.startswith(f"{heading}\n\naccept = [\n")
    accept(advice.partition("accept = ")[2])
    assert main(["breaking", "--against", "before"]) == 0
    assert capsys.readouterr() == ("after: nothing breaks against before; 2 accepted\n", "")


def test_a_table_is_printed_where_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    """The end of the output, put at the end of pyproject.toml, makes the next run pass."""
    section = CONFIG.replace("[tool.realtime-codegen.breaking]\n", "")
    Path("pyproject.toml").write_text(section, encoding="utf-8")
    assert main(["breaking", "--against", "before"]) == 1
    table = capsys.readouterr().err.partition("add to pyproject.toml:\n\n")[2]
    Path("pyproject.toml").write_text(section + table, encoding="utf-8")
    assert main(["breaking", "--against", "before"]) == 0


def test_an_exception_that_accepts_nothing_is_a_warning_at_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It does not change the exit status, and accepts nothing else; a misspelt one is told so."""
    accept('["enum-value-added:pipeline.status/faild"]')
    assert main(["breaking", "--against", "before"]) == 1
    stderr = capsys.readouterr().err
    assert "pyproject.toml:4:11: warning: unused-exception: " in stderr
    assert '; did you mean "enum-value-added:pipeline.status/' in stderr
    shutil.copytree("after", "copy")
    assert main(["breaking", "--against", "copy"]) == 0
    assert 'status/faild"; remove it from accept' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1", '"accept" must be a list of strings'),
        ("[1]", '"accept" must be a list of strings'),
        ('[]\nacept = ["x"]', 'has no key "acept"; did you mean "accept"?'),
    ],
)
def test_exceptions_are_a_list_of_texts(
    text: str, wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is configured otherwise is wrong use."""
    accept(text)
    assert main(["breaking", "--against", "before"]) == 2
    assert wanted in capsys.readouterr().err


def test_programs_read_findings_from_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has the place in the new version, and the old one as related."""
    assert main(["breaking", "after", "--against", "before", "--error-format", "json"]) == 1
    stdout, stderr = capsys.readouterr()
    (found,) = json.loads(stdout)["diagnostics"]
    assert (found["code"], found["file"]) == ("enum-value-added", "after/pipeline.yaml")
    assert found["related"][0]["file"] == "before/pipeline.yaml"
    assert stderr.startswith("realtime-codegen: 1 change breaks ")
    assert "accept" not in stderr


@pytest.mark.parametrize(("format_", "wanted"), [("github", "::error file=after/"), ("sarif", "{")])
def test_other_formats_are_those_of_generating(
    format_: str, wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitHub annotations and SARIF go to stdout, with a paragraph on each code."""
    assert main(["breaking", "after", "--against", "before", "--error-format", format_]) == 1
    stdout = capsys.readouterr().out
    assert stdout.startswith(wanted)
    assert ("A list of values has a new value." in stdout) == (format_ == "sarif")


def test_the_folder_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """On the command line or in pyproject.toml; and so must the version to compare with."""
    assert main(["breaking", "--against", "before"]) == 2
    assert "name the folder of your definition files" in capsys.readouterr().err
    with pytest.raises(SystemExit) as error:
        main(["breaking", "after"])
    assert error.value.code == 2


@pytest.mark.parametrize("against", ["", " "])
def test_a_variable_that_is_not_set_is_wrong_use(
    against: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing to compare with must not pass for nothing that breaks."""
    assert main(["breaking", "after", "--against", against]) == 2
    assert "--against is empty" in capsys.readouterr().err


@pytest.mark.parametrize("against", ["after", "./after/", "before/../after", ".", "link"])
def test_definitions_are_not_compared_with_themselves(
    against: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder that is checked, by whichever way, and one that it lies in, are wrong use."""
    Path("link").symlink_to("after")
    assert main(["breaking", "after", "--against", against]) == 2
    wanted = f"--against {against} contains the definitions that are checked"
    assert wanted in capsys.readouterr().err
