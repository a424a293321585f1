"""What a change of definitions breaks, by direction: running subscribers, publishers' code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .channels import findings
from .findings import Finding
from .wording import TEXTS

if TYPE_CHECKING:
    from ..model import Project

__all__ = ["CODES", "Finding", "compare"]

CODES = TEXTS.codes


def compare(old: Project, new: Project) -> list[Finding]:
    """All findings, each once, by place."""
    found = {(f.name, f.diagnostic.position, f.diagnostic.message): f for f in findings(old, new)}
    return sorted(
        found.values(), key=lambda f: (f.diagnostic.position, f.diagnostic.code, f.subject)
    )
