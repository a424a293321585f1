"""The type checkers that a user may have: each is run as on a project of a user's, and says what it
says of a line in the same words.

None is configured but to tell of what is deprecated; types are found through the installed packages
alone.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NamedTuple

from .commands import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


class Complaint(NamedTuple):
    """What a checker says of one line. Only an error refuses it; a warning does not."""

    file: str
    line: int
    text: str
    is_error: bool = True
    is_deprecation: bool = False


def read_mypy(output: str) -> Iterator[Complaint]:
    for complaint in map(json.loads, filter(None, output.splitlines())):
        yield Complaint(
            complaint["file"],
            complaint["line"],
            complaint["message"],
            complaint["severity"] == "error",
            complaint["code"] == "deprecated",
        )


def read_pyright(output: str) -> Iterator[Complaint]:
    for complaint in json.loads(output)["generalDiagnostics"]:
        yield Complaint(
            complaint["file"],
            complaint["range"]["start"]["line"] + 1,
            complaint["message"],
            complaint["severity"] == "error",
            complaint.get("rule") == "reportDeprecated",
        )


def read_ty(output: str) -> Iterator[Complaint]:
    for complaint in json.loads(output):
        yield Complaint(
            complaint["location"]["path"],
            complaint["location"]["positions"]["begin"]["line"],
            complaint["description"],
            complaint["severity"] in ("major", "critical", "blocker"),
            complaint["check_name"] == "deprecated",
        )


def read_pyrefly(output: str) -> Iterator[Complaint]:
    for complaint in json.loads(output)["errors"]:
        yield Complaint(
            complaint["path"],
            complaint["line"],
            complaint["description"],
            complaint["severity"] == "error",
            complaint["name"] == "deprecated",
        )


class Checker(NamedTuple):
    command: str
    read: Callable[[str], Iterable[Complaint]]

    def run(self, project: Path, *files: str) -> list[Complaint]:
        """All that it says of a project's files, read in this order where it keeps one."""
        places = {"python": sys.executable, "cache": project.parent / "cache"}
        program, *arguments = (word.format(**places) for word in self.command.split())
        done = run(program, *arguments, *(files or ["."]), status=None, cwd=project)
        if done.status not in (0, 1):  # 1: it has found something
            raise RuntimeError(f"{program} exited with {done.status}:\n{done.err or done.out}")
        return [
            complaint._replace(file=(project / complaint.file).relative_to(project).as_posix())
            for complaint in self.read(done.out)
        ]


CHECKERS = {
    "mypy": Checker(
        "mypy --strict --enable-error-code deprecated --report-deprecated-as-note"
        " --output json --cache-dir {cache}",
        read_mypy,
    ),
    "pyright": Checker("pyright --outputjson --pythonpath {python}", read_pyright),
    "ty": Checker("ty check --output-format gitlab --python {python}", read_ty),
    # The preset is what an empty [tool.pyrefly] gives. Without any configuration pyrefly takes
    # its preset "basic", which checks no argument of any call.
    "pyrefly": Checker(
        "pyrefly check --output-format json --min-severity warn --preset default"
        " --python-interpreter-path {python}",
        read_pyrefly,
    ),
}
