"""A run that is stopped anywhere leaves whole files, and two runs at once leave one output."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from realtime_codegen.disk import write

from ..support.commands import BIN, cli
from ..support.files import files_in
from ..support.outputs import MARK, compare

if TYPE_CHECKING:
    from ..support.projects import Project

pytestmark = pytest.mark.slow

OLD = {
    "__init__.py": f"{MARK}\nold\n",
    "a.py": f"{MARK}\nold\n",
    "b.py": f"{MARK}\nold\n",
    "stale/c.py": f"{MARK}\nold\n",
}
NEW = {
    "__init__.py": f"{MARK}\nnew\n",
    "a.py": f"{MARK}\nnew\n",
    "chat/d.py": f"{MARK}\nnew\n",
}

# Writes what `files` holds, and gets `signal` when Python opens, renames or removes the nth file.
RUN = """
import os, sys
from pathlib import Path
from realtime_codegen.disk import OutputFolder, compare, write
from realtime_codegen.targets.python import PythonTarget

output = OutputFolder(Path(sys.argv[1]))
files = {path: text.encode() for path, text in eval(sys.argv[2]).items()}
number, nth = map(int, sys.argv[3:])
changes = compare(output, files, PythonTarget.owned)
seen = 0

def watch(event, arguments):
    global seen
    if event in ("os.rename", "os.remove", "os.rmdir") or event == "open" and arguments[1] == "x":
        seen += 1
        if seen == nth:
            os.kill(os.getpid(), number)

sys.addaudithook(watch)
write(changes)
"""


def start(
    output: Path, files: dict[str, str], stop: signal.Signals, nth: int
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(output), repr(files), str(int(stop)), str(nth)],
        stderr=subprocess.PIPE,
        text=True,
    )


def standing(output: Path) -> dict[str, str]:
    return {path: content.decode() for path, content in files_in(output).items()}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    write(compare(tmp_path, OLD))
    return tmp_path


@pytest.mark.parametrize(
    "stop", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda stop: stop.name
)
def test_every_module_is_old_or_new(output: Path, stop: signal.Signals) -> None:
    """Wherever a run is stopped, every module is whole, and the next run ends its work."""
    for nth in range(1, 100):
        write(compare(output, OLD))
        process = start(output, NEW, stop, nth)
        process.communicate()
        found = standing(output)
        modules = {path: text for path, text in found.items() if path.endswith(".py")}
        for path, text in modules.items():
            assert text in (OLD.get(path), NEW.get(path))
        if stop == signal.SIGINT:
            assert found == modules, "staged files were left"
        write(compare(output, NEW))
        assert standing(output) == NEW
        if process.returncode == 0:
            break
    assert nth > len(NEW) * 2, "the run was stopped at too few places"


def test_nothing_is_lost_before_all_is_staged(output: Path) -> None:
    """A run that is stopped while it stages its files has changed none."""
    for nth in range(1, len(NEW) + 1):
        start(output, NEW, signal.SIGINT, nth).communicate()
        assert standing(output) == OLD
    assert not (output / "chat").exists()


def test_runs_take_turns(output: Path) -> None:
    """A run that comes while another writes waits for its end, then leaves its own output."""
    slow = start(output, NEW, signal.SIGSTOP, len(NEW) + 2)
    os.waitid(os.P_PID, slow.pid, os.WSTOPPED)
    assert standing(output) != NEW
    later = {"a.py": f"{MARK}\nlater\n", "b.py": OLD["b.py"]}
    quick = start(output, later, signal.SIGKILL, 0)
    with suppress(subprocess.TimeoutExpired):  # as long as a run without a lock would need
        quick.wait(timeout=2)
    slow.send_signal(signal.SIGCONT)
    assert slow.wait() == quick.wait() == 0
    for process in (slow, quick):
        assert process.communicate()[1] == ""
    assert standing(output) == later


def test_a_killed_run_keeps_nobody_out(output: Path) -> None:
    """The lock of a run that was killed is free."""
    start(output, NEW, signal.SIGKILL, len(NEW) + 1).communicate()
    write(compare(output, NEW))
    assert standing(output) == NEW


def test_two_commands_at_once(project: Project) -> None:
    """Two commands that are started together both succeed, and leave the output of either."""
    for number in range(3):
        project.define(f"alerts_{number}.yaml", ALERTS_OF.replace("alerts", f"alerts_{number}"))
    command = [str(BIN / "realtime-codegen"), "schemas/"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        _, errors = process.communicate()
        assert (process.returncode, errors) == (0, "")
    cli("--check", "schemas/")
    assert not [path for path in project.files() if Path(path).name.startswith(".")]


ALERTS_OF = "channels: {alerts: {name: alerts, topics: {alert: {schema: {type: string}}}}}\n"
