"""The command: what it prints where, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from realtime_codegen.cli import main

from .conftest import ALERTS, Project

WRONG = ALERTS.replace("type: string", "type: strng")
WARNS = ALERTS.replace("type: string", "type: string, colour: red")


@pytest.fixture
def alerts(project: Project) -> Project:
    project.define("alerts.yaml")
    return project


def test_it_says_what_changed(alerts: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A run prints one line: what is new, changed, removed and unchanged."""
    assert main(["schemas/"]) == 0
    assert capsys.readouterr() == ("generated: 3 new\n", "")
    assert main(["schemas/"]) == 0
    assert capsys.readouterr() == ("generated: 3 unchanged\n", "")
    alerts.define("alerts.yaml", ALERTS.replace("message", "text"))
    alerts.define("more.yaml", "$defs: {}")
    assert main(["schemas/"]) == 0
    assert capsys.readouterr() == ("generated: 1 new, 1 changed, 2 unchanged\n", "")
    (alerts.schemas / "more.yaml").unlink()
    assert main(["schemas/", "--output", "generated"]) == 0
    assert capsys.readouterr() == ("generated: 1 removed, 3 unchanged\n", "")


def test_an_error_leaves_the_last_output(
    alerts: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an error in the definitions the status is 1, and nothing is written."""
    assert main(["schemas/"]) == 0
    before = alerts.files()
    capsys.readouterr()
    alerts.define("alerts.yaml", WRONG)
    assert main(["schemas/"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith('schemas/alerts.yaml:10:29: unknown-type: "strng" is not a JSON')
    assert "1 error; nothing was written" in captured.err
    assert alerts.files() == before


def test_a_warning_is_no_error(alerts: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A warning is printed, and the output is written."""
    alerts.define("alerts.yaml", WARNS)
    assert main(["schemas/"]) == 0
    captured = capsys.readouterr()
    assert "schemas/alerts.yaml:10:37: warning: unknown-keyword" in captured.err
    assert captured.out == "generated: 3 new\n"


def test_check_compares(alerts: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """--check writes nothing, and ends with 1 and the list when something would be."""
    assert main(["--check", "schemas/"]) == 1
    assert not alerts.output.exists()
    told = "".join(capsys.readouterr())
    for name in ("__init__.py", "alerts.py", "py.typed"):
        assert f"generated/{name}:" in told
    assert main(["schemas/"]) == 0
    assert main(["--check", "schemas/"]) == 0
    with (alerts.output / "alerts.py").open("a") as file:
        file.write("x = 1\n")
    (alerts.output / "old.py").write_text((alerts.output / "alerts.py").read_text())
    before = alerts.files()
    capsys.readouterr()
    assert main(["--check", "schemas/"]) == 1
    told = "".join(capsys.readouterr())
    assert "generated/alerts.py:" in told
    assert "generated/old.py:" in told
    assert "generated/__init__.py" not in told
    assert alerts.files() == before


def test_diff_shows_what_would_change(alerts: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """--diff prints a patch that makes the output what the definitions give."""
    assert main(["schemas/"]) == 0
    capsys.readouterr()
    alerts.define("alerts.yaml", ALERTS.replace("message", "text"))
    alerts.define("more.yaml", "$defs: {A: {type: object}}")
    before = alerts.files()
    assert main(["--diff", "schemas/"]) == 1
    patch = capsys.readouterr().out
    assert alerts.files() == before
    subprocess.run(["patch", "-p1", "-s"], input=patch, text=True, check=True)
    assert main(["--check", "schemas/"]) == 0
    assert main(["--diff", "schemas/"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        [],
        ["--check", "--diff", "schemas"],
        ["--unknown"],
        ["schemas", "other"],
        ["schemas", "--error-format", "xml"],
        ["schemas/alerts.yaml"],
    ],
    ids=" ".join,
)
def test_wrong_use(
    alerts: Project, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """What the command cannot do ends with status 2 and a line on stderr."""
    try:
        status = main(arguments)
    except SystemExit as exit_:
        assert isinstance(exit_.code, int)
        status = exit_.code
    assert status == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "realtime-codegen: " in captured.err
    assert "Traceback" not in captured.err
    assert not alerts.output.exists()


def test_a_folder_without_definitions(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """No definition files are a problem, or a wrong folder would empty the output."""
    assert main(["schemas"]) == 1
    assert "there are no definition files (*.yaml, *.yml, *.json) in schemas" in (
        capsys.readouterr().err
    )
    assert not project.output.exists()


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints the name and the version."""
    from importlib.metadata import version

    with pytest.raises(SystemExit, match=r"^0$"):
        main(["--version"])
    assert capsys.readouterr().out == f"realtime-codegen {version('realtime-codegen')}\n"


def test_help(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """--help names every option, shows examples and explains the exit status."""
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["--help"])
    text = capsys.readouterr().out
    for word in ("--output DIR", "--check", "--diff", "--error-format", "--version", "examples:"):
        assert word in text
    assert "exit status: 0 success, 1 errors in the definitions or output not up to date" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_whoever_reads_may_leave(alerts: Project) -> None:
    """A reader that has closed the pipe, such as head, gets no traceback."""
    for number in range(30):
        alerts.define(f"{'x' * 50}{number}.yaml", ALERTS.replace("alerts", f"a{number}"))
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "realtime_codegen", "--diff", "schemas/"]
    run = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert run.stderr == ""
    assert run.returncode == 1


def test_a_person_who_stops_it_is_not_told_code(alerts: Project) -> None:
    """Ctrl-C ends the command with status 130 and one line."""
    script = "import os, signal, sys\n" + (
        "class Stop:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'realtime_codegen.pipeline': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from realtime_codegen.cli import main\n"
        "sys.exit(main(['schemas/']))\n"
    )
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 130
    assert run.stderr.startswith("realtime-codegen: interrupted")
    assert run.stderr.count("\n") == 1
    assert not alerts.output.exists()


def test_problems_are_shown_by_the_path_that_people_use(
    alerts: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder below is shown relative to where people are, however it was given."""
    alerts.define("alerts.yaml", WRONG)
    for given in ("schemas", "./schemas/", str(alerts.schemas), "schemas/../schemas"):
        assert main([given]) == 1
        assert capsys.readouterr().err.startswith("schemas/alerts.yaml:10:")
    monkeypatch.chdir(alerts.schemas)
    assert main(["."]) == 1
    assert capsys.readouterr().err.startswith("alerts.yaml:10:")
    other = alerts.folder / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    assert main(["../schemas"]) == 1
    assert capsys.readouterr().err.startswith("../schemas/alerts.yaml:10:")


def test_module_and_script_are_one(alerts: Project) -> None:
    """`python -m realtime_codegen` is the command."""
    script = Path(sys.executable).with_name("realtime-codegen")
    run = subprocess.run([script, "schemas/"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "generated: 3 new\n")
    assert alerts.run("schemas/").stdout == "generated: 3 unchanged\n"
