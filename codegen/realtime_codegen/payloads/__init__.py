"""JSON Schema -> class source: shapes first, then Python types for all of them in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .shapes import shapes_of
from .types import Types, types_of

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic
    from ..model import Project

__all__ = ["Types", "payloads"]


def payloads(project: Project) -> tuple[Types | None, list[Diagnostic]]:
    """The classes of every module and the types of every topic; None where names collide."""
    shapes, problems = shapes_of(project)
    if any(problem.is_error for problem in problems):
        return None, problems
    return types_of(shapes), problems
