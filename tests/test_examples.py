"""The examples run, and print what the README shows."""

from __future__ import annotations

import sys

import pytest

from .support.commands import run
from .support.files import ROOT

pytestmark = pytest.mark.slow


def test_the_quickstart_prints_what_the_readme_shows() -> None:
    """`python -m examples.quickstart`, run in the checkout, prints the lines below that command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, shown = readme.split("$ .venv/bin/python -m examples.quickstart\n")
    shown, _ = shown.split("```", 1)
    arguments = ("-W", "error", "-m", "examples.quickstart")
    ran = run(sys.executable, *arguments, cwd=ROOT, PYTHONIOENCODING="utf-8")
    assert ran == (0, shown, "")
