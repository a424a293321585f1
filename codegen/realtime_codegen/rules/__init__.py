"""What must hold of a project: one function each, named by its truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .channels import (
    channels_never_meet,
    factories_are_unique,
    module_names_are_unique,
    parameter_values_are_texts,
    placeholders_and_parameters_match,
    placeholders_are_apart,
)
from .files import files_can_be_anywhere
from .metaschema import schemas_are_schemas
from .schemas import (
    bounds_leave_room,
    enums_list_different_values,
    formats_are_known,
    keywords_are_known,
    keywords_fit_their_type,
    required_keys_are_properties,
    schemas_are_of_this_draft,
    types_are_known,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..diagnostics import Diagnostic
    from ..model import Project

RULES: tuple[Callable[[Project], Iterator[Diagnostic]], ...] = (
    files_can_be_anywhere,
    module_names_are_unique,
    factories_are_unique,
    channels_never_meet,
    placeholders_are_apart,
    placeholders_and_parameters_match,
    parameter_values_are_texts,
    schemas_are_of_this_draft,
    keywords_are_known,
    keywords_fit_their_type,
    required_keys_are_properties,
    types_are_known,
    enums_list_different_values,
    bounds_leave_room,
    formats_are_known,
    schemas_are_schemas,
)


def check(project: Project) -> list[Diagnostic]:
    """Everything in which a project breaks a rule."""
    return [problem for rule in RULES for problem in rule(project)]
