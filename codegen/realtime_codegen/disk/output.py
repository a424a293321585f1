"""An output folder: read, compared, and replaced.

It may hold thousands of files, which are looked at by strings and not by paths as objects.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .filesystem import STAGED, DiskProblem, is_inside, read_file, refusals, staged, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..targets import Owned


class OutputFolder:
    """An output folder, in which what has not changed is read once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[str, tuple[tuple[int, ...], bytes]] = {}

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none. Raises OSError, and DiskProblem for a
        link."""
        place = f"{self.path}/{path}"
        try:
            found = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISLNK(found.st_mode):
            raise DiskProblem(_way_out(self.path, path))
        # A run replaces files by others, so that what it has changed has another number.
        state = found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
        before, content = self._read.get(path, ((), b""))
        if before != state:
            content = read_file(place)
            self._read[path] = state, content
        return content

    def contents(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Those of some files that are there and can be read."""
        found = {}
        for path in paths:
            with contextlib.suppress(OSError, DiskProblem):
                content = self.content(path)
                if content is not None:
                    found[path] = content
        return found


class Changes(NamedTuple):
    """What would make an output folder hold exactly the given files. Paths are relative to it."""

    folder: OutputFolder
    owned: Owned
    files: Mapping[str, bytes]
    """All files that the folder should hold."""
    written: dict[str, bytes]
    """New and different files."""
    before: dict[str, bytes]
    """The current contents of all files that would be written or removed."""
    removed: tuple[str, ...]
    """Files of this output that no definition gives any more."""
    leftovers: tuple[str, ...]
    """Staged files of a run that was killed, or of one that is at work."""

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


def compare(folder: OutputFolder, files: Mapping[str, bytes], owned: Owned) -> Changes:
    """What differs between an output folder and these files.

    Raises DiskProblem for a file in the way that is not this output's own.
    """
    output = folder.path
    with refusals("read", output):
        if output.exists() and not output.is_dir():
            raise DiskProblem(f"{output} is a file; the output must be a folder")
        for inside in sorted({path.rpartition("/")[0] for path in files}):
            if not is_inside(output, output / inside):
                raise DiskProblem(_way_out(output, inside))
        written, before = {}, {}
        for path, content in files.items():
            old = folder.content(path)
            if old == content:
                continue
            if old is not None:
                if not owned.has(text_of(old)):
                    place = output / path
                    raise DiskProblem(f"{place} was not written by realtime-codegen; move it away")
                before[path] = old
            written[path] = content
        stale, leftovers = _not_given(folder, files, owned)
    return Changes(folder, owned, files, written, before | stale, (*stale,), leftovers)


def _not_given(
    folder: OutputFolder, files: Mapping[str, bytes], owned: Owned
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The other files of this output, with what they have; and staged ones."""
    stale, leftovers = {}, []
    for path, entry in walk(folder.path, enter=lambda place: not owned.is_another(Path(place))):
        if entry.name.startswith(".") and entry.name.endswith(STAGED):
            leftovers.append(path)
        elif (
            entry.name.endswith(owned.suffix)
            and path not in files
            and not entry.is_symlink()
            and entry.is_file()
        ):
            old = folder.content(path)
            if old is not None and owned.removes(entry.name, text_of(old)):
                stale[path] = old
    return stale, tuple(leftovers)


def write(changes: Changes) -> None:
    """Carry the changes out.

    Every new text is on the disk before the first file changes, and each file is replaced at once:
    a run that is killed leaves whole files, old ones and new ones, and the next run ends its work.

    Two runs take turns, and each compares again when its turn comes: the output is that of the
    last one, all of it. Where the system has no locks for folders (Windows), the slower one may
    fail instead.
    """
    if not (changes or changes.leftovers):
        return
    output = changes.folder.path
    with refusals("write", output):
        output.mkdir(parents=True, exist_ok=True)
        with _alone_in(output):
            _carry_out(compare(changes.folder, changes.files, changes.owned))


def _carry_out(changes: Changes) -> None:
    output = changes.folder.path
    for path in changes.leftovers:
        (output / path).unlink(missing_ok=True)
    with staged({output / path: new for path, new in changes.written.items()}) as waiting:
        # Before the new files: where the file system folds case, one may replace the other.
        for path in changes.removed:
            _remove(output, output / path, changes.owned)
        for temporary, target in waiting.items():
            temporary.replace(target)


def _remove(output: Path, target: Path, owned: Owned) -> None:
    """Remove a file, what goes with it, and the folders that this leaves empty."""
    target.unlink(missing_ok=True)
    for pattern in owned.beside:
        folder_name, _, name = pattern.format(stem=target.stem).rpartition("/")
        folder = target.parent / folder_name
        if not folder.is_symlink():
            for other in folder.glob(name):
                other.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # there is none, or what goes with others is in it
            folder.rmdir()
    for folder in target.parents:
        if folder == output or any(folder.iterdir()):
            return
        folder.rmdir()


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Other runs wait here. The lock is the system's, so it ends with the process."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _way_out(output: Path, path: str) -> str:
    return f"{output / path} leads out of {output} through a link; remove the link"


def text_of(content: bytes) -> str:
    """What a file has as text, also where a part of it is none."""
    return content.decode(errors="replace")
