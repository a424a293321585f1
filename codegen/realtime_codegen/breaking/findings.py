"""Finding: a change, whom it breaks, where it stands in both versions, and how it is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..diagnostics import Diagnostic

if TYPE_CHECKING:
    from ..diagnostics import Position

SUBSCRIBERS = frozenset({"subscribers"})
"""Those that still run the old definitions refuse what new publishers may send."""
PUBLISHERS = frozenset({"publishers"})
"""What publishers' code was right to send is refused by the new definitions."""
BOTH = SUBSCRIBERS | PUBLISHERS

Code = Literal[
    "channel-removed",
    "channel-renamed",
    "name-changed",
    "parameter-changed",
    "topic-removed",
    "validation-changed",
    "type-narrowed",
    "type-widened",
    "enum-value-added",
    "enum-value-removed",
    "branch-added",
    "branch-removed",
    "property-required",
    "property-optional",
    "property-removed",
    "property-added",
    "object-closed",
    "object-opened",
    "constraint-tightened",
    "constraint-loosened",
    "format-changed",
    "undecided",
    "unused-exception",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` names what has changed, the same in every run; `breaks` holds the parties."""

    subject: str
    breaks: frozenset[str]
    diagnostic: Diagnostic

    @property
    def name(self) -> str:
        """How configuration accepts this finding."""
        return f"{self.diagnostic.code}:{self.subject}"


def finding(
    code: Code,
    subject: str,
    breaks: frozenset[str],
    message: str,
    new: Position | None,
    old: Position | None,
    severity: Literal["error", "warning"] = "error",
) -> Finding:
    """A finding at its place in the new version; in the old one where it is gone without trace."""
    place = new or old
    assert place is not None
    related = ((old, "before"),) if new is not None and old is not None else ()
    return Finding(subject, breaks, Diagnostic(code, message, place, severity, related))
