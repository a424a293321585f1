"""Payload: the base of generated models.

A model is a plain shape: it holds what a type checker can say, and the JSON Schema validates what
is sent. So nothing here constrains, and unknown keys are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel, ConfigDict

from .decoders import complete
from .hints import CONFIG


class Payload(BaseModel):
    """The base of every generated model."""

    if TYPE_CHECKING:
        # What a constructor call may pass, for the checkers that read this (ty, pyrefly): the
        # fields, by name, as they are. The schema validates data from elsewhere.
        model_config: ClassVar[ConfigDict] = ConfigDict(
            extra="forbid", strict=True, validate_by_alias=False, validate_by_name=True
        )
    else:
        model_config = CONFIG

        @classmethod
        def model_rebuild(cls, *, _parent_namespace_depth: int = 2, **options: object):
            """Build the model, however long the chain of models that it begins."""
            try:
                return super().model_rebuild(
                    _parent_namespace_depth=_parent_namespace_depth + 1, **options
                )
            except RecursionError:
                if not complete(cls):
                    raise
                return True


def omit_none(value: object) -> bool:
    """Whether an optional field that accepts no null is left out: `Field(exclude_if=omit_none)`."""
    return value is None
