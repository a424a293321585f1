"""`--watch` generates again whenever a definition is saved. Each test watches a real folder."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from ..support.commands import BIN, run
from ..support.files import write
from ..support.targets import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..support.projects import Project

pytestmark = pytest.mark.slow

RIGHT = "$defs: {A: {type: string}}\n"
PATIENCE = 30.0  # seconds until a test gives up; what it waits for takes a tenth of one


class Watching:
    """A `realtime-codegen --watch` and the lines that it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def until(self, wanted: str) -> list[str]:
        """The lines up to one that contains this text. Raises queue.Empty when none comes."""
        lines = [self._lines.get(timeout=PATIENCE)]
        while wanted not in lines[-1]:
            lines.append(self._lines.get(timeout=PATIENCE))
        return lines


@contextmanager
def watching() -> Iterator[Watching]:
    process = subprocess.Popen(
        [BIN / "realtime-codegen", "schemas", "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield Watching(process)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_a_saved_definition_is_generated(project: Project) -> None:
    """Files that are saved, added and removed are followed, without another command."""
    project.define("a.yaml", RIGHT)
    with watching() as watch:
        watch.until("3 new")
        project.define("b.yaml", RIGHT)
        watch.until("1 new, 3 unchanged")
        project.define("a.yaml", RIGHT.replace("string", "integer"))
        watch.until("1 changed, 3 unchanged")
        assert "int" in (project.output / "a.py").read_text()
        (project.schemas / "b.yaml").unlink()
        watch.until("1 removed")
    assert not (project.output / "b.py").exists()


def test_a_problem_is_told_and_the_output_stays(project: Project) -> None:
    """While a definition is wrong its problems are printed, and the last good output stays."""
    project.define("a.yaml", RIGHT)
    with watching() as watch:
        watch.until("3 new")
        before = (project.output / "a.py").read_text()
        project.define("a.yaml", RIGHT.replace("string", "strng"))
        lines = watch.until("nothing was written")
        assert any("unknown-type" in line for line in lines)
        assert (project.output / "a.py").read_text() == before
        project.define("a.yaml", RIGHT)
        watch.until("3 unchanged")


def test_an_empty_folder_is_waited_for(project: Project) -> None:
    """Without any definition it says so, and goes on to wait for the first one."""
    with watching() as watch:
        watch.until("there are no definition files")
        project.define("a.yaml", RIGHT)
        watch.until("3 new")


def test_wrong_configuration_is_told_and_watched_on(project: Project) -> None:
    """It may be fixed, as a full disk may."""
    project.define("a.yaml", RIGHT)
    with watching() as watch:
        watch.until("new")
        project.configure("[")
        project.define("a.yaml", "$defs: {A: {type: string, colour: red}}\n")
        watch.until("pyproject.toml is not TOML")
        project.configure("")
        project.define("a.yaml", "$defs: {A: {type: integer}}\n")
        watch.until("1 changed")


STAMPS = """\
from realtime_codegen.targets import Owned, Rendered, Target
class Stamps(Target):
    owned = Owned("Stamp", ".txt")
    def __init__(self, _): pass
    def paths(self, files): return {f"{file.path}.txt" for file in files}
    def render(self, project, types, files):
        return [Rendered({f"{file.path}.txt": "Stamp one"}) for file in files]
"""


def test_what_old_code_made_is_not_kept_as_that_of_new_code(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target that is edited while it is watched with is used by the next run, for all files."""
    installed = project.folder / "installed"
    write({"watched.py": STAMPS}, installed)
    install("stamp = watched:Stamps", installed)
    monkeypatch.setenv("PYTHONPATH", str(installed))
    table = '[tool.realtime-codegen.stamp]\noutput = "stamps"\n'
    project.configure(f'[tool.realtime-codegen]\nschemas = "schemas"\n{table}')
    project.define("a.yaml", RIGHT)
    with watching() as watch:
        watch.until("stamps: 1 new")
        write({"watched.py": STAMPS.replace("one", "another")}, installed)
        project.define("b.yaml", RIGHT)
        watch.until("stamps: 1 new, 1 unchanged")
    done = run("realtime-codegen", PYTHONPATH=str(installed))
    assert "stamps: 2 changed\n" in done.out


def test_an_interrupt_ends_it(project: Project) -> None:
    """Ctrl-C is how one stops: the exit status is 0, and there is no traceback."""
    project.define("a.yaml", RIGHT)
    with watching() as watch:
        watch.until("3 new")
        watch.process.send_signal(signal.SIGINT)
        assert watch.process.wait(PATIENCE) == 0
