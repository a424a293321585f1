"""A user's project: definitions in a folder, beside what is generated from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .files import files_in, write

if TYPE_CHECKING:
    from pathlib import Path

ALERTS = """\
channels:
  alerts:
    name: alerts
    topics:
      alert:
        schema:
          type: object
          required: [message]
          properties:
            message: {type: string}
"""


class Project:
    """A folder with definitions in `schemas/`, whose output goes to `generated/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schemas = folder / "schemas"
        self.output = folder / "generated"
        self.schemas.mkdir()

    def define(self, path: str, text: str = ALERTS) -> None:
        """Write a definition file."""
        write({path: text}, self.schemas)

    def configure(self, text: str) -> None:
        """Write pyproject.toml."""
        write({"pyproject.toml": text}, self.folder)

    def files(self) -> dict[str, bytes]:
        """Everything in the output folder but what Python compiles."""
        return files_in(self.output)
