"""What the files of tests/typing say of their lines, beside what a checker says of them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from .checkers import CHECKERS, Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable

_SAYS = "# mypy says: "  # a line that begins with "# mypy: " is configuration
_MARKER = re.compile(r"# (?P<word>error|deprecated)(?:: (?P<checkers>[^#]+))?$")


def marked(source: str, checker: str, word: str = "error") -> set[int]:
    """The lines that this checker must refuse, or call deprecated."""
    lines = set()
    for number, line in enumerate(source.splitlines(), start=1):
        if (marker := _MARKER.search(line)) and marker["word"] == word:
            checkers = (marker["checkers"] or " ".join(CHECKERS)).split()
            if unknown := set(checkers) - CHECKERS.keys():
                raise ValueError(f"line {number}: no such checker: {', '.join(sorted(unknown))}")
            if checker in checkers:
                lines.add(number)
    return lines


def disagreements(checker: str, source: str, complaints: Iterable[Complaint]) -> list[str]:
    """Where the checker refuses a line that is not marked, or accepts one that is; and where it
    calls the wrong lines deprecated."""
    complaints = list(complaints)
    lines = source.splitlines()
    expected = marked(source, checker)
    refused: dict[int, list[str]] = defaultdict(list)
    for complaint in complaints:
        if complaint.is_error:
            refused[complaint.line].append(complaint.text)
    accepted = [
        f"line {number} must be refused, but is accepted: {lines[number - 1].strip()}"
        for number in sorted(expected - refused.keys())
    ]
    unmarked = [
        "\n    ".join(
            [f"line {number} must be accepted, but is refused: {lines[number - 1].strip()}"]
            + [f"{checker}: {text}" for text in refused[number]]
        )
        for number in sorted(refused.keys() - expected)
    ]
    told = {complaint.line for complaint in complaints if complaint.is_deprecation}
    deprecated = marked(source, checker, "deprecated")
    return [
        *accepted,
        *unmarked,
        *(
            f"line {number} must {'not ' * (number in told)}be called deprecated:"
            f" {lines[number - 1].strip()}"
            for number in sorted(told ^ deprecated)
        ),
    ]


def with_errors(source: str, complaints: Iterable[Complaint]) -> str:
    """The source with the errors of each line below it, in place of those that were there."""
    errors: dict[int, list[str]] = defaultdict(list)
    for complaint in complaints:
        if complaint.is_error:
            errors[complaint.line].append(complaint.text)
    lines = []
    for number, line in enumerate(source.splitlines(), start=1):
        if not line.lstrip().startswith(_SAYS):
            indent = line[: len(line) - len(line.lstrip())]
            lines += [line, *(f"{indent}{_SAYS}{text}" for text in errors[number])]
    return "\n".join(lines) + "\n"


def statements(source: str, complaints: Iterable[Complaint]) -> set[int]:
    """The first lines of the statements that are refused: each the smallest around an error."""
    spans = sorted(
        (node.end_lineno - node.lineno, node.lineno, node.end_lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.end_lineno is not None
    )
    refused = {complaint.line for complaint in complaints if complaint.is_error}
    return {next(first for _, first, last in spans if first <= n <= last) for n in refused}
