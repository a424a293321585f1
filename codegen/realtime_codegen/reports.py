"""Problems as people and programs read them: text, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .diagnostics import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .diagnostics import Diagnostic, Position

_SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_WIDTH = 120
# Of more than _MANY warnings with one code, only the first _FEW are printed.
_MANY = 20
_FEW = 3


def as_text(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, bytes],
    folder: str,
    *,
    styled: bool = False,
) -> str:
    """`file:line:col: code: message`, the source line, and a caret under the place, for each.

    Of many warnings with one code it prints the first few, then the number of the others.
    `styled` adds a terminal's colours, and links that open the file.
    """
    lines_of = Lines({shown(folder, path): source for path, source in sources.items()})
    style = _styled if styled else lambda _colour, text, _path="": text
    lines: list[str] = []
    told, left_out = _grouped(diagnostics)
    for diagnostic in told:
        kind = "" if diagnostic.is_error else "warning: "
        colour = "31" if diagnostic.is_error else "33"
        place = style("1", str(diagnostic.position), diagnostic.position.path)
        code = style(colour, f"{kind}{diagnostic.code}")
        lines.append(f"{place}: {code}: {diagnostic.message}")
        lines += _excerpt(diagnostic.position, lines_of)
        for position, part in diagnostic.related:
            lines.append(f"  {style('1', str(position), position.path)}: {part}")
            lines += _excerpt(position, lines_of)
    lines += (f"{style('33', f'warning: {code}')}: {more}" for code, more in left_out.items())
    return "".join(f"{line}\n" for line in lines)


def _grouped(diagnostics: Sequence[Diagnostic]) -> tuple[list[Diagnostic], dict[str, str]]:
    """The problems to print one by one, and for each code the summary of the rest."""
    counts = Counter(d.code for d in diagnostics if not d.is_error)
    many = {code for code, count in counts.items() if count > _MANY}
    told: list[Diagnostic] = []
    files: dict[str, Counter[str]] = {code: Counter() for code in many}
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        seen[diagnostic.code] += 1
        if diagnostic.is_error or diagnostic.code not in many or seen[diagnostic.code] <= _FEW:
            told.append(diagnostic)
        else:
            files[diagnostic.code][diagnostic.position.path] += 1
    return told, {code: _more(found) for code, found in sorted(files.items())}


def _more(files: Counter[str]) -> str:
    """`3,140 more, in a.yaml (3,000) and b.yaml (140); --error-format json lists all`."""
    first = [f"{path} ({count:,})" for path, count in files.most_common(_FEW)]
    others = f" and {len(files) - _FEW:,} other files" if len(files) > _FEW else ""
    where = ", ".join(first) + others
    return f"{files.total():,} more, in {where}; --error-format json lists all"


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """`{"diagnostics": [...]}`, in ASCII. Lines and columns count from 1, ends are exclusive."""
    found = [
        {
            "code": diagnostic.code,
            "severity": diagnostic.severity,
            "message": diagnostic.message,
            **_json_place(diagnostic.position),
            "related": [
                {"message": part, **_json_place(position)} for position, part in diagnostic.related
            ],
        }
        for diagnostic in diagnostics
    ]
    return json.dumps({"diagnostics": found}, indent=2) + "\n"


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Workflow commands, which GitHub Actions shows as annotations beside the lines."""
    lines = []
    for diagnostic in diagnostics:
        place = diagnostic.position
        properties = {
            "file": place.path,
            "line": place.line,
            "endLine": place.end_line,
            # GitHub takes columns only within one line.
            **({"col": place.column, "endColumn": place.end_column} if _one_line(place) else {}),
            "title": diagnostic.code,
        }
        told = ",".join(f"{key}={_escaped(str(v), ':,')}" for key, v in properties.items())
        parts = [f"{position}: {part}" for position, part in diagnostic.related]
        message = "\n".join([diagnostic.message, *parts])
        lines.append(f"::{diagnostic.severity} {told}::{_escaped(message)}\n")
    return "".join(lines)


def as_sarif(diagnostics: Sequence[Diagnostic], version: str, rules: Mapping[str, str]) -> str:
    """A SARIF 2.1.0 log, in ASCII. `rules` has a paragraph for each code of our own."""
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    driver = {
        "name": "realtime-codegen",
        "version": version,
        "rules": [_sarif_rule(code, rules.get(code, "")) for code in codes],
    }
    results = [
        {
            "ruleId": diagnostic.code,
            "ruleIndex": codes.index(diagnostic.code),
            "level": diagnostic.severity,
            "message": {"text": diagnostic.message},
            "locations": [_sarif_place(diagnostic.position)],
            "relatedLocations": [
                {**_sarif_place(position), "message": {"text": part}}
                for position, part in diagnostic.related
            ],
        }
        for diagnostic in diagnostics
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


class Lines(dict[str, list[str]]):
    """The lines of each source file, from when they are first needed."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        super().__init__()
        self._sources = sources

    def __missing__(self, path: str) -> list[str]:
        text = self._sources.get(path, b"").decode("utf-8-sig", errors="replace")
        self[path] = lines = text.replace("\r\n", "\n").split("\n") if text else []
        return lines


def _excerpt(position: Position, lines_of: Mapping[str, list[str]]) -> list[str]:
    lines = lines_of[position.path]
    if position.line > len(lines):
        return []
    line = lines[position.line - 1]
    end = position.end_column if _one_line(position) else len(line) + 1
    start = min(position.column - 1, len(line))
    cut = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = _printable(line[cut : cut + _WIDTH])
    marks = "^" * max(1, min(end - position.column, len(shown) - (start - cut)))
    margin = f"{position.line:>5} | "
    return [margin + shown, " " * (len(margin) - 2) + "| " + " " * (start - cut) + marks]


def _printable(line: str) -> str:
    """One column for every character, so that carets stay under their places."""
    return "".join(char if char.isprintable() else " " for char in line)


def _styled(colour: str, text: str, path: str = "") -> str:
    coloured = f"\x1b[{colour}m{text}\x1b[0m"
    if not path:
        return coloured
    return f"\x1b]8;;{Path(path).resolve().as_uri()}\x1b\\{coloured}\x1b]8;;\x1b\\"


def _one_line(position: Position) -> bool:
    return position.line == position.end_line


def _json_place(position: Position) -> dict[str, Any]:
    return {
        "file": position.path,
        "line": position.line,
        "column": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    }


def _sarif_rule(code: str, text: str) -> dict[str, Any]:
    return {"id": code, **({"fullDescription": {"text": text}} if text else {})}


def _sarif_place(position: Position) -> dict[str, Any]:
    region = {
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    }
    from urllib.parse import quote

    artifact = {"uri": quote(os.fsencode(position.path))}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _escaped(text: str, more: str = "") -> str:
    for char in f"%\r\n{more}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text
