"""What every code of a problem means: a paragraph, a wrong and a fixed example, in Markdown.

`codes.md` beside this file is the source of `realtime-codegen explain`, of the tables in docs/ and
of the rules in SARIF.
"""

from __future__ import annotations

import re
from pathlib import Path

WARNINGS = frozenset(
    """
    closed-object empty-key foreign-placeholder ineffective-keyword invalid-default
    javascript-number missing-description optional-boolean overlapping-branches property-added
    refused-property unbounded-array unbounded-string unknown-code unknown-format
    unknown-keyword unknown-required unreachable-value untyped-schema unused-definition
    unused-exception wider-type
    """.split()
)
"""The codes of warnings, which can be ignored. All others are those of errors alone."""


def explanations() -> dict[str, str]:
    """For each code, its part of codes.md, heading included."""
    text = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0].removeprefix("## "): part.rstrip() + "\n" for part in parts}


def paragraph(explanation: str) -> str:
    """An explanation's paragraph, on one line."""
    return " ".join(explanation.split("\n\n")[1].split())
