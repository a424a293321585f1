"""Paths: the name of the class that a place in a schema gives."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..names import capitalised
from .views import flatten

if TYPE_CHECKING:
    from ..diagnostics import Pointer
    from ..model import Project, Site

_STEPS = {
    "items": "Item",
    "unevaluatedItems": "Item",
    "additionalProperties": "Value",
    "unevaluatedProperties": "Value",
}


class Paths:
    """A class is named by its topic or definition, and by its path in that: PipelineStatusStep."""

    def __init__(self, project: Project) -> None:
        self._project = project
        modules = project.modules
        self.definitions = {d.schema: d.class_name for m in modules for d in m.definitions}
        topics = {t.schema: t.class_name for m in modules for c in m.channels for t in c.topics}
        self._roots = {**self.definitions, **topics}
        self.branch_label = cache(self._branch_label)

    def name(self, site: Site) -> str:
        """The class name for a schema: its root's, and a piece for each step."""
        for length in range(len(site.pointer), 0, -1):
            root = site._replace(pointer=site.pointer[:length])
            if root in self._roots:
                return self._roots[root] + self._pieces(root, site.pointer[length:])
        raise LookupError(site)

    def _pieces(self, site: Site, steps: Pointer) -> str:
        pieces = ""
        while steps:
            keyword, *_ = steps
            if keyword in ("properties", "patternProperties", "$defs", "dependentSchemas"):
                taken, piece = (
                    2,
                    capitalised(str(steps[1])) if keyword != "patternProperties" else "Value",
                )
            elif keyword == "prefixItems":
                taken, piece = 2, f"Item{int(steps[1]) + 1}"
            elif keyword in ("anyOf", "oneOf"):
                taken, piece = 2, self.branch_label(site / steps[:2])
            elif keyword == "allOf":
                taken, piece = 2, ""
            else:
                taken, piece = 1, _STEPS.get(str(keyword), capitalised(str(keyword)))
            site, steps, pieces = site / steps[:taken], steps[taken:], pieces + piece
        return pieces

    def _branch_label(self, branch: Site) -> str:
        """What tells a union's branch apart: the constant of its tag, else its place."""
        union = branch._replace(pointer=branch.pointer[:-1])
        tags = [self._tag(union / (i,)) for i in range(len(self._project.schema_at(union)))]
        index = int(branch.pointer[-1])
        tag = tags[index]
        return tag if tag and tags.count(tag) == 1 else f"Option{index + 1}"

    def _tag(self, site: Site) -> str:
        for _, sites in flatten(self._project, site).properties:
            schema = self._project.schema_at(sites[0])
            if isinstance(schema, dict) and isinstance(schema.get("const"), str):
                return capitalised(schema["const"])
        return ""
