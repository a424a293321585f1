"""An output folder: read, compared, and replaced."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from .filesystem import STAGED, DiskProblem, is_inside, read_file, refusals, staged, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ..targets import Owned


class Changes(NamedTuple):
    """What would make an output folder hold exactly the given files. Paths are relative to it."""

    output: Path
    owned: Owned
    files: Mapping[str, str]
    """All files that the folder should hold, with their texts."""
    written: dict[str, str]
    """New and different files, with their new texts."""
    before: dict[str, str]
    """The current texts of all files that would be written or removed."""
    removed: tuple[str, ...]
    """Files of this output that no definition gives any more."""
    leftovers: tuple[str, ...]
    """Staged files of a run that was killed, or of one that is at work."""

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


def read_texts(output: Path, paths: Iterable[str]) -> dict[str, str]:
    """Those of some files of the output folder that are there and can be read."""
    texts = {}
    for path in paths:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            texts[path] = read_file(output / path).decode()
    return texts


def compare(output: Path, files: Mapping[str, str], owned: Owned) -> Changes:
    """What differs between an output folder and these files.

    Raises DiskProblem for a file in the way that is not this output's own.
    """
    with refusals("read", output):
        if output.exists() and not output.is_dir():
            raise DiskProblem(f"{output} is a file; the output must be a folder")
        written, before = {}, {}
        folders = {(output / path).parent for path in files}
        outside = {folder for folder in folders if not is_inside(output, folder)}
        for path, text in files.items():
            old = _text_in_the_way(output, output / path, outside, owned)
            if old == text:
                continue
            if old is not None:
                before[path] = old
            written[path] = text
        removed, leftovers = [], []
        for target in walk(output, enter=lambda folder: not owned.is_another(folder)):
            path = target.relative_to(output).as_posix()
            if target.name.startswith(".") and target.name.endswith(STAGED):
                leftovers.append(path)
            elif target.name.endswith(owned.suffix) and path not in files and target.is_file():
                old = _read_text(target)
                if owned.removes(target.name, old) and not target.is_symlink():
                    before[path] = old
                    removed.append(path)
    return Changes(output, owned, files, written, before, tuple(removed), tuple(leftovers))


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
    output = changes.output
    with refusals("write", output):
        output.mkdir(parents=True, exist_ok=True)
        with _alone_in(output):
            _carry_out(compare(output, changes.files, changes.owned))


def _carry_out(changes: Changes) -> None:
    output = changes.output
    for path in changes.leftovers:
        (output / path).unlink(missing_ok=True)
    with staged({output / path: text for path, text in changes.written.items()}) as waiting:
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


def _text_in_the_way(output: Path, target: Path, outside: set[Path], owned: Owned) -> str | None:
    """The text of the file that would be replaced, if there is one, and it may be."""
    if target.is_symlink() or target.parent in outside:
        raise DiskProblem(f"{target} leads out of {output} through a link; remove the link")
    if not target.exists():
        return None
    text = _read_text(target)
    if not owned.has(text):
        raise DiskProblem(f"{target} was not written by realtime-codegen; move it away")
    return text


def _read_text(path: Path) -> str:
    return read_file(path).decode(errors="replace")
