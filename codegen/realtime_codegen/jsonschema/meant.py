"""What was meant by a reference that leads nowhere, and by a definition's name out of place."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ..model import Project

    # The keys under `$defs` of each file.
    Definitions = Mapping[str, Collection[str]]

# Where other drafts and OpenAPI have definitions; a pointer with a # too few or a / too few.
_FORMS = re.compile(r"([^#]*?)[/#]*(?:\$defs|definitions|components/schemas)/([^/#]+)")
_NAME = re.compile(r"([^#]*?)#?/?([^/#]+)")
_SUFFIXES = (".yaml", ".yml", ".json")


def definitions_of(project: Project) -> Definitions:
    return {file.path: [one.key for one in file.definitions] for file in project.files}


def reference_to(definitions: Definitions, path: str, key: str) -> str:
    """How a file refers to the only definition of this key, its own first; "" without one."""
    if key in definitions.get(path, ()):
        return f"#/$defs/{key}"
    others = [other for other, keys in definitions.items() if key in keys]
    if len(others) != 1:
        return ""
    return f"{posixpath.relpath(others[0], posixpath.dirname(path) or '.')}#/$defs/{key}"


def meant(definitions: Definitions, path: str, text: str) -> str:
    """The reference that the text of another one in this file is a slip of; "" for any other."""
    form = _FORMS.fullmatch(text)
    match = form or _NAME.fullmatch(text)
    if match is None:
        return ""
    file, key = match.groups()
    if not file:
        known = reference_to(definitions, path, key)
        right = known or (f"#/$defs/{key}" if form else "")
    else:
        right = _in_file(definitions, path, file, key)
    return "" if right == text else right


def _in_file(definitions: Definitions, path: str, file: str, key: str) -> str:
    stem = posixpath.splitext(file)[0]
    for name in (file, *(stem + suffix for suffix in _SUFFIXES)):
        other = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        if key in definitions.get(other, ()):
            return f"{name}#/$defs/{key}"
    return ""
