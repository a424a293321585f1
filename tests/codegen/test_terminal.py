"""On a terminal the command says that it is at work; elsewhere it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ..support.commands import python

if TYPE_CHECKING:
    from ..support.projects import Project

pytestmark = pytest.mark.slow

# The command, with a library that takes long to import.
SLOW = """
import sys, time
from realtime_codegen.cli import main

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "datamodel_code_generator":
            time.sleep(1.5)

sys.meta_path.insert(0, Slow())
sys.exit(main(["schemas/"]))
"""


def on_terminal(command: list[str]) -> tuple[int, str]:
    """The status of a command, and what a terminal got of its stderr."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # what Linux says when the other end is closed
        pass
    finally:
        os.close(ours)
    return process.wait(), shown.decode()


def test_a_terminal_is_told_what_goes_on(alerts: Project) -> None:
    """A run that takes longer than a second says so on a terminal, then wipes the line."""
    status, shown = on_terminal([sys.executable, "-c", SLOW])
    assert status == 0
    assert shown == "realtime-codegen: generating from 1 definition files ...\r\x1b[K"


def test_a_file_gets_no_progress(alerts: Project) -> None:
    """Where stderr is no terminal, a long run prints nothing there."""
    assert python(SLOW) == (0, "generated: 3 new\n", "")
