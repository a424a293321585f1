"""Rules for the names of definition files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..filenames import is_device
from ..wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic
    from ..model import Project


def files_can_be_anywhere(project: Project) -> Iterator[Diagnostic]:
    """A definition file gives files of its name, and Windows cannot have all names."""
    for file in project.files:
        for name in file.path.split("/"):
            if is_device(name):
                key = "reserved-file-name"
            elif name.rstrip(". ") != name:
                key = "reserved-file-name/ending"
            else:
                continue
            yield TEXTS.problem(key, file.site.position(), name=name)
            break
