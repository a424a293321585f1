"""Schemas as they travel in generated modules: JSON text, with references that work anywhere.

What is ours becomes the draft's: a sentence under `deprecated` is `true` there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .diagnostics import Pointer
    from .model import Project, Site


def uri_of(path: str) -> str:
    """How references name a definition file."""
    from urllib.parse import quote

    return "schemas:/" + quote(path)


class Travelling:
    """The text of each topic's schema and of each definition, and the files that they refer to."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files: dict[Site, set[str]] = {}
        self._rewritten: dict[Site, dict[Pointer, dict[str, Any]]] = {}
        for site, reference in project.references.items():
            if reference.text != project.schema_at(site)["$ref"] or reference.text.startswith(
                "schemas:/"
            ):
                self._rewrite(site, "$ref", reference.text)
                if reference.target is not None:
                    self._files.setdefault(site.root, set()).add(reference.target.path)
        for site in project.schemas:
            schema = project.schema_at(site)
            if isinstance(schema, dict) and isinstance(schema.get("deprecated"), str):
                self._rewrite(site, "deprecated", value=True)

    def _rewrite(self, site: Site, keyword: str, value: Any) -> None:
        self._rewritten.setdefault(site.root, {}).setdefault(_steps(site), {})[keyword] = value

    def text(self, root: Site) -> str:
        """The schema at a topic's or a definition's site."""
        schema = _rewritten(self._project.schema_at(root), self._rewritten.get(root, {}), ())
        return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))

    def files(self, root: Site) -> set[str]:
        """The files whose definitions this schema refers to itself."""
        return self._files.get(root, set())


def _steps(site: Site) -> Pointer:
    """The way to a schema from the one that it travels in."""
    return site.pointer[len(site.root.pointer) :]


def _rewritten(value: Any, keywords: Mapping[Pointer, Mapping[str, Any]], steps: Pointer) -> Any:
    """The value with these keywords, by their schema's place, as they are given."""
    if not keywords:
        return value
    if isinstance(value, dict):
        copy = {key: _rewritten(item, keywords, (*steps, key)) for key, item in value.items()}
        return {**copy, **keywords.get(steps, {})}
    if isinstance(value, list):
        return [_rewritten(item, keywords, (*steps, i)) for i, item in enumerate(value)]
    return value
