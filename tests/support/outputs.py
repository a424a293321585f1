"""Python's output folder, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from realtime_codegen import disk
from realtime_codegen.targets.python import PythonTarget
from realtime_codegen.targets.python.layout import MARK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["MARK", "compare"]


def compare(output: Path, files: Mapping[str, str]) -> disk.Changes:
    """What would make the folder hold exactly these files."""
    return disk.compare(output, files, PythonTarget.owned)
