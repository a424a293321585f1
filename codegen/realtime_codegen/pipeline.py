"""Sources -> files: every stage once, in order. Writes nothing, prints nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import definitions, documents
from .diagnostics import Diagnostic, in_order, shown
from .payloads import payloads
from .render import render
from .resolve import resolve
from .rules import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .model import Project

    Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Generated:
    """What definitions give: the output's files, or None where there are errors; all problems,
    sorted; and what the definitions mean."""

    files: dict[str, str] | None
    diagnostics: list[Diagnostic]
    project: Project


def generate(sources: Mapping[str, bytes], folder: str) -> Generated:
    """The files for these definition files. `folder` is how people are told of theirs."""
    project, problems = understand(sources, folder)
    if any(problem.is_error for problem in problems):
        return Generated(None, in_order(problems), project)
    types, untyped = payloads(project)
    problems += untyped
    output = None
    if types is not None:
        output, unbound = render(project, types)
        problems += unbound
    return Generated(output, in_order(problems), project)


def understand(sources: Mapping[str, bytes], folder: str) -> tuple[Project, list[Diagnostic]]:
    """What these definition files mean, and what is wrong with them. It is whole without errors."""
    problems: list[Diagnostic] = []
    files = []
    refused: set[Place] = set()
    unread = []
    for path, source in sorted(sources.items()):
        document, reading = documents.parse(path, shown(folder, path), source)
        problems += reading
        refused |= set(map(_place, reading))
        if document is None:
            unread.append(path)
            continue
        file, format_ = definitions.read(document)
        problems += _without_echoes(format_, refused)
        if file is None:
            unread.append(path)
            continue
        files.append(file)
    project, unresolved = resolve(files, unread)
    problems += _without_echoes([*unresolved, *check(project)], refused)
    return project, problems


def _place(problem: Diagnostic) -> Place:
    return problem.position.path, problem.position.line, problem.position.column


def _without_echoes(problems: Iterable[Diagnostic], refused: set[Place]) -> list[Diagnostic]:
    """What else is wrong with a value that is none comes of that alone."""
    return [problem for problem in problems if _place(problem) not in refused]
