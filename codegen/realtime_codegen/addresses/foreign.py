"""Placeholders in the notations of other programs: here they are literal text of a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAME = r"[A-Za-z]\w*"
_FORMS = re.compile(
    rf"""
      (?<![^/.-]):({_NAME})                        # Express, Rails
    | <(?:\w+:)?({_NAME})>                         # Flask, Django
    | \[(?:\.\.\.)?({_NAME})\]                     # Next.js
    | \$([a-z_]\w*)                                # Remix, shells
    | %\(({_NAME})\)[a-z] | %[ds]                  # Python, C
    | (?<![^/.:])(?:\*\*?|[+\#>])(?![^/.:])        # NATS, MQTT, Redis
    """,
    re.VERBOSE,
)
_WITH_BRACE = re.compile(rf"\{{\s*({_NAME})|({_NAME})\s*\}}")


class Foreign(NamedTuple):
    """Some text of a name, and the parameter that it seems to mean: "" for any text."""

    text: str
    parameter: str


def foreign_in(template: str) -> Iterator[Foreign]:
    """What other programs would take for placeholders, from left to right."""
    for match in _FORMS.finditer(template):
        yield Foreign(match[0], next(filter(None, match.groups()), ""))


def beside_brace(template: str) -> str | None:
    """The first name that a brace stands beside."""
    match = _WITH_BRACE.search(template)
    return (match[1] or match[2]) if match else None


def named_in(placeholder: str, declared: Iterable[str]) -> str | None:
    """The parameter that a placeholder with more than a name in it means, as `{id:uuid}` does."""
    words = re.findall(_NAME, placeholder)
    return next((word for word in words if word in declared), words[0] if words else None)
