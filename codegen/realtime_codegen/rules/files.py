"""Rules for the names of definition files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic
from ..model import Site
from ..names import is_device

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Project


def files_can_be_anywhere(project: Project) -> Iterator[Diagnostic]:
    """A definition file gives a module of its name, and Windows cannot have all names."""
    for module in project.modules:
        for name in module.source.split("/"):
            if is_device(name):
                message = f'Windows keeps the name "{name}" for a device; rename it'
            elif name.rstrip(". ") != name:
                message = f'on Windows no name ends with a dot or a space, as "{name}"; rename it'
            else:
                continue
            position = project.position(Site(module.source, ()))
            yield Diagnostic("reserved-file-name", message, position)
            break
