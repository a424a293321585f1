"""Schemas that apply themselves to the same value, without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wording import TEXTS
from .following import in_place, targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic
    from ..model import Project, Schema


def circles(project: Project) -> Iterator[Diagnostic]:
    """Each circle once, at its first reference."""
    done: set[Schema] = set()
    told: set[Schema] = set()
    for start in (*project.references, *project.dynamic):
        for circle in _walk(project, start, done):
            first = min(circle, key=lambda schema: (schema.path, schema.position()))
            if first not in told:
                told.add(first)
                yield _problem(project, first)


def _walk(project: Project, start: Schema, done: set[Schema]) -> Iterator[list[Schema]]:
    """The schemas with references of every circle that a start leads into."""
    path: dict[Schema, int] = {}  # in order, with the depth of each
    waiting: list[tuple[Schema, int]] = [(start, 0)]
    while waiting:
        schema, depth = waiting.pop()
        while len(path) > depth:
            path.popitem()
        if schema in path:
            yield [other for other in [*path][path[schema] :] if targets(project, other)]
            continue
        if schema in done:
            continue
        path[schema] = depth
        done.add(schema)
        waiting += [(other, depth + 1) for other in in_place(project, schema)]


def _problem(project: Project, schema: Schema) -> Diagnostic:
    keyword = "$ref" if schema in project.references else "$dynamicRef"
    text = schema.value[keyword] or '""'
    return TEXTS.problem("ref-circular", schema.at(keyword).position(), text=text)
