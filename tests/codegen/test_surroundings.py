"""Whatever surrounds the command, it ends with a line and a status; a fault of ours is told whole.

Each case runs in a process of its own, by the installed script, as a shell would.
"""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..support.commands import BIN, Ran, cli, python, run
from ..support.projects import ALERTS

if TYPE_CHECKING:
    from ..support.projects import Project

pytestmark = pytest.mark.slow

ACCENTS = ALERTS.replace("alert:", "alert:\n        description: Un café fermé.")
WRONG = ALERTS.replace("type: string", "type: ñandú")
ASCII = {"PYTHONIOENCODING": "ascii"}
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def shell(line: str, status: int | None = 0, **environment: str) -> Ran:
    """What a line of bash gives; `$cmd` is the command. It must end: nothing here takes long."""
    begin = f"set -o pipefail; cmd={BIN / 'realtime-codegen'}"
    return run("bash", "-c", f"{begin}; {line}", status=status, **environment)


def assert_one_line(text: str, about: str) -> None:
    assert text.startswith("realtime-codegen: "), text
    assert text.count("\n") == 1, text
    assert about in text


# Arguments and folders

LONG = "a" * 5000
LINES = {
    "--against is long": (f"$cmd breaking schemas --against {LONG}", 2, "git repository"),
    "--against is bytes": ("$cmd breaking schemas --against $'\\xff'", 2, "git repository"),
    "--output is long": (f"$cmd schemas --output {LONG}", 1, "File name too long"),
    "schemas is long": (f"$cmd {LONG}", 1, "File name too long"),
    "schemas is bytes": ("$cmd $'\\xff'", 2, "there is no folder"),
    "no folder": ("mkdir d; cd d; rmdir ../d; $cmd schemas", 2, "there is no folder schemas"),
    "no folder but theirs": (
        "mkdir d; cd d; rmdir ../d; $cmd $OLDPWD/schemas",
        1,
        "no longer exists",
    ),
    "no folder, by config": ("mkdir d; cd d; rmdir ../d; $cmd", 1, "no longer exists"),
    "no folder for lint": ("mkdir d; cd d; rmdir ../d; $cmd lint", 1, "no longer exists"),
    "no folder for init": ("mkdir d; cd d; rmdir ../d; $cmd init", 1, "no longer exists"),
    "a loop as output": ("ln -s b a; ln -s a b; $cmd schemas --output a", 1, "cannot read a"),
    "below a loop": ("ln -s b a; ln -s a b; $cmd schemas --output a/c", 1, "a/c"),
    "a loop as schemas": ("ln -s b a; ln -s a b; $cmd a", 2, "there is no folder a"),
    "a pipe in the output": ("mkdir g; mkfifo g/alerts.py; $cmd schemas --output g", 1, "regular"),
    "a pipe as package": ("mkdir g; mkfifo g/__init__.py; $cmd schemas --output g", 1, "regular"),
    "a pipe as pyproject.toml": ("mkfifo pyproject.toml; $cmd", 2, "no regular file"),
    "a folder as pyproject.toml": ("mkdir pyproject.toml; $cmd", 2, "Is a directory"),
    "a device as pyproject.toml": ("ln -s /dev/zero pyproject.toml; $cmd", 2, "no regular file"),
    "a device as schemas": ("$cmd /dev/null", 2, "there is no folder"),
}


@pytest.mark.parametrize("name", LINES)
def test_what_a_command_is_given_is_told_in_a_line(alerts: Project, name: str) -> None:
    """Names that the system refuses, folders that are gone, files that never end."""
    line, status, about = LINES[name]
    ran = shell(line, status=status)
    assert_one_line(ran.err, about)
    assert ran.out == ""


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (f"a = {'[' * 100_000}", "nested too deep"),
        (f"a = {'[' * 100_000}{']' * 100_000}", "nested too deep"),
        (f"a = {'{b=' * 100_000}", "nested too deep"),
        (f"a = {'9' * 100_000}", "is not TOML"),
        (
            '[tool.realtime-codegen]\nschemas = "a\\u0000b"',
            '"schemas" must be the path of a folder',
        ),
        ('[tool.realtime-codegen]\noutput = "a\\u0000b"', '"output" must be the path of a folder'),
        (f'[tool.realtime-codegen]\nschemas = "{LONG}"', "File name too long"),
    ],
    ids=["lists", "closed lists", "tables", "a number", "NUL", "NUL in output", "a long path"],
)
def test_what_pyproject_says_is_told_in_a_line(alerts: Project, text: str, about: str) -> None:
    """TOML that cannot be read, and paths that no system has."""
    alerts.configure(text)
    ran = cli(status=None)
    assert ran.status in (1, 2)
    assert_one_line(ran.err, about)


@pytest.mark.parametrize("length", [0, 300_000])
def test_against_of_any_kind(alerts: Project, length: int) -> None:
    """A NUL, and what is longer than a command line may be."""
    against = "a" * length or "a\0b"
    run("git", "init", "-q", ".")
    ran = cli("breaking", "schemas", "--against", against, status=None)
    assert ran.status in (1, 2)
    assert_one_line(ran.err, "")


# Where output goes

SAYING = [
    "--help",
    "breaking --help",
    "schemas",
    "--diff schemas",
    "--check --error-format json schemas",
    "--check --error-format sarif schemas",
    "--version",
    "explain",
    "schema",
    "lint --error-format json schemas",
    "init",
]


@pytest.mark.parametrize("arguments", SAYING)
def test_a_full_device_is_told_in_a_line(alerts: Project, arguments: str) -> None:
    """What cannot be written to stdout is an error, whatever command writes it."""
    ran = shell(f"$cmd {arguments} >/dev/full", status=1)
    (line,) = (line for line in ran.err.splitlines() if line.startswith("realtime-codegen"))
    assert line == "realtime-codegen: No space left on device"
    assert "Traceback" not in ran.err
    assert "Exception ignored" not in ran.err


@pytest.mark.parametrize("arguments", ["--diff schemas", *SAYING[::2]])
@pytest.mark.parametrize("redirection", ["| head -c1", "| true", ">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_error_of_ours(
    alerts: Project, arguments: str, redirection: str
) -> None:
    """Whoever reads may leave, or never have been there: nothing is said of it."""
    ran = shell(f"$cmd {arguments} {redirection}", status=None)
    assert ran.status in (0, 1)
    assert "Traceback" not in ran.err
    assert "Exception ignored" not in ran.err
    assert not [line for line in ran.err.splitlines() if line.startswith("realtime-codegen")]


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", ">/dev/full 2>/dev/full"])
def test_a_status_needs_no_stream(project: Project, redirection: str) -> None:
    """Where nothing can be said, the status still says it."""
    project.define("alerts.yaml", WRONG)
    shell(f"$cmd schemas {redirection}", status=1)
    assert shell(f"$cmd nothing {redirection}", status=None).status in (1, 2)
    assert not project.output.exists()


# Characters


@pytest.mark.parametrize("environment", [ASCII, C_LOCALE, {"LC_ALL": "C"}], ids=str)
@pytest.mark.parametrize("format_", ["text", "json", "github", "sarif"])
def test_any_terminal_can_show_any_problem(
    project: Project, environment: dict[str, str], format_: str
) -> None:
    """What a stream has no character for is escaped; JSON stays JSON."""
    import json

    project.define("alerts.yaml", WRONG)
    ran = shell(f"$cmd schemas --error-format {format_}", 1, **environment)
    assert "Traceback" not in ran.err
    shown = ran.err if format_ == "text" else ran.out
    if format_ in ("json", "sarif"):
        assert "ñandú" in str(json.loads(ran.out))
    else:
        assert any(name in shown for name in ("ñandú", r"\xf1and\xfa"))


@pytest.mark.parametrize("environment", [ASCII, {"LC_ALL": "C"}], ids=str)
def test_any_terminal_can_show_any_difference(
    project: Project, environment: dict[str, str]
) -> None:
    """`--diff`, and the line that a run ends with."""
    project.define("alerts.yaml", ACCENTS)
    ran = shell("$cmd schemas --diff", 1, **environment)
    assert ran.err == ""
    assert any(name in ran.out for name in ("fermé", r"ferm\xe9"))
    ran = shell("$cmd schemas --output é", 0, **environment)
    assert ran.err == ""
    assert ran.out.endswith(": 3 new\n")
    assert (project.folder / "é" / "alerts.py").read_text() != ""


# Memory, signals, faults


LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from realtime_codegen import pipeline
from realtime_codegen.cli import main

size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + 50_000_000, size + 50_000_000))
sys.exit(main(["schemas"]))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="how large it is, Linux says")
def test_too_little_memory_is_told_in_a_line(alerts: Project) -> None:
    """Where the system gives no more memory, nothing is written."""
    alerts.define("large.yaml", "# " + "x" * 60_000_000)
    ran = python(LITTLE_MEMORY, status=1)
    assert_one_line(ran.err, "out of memory")
    assert not alerts.output.exists()


INTERRUPTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
began, seen = False, 0

def watch(event, arguments):
    global began, seen
    if event == "import" and arguments[0].startswith("realtime_codegen."):
        began |= arguments[0] != "realtime_codegen.cli"
    if began and event in ("import", "open", "os.rename", "os.mkdir"):
        seen += 1
        if seen == {nth}:
            os.kill(os.getpid(), {number})

sys.addaudithook(watch)
from realtime_codegen.cli import main
status = main(["schemas"])
print(seen)
sys.exit(status)
"""


def test_ctrl_c_is_told_in_a_line_at_any_time(alerts: Project) -> None:
    """From the command's first import to the last file it ends with 130 and one line."""
    python(INTERRUPTED.format(nth=0, number=0))
    # The library has said by now what it is asked about.
    alerts.define("alerts.yaml", f"{ALERTS}# 0\n")
    whole = python(INTERRUPTED.format(nth=0, number=0))
    last = int(whole.out.split()[-1])
    assert last > 100
    for nth in (1, 2, 3, 5, 10, *range(20, last, last // 6)):
        code = INTERRUPTED.format(nth=nth, number=int(signal.SIGINT))
        alerts.define("alerts.yaml", f"{ALERTS}# {nth}\n")
        ran = python(code, status=130)
        assert_one_line(ran.err, "interrupted")


FAULT = """
import sys

class Fault:
    def find_spec(self, name, path=None, target=None):
        if name == "realtime_codegen.pipeline":
            raise ZeroDivisionError("of ours")

sys.meta_path.insert(0, Fault())
from realtime_codegen.cli import main
sys.exit(main(["schemas"]))
"""


def test_a_fault_of_ours_is_told_whole(alerts: Project) -> None:
    """What nobody foresaw shows where it happened, and what to do with that."""
    ran = python(FAULT, status=1)
    assert ran.err.startswith("Traceback (most recent call last):\n")
    assert "\nZeroDivisionError: of ours\n" in ran.err
    last = ran.err.splitlines()[-1]
    assert last.startswith("realtime-codegen: this is a bug in realtime-codegen; please report")
