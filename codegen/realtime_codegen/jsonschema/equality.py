"""JSON equality, as the draft defines it: 1.0 is 1, and true is not."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any


def key_of(value: Any) -> str:
    """The same text for equal JSON values, and for no others."""
    return _as_json(_plain(value))


_as_json = json.JSONEncoder(sort_keys=True).encode


def exact(number: float) -> Fraction:
    """The number as it is written: 0.1 is a tenth."""
    return Fraction(number if isinstance(number, int) else repr(number))


def type_of(value: Any) -> str:
    """The type of a JSON value; of a whole number, integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return _NAMES[type(value)]


_NAMES = {str: "string", int: "integer", float: "number", dict: "object", list: "array"}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
