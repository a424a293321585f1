"""What makes an output, in short: the files of packages, and the versions of libraries."""

from __future__ import annotations

import os
import re
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ANY = ("utf-8", "surrogateescape")  # paths are bytes, and may be no UTF-8


def fingerprint(parts: Iterable[str]) -> str:
    """One hash of some strings, in their order."""
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode(*_ANY)).hexdigest()


def of_files(place: Path) -> Iterator[str]:
    """The path and the hash of a file, or of all files of a folder but hidden and compiled ones."""
    if place.is_file():
        yield f"{place.name} {sha256(place.read_bytes()).hexdigest()}"
    for above, folders, names in os.walk(place):
        folders[:] = sorted(n for n in folders if n != "__pycache__" and not n.startswith("."))
        for file in (Path(above, name) for name in sorted(names)):
            if file.is_file() and not file.name.startswith("."):
                yield f"{file.relative_to(place)} {sha256(file.read_bytes()).hexdigest()}"


def of_libraries(names: Iterable[str]) -> Iterator[str]:
    """The installed versions of these distributions.

    They are the names of folders: reading what is in them would take longer than many a run.
    """
    wanted = set(map(_normalised, names))
    for folder in filter(os.path.isdir, sys.path):
        for found in sorted(path.stem for path in Path(folder).glob("*.dist-info")):
            if _normalised(found.partition("-")[0]) in wanted:
                yield found


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
