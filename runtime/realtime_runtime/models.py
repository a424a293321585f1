"""Payload: the base of generated models.

A model is a plain shape: it holds what a type checker can say, and the JSON Schema validates what
is sent. So nothing here constrains, and unknown keys are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict

from .decoders import complete
from .hints import CONFIG


class Payload(BaseModel):
    """The base of every generated model.

    `model_dump` and `model_dump_json` give what is sent: keys as JSON has them, and only those that
    are there, unless another `by_alias` or `exclude_unset` is asked for.
    """

    if TYPE_CHECKING:
        # What a constructor call may pass, for the checkers that read this (ty, pyrefly): the
        # fields, by name, as they are. The schema validates data from elsewhere.
        model_config: ClassVar[ConfigDict] = ConfigDict(
            extra="forbid", strict=True, validate_by_alias=False, validate_by_name=True
        )

        def __init_subclass__(cls, *, schema: str = "", **options: Any) -> None:
            """`schema` is where the model's schema stands in its module, as a JSON Pointer."""
    else:
        model_config = CONFIG
        __realtime_schema__ = ""

        def __init_subclass__(cls, *, schema: str = "", **options: Any) -> None:
            super().__init_subclass__(**options)
            cls.__realtime_schema__ = schema  # of this class alone

        @classmethod
        def __pydantic_init_subclass__(cls, *, schema: str = "", **options: Any) -> None:
            super().__pydantic_init_subclass__(**options)
            # The class waits to be built until it is used. What asks for it later must not wait: a
            # TypeAdapter that does is built where its maker, FastAPI, no longer silences a warning.
            cls.model_config = {**cls.model_config, "defer_build": False}

        @classmethod
        def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> Any:
            found = handler(core_schema)
            if cls.__realtime_schema__:
                from . import described  # for who asks

                keys = {
                    name if field.validation_alias is None else field.validation_alias
                    for name, field in cls.__pydantic_fields__.items()
                    if field.exclude_if is omit_none
                }
                described.describe(
                    cls, cls.__realtime_schema__, handler.resolve_ref_schema(found), keys
                )
            return found

        def model_dump(self, *, exclude_unset: bool = True, **options: object):
            return super().model_dump(exclude_unset=exclude_unset, **options)

        def model_dump_json(self, *, exclude_unset: bool = True, **options: object):
            return super().model_dump_json(exclude_unset=exclude_unset, **options)

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
