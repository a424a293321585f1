"""What a change of definitions breaks, by direction: running subscribers, publishers' code."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from .channels import Contracts
from .findings import Code, Finding

if TYPE_CHECKING:
    from ..model import Project

__all__ = ["CODES", "Finding", "compare"]

CODES: tuple[str, ...] = get_args(Code)


def compare(old: Project, new: Project) -> list[Finding]:
    """All findings, each once, by place."""
    found = dict.fromkeys(Contracts(old, new).findings())
    return sorted(found, key=lambda f: (f.diagnostic.position, f.diagnostic.code, f.subject))
