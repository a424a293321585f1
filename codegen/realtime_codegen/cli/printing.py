"""What a command prints: problems in the chosen format, and what it did."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..codes import explanations
from ..reports import as_github, as_json, as_sarif, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..diagnostics import Diagnostic

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
"""Exit status."""

FORMATS = ("text", "json", "github", "sarif")


def print_problems(
    problems: Sequence[Diagnostic], sources: Mapping[str, bytes], folder: str, format_: str
) -> None:
    """The text format goes to stderr, the others to stdout, even without problems."""
    if format_ == "text":
        sys.stderr.write(as_text(problems, sources, folder, styled=_is_styled()))
    elif format_ == "json":
        sys.stdout.write(as_json(problems))
    elif format_ == "github":
        sys.stdout.write(as_github(problems))
    else:
        from importlib.metadata import version

        from ..codes import paragraph

        rules = {code: paragraph(text) for code, text in explanations().items()}
        sys.stdout.write(as_sarif(problems, version("realtime-codegen"), rules))


def counted(problems: Sequence[Diagnostic], then: str = "") -> str:
    """The last line after some problems: how many errors, or warnings without one, and what
    follows from them."""
    errors = sum(problem.is_error for problem in problems)
    count, what = (errors, "error") if errors else (len(problems), "warning")
    many = "" if count == 1 else "s"
    as_errors = "" if errors or not then else f" counted as error{many}"
    # Those of other packages' targets are not explained.
    is_explained = not explanations().keys().isdisjoint(problem.code for problem in problems)
    more = '; "realtime-codegen explain CODE" says more' if is_explained else ""
    return f"realtime-codegen: {count} {what}{many}{as_errors}{then}{more}"


def say(text: str, format_: str) -> None:
    """Print a line on what was done: to stderr where stdout is for programs."""
    print(text, file=sys.stdout if format_ == "text" else sys.stderr)


def folder_shown(folder: Path) -> str:
    """A folder as users write it: relative to the current folder, if it is below."""
    with contextlib.suppress(ValueError):
        return Path(os.path.realpath(folder)).relative_to(Path.cwd()).as_posix()
    return folder.as_posix()


def _is_styled() -> bool:
    """Colours and links are for terminals, unless NO_COLOR is set (no-color.org)."""
    return (
        sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
