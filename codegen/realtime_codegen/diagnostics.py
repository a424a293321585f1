"""Position, Diagnostic: a problem is a value with places."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


Severity = Literal["error", "warning"]
Pointer = tuple[str | int, ...]
"""The path of a place in a document: keys of mappings, indices of sequences."""


class Position(NamedTuple):
    """A stretch of a file. Lines and columns count characters from 1; the end is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One problem. `message` is a sentence on what is wrong and what to do.

    `related` are other places that are part of the problem, each with a short label.
    """

    code: str
    message: str
    position: Position
    severity: Severity = "error"
    related: tuple[tuple[Position, str], ...] = ()

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    @property
    def places(self) -> tuple[Position, ...]:
        """All places that are part of the problem."""
        return (self.position, *(place for place, _ in self.related))


class Text(NamedTuple):
    """A problem's message, with fields in the form of `str.format`."""

    severity: Severity
    form: str


def as_error(form: str) -> Text:
    return Text("error", form)


def as_warning(form: str) -> Text:
    return Text("warning", form)


class Texts(dict[str, Text]):
    """Messages beside their codes; a part behind a slash distinguishes those of one code."""

    @property
    def codes(self) -> set[str]:
        return {_code(key) for key in self}

    def problem(
        self,
        key: str,
        position: Position,
        related: tuple[tuple[Position, str], ...] = (),
        /,
        **fields: object,
    ) -> Diagnostic:
        """The problem with this message, its fields filled in."""
        severity, form = self[key]
        return Diagnostic(_code(key), form.format_map(fields), position, severity, related)


def _code(key: str) -> str:
    return key.partition("/")[0]


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place, each once."""
    return sorted(dict.fromkeys(diagnostics), key=lambda d: (d.position, d.code, d.message))


def shown(folder: str, path: str) -> str:
    """The path in messages of a file below, or around, the folder that the user named."""
    if path.startswith("../"):
        commit, colon, place = folder.rpartition(":")
        return commit + colon + posixpath.normpath(posixpath.join(place, path))
    return path if folder in ("", ".") else f"{folder}/{path}"


def suggestion(wrong: object, known: Iterable[str]) -> str:
    """`; did you mean "string"?`, or "" when no known word is similar."""
    from difflib import get_close_matches  # with a problem alone

    near = get_close_matches(str(wrong), list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def spaced(text: str) -> str:
    """`a colon needs a space after it; write "name: a"`, or "" where that is not the slip."""
    match = _NO_SPACE.fullmatch(text)
    if match is None:
        return ""
    return f'a colon needs a space after it; write "{match[1]}: {match[2]:.{_LONGEST}}"'


# Not the beginning of a URL.
_NO_SPACE = re.compile(r"([$\w.-]+):([^\s:/].*)")


def shortened(value: Any) -> str:
    """A value as a message quotes it: its JSON, cut where it is long."""
    if isinstance(value, dict | list) and value:
        return "a mapping" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


_LONGEST = 60
