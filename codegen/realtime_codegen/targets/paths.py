"""Whether the paths that a target gives to its files are such that every system can have them."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable


def check_path(path: str) -> None:
    """Raises ValueError for a path that has another form, or leads out of its folder."""
    is_normal = {"", ".", ".."}.isdisjoint(path.split("/")) and path.isprintable()
    if not is_normal or "\\" in path or PureWindowsPath(path).drive:
        message = 'must be relative and normalised: printable names, with "/" between them'
        raise ValueError(f"the path {path!r:.60} {message}")


def check_apart(paths: Iterable[str]) -> None:
    """Raises ValueError for two files where a system may have room for one, and for a file that is
    also a folder. Some systems ignore case, and how a letter is composed."""
    found: dict[str, str] = {}
    for path in paths:
        folded = normalize("NFC", path.casefold())
        if folded in found:
            raise ValueError(f"{found[folded]!r:.60} and {path!r:.60} name one file")
        found[folded] = path
    for folded, path in found.items():
        for folder in map(str, PurePosixPath(folded).parents):
            if folder in found:
                raise ValueError(f"{found[folder]!r:.60} is a file, and a folder in {path!r:.60}")
