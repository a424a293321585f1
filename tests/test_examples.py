"""The examples run, and print what the README shows."""

from __future__ import annotations

import sys

import pytest

from .support.commands import run
from .support.files import ROOT

pytestmark = pytest.mark.slow


def shown(page: str, command: str) -> str:
    """What a page shows below a command, to the end of its block."""
    _, _, below = (ROOT / page).read_text(encoding="utf-8").partition(f"$ {command}\n")
    return below.partition("```")[0]


def test_the_quickstart_prints_what_the_readme_shows() -> None:
    """`python -m examples.quickstart`, run in the checkout, prints the lines below that command."""
    arguments = ("-W", "error", "-m", "examples.quickstart")
    ran = run(sys.executable, *arguments, cwd=ROOT, PYTHONIOENCODING="utf-8")
    assert ran == (0, shown("README.md", ".venv/bin/python -m examples.quickstart"), "")


def test_a_workflow_that_is_killed_prints_what_the_pages_show() -> None:
    """`python -m examples.durable --kill` prints the lines below it; what has ended is not run
    again. `make durable` is this command."""
    arguments = ("-W", "error", "-m", "examples.durable")
    ran = run(sys.executable, *arguments, "--kill", cwd=ROOT, PYTHONIOENCODING="utf-8")
    for page in ("README.md", "docs/durable.md"):
        assert ran == (0, shown(page, ".venv/bin/python -m examples.durable --kill"), "")
    again = run(sys.executable, *arguments, cwd=ROOT)
    _, _, ended = ran.out.partition("result: ")
    assert again.out == ended.partition("\n")[2]
    assert "python -m examples.durable --kill" in run("make", "-n", "durable", cwd=ROOT).out
