"""What a run keeps for the next one, in the user's cache folder.

It is never in the project, because a pull request could write it there. And a record counts only in
the very file that a run here has written: what a checkout, an archive or a restored cache brings
does not.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 50_000_000
"""In bytes: what twenty thousand definition files give, ten times over."""


def read_cache(name: str) -> str:
    """What a run kept under a name, whole and unchanged; "" where there is no such record."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        folder = _folder()
        if folder is None or not _is_ours(folder, stat.S_ISDIR):
            return ""
        no_link = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with os.fdopen(os.open(folder / name, os.O_RDONLY | no_link), "rb") as file:
            is_small = os.fstat(file.fileno()).st_size <= _LARGEST
            if is_small and _is_ours(file.fileno(), stat.S_ISREG):
                seal, _, text = file.read().partition(b"\n")
                if seal == _seal(file.fileno(), text):
                    return text.decode()
    return ""


def write_cache(name: str, text: str) -> None:
    """Store a text for the next run, if the disk allows it: without it all is made again.

    Of two runs at once one wins; the folder may be deleted at any time.
    """
    import tempfile

    with contextlib.suppress(OSError):
        folder = _folder()
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(folder, stat.S_ISDIR):
            return
        handle, temporary = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                content = text.encode()
                file.write(_seal(handle, content) + b"\n" + content)
            Path(temporary).replace(folder / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _seal(handle: int, text: bytes) -> bytes:
    """The hash of a record's text, and of its file's number on the disk: a copy has another one,
    and nobody knows it before the file is there."""
    return sha256(b"%d\n%b" % (os.fstat(handle).st_ino, text)).hexdigest().encode()


def _folder() -> Path | None:
    """The folder in the user's cache; None where that lies in a project, or where there is none."""
    if sys.platform == "win32":
        above = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        above = "~/Library/Caches"
    else:
        above = os.environ.get("XDG_CACHE_HOME", "")
        above = above if above.startswith("/") else "~/.cache"  # as its specification says
    folder = Path(os.path.realpath(os.path.expanduser(above)), "realtime-codegen")  # noqa: PTH111 - it never raises
    here = Path(os.path.realpath("."))
    checkout = next((path for path in (here, *here.parents) if (path / ".git").exists()), here)
    return None if {here, checkout} & {*folder.parents} else folder


def _is_ours(path: Path | int, is_kind: Callable[[int], bool]) -> bool:
    """Whether a folder or an open file is not a link, and no other user could have written it."""
    status = os.lstat(path) if isinstance(path, Path) else os.fstat(path)
    is_own = sys.platform == "win32" or (
        status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )
    return is_kind(status.st_mode) and is_own
