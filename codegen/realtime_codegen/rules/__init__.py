"""What must hold of a project: one function each, named by its truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..jsonschema.metaschema import schemas_are_schemas
from .branches import one_of_tells_its_branches_apart
from .channels import (
    channels_never_meet,
    parameter_values_are_strings,
    parameters_have_values,
    placeholders_and_parameters_match,
    placeholders_are_apart,
    placeholders_are_in_braces,
)
from .files import files_can_be_anywhere
from .listed import listed_values_are_of_their_type, listed_values_are_valid
from .parts import declared_properties_may_be_there, parts_leave_values
from .schemas import (
    bounds_leave_room,
    enums_list_different_values,
    formats_are_known,
    keywords_are_known,
    keywords_fit_their_type,
    required_keys_are_properties,
    schemas_are_of_this_draft,
    type_names_are_strings,
    types_are_known,
)
from .values import Values, defaults_are_valid, schemas_have_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..diagnostics import Diagnostic
    from ..jsonschema.conjunction import Reading
    from ..model import Project

RULES: tuple[Callable[[Project], Iterator[Diagnostic]], ...] = (
    files_can_be_anywhere,
    channels_never_meet,
    placeholders_are_apart,
    placeholders_are_in_braces,
    placeholders_and_parameters_match,
    parameter_values_are_strings,
    parameters_have_values,
    schemas_are_of_this_draft,
    keywords_are_known,
    keywords_fit_their_type,
    required_keys_are_properties,
    type_names_are_strings,
    types_are_known,
    enums_list_different_values,
    bounds_leave_room,
    formats_are_known,
)

OF_VALUES: tuple[Callable[[Values], Iterator[Diagnostic]], ...] = (
    schemas_have_values,
    parts_leave_values,
    declared_properties_may_be_there,
    listed_values_are_of_their_type,
    listed_values_are_valid,
    defaults_are_valid,
    one_of_tells_its_branches_apart,
)
"""Rules that read schemas which are right by all others."""


def check_values(reading: Reading) -> list[Diagnostic]:
    """Everything in which the values of right schemas break a rule, other than of what is in files
    of other people alone."""
    values = Values(reading)
    foreign = {file.site.position().path for file in reading.project.files if file.foreign}
    return [
        problem
        for rule in OF_VALUES
        for problem in rule(values)
        if not foreign.issuperset(place.path for place in problem.places)
    ]


def check(project: Project) -> list[Diagnostic]:
    """Everything in which a project breaks a rule. Files of other people only have to be right."""
    own = project.own
    found = [problem for rule in RULES for problem in rule(own)]
    return [*found, *schemas_are_schemas(project)]
