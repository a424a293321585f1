"""Projects of users beside a checkout, and what they install: the versions that the tests have."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .commands import PATIENCE, environment
from .files import ROOT
from .pages import blocks_of, commands

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = ("realtime-codegen", "realtime-runtime")


class Shell:
    """A shell whose commands follow each other as in a terminal, without this environment.

    It begins in a folder that holds a checkout of the project and nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        checkout = self.folder / "realtime-codegen"
        ignored = shutil.ignore_patterns(
            ".*", "__pycache__", "node_modules", "tests", "docs", "benchmarks"
        )
        shutil.copytree(ROOT, checkout, ignore=ignored)
        constraints = folder / "constraints.txt"
        constraints.write_text(_versions())
        self._process = subprocess.Popen(
            ["sh"],
            cwd=self.folder,
            env=_environment(constraints),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, command: str) -> str:
        """All that a command prints. Skips the test where it needs a registry and has none."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{{ {command}\n}} </dev/null; echo {_END} $? $PWD\n")
        self._process.stdin.flush()
        patience = threading.Timer(PATIENCE, os.killpg, (self._process.pid, signal.SIGKILL))
        patience.start()
        printed = ""
        for line in self._process.stdout:
            before, end, after = line.partition(_END)
            printed += before
            if end:
                status, folder = after.split(maxsplit=1)
                self.folder = Path(folder.rstrip("\n"))
                break
        else:
            raise AssertionError(f"{command}: the shell ended\n{printed}")
        patience.cancel()
        broken = re.search(r"connection broken by '?([^\n]*)", printed)
        if broken and status != "0":
            pytest.skip(f"the package registry cannot be reached: {broken[1]}")
        return printed

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()


_END = "-- what was printed ends here --"


def _environment(constraints: Path) -> dict[str, str]:
    python = Path(sys.base_prefix) / "bin"
    return environment() | {
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PATH": f"{python}{os.pathsep}{os.defpath}",
        "PIP_BUILD_CONSTRAINT": str(constraints),
        "PIP_CONSTRAINT": str(constraints),
    }


def _versions() -> str:
    found = {d.metadata["Name"]: d.version for d in distributions()}
    return "".join(f"{name}=={found[name]}\n" for name in sorted(found) if name not in OURS)


def install_commands(page: Path) -> Iterator[str]:
    """The commands of a page that install or build the distributions."""
    for block in blocks_of(page):
        if block.language == "console":
            yield from (
                line for line, _ in commands(block) if re.match(r"pip (install|wheel)", line)
            )
