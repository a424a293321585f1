"""Files: those of the project around the definitions."""

from __future__ import annotations

from typing import Protocol


class NotInProjectError(Exception):
    """A file is not in the project, or too large. Its argument is the key of the text."""


class Files(Protocol):
    """The files of a project, by their paths from the folder of definitions."""

    def read(self, path: str) -> bytes:
        """The content of a file. Raises FileNotFoundError and NotInProjectError."""
        ...
