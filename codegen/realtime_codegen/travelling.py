"""Schemas as they travel in generated modules: JSON text, with references that work anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .diagnostics import Pointer
    from .model import Project, Reference, Site


def uri_of(path: str) -> str:
    """How references name a definition file."""
    from urllib.parse import quote

    return "schemas:/" + quote(path)


class Travelling:
    """The text of each topic's schema and of each definition, and the files that they refer to."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._moved: dict[Site, dict[Pointer, Reference]] = {}
        for site, reference in project.references.items():
            if reference.text != project.schema_at(site)["$ref"] or reference.text.startswith(
                "schemas:/"
            ):
                root = site.root
                steps = site.pointer[len(root.pointer) :]
                self._moved.setdefault(root, {})[steps] = reference

    def text(self, root: Site) -> str:
        """The schema at a topic's or a definition's site."""
        schema = _moved(self._project.schema_at(root), self._moved.get(root, {}), ())
        return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))

    def files(self, root: Site) -> set[str]:
        """The files whose definitions this schema refers to itself."""
        references = self._moved.get(root, {}).values()
        return {reference.target.path for reference in references if reference.target is not None}


def _moved(value: Any, references: Mapping[Pointer, Reference], steps: Pointer) -> Any:
    if not references:
        return value
    if isinstance(value, dict):
        copy = {key: _moved(item, references, (*steps, key)) for key, item in value.items()}
        if steps in references:
            copy["$ref"] = references[steps].text
        return copy
    if isinstance(value, list):
        return [_moved(item, references, (*steps, i)) for i, item in enumerate(value)]
    return value
