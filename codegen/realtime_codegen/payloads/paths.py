"""Paths: the name of the class that a place in a schema gives."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..names import capitalised
from .views import only_stands_for

if TYPE_CHECKING:
    from ..diagnostics import Pointer
    from ..model import Project, Site
    from .views import Views

_STEPS = {
    "items": "Item",
    "unevaluatedItems": "Item",
    "additionalProperties": "Value",
    "unevaluatedProperties": "Value",
}


class Paths:
    """A class is named by its topic or definition, and by its path in that: PipelineStatusStep."""

    def __init__(self, project: Project, views: Views) -> None:
        self._project = project
        self._views = views
        modules = project.modules
        self.definitions = {d.schema: d.class_name for m in modules for d in m.definitions}
        topics = {t.schema: t.class_name for m in modules for c in m.channels for t in c.topics}
        self._roots = {**self.definitions, **topics}
        self._labels = cache(self._labels_of)

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
            if keyword in ("properties", "$defs", "dependentSchemas"):
                taken, piece = 2, capitalised(str(steps[1]))
            elif keyword == "patternProperties":
                taken, piece = 2, self._pattern_label(site, str(steps[1]))
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

    def _pattern_label(self, site: Site, pattern: str) -> str:
        """`Value`, with a number where there are several."""
        schema = self._project.schema_at(site)
        patterns = list(schema["patternProperties"])
        others = isinstance(schema.get("additionalProperties"), dict)
        return f"Value{patterns.index(pattern) + 1}" if others or len(patterns) > 1 else "Value"

    def branch_label(self, branch: Site) -> str:
        """What tells a union's branch apart: its tag, else the definition that it is, else its
        place."""
        union = branch._replace(pointer=branch.pointer[:-1])
        return self._labels(union)[int(branch.pointer[-1])]

    def _labels_of(self, union: Site) -> list[str]:
        branches = [union / (i,) for i in range(len(self._project.schema_at(union)))]
        told = zip(self._tags(branches), map(self._definition_name, branches), strict=True)
        labels = [tag or name for tag, name in told]
        return [
            label if label and labels.count(label) == 1 else f"Option{number}"
            for number, label in enumerate(labels, 1)
        ]

    def _tags(self, branches: list[Site]) -> list[str]:
        """The constants of the property that most branches have one of, each another."""
        constants = [self._constants(branch) for branch in branches]
        best = [""] * len(branches)
        for key in dict.fromkeys(key for found in constants for key in found):
            tags = [found.get(key, "") for found in constants]
            given = [tag for tag in tags if tag]
            if len(set(given)) == len(given) > len(best) - best.count(""):
                best = tags
        return best

    def _constants(self, branch: Site) -> dict[str, str]:
        """The properties of a branch that have one value, a text; this as a piece of a name."""
        found = {}
        for key, sites in self._views.of(branch).properties:
            match self._views.of(*sites).values:
                case (str(value),):
                    found[key] = capitalised(value)
        return found

    def _definition_name(self, branch: Site) -> str:
        site: Site | None = branch
        while site is not None and site not in self.definitions:
            site = only_stands_for(self._project, site)
        return "" if site is None else self.definitions[site]
