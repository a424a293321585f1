"""Files of the project around the definitions: read where a reference names one."""

from __future__ import annotations

import os
from pathlib import Path

from ..foreign.files import NotInProjectError
from .filesystem import is_inside, read_file, refusals

_LARGEST = 64_000_000
"""In bytes: more than any schema that people write by hand, or have generated."""


class ProjectFiles:
    """The files of the project that a folder of definitions is in: its git checkout, else the
    folder of its `pyproject.toml`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.seen: dict[Path, Stamp] = {}
        """What was asked for, with its stamp from before it was read."""

    def read(self, path: str) -> bytes:
        """The content of a file, by its path from the folder. No link is followed out of the
        project. Raises FileNotFoundError and NotInProjectError."""
        file = Path(os.path.normpath(self._folder / path))
        self.seen[file] = stamp(file)
        project = project_of(self._folder)
        if Path(path).is_absolute() or not is_inside(project, file):
            raise NotInProjectError("ref-outside")
        if not file.is_file():
            raise FileNotFoundError(path)
        with refusals("read", file):
            if file.stat().st_size > _LARGEST:
                raise NotInProjectError("ref-outside/large")
            return read_file(file)


Stamp = tuple[int, int] | None
"""What changes when a file is written: its time and its size. None where there is no file."""


def stamp(file: Path) -> Stamp:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def project_of(folder: Path) -> Path:
    """The folder that holds the whole project; without a mark of one, the current folder."""
    here = Path(os.path.realpath(folder))
    for mark in (".git", "pyproject.toml"):
        for above in (here, *here.parents):
            if (above / mark).exists():
                return above
    current = Path(os.path.realpath("."))
    return current if here.is_relative_to(current) else here
