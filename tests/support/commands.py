"""The command line and other programs: how a run of one ended, and what it said."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from realtime_codegen.cli import main

BIN = Path(sys.executable).parent
PATIENCE = 600.0  # seconds until a program is given up
_ELSEWHERE = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")


class Ran(NamedTuple):
    """The exit status, and what went to stdout and to stderr."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    def expect(self, status: int | None) -> Ran:
        """Itself, if it ended with this status; None is any."""
        assert status in (None, self.status), f"exit status {self.status}:\n{self.said}"
        return self


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def environment() -> dict[str, str]:
    """That of a process without what leads Python elsewhere."""
    return {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}


def cli(
    *arguments: str | Path,
    status: int | None = 0,
    cwd: Path | str | None = None,
    terminal: bool = False,
) -> Ran:
    """`realtime-codegen` in this process; `status` is how it must end, or None."""
    out, err = io.StringIO(), _Terminal() if terminal else io.StringIO()
    with (
        contextlib.chdir(cwd or "."),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            ended = main([str(argument) for argument in arguments])
        except SystemExit as end:  # of argparse
            assert isinstance(end.code, int)
            ended = end.code
    return Ran(ended, out.getvalue(), err.getvalue()).expect(status)


def run(
    program: str | Path,
    *arguments: str | Path,
    status: int | None = 0,
    cwd: Path | str | None = None,
    stdin: str = "",
    **variables: str,
) -> Ran:
    """A program, of this environment first, in a process of its own; `status` as for `cli`."""
    done = subprocess.run(
        [BIN / program if (BIN / program).exists() else program, *arguments],
        cwd=cwd,
        env=environment() | variables,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr).expect(status)


def python(
    code: str,
    *arguments: str | Path,
    status: int | None = 0,
    cwd: Path | str | None = None,
    stdin: str = "",
    **variables: str,
) -> Ran:
    """A Python program in a process of its own, in which warnings are errors."""
    command = (sys.executable, "-W", "error", "-c", code)
    return run(*command, *arguments, status=status, cwd=cwd, stdin=stdin, **variables)
