"""Finding: a change, whom it breaks, its place in both versions, and how it is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .wording import CHANGES, TEXTS

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic, Position


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


Related = tuple[tuple["Position", str], ...]
"""Other places of a finding, each with a label."""


def finding(
    key: str,
    subject: str,
    new: Position | None,
    old: Position | None,
    users: Related = (),
    /,
    **fields: object,
) -> Finding:
    """A finding at its place in the new version; in the old one where it is gone without trace."""
    position = new or old
    assert position is not None
    before = ((old, "before"),) if new is not None and old is not None else ()
    diagnostic = TEXTS.problem(key, position, (*before, *users), **fields)
    return Finding(subject, CHANGES[key].breaks, diagnostic)
