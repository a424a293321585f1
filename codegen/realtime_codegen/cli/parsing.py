"""Parser: how every command reads its arguments and prints its help."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..diagnostics import suggestion
from .printing import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite


_FOLDER = "the folder alone, without an option"
# What other programs have as an option, and what it is here.
_OTHERWISE = {
    **dict.fromkeys(("-i", "--input", "--schemas", "--source"), _FOLDER),
    **dict.fromkeys(("-o", "--dest", "--outdir", "--target-dir"), "--output"),
    **dict.fromkeys(("--lang", "--language", "--target"), "--typescript DIR for that output"),
    **dict.fromkeys(("--js", "--ts"), "--typescript"),
    **dict.fromkeys(("-V", "-v"), "--version"),
    "--dry-run": "--diff",
    "--strict": "--warnings-as-errors",
    "-w": "--watch",
}
# What the run has, and no other command.
_OF_RUN = ("--check", "--diff", "--output", "--typescript", "--warnings-as-errors", "--watch")


class Parser(argparse.ArgumentParser):
    """Help is printed as it is written. What cannot be printed is an error, as in all commands:
    argparse itself ends with 0 then.
    """

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        formatter = argparse.RawDescriptionHelpFormatter
        super().__init__(prog, description=description, epilog=epilog, formatter_class=formatter)

    def add_error_format(self) -> None:
        """The option of every command that reports problems."""
        self.add_argument(
            "--error-format",
            choices=FORMATS,
            default="text",
            help="how problems are printed (default: text, for people)",
        )

    def parse_args(self, arguments: Sequence[str]) -> argparse.Namespace:  # type: ignore[override]  # no other form is used
        """The options; a word that is none is told with the nearest one."""
        found, unknown = self.parse_known_args(arguments)
        if unknown:
            word = next((word for word in unknown if word.startswith("-")), unknown[0])
            hint = self._way(word.partition("=")[0])
            self.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")
        return found

    def _way(self, word: str) -> str:
        """What to write in place of a word that is no argument."""
        options = self._option_string_actions
        if not word.startswith("-") and "--output" in options:
            return f"; for the folder to write, use --output {word}"
        if (way := _OTHERWISE.get(word)) and (way.split()[0] in options or way in _FOLDER):
            return f"; write {way}"
        if word in _OF_RUN and word not in options:
            return f"; {word} is an option of the run: realtime-codegen {word}"
        # Dashes are in all of them, and bring none nearer.
        near = suggestion(word.lstrip("-"), [name[2:] for name in options if name[:2] == "--"])
        return near.replace('"', '"--', 1)

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        if message and file is not None:
            file.write(message)
