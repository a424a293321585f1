"""The types of generated modules, read: a model's fields, what an alias stands for, what a value
of JSON fits.
"""

from __future__ import annotations

import inspect
import re
import sys
import types
from dataclasses import fields as dataclass_fields
from datetime import date, datetime, time
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypeAliasType

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG = ConfigDict(
    extra="allow",
    defer_build=True,
    # Not null, pydantic's default: null could be what the schema accepts.
    ser_json_inf_nan="constants",
    serialize_by_alias=True,
    validate_by_alias=True,
    validate_by_name=True,
    protected_namespaces=(),
)
"""The configuration of every generated model."""

# RFC 3339 and RFC 9562, as the schema's formats have them: none of them is also another's.
_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"  # Python's begin at 1
_DAY, _CLOCK = f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}", "[0-9]{2}:[0-9]{2}:[0-9]{2}"
_OFFSET = r"(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
PATTERNS: dict[object, str] = {
    date: f"^{_DAY}$",
    datetime: f"^{_DAY}[Tt]{_CLOCK}{_OFFSET}$",
    time: f"^{_CLOCK}{_OFFSET}$",
    UUID: "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
}
"""The strings of JSON that are read as these types."""

_MATCHES = {type_: re.compile(pattern).fullmatch for type_, pattern in PATTERNS.items()}
_NUMBERS = (int, float)
_KINDS: dict[object, type] = {
    **{type_: type_ for type_ in (str, bool, types.NoneType)},
    **dict.fromkeys(_NUMBERS, float),
    **dict.fromkeys(PATTERNS, str),
}
_AHEAD = 4  # models and aliases inside each other that `fits` looks into


class NotGenerated(TypeError):
    """A type that no generated module has: pydantic's own to read."""


class Field(NamedTuple):
    """A field of a model. `key` is its name in JSON; `rest` what else pydantic's core is told."""

    name: str
    key: str
    hint: Any
    required: bool
    default: object
    rest: dict[str, Any]


class Hints:
    """Reads types, each once. Raises NotGenerated."""

    def __init__(self) -> None:
        self._fields: dict[type[BaseModel], dict[str, Field]] = {}
        self._values: dict[TypeAliasType, Any] = {}

    def fields(self, model: type[BaseModel]) -> dict[str, Field]:
        """The fields of a generated model by their names in JSON."""
        if model not in self._fields:
            self._fields[model] = {field.key: field for field in _fields(model)}
        return self._fields[model]

    def value(self, hint: Any) -> Any:
        """What an alias stands for; any other type is itself, and None that of None."""
        while isinstance(hint, TypeAliasType):
            if hint not in self._values:
                self._values[hint] = _evaluated({"it": hint.__value__}, hint.__module__)["it"]
            hint = self._values[hint]
        return types.NoneType if hint is None else hint

    def members(self, hint: Any) -> list[Any]:
        """The types of a union, those of unions inside it too."""
        members: list[Any] = []
        waiting = [hint]
        while waiting:
            member = waiting.pop(0)
            value = self.value(member)
            if is_union(value):
                waiting = [*get_args(value), *waiting]
            elif member not in members:
                members.append(member)
        return members

    def kind(self, hint: Any) -> type:
        """What JSON has for values of a type that is no union; `object` where that is anything."""
        hint = self.value(hint)
        if is_model(hint) or get_origin(hint) is dict:
            return dict
        if get_origin(hint) in (list, tuple):
            return list
        if get_origin(hint) is Literal and all(type(one) is str for one in get_args(hint)):
            return str
        return _KINDS.get(hint, object)

    def fits(self, hint: Any, value: object, ahead: int = _AHEAD) -> bool:
        """Whether a value of JSON has the form of a type, as far as it is looked into."""
        if isinstance(hint, TypeAliasType) or is_model(hint):
            if not ahead:
                return True
            ahead -= 1
        hint = self.value(hint)
        origin, arguments = get_origin(hint), get_args(hint)
        if is_union(hint):
            return any(self.fits(member, value, ahead) for member in arguments)
        if origin is Literal:
            return any(_same(one, value) for one in arguments)
        if origin is list:
            return type(value) is list and all(self.fits(arguments[0], v, ahead) for v in value)
        if origin is tuple:
            if type(value) is not list or len(value) != len(arguments):
                return False
            parts = zip(arguments, value, strict=True)
            return all(self.fits(part, v, ahead) for part, v in parts)
        if origin is dict:
            items = value.values() if type(value) is dict else ()
            return type(value) is dict and all(self.fits(arguments[1], v, ahead) for v in items)
        if is_model(hint):
            return type(value) is dict and self._fits_model(hint, value, ahead)
        if hint in PATTERNS:
            return type(value) is str and _MATCHES[hint](value) is not None
        if hint in _NUMBERS:
            return type(value) is int or (
                type(value) is float and (hint is float or value.is_integer())
            )
        return hint in (Any, object) or type(value) is hint

    def _fits_model(self, model: type[BaseModel], value: dict[str, Any], ahead: int) -> bool:
        fields = self.fields(model)
        if any(field.required and key not in value for key, field in fields.items()):
            return False
        return all(
            self.fits(fields[key].hint, part, ahead) for key, part in value.items() if key in fields
        )


def _same(one: object, other: object) -> bool:
    """JSON Schema's equality of scalars: 1.0 is 1, and true is not."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _fields(model: type[BaseModel]) -> Iterator[Field]:
    if {**model.model_config, "defer_build": True} != CONFIG or _has_code(model):
        raise NotGenerated(model)
    hints = _annotations(model)
    for name, field in model.__pydantic_fields__.items():
        key = name if field.validation_alias is None else field.validation_alias
        if not isinstance(key, str) or field.metadata or field.default_factory or field.exclude:
            raise NotGenerated(model)
        rest = {
            "serialization_alias": field.serialization_alias,
            "serialization_exclude_if": field.exclude_if,
        }
        yield Field(name, key, hints[name], field.is_required(), field.default, rest)


def _annotations(model: type[BaseModel]) -> dict[str, Any]:
    """The type of each field; pydantic may have read them already."""
    if model.__pydantic_fields_complete__:
        return {name: field.annotation for name, field in model.__pydantic_fields__.items()}
    hints: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        if is_model(base) and base is not BaseModel:
            hints |= _evaluated(inspect.get_annotations(base), base.__module__)
    return hints


def _has_code(model: type[BaseModel]) -> bool:
    decorators = model.__pydantic_decorators__
    return (
        bool(model.__private_attributes__)
        or model.__pydantic_custom_init__
        or any(getattr(decorators, kind.name) for kind in dataclass_fields(decorators))
    )


def _evaluated(annotations: dict[str, Any], module: str | None) -> dict[str, Any]:
    def holder() -> None: ...

    holder.__annotations__ = annotations
    try:
        return get_type_hints(holder, globalns=vars(sys.modules[str(module)]))
    except (KeyError, NameError, TypeError) as error:  # a local class, a module that was forgotten
        raise NotGenerated(str(error)) from None
