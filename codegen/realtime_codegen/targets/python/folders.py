"""Folders and files that a Python package can have."""

from __future__ import annotations

import keyword
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...filenames import is_device

if TYPE_CHECKING:
    from collections.abc import Iterator


# What generated modules import, and what these do.
_LIBRARIES = frozenset(
    "annotated_types jsonschema_rs pydantic pydantic_core realtime_runtime typing_extensions "
    "typing_inspection".split()
)


def refusal(folder: Path) -> str:
    """Why no package can be imported from a folder; "" where one can."""
    *_, outermost = names = list(_imported_names(folder))
    if outermost in sys.stdlib_module_names or outermost in _LIBRARIES:
        return f'a package "{outermost}" would hide the one that Python or the output imports'
    for name in names:
        if not name.isidentifier():
            why = f'"{name}" is not a Python identifier'
        elif keyword.iskeyword(name):
            why = f'"{name}" is a Python keyword'
        elif is_device(name):
            why = f'Windows reserves the name "{name}" for a device'
        else:
            continue
        return f"no package can be imported from {folder}: {why}"
    return ""


def _imported_names(folder: Path) -> Iterator[str]:
    """The names of the output and of the packages around it.

    A folder that is still to be made may be a package: of these, only keywords are named.
    """
    yield Path(os.path.abspath(folder)).name  # noqa: PTH100 - what a link leads to is not imported
    for above in folder.parents:
        is_package = (above / "__init__.py").exists()
        if is_package or (keyword.iskeyword(above.name) and not above.exists()):
            yield above.name
