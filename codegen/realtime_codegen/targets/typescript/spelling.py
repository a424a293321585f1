"""Types -> expressions. One serves both directions: what is sent is what is received."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ...types.data import (
    Anything,
    Constant,
    List,
    Map,
    Never,
    Reference,
    Scalar,
    Tuple,
    Union,
)
from .expressions import NEVER, UNKNOWN, Array, Index, Items, Word, either, line_of
from .source import LARGEST, key, number, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...types.data import Type
    from .expressions import Expression

_WORDS = {
    "string": Word("string"),
    "integer": Word("number"),
    "number": Word("number"),
    "boolean": Word("boolean"),
    "null": Word("null"),
}


def spelled(type_: Type, name_of: Callable[[int], str]) -> Expression:
    """The expression of a type; `name_of` is asked for the names of those that are declared."""
    match type_:
        case Anything():
            return UNKNOWN
        case Never():
            return NEVER
        case Scalar(kind):
            return _WORDS[kind]
        case Constant():
            return _of_value(type_.value)
        case List(item):
            return Array(spelled(item, name_of))
        case Map(value):
            return Index(spelled(value, name_of))
        case Tuple():
            return _tuple(type_, name_of)
        case Union(members):
            return either(spelled(member, name_of) for member in members)
        case Reference(number):
            return Word(name_of(number))


def _tuple(type_: Tuple, name_of: Callable[[int], str]) -> Expression:
    items = [
        ("", spelled(item, name_of), "" if index < type_.required else "?")
        for index, item in enumerate(type_.first)
    ]
    if not isinstance(type_.rest, Never):
        items.append(("...", spelled(type_.rest, name_of), "[]"))
    return Items(tuple(items))


def _of_value(value: Any) -> Expression:
    """The type of one value."""
    match value:
        case None | bool():
            return Word({None: "null", True: "true", False: "false"}[value])
        case str():
            return Word(quoted(value))
        case int() | float():
            return _of_number(value)
        case list():
            return Items(tuple(("", _of_value(item), "") for item in value))
    if not value:
        return Index(NEVER)
    members = (f"{key(name)}: {line_of(_of_value(item))}" for name, item in value.items())
    return Word(f"{{ {'; '.join(members)} }}")


def _of_number(value: float) -> Expression:
    """JavaScript reads a number beyond its reach as another one."""
    if isinstance(value, int) and abs(value) > LARGEST:
        return Word("number")
    return Word(number(value)) if math.isfinite(value) else Word("number")
