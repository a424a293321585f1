"""Definitions -> Project: references followed, names given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Project
from .modules import modules_of
from .references import resolve_references

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..definitions import FileDefinition
    from ..diagnostics import Diagnostic


def resolve(
    files: list[FileDefinition], unread: Collection[str] = ()
) -> tuple[Project, list[Diagnostic]]:
    """The project of these files, and what could not be resolved or named.

    `unread` are the paths of the files that are wrong as a whole.
    """
    modules, naming_problems = modules_of(files)
    schemas, references, dynamic, reference_problems = resolve_references(files, unread)
    documents = {file.document.path: file.document for file in files}
    project = Project(documents, modules, schemas, references, dynamic)
    return project, naming_problems + reference_problems
