"""Parser: how every command reads its arguments and prints its help."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..diagnostics import suggestion
from .printing import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite


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
            hint = suggestion(word.partition("=")[0], self._option_string_actions)
            self.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")
        return found

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        if message and file is not None:
            file.write(message)
