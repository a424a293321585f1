"""Files that `init` begins a project with: all of them, or none."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from .filesystem import refusals, staged

if TYPE_CHECKING:
    from collections.abc import Mapping


def create(files: Mapping[Path, str], appended: Mapping[Path, str]) -> None:
    """Write new files, and texts at the end of others: all of it, or nothing.

    A file that is there is never replaced; of the others the text that they have is not touched.
    """
    created: list[Path] = []
    contents = {target: text.encode() for target, text in files.items()}
    with refusals("write", Path()), staged(contents) as waiting:
        try:
            for temporary, target in waiting.items():
                _name(temporary, target)
                created.append(target)
            for target, text in appended.items():
                _append(target, text)
        except BaseException:
            for target in created:
                target.unlink(missing_ok=True)
            raise


def _name(temporary: Path, target: Path) -> None:
    """Give a staged file its name. Raises FileExistsError where another has it."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from None
        temporary.rename(target)


def _append(target: Path, text: str) -> None:
    """The text at the file's end, or the file as it was."""
    with target.open("ab", buffering=0) as file:
        size, content = file.tell(), text.encode()
        try:
            if file.write(content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(size)
            raise
