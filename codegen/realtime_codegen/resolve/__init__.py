"""Definitions -> Project: references followed, names given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Project
from .modules import modules_of
from .references import resolve_references

if TYPE_CHECKING:
    from ..definitions import FileDefinition
    from ..diagnostics import Diagnostic


def resolve(files: list[FileDefinition]) -> tuple[Project, list[Diagnostic]]:
    """The project of these files, and what could not be resolved or named."""
    modules, naming_problems = modules_of(files)
    schemas, references, reference_problems = resolve_references(files)
    documents = {file.document.path: file.document for file in files}
    project = Project(documents, modules, schemas, references)
    return project, naming_problems + reference_problems
