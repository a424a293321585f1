"""Fields: an object's properties as a model and a TypedDict have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...types.data import Scalar
from .identifiers import FieldName, plain_names
from .words import FORMATS

if TYPE_CHECKING:
    from ...types.data import Object, Property, Types
    from .expressions import Expression
    from .spelling import Spelling


class Field(NamedTuple):
    """`key` is the JSON name, `name` the model's. `default` is a JSON scalar or None."""

    key: str
    name: FieldName
    received: Expression
    input: Expression
    required: bool
    nullable: bool
    description: str
    deprecated: str
    default: str | int | float | bool | None

    @property
    def is_absent_as_none(self) -> bool:
        """Whether None means that the key is not there."""
        return not self.required and self.default is None and not self.nullable


def fields_of(object_: Object, types: Types, spelling: Spelling) -> tuple[Field, ...]:
    """The fields of an object, in its properties' order."""
    names = plain_names([property_.key for property_ in object_.properties])
    return tuple(
        Field(
            key=property_.key,
            name=names[property_.key],
            received=(received := spelling.received(property_.type)),
            input=spelling.field_input(received),
            required=property_.required,
            nullable=types.admits_null(property_.type),
            description=property_.description,
            deprecated=property_.deprecated,
            default=_default(property_),
        )
        for property_ in object_.properties
    )


def _default(property_: Property) -> str | int | float | bool | None:
    """A string cannot be the default of a type that is not a string in Python."""
    type_ = property_.type
    has_format = isinstance(type_, Scalar) and type_.format in FORMATS
    return None if has_format else property_.default
