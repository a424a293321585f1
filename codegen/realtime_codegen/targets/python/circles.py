"""Circles: which modules import each other, directly or through others."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...model import Project


class Circles:
    """The circles of a project's modules, by the paths of their definition files."""

    def __init__(self, project: Project) -> None:
        self._refers: dict[str, set[str]] = {}
        self._reached = cache(self._reached_from)
        for schema, reference in project.references.items():
            if reference.target is not None and reference.target.path != schema.path:
                self._refers.setdefault(schema.path, set()).add(reference.target.path)

    def hold(self, path: str, other: str) -> bool:
        """Whether a file needs another one, and that one the first."""
        return other in self._reached(path) and path in self._reached(other)

    def _reached_from(self, path: str) -> set[str]:
        found: set[str] = set()
        waiting = [path]
        while waiting:
            for other in self._refers.get(waiting.pop(), ()):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found
