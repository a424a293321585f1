"""The command: what it prints where, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ..support.commands import BIN, cli, python, run
from ..support.projects import ALERTS

if TYPE_CHECKING:
    from ..support.projects import Project

pytestmark = pytest.mark.slow

WRONG = ALERTS.replace("type: string", "type: strng")
WARNS = ALERTS.replace("type: string", "type: string, colour: red")


def test_it_says_what_changed(alerts: Project) -> None:
    """A run prints one line: what is new, changed, removed and unchanged."""
    assert cli("schemas/") == (0, "generated: 3 new\n", "")
    assert cli("schemas/") == (0, "generated: 3 unchanged\n", "")
    alerts.define("alerts.yaml", ALERTS.replace("message", "text"))
    alerts.define("more.yaml", "$defs: {}")
    assert cli("schemas/") == (0, "generated: 1 new, 1 changed, 2 unchanged\n", "")
    (alerts.schemas / "more.yaml").unlink()
    removed = cli("schemas/", "--output", "generated")
    assert removed == (0, "generated: 1 removed, 3 unchanged\n", "")


def test_an_error_leaves_the_last_output(alerts: Project) -> None:
    """With an error in the definitions the status is 1, and nothing is written."""
    cli("schemas/")
    before = alerts.files()
    alerts.define("alerts.yaml", WRONG)
    captured = cli("schemas/", status=1)
    assert captured.out == ""
    assert captured.err.startswith('schemas/alerts.yaml:10:29: unknown-type: "strng" is not a JSON')
    assert "1 error; nothing was written" in captured.err
    assert alerts.files() == before


def test_a_warning_is_no_error(alerts: Project) -> None:
    """A warning is printed, and the output is written."""
    alerts.define("alerts.yaml", WARNS)
    captured = cli("schemas/")
    assert "schemas/alerts.yaml:10:37: warning: unknown-keyword" in captured.err
    assert captured.out == "generated: 3 new\n"


def test_check_compares(alerts: Project) -> None:
    """--check writes no output, and ends with 1 and the list when something would be."""
    ran = cli("--check", "schemas/", status=1)
    assert not alerts.output.exists()
    told = ran.said
    for name in ("__init__.py", "alerts.py", "py.typed"):
        assert f"generated/{name}:" in told
    cli("schemas/")
    cli("--check", "schemas/")
    with (alerts.output / "alerts.py").open("a") as file:
        file.write("x = 1\n")
    (alerts.output / "old.py").write_text((alerts.output / "alerts.py").read_text())
    before = alerts.files()
    ran = cli("--check", "schemas/", status=1)
    told = ran.said
    assert "generated/alerts.py:" in told
    assert "generated/old.py:" in told
    assert "generated/__init__.py" not in told
    assert alerts.files() == before


def test_diff_shows_what_would_change(alerts: Project) -> None:
    """--diff prints a patch that makes the output what the definitions give."""
    cli("schemas/")
    alerts.define("alerts.yaml", ALERTS.replace("message", "text"))
    alerts.define("more.yaml", "$defs: {A: {type: object}}")
    before = alerts.files()
    patch = cli("--diff", "schemas/", status=1).out
    assert alerts.files() == before
    run("patch", "-p1", "-s", stdin=patch)
    cli("--check", "schemas/")
    assert cli("--diff", "schemas/") == (0, "", "")


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
def test_wrong_use(alerts: Project, arguments: list[str]) -> None:
    """What the command cannot do ends with status 2 and a line on stderr."""
    captured = cli(*arguments, status=2)
    assert captured.out == ""
    assert "realtime-codegen: " in captured.err
    assert "Traceback" not in captured.err
    assert not alerts.output.exists()


@pytest.mark.parametrize("command", [["schemas"], ["lint", "schemas"]])
def test_a_folder_without_definitions(project: Project, command: list[str]) -> None:
    """No definition files are a problem, or a wrong folder would empty the output, or pass."""
    ran = cli(*command, status=1)
    assert "there are no definition files (*.yaml, *.yml, *.json) in schemas" in (ran.err)
    assert not project.output.exists()


def test_version() -> None:
    """--version prints the name and the version."""
    from importlib.metadata import version

    assert cli("--version") == (0, f"realtime-codegen {version('realtime-codegen')}\n", "")


def test_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """--help names every option, shows examples and explains the exit status."""
    monkeypatch.setenv("COLUMNS", "100")
    text = cli("--help").out
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
    command = [str(BIN / "realtime-codegen"), "--diff", "schemas/"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


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
    ran = python(script, status=130)
    assert ran.err.startswith("realtime-codegen: interrupted")
    assert ran.err.count("\n") == 1
    assert not alerts.output.exists()


def test_a_run_looks_for_no_garbage(alerts: Project) -> None:
    """Python's collector never walks what a run has made, not even at the end of the process."""
    script = (
        "import gc, sys\n"
        "from realtime_codegen.cli import program\n"
        "sys.argv = ['realtime-codegen', 'schemas']\n"
        "status = program()\n"
        "print(status, gc.isenabled(), gc.get_freeze_count() > 0)\n"
    )
    assert python(script).out.endswith("0 False True\n")
    assert alerts.output.exists()


def test_a_run_that_watches_collects_between_runs(alerts: Project) -> None:
    """Its memory does not grow with every change."""
    script = (
        "import gc, sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'watchfiles':\n"
        "            print(gc.isenabled())\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from realtime_codegen.cli import program\n"
        "sys.argv = ['realtime-codegen', 'schemas', '--watch']\n"
        "sys.exit(program())\n"
    )
    assert python(script, status=130).out == "True\n"
    assert not alerts.output.exists()


def test_problems_are_shown_by_the_path_that_people_use(
    alerts: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder below is shown relative to where people are, however it was given."""
    alerts.define("alerts.yaml", WRONG)
    for given in ("schemas", "./schemas/", str(alerts.schemas), "schemas/../schemas"):
        ran = cli(given, status=1)
        assert ran.err.startswith("schemas/alerts.yaml:10:")
    monkeypatch.chdir(alerts.schemas)
    ran = cli(".", status=1)
    assert ran.err.startswith("alerts.yaml:10:")
    other = alerts.folder / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    assert cli("../schemas", status=1).err.startswith("../schemas/alerts.yaml:10:")


def test_module_and_script_are_one(alerts: Project) -> None:
    """`python -m realtime_codegen` is the command."""
    assert run("realtime-codegen", "schemas/") == (0, "generated: 3 new\n", "")
    module = run(sys.executable, "-m", "realtime_codegen", "schemas/")
    assert module == (0, "generated: 3 unchanged\n", "")


def test_lint_tells_what_an_output_refuses(alerts: Project) -> None:
    """Who lints learns all that keeps the definitions from being generated, and how much it is."""
    alerts.define("alerts.yaml", ALERTS.replace("      alert:", "      import:"))
    done = cli("lint", "schemas", status=1)
    assert "no-python-name: " in done.err
    assert done.err.splitlines()[-1].startswith("realtime-codegen: 1 error; ")
