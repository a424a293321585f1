"""The `realtime-codegen` command: arguments -> calls -> exit status. The only place that prints."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from ..config import WrongConfig
from ..disk import DiskProblem
from . import generating
from .printing import PROBLEMS, WRONG_USE

if TYPE_CHECKING:
    from collections.abc import Sequence


# Each in a module of its own, imported when it is asked for.
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
    try:
        if given and given[0] in _COMMANDS:
            command = import_module(f"{__name__}.{_COMMANDS[given[0]]}")
            return int(command.run(given[1:]))
        return generating.run(given)
    except (WrongConfig, DiskProblem) as error:
        print(f"realtime-codegen: {error}", file=sys.stderr)
        return WRONG_USE if isinstance(error, WrongConfig) else PROBLEMS
    except BrokenPipeError:  # whoever read our output has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except KeyboardInterrupt:
        print("realtime-codegen: interrupted; run it again, every file is whole", file=sys.stderr)
        return 130
