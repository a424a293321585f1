"""The `realtime-codegen` command: arguments -> calls -> exit status. The only place that prints."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each in a module of its own, imported when it is asked for, so that whatever happens meanwhile
# is told as what happens later.
_COMMANDS = {
    "breaking": "breaking",
    "explain": "explaining",
    "init": "initialising",
    "lint": "linting",
    "schema": "editor",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status. A folder named like a command is given as `explain/`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = _COMMANDS.get(given[0]) if given else None
    try:
        _prepare_streams()
        try:
            command = import_module(f"{__name__}.{name or 'generating'}")
            return int(command.run(given[1:] if name else given))
        finally:
            sys.stdout.flush()  # here, where a full disk and a closed pipe can be told
    except (Exception, KeyboardInterrupt) as error:
        return _end(error)


def _prepare_streams() -> None:
    """Both are there, and take every character: one that they cannot show is escaped."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _end(error: BaseException) -> int:
    """Tell in one line why the command ends; the exit status. A fault of ours is told whole."""
    text, status = _told(error)
    for stream, said in ((sys.stderr, text), (sys.stdout, "")):
        try:
            stream.write(said)
            stream.flush()
        except OSError:  # full, or nobody reads: Python is not to try again when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return status


def _told(error: BaseException) -> tuple[str, int]:
    """What people are told, and the exit status."""
    from ..config import WrongConfig
    from ..disk import DiskProblem
    from .printing import PROBLEMS, WRONG_USE

    status, before = PROBLEMS, ""
    match error:
        case WrongConfig():
            status, text = WRONG_USE, str(error)
        case DiskProblem():
            text = str(error)
        case BrokenPipeError():  # whoever read our output has left
            return "", status
        case FileNotFoundError(filename=None):
            text = "the current folder is gone; go to one that is there"
        case OSError():
            place = f"{error.filename!s:.100}: " if error.filename else ""
            text = f"{place}{error.strerror or error}"
        case MemoryError():
            text = "there is too little memory; every file is whole"
        case KeyboardInterrupt():
            status, text = 130, "interrupted; run it again, every file is whole"
        case _:
            import traceback

            before = "".join(traceback.format_exception(error))
            text = "this is a fault of realtime-codegen; please report it with the lines above"
    return f"{before}realtime-codegen: {text}\n", status
