"""Golden files: what is expected, which UPDATE_GOLDEN=1 writes anew."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from .commands import cli
from .files import files_in, write

if TYPE_CHECKING:
    from pathlib import Path

    from .commands import Ran

_UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


def run(case: Path, folder: Path, *arguments: str) -> Ran:
    """The command in a copy of a case, whose `stderr.txt` is what it must say; none is nothing."""
    shutil.copytree(case, folder, dirs_exist_ok=True)
    ran = cli(*arguments, status=None, cwd=folder)
    assert "Traceback" not in ran.err
    compare(case / "stderr.txt", ran.err)
    return ran


def said(case: Path) -> str:
    """What the command must say."""
    file = case / "stderr.txt"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def compare(file: Path, text: str) -> None:
    """A file holds this text; an empty one is not there."""
    if _UPDATE:
        file.unlink(missing_ok=True)
        if text:
            file.write_text(text, encoding="utf-8")
    assert text == (file.read_text(encoding="utf-8") if file.exists() else "")


def compare_folder(folder: Path, files: dict[str, bytes]) -> None:
    """A folder holds exactly these files."""
    if _UPDATE:
        shutil.rmtree(folder, ignore_errors=True)
        write(files, folder)
    assert files == files_in(folder)
