"""The examples run, and print what the README shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_quickstart_prints_what_the_readme_shows() -> None:
    """`python -m examples.quickstart`, run in the checkout, prints the lines below that command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, shown = readme.split("$ .venv/bin/python -m examples.quickstart\n")
    shown, _ = shown.split("```", 1)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples.quickstart"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == (shown, "")
