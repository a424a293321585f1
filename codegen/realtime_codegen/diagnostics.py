"""Position, Diagnostic: a problem is a value with places; the text for people is made here."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


Pointer = tuple[str | int, ...]
"""The way to a place in a document: keys of mappings, indices of sequences."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A stretch of a file. Lines and columns count characters from 1; the end is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem. `message` is a sentence on what is wrong and what to do.

    `related` are the other places that have a part in it, each with a word on its part.
    """

    code: str
    message: str
    position: Position
    severity: Literal["error", "warning"] = "error"
    related: tuple[tuple[Position, str], ...] = field(default=())

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place, each once."""
    return sorted(dict.fromkeys(diagnostics), key=lambda d: (d.position, d.code, d.message))


def suggestion(wrong: object, known: Iterable[str]) -> str:
    """`; did you mean "string"?`, or nothing when no known word is near."""
    near = get_close_matches(str(wrong), list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def as_text(diagnostic: Diagnostic, sources: Mapping[str, str]) -> str:
    """`file:line:col: code: message`, the source line, and a caret under the place."""
    kind = "" if diagnostic.is_error else "warning: "
    lines = [f"{diagnostic.position}: {kind}{diagnostic.code}: {diagnostic.message}"]
    lines += _excerpt(diagnostic.position, sources)
    for position, part in diagnostic.related:
        lines.append(f"  {position}: {part}")
        lines += _excerpt(position, sources)
    return "\n".join(lines)


_WIDTH = 120


def _excerpt(position: Position, sources: Mapping[str, str]) -> list[str]:
    source = sources.get(position.path, "")
    lines = source.split("\n")
    if not source or position.line > len(lines):
        return []
    line = lines[position.line - 1].rstrip("\r")
    end = position.end_column if position.end_line == position.line else len(line) + 1
    start = position.column - 1
    cut = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = _printable(line[cut : cut + _WIDTH])
    marks = "^" * max(1, min(end - position.column, len(shown) - (start - cut)))
    margin = f"{position.line:>5} | "
    return [margin + shown, " " * (len(margin) - 2) + "| " + " " * (start - cut) + marks]


def _printable(line: str) -> str:
    """One column for every character, so that carets stay under their places."""
    return "".join(char if char.isprintable() else " " for char in line)
