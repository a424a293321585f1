"""Leaves: how pydantic's core reads the types without parts, exactly or for a constructor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from types import NoneType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic_core import core_schema as cs

from .hints import PATTERNS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Schema = cs.CoreSchema


@dataclass(frozen=True)
class Leaves:
    """The schemas of types without parts, and whether nothing else is read as these types."""

    schemas: Mapping[object, Schema]
    is_exact: bool


_ANY: dict[object, Schema] = {
    NoneType: cs.none_schema(),
    Any: cs.any_schema(),
    object: cs.any_schema(),
}
_SCALARS: dict[object, Callable[..., Schema]] = {
    str: cs.str_schema,
    int: cs.int_schema,
    float: cs.float_schema,
    bool: cs.bool_schema,
}
_FORMATTED: dict[object, Callable[..., Schema]] = {
    date: cs.date_schema,
    datetime: cs.datetime_schema,
    time: cs.time_schema,
    UUID: cs.uuid_schema,
}
PLAIN = Leaves(
    {**_ANY, **{type_: make() for type_, make in {**_SCALARS, **_FORMATTED}.items()}},
    is_exact=False,
)
_EXACT = {**_ANY, **{type_: make(strict=True) for type_, make in _SCALARS.items()}}
_EXPECTED: dict[object, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    date: "a date of the years 1 to 9999",
    datetime: "a date-time of the years 1 to 9999",
    time: "a time",
    UUID: "a UUID",
}
_LEAP_SECOND = re.compile(r"((?:\d{4}-\d\d-\d\d[Tt])?\d\d:\d\d:)60(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def exact(*, are_guarded: bool) -> Leaves:
    """`are_guarded`: only a string of the type's format is read as a time or a UUID. pydantic alone
    takes "123" for a time. Where the schema has checked the format, the second look is saved.
    """
    formatted = {
        type_: guarded(type_) if are_guarded else make(strict=True)
        for type_, make in _FORMATTED.items()
    }
    return Leaves({**_EXACT, **formatted}, is_exact=True)


def guarded(type_: object) -> Schema:
    """Reads a string of the type's format, and no other."""
    text = cs.str_schema(strict=True, pattern=PATTERNS[type_])
    return cs.chain_schema([text, _FORMATTED[type_]()])


def lenient() -> Leaves:
    """Read also what equals a value of the type; what they refuse is told as the schema would."""
    schemas = dict(exact(are_guarded=True).schemas)
    others: dict[object, list[Schema]] = {
        int: [cs.no_info_plain_validator_function(_whole)],
        datetime: [_after_leap_second(datetime)],
        time: [_after_leap_second(time)],
    }
    for type_, expected in _EXPECTED.items():
        schemas[type_] = cs.custom_error_schema(
            first_of([schemas[type_], *others.get(type_, ())]),
            "other_type",
            custom_error_message=expected,
        )
    return Leaves(schemas, is_exact=True)


def _after_leap_second(type_: object) -> Schema:
    text = cs.no_info_plain_validator_function(_before_leap_second)
    return cs.chain_schema([text, _FORMATTED[type_]()])


def _before_leap_second(value: object) -> str:
    leap = _LEAP_SECOND.fullmatch(value) if isinstance(value, str) else None
    if leap is None:
        raise ValueError(value)
    return f"{leap[1]}59.999999{leap[2]}"


def _whole(value: object) -> int:
    if type(value) is float and value.is_integer():
        return int(value)
    raise ValueError(value)


def first_of(schemas: list[Schema]) -> Schema:
    """The schema of what the first of these reads that can read it."""
    return schemas[0] if len(schemas) == 1 else cs.union_schema([*schemas], mode="left_to_right")
