"""Circles: which modules import each other, directly or through others."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from ...graphs import reached

if TYPE_CHECKING:
    from ...model import Project


class Circles:
    """The circles of a project's modules, by the paths of their definition files."""

    def __init__(self, project: Project) -> None:
        self._refers: defaultdict[str, set[str]] = defaultdict(set)
        self._reached = cache(self._reached_from)
        for schema, reference in project.references.items():
            if reference.target is not None and reference.target.path != schema.path:
                self._refers[schema.path].add(reference.target.path)

    def hold(self, path: str, other: str) -> bool:
        """Whether a file needs another one, and that one the first."""
        return other in self._reached(path) and path in self._reached(other)

    def _reached_from(self, path: str) -> set[str]:
        return reached(self._refers[path], lambda other: self._refers[other])
