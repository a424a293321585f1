"""Targets of other packages, installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .files import write

if TYPE_CHECKING:
    from pathlib import Path


def install(entry: str, folder: Path) -> None:
    """Put a distribution with one entry point, `name = module:it`, into a folder."""
    files = {
        "METADATA": "Metadata-Version: 2.1\nName: a-target\nVersion: 1.0\n",
        "entry_points.txt": f"[realtime_codegen.targets]\n{entry}\n",
    }
    write({f"a_target-1.0.dist-info/{name}": text for name, text in files.items()}, folder)
