"""Python's output folder, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from realtime_codegen import disk
from realtime_codegen.targets.python import PythonTarget
from realtime_codegen.targets.python.layout import MARK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["MARK", "compare", "encoded"]


def encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def compare(output: Path, files: Mapping[str, str]) -> disk.Changes:
    """What would make the folder hold exactly these files."""
    return disk.compare(disk.OutputFolder(output), encoded(files), PythonTarget.owned)
