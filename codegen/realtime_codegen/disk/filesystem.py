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
    from collections.abc import Callable, Iterator

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
        place = error.filename2 or error.filename or path
        raise DiskProblem(f"cannot {verb} {place}: {error.strerror or error}") from error


_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: Path) -> bytes:
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


def walk(folder: Path, enter: Callable[[Path], bool] = Path.is_dir) -> Iterator[Path]:
    """Every file below a folder, and every link, which is not followed.

    Hidden folders are left out, and those that are not to be entered.
    """
    for above, folders, files in os.walk(folder, onerror=_refuse):
        here = Path(above)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (here / name for name in folders if (here / name).is_symlink())
        yield from (here / name for name in sorted(files))
        folders[:] = [name for name in folders if enter(here / name)]


def _refuse(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def is_inside(folder: Path, path: Path) -> bool:
    """Whether a path stays below a folder when all links are followed, also those in a circle."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were missing, the topmost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def stage(temporary: Path, target: Path, text: str) -> None:
    """The text in a new file, complete and on the disk, with the mode of the file it replaces."""
    with temporary.open("xb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        temporary.chmod(target.stat().st_mode & 0o777)
