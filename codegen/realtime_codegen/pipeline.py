"""Sources -> files: every stage once, in order. Writes nothing, prints nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import definitions, documents
from .diagnostics import Diagnostic, in_order
from .payloads import payloads
from .render import render
from .resolve import resolve
from .rules import check

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Generated:
    """What definitions give: the output's files, or None where there are errors; all problems,
    sorted; and the text of each source as it is shown, for the problems' source lines."""

    files: dict[str, str] | None
    diagnostics: list[Diagnostic]
    texts: dict[str, str]


def generate(sources: Mapping[str, bytes], folder: str) -> Generated:
    """The files for these definition files. `folder` is how people are told of theirs."""
    problems: list[Diagnostic] = []
    texts: dict[str, str] = {}
    files = []
    for path, source in sorted(sources.items()):
        shown = f"{folder}/{path}" if folder not in ("", ".") else path
        texts[shown] = source.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        document, reading = documents.parse(path, shown, source)
        problems += reading
        if document is None:
            continue
        file, format_ = definitions.read(document)
        problems += format_
        if file is not None:
            files.append(file)
    project, unresolved = resolve(files)
    problems += unresolved
    problems += check(project)
    if any(problem.is_error for problem in problems):
        return Generated(None, in_order(problems), texts)
    types, untyped = payloads(project)
    problems += untyped
    output = render(project, types) if types is not None else None
    return Generated(output, in_order(problems), texts)
