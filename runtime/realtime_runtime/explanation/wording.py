"""Wording: what a keyword asks for, and what was found, in short texts for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..encoding import listed, shorten
from .faults import types

if TYPE_CHECKING:
    from collections.abc import Callable

    from .faults import Fault

_EXPECTATIONS: dict[str, Callable[[Any], str]] = {
    "type": lambda said: " or ".join(types(said)),
    "required": lambda name: f"the property {shorten(name)}",
    "const": lambda value: shorten(value),
    "enum": lambda values: f"one of {listed(values)}",
    "format": lambda name: f"a string of format {name}",
    "pattern": lambda pattern: f"a string that matches {shorten(pattern)}",
    "minimum": lambda limit: f"at least {limit}",
    "maximum": lambda limit: f"at most {limit}",
    "exclusiveMinimum": lambda limit: f"more than {limit}",
    "exclusiveMaximum": lambda limit: f"less than {limit}",
    "multipleOf": lambda factor: f"a multiple of {factor:g}",
    "minLength": lambda limit: f"at least {limit} characters",
    "maxLength": lambda limit: f"at most {limit} characters",
    "minItems": lambda limit: f"at least {limit} items",
    "maxItems": lambda limit: f"at most {limit} items",
    "minProperties": lambda limit: f"at least {limit} properties",
    "maxProperties": lambda limit: f"at most {limit} properties",
}
_SENTENCES = {
    "additionalProperties": "only the schema's properties",
    "unevaluatedProperties": "only the schema's properties",
    "unevaluatedItems": "only the schema's items",
    "no properties": "no properties",
    "uniqueItems": "items that differ from each other",
    "anyOf": "a value of one of the union's types",
    "oneOf": "a value of exactly one of the union's types",
    "false": "no value here",
}
_NAMED = 5  # branches
# What Python's naive datetimes are, and no moment in time.
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?")


def expected(what: Fault) -> str:
    """What was asked for."""
    keyword, said, value = what[:3]
    if keyword == "format" and isinstance(value, str) and _WITHOUT_ZONE.fullmatch(value):
        return "a date-time with its zone, such as Z or +02:00"
    if keyword in _EXPECTATIONS:
        return _EXPECTATIONS[keyword](said)
    return _SENTENCES.get(keyword) or f"what {keyword!r} asks for ({shorten(said, 120)})"


def found(what: Fault) -> str:
    """What stands there."""
    keyword, said, value = what[:3]
    if keyword in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems"):
        return listed(said)
    if keyword == "no properties":
        return f"one that is {shorten(value[said[0]])}"
    if keyword == "oneOf" and said:
        return f"{shorten(value)}, which is {_several(said)}"
    if keyword == "required":
        return f"only {listed(value)}" if value else "{}"
    return shorten(value)


def _several(names: list[str]) -> str:
    """The branches of a union that accept a value, of many the first."""
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
    return f"{'both' if len(names) == 2 else 'all of'} {', '.join(names[:-1])} and {names[-1]}"
