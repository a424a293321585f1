"""Schemas -> types: those of all definitions and topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .data import Types
from .declarations import Declarations

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic
    from ..jsonschema.conjunction import Reading
    from ..model import Schema
    from .data import Type


def types_of(reading: Reading) -> tuple[Types, list[Diagnostic]]:
    """The types of a project, and where one is wider than its schema."""
    declarations = Declarations(reading)
    topics: dict[Schema, Type] = {}
    for file in reading.project.files:
        for definition in file.definitions:
            declarations.of((definition.schema,))
        for topic in file.topics:
            topics[topic.schema] = declarations.of((topic.schema,))
    declarations.finish()
    of_file: dict[str, list[int]] = {}
    for number, declared in enumerate(declarations.declared):
        of_file.setdefault(declared.schema.path, []).append(number)
    numbers = {path: tuple(found) for path, found in of_file.items()}
    return Types(tuple(declarations.declared), topics, numbers), declarations.problems
