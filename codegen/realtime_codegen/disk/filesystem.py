"""What every module here needs: walking folders, staging files, telling what the system refuses."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

STAGED = ".realtime-codegen"
"""How the names of staged files end: `.alerts.py.realtime-codegen` waits beside `alerts.py`."""


class DiskProblem(Exception):
    """The disk refuses, or holds what must not be overwritten. Its message says what to do."""


@contextlib.contextmanager
def refusals(verb: str, path: Path) -> Iterator[None]:
    """Errors of the system, as DiskProblems that name the file."""
    try:
        yield
    except OSError as error:
        place = Path(error.filename2 or error.filename or path)
        raise DiskProblem(f"cannot {verb} {place}: {error.strerror or error}") from error


_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: Path | str) -> bytes:
    """A file's bytes. Raises OSError for a pipe or a device, which may never end."""
    handle = os.open(path, _READING)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        return io.FileIO(handle, closefd=False).readall()
    finally:
        os.close(handle)


def walk(
    folder: Path, enter: Callable[[str], bool] = lambda _: True
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below a folder, and every link, which is not followed, by its path there.

    Hidden folders are left out, and those that are not to be entered.
    """
    waiting = [("", str(folder))]
    while waiting:
        inside, place = waiting.pop()
        folders = []
        for entry in _entries(place):
            path = inside + entry.name
            if not _is_folder(entry):
                yield path, entry
            elif entry.name.startswith("."):
                continue
            elif entry.is_symlink():
                yield path, entry
            else:
                folders.append((f"{path}/", entry.path))
        waiting += (found for found in reversed(folders) if enter(found[1]))


def _entries(place: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:  # it has just gone, or there never was one
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads nowhere, or in a circle
        return False


def is_inside(folder: Path, path: Path | str) -> bool:
    """Whether a path stays below a folder when all links are followed, also those in a circle."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


@contextlib.contextmanager
def staged(files: Mapping[Path, bytes]) -> Iterator[dict[Path, Path]]:
    """Each content in a new file beside its target, complete and on the disk, with the mode of the
    file that it replaces; the new files, with their targets.

    In the end those that have not been moved are removed, and the new folders that are empty.
    """
    targets: dict[Path, Path] = {}
    made: list[Path] = []  # folders, each behind those that it is in
    try:
        for target, content in files.items():
            made += (folder for folder in reversed(target.parents) if not folder.exists())
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{target.name}{STAGED}")
            temporary.unlink(missing_ok=True)  # of a run that was killed
            targets[temporary] = target
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o777)
        yield targets
    finally:
        for temporary in targets:
            with contextlib.suppress(OSError):
                temporary.unlink()
        for folder in reversed(made):
            with contextlib.suppress(OSError):  # it holds what was written
                folder.rmdir()
