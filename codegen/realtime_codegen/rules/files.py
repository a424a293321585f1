"""Rules for the names of definition files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic
from ..filenames import is_device

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Project


def files_can_be_anywhere(project: Project) -> Iterator[Diagnostic]:
    """A definition file gives files of its name, and Windows cannot have all names."""
    for file in project.files:
        for name in file.path.split("/"):
            if is_device(name):
                message = f'Windows keeps the name "{name}" for a device; rename it'
            elif name.rstrip(". ") != name:
                message = f'on Windows no name ends with a dot or a space, as "{name}"; rename it'
            else:
                continue
            yield Diagnostic("reserved-file-name", message, file.site.position())
            break
