"""The `realtime-codegen` command: arguments -> calls -> exit status. The only place that prints."""

from __future__ import annotations

import gc
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each in a module of its own, imported when it is asked for: an error during the import is
# reported like any other.
_COMMANDS = {
    "breaking": "breaking",
    "explain": "explaining",
    "init": "initialising",
    "lint": "linting",
    "schema": "editor",
}
# What other programs have as a command, and what it is here.
_OTHERWISE = {
    "build": "realtime-codegen schemas/",
    "check": "realtime-codegen --check",
    "diff": "realtime-codegen --diff",
    "gen": "realtime-codegen schemas/",
    "generate": "realtime-codegen schemas/",
    "help": "realtime-codegen --help",
    "run": "realtime-codegen schemas/",
    "validate": "realtime-codegen --check",
    "version": "realtime-codegen --version",
    "watch": "realtime-codegen --watch",
}


def program() -> int:
    """`main`, as a process of its own: what it has made goes with the process. To look through all
    of that for garbage would take a sixth of a run."""
    gc.disable()  # `--watch`, which goes on, enables it
    try:
        return main()
    finally:
        gc.freeze()  # Python looks once more when it ends


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit status. Write a folder named `explain` as `explain/`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = _COMMANDS.get(given[0]) if given else None
    try:
        _prepare_streams()
        try:
            if name is None and given:
                _refuse_unknown(given[0])
            command = import_module(f"{__name__}.{name or 'generating'}")
            return int(command.run(given[1:] if name else given))
        finally:
            sys.stdout.flush()  # here, where a full disk and a closed pipe can be reported
    except (Exception, KeyboardInterrupt) as error:
        return _end(error)


def _refuse_unknown(word: str) -> None:
    """Raises WrongConfig for what is meant to be a command: it is no option and no path."""
    if not word.isalpha() or word == "schemas" or os.path.lexists(word):
        return
    from ..config import WrongConfig
    from ..diagnostics import suggestion

    way = _OTHERWISE.get(word)
    hint = f"; run {way}" if way else suggestion(word, [*_COMMANDS, *_OTHERWISE])
    if hint:
        raise WrongConfig(f'there is no command "{word}", and no such folder{hint}')


def _prepare_streams() -> None:
    """Make both streams exist and accept every character: one that they cannot show is escaped."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _end(error: BaseException) -> int:
    """Print in one line why the command ends, with the traceback of a bug; the exit status."""
    text, status = _told(error)
    for stream, said in ((sys.stderr, text), (sys.stdout, "")):
        try:
            stream.write(said)
            stream.flush()
        except OSError:  # full or closed: Python must not try again when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return status


def _told(error: BaseException) -> tuple[str, int]:
    """The message, and the exit status."""
    from ..config import WrongConfig
    from ..disk import DiskProblem
    from ..targets.guarded import TargetFailed
    from .printing import PROBLEMS, WRONG_USE

    status, before = PROBLEMS, ""
    match error:
        case WrongConfig():
            status, text = WRONG_USE, str(error)
        case DiskProblem():
            text = str(error)
        case TargetFailed():
            before = _traceback(error.__cause__ or error)
            text = f"{error}; report this to the package's authors, with the lines above"
        case BrokenPipeError():  # the reader of our output has ended
            return "", status
        case FileNotFoundError(filename=None):
            text = "the current folder no longer exists; change to another one"
        case OSError():
            place = f"{error.filename!s:.100}: " if error.filename else ""
            text = f"{place}{error.strerror or error}"
        case MemoryError():
            text = "out of memory; every file is complete"
        case KeyboardInterrupt():
            status, text = 130, "interrupted; every file is complete, run it again"
        case _:
            before = _traceback(error)
            text = "this is a bug in realtime-codegen; please report it with the lines above"
    return f"{before}realtime-codegen: {text}\n", status


def _traceback(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(error))
