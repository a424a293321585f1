"""The suite itself: it holds on a busy machine, where signals are ignored, and in any order."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, settings

from .support.files import ROOT

pytestmark = pytest.mark.slow

INTERRUPTED = [
    "tests/codegen/test_watch.py::test_an_interrupt_ends_it",
    "tests/codegen/test_interrupted.py::test_nothing_is_lost_before_all_is_staged",
    "tests/codegen/test_cli.py",
]


def test_interrupts_are_tested_where_they_are_ignored() -> None:
    """The tests of Ctrl-C pass in a session that was started in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # what a child inherits
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *INTERRUPTED],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said


def test_no_example_has_a_deadline() -> None:
    """A property holds or not, however long the machine takes for an example."""
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check
