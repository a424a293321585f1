"""Targets of other packages, installed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from .files import write

if TYPE_CHECKING:
    from pathlib import Path


def install(entry: str, folder: Path, package: str = "a-target", version: str = "1.0") -> None:
    """Put a distribution with one entry point, `name = module:it`, into a folder."""
    for old in folder.glob(f"{package.replace('-', '_')}-*.dist-info"):
        shutil.rmtree(old)
    files = {
        "METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n",
        "entry_points.txt": f"[realtime_codegen.targets]\n{entry}\n",
    }
    info = f"{package.replace('-', '_')}-{version}.dist-info"
    write({f"{info}/{name}": text for name, text in files.items()}, folder)
