"""Definition files, read."""

from __future__ import annotations

from pathlib import Path

from .filesystem import DiskProblem, is_inside, read_file, refusals, walk

_SUFFIXES = (".yaml", ".yml", ".json")


def is_definition(path: str) -> bool:
    """Whether a path below the schemas folder, with slashes, is that of a definition file."""
    return path.endswith(_SUFFIXES) and not _is_hidden(path)


def may_define(path: Path) -> bool:
    """Whether a change of this path below the schemas folder may change what is defined."""
    shown = path.as_posix()
    return is_definition(shown) or (path.suffix == "" and not _is_hidden(shown))  # "": a folder


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or "/." in path


def read_sources(folder: Path) -> dict[str, bytes]:
    """Every definition file below a folder, by its path in it. Hidden files are none."""
    sources = {}
    with refusals("read", folder):
        if not folder.is_dir():
            message = "name the folder of your definition files"
            raise DiskProblem(f"there is no folder {folder}; {message}")
        for path, entry in walk(folder):
            if entry.is_symlink() and entry.is_dir():
                raise DiskProblem(
                    f"{folder / path} is a link to a folder; put the folder itself there"
                )
            if not is_definition(path):
                continue
            if entry.is_symlink() and not is_inside(folder, entry.path):
                raise DiskProblem(
                    f"{folder / path} is a link out of {folder}; put the file itself there"
                )
            # Reading a broken link reports it.
            if entry.is_file() or not Path(entry.path).exists():
                sources[_as_text(path)] = read_file(entry.path)
    return sources


def _as_text(path: str) -> str:
    """A path that is text. File names are bytes, and may be none."""
    try:
        path.encode()
    except UnicodeEncodeError as error:
        message = f"the file name {path!r} is not UTF-8; rename the file, or set PYTHONUTF8=1"
        raise DiskProblem(message) from error
    return path
