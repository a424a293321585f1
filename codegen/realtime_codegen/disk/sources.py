"""Definition files, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .filesystem import DiskProblem, is_inside, read_file, refusals, walk

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIXES = (".yaml", ".yml", ".json")


def is_definition(path: Path) -> bool:
    """Whether a path below the schemas folder is that of a definition file."""
    return path.suffix in _SUFFIXES and not _is_hidden(path)


def may_define(path: Path) -> bool:
    """Whether a change of this path below the schemas folder may change what is defined."""
    return is_definition(path) or (path.suffix == "" and not _is_hidden(path))  # "": a folder


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read_sources(folder: Path) -> dict[str, bytes]:
    """Every definition file below a folder, by its path in it. Hidden files are none."""
    sources = {}
    with refusals("read", folder):
        if not folder.is_dir():
            message = "name the folder of your definition files"
            raise DiskProblem(f"there is no folder {folder}; {message}")
        for path in walk(folder):
            inside = path.relative_to(folder)
            if path.is_symlink() and path.is_dir():
                raise DiskProblem(f"{path} is a link to a folder; put the folder itself there")
            if not is_definition(inside):
                continue
            if path.is_symlink() and not is_inside(folder, path):
                raise DiskProblem(f"{path} is a link out of {folder}; put the file itself there")
            if path.is_file() or not path.exists():  # reading a broken link reports it
                sources[_shown(inside)] = read_file(path)
    return sources


def _shown(path: Path) -> str:
    """A path as text. File names are bytes, and may be none."""
    shown = path.as_posix()
    try:
        shown.encode()
    except UnicodeEncodeError as error:
        message = f"the file name {shown!r} is not UTF-8; rename the file, or set PYTHONUTF8=1"
        raise DiskProblem(message) from error
    return shown
