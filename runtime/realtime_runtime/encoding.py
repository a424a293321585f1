"""From Python data to JSON, with nothing converted in silence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import SchemaSerializer, core_schema, from_json

from .errors import Problem


class NotJson(ValueError):
    """Data without a JSON form. `problems` says where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems


# One serializer for all data, models nested in dicts included. It infers each value's type.
_to_json = SchemaSerializer(
    core_schema.any_schema(), core_schema.CoreConfig(ser_json_inf_nan="constants")
).to_json


def encode(data: object) -> tuple[bytes, Any]:
    """The JSON of `data` as UTF-8, and the same JSON decoded: what a receiver will see.

    Defaults that were not set are left out. Raises NotJson where `data`, or a part of it, has no
    JSON form; an encoder's silent conversions (a key that is no string, NaN) count as that.
    """
    try:
        body = _to_json(data, by_alias=True, exclude_unset=True, warnings=False)
        value = from_json(body, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:  # also what pydantic raises for unknown types and cycles
        raise NotJson(tuple(_faults(data)) or (_refusal("", data, str(error)),)) from None
    # Data that equals its decoded JSON was plain JSON; anything else is looked at closely.
    if value != data and (problems := tuple(_faults(data))):
        raise NotJson(problems)
    return body, value


def shorten(value: object, limit: int = 60) -> str:
    """`value` as JSON where it has that form, cut to `limit` characters."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = f"{type(value).__name__} {value!r}"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def pointer_token(key: object) -> str:
    """One step of a JSON Pointer (RFC 6901)."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


_NO_JSON = (bytes, bytearray, memoryview, set, frozenset, Iterator)


def _faults(data: object, pointer: str = "", above: tuple[int, ...] = ()) -> Iterator[Problem]:
    """Every part of `data` that has no JSON form."""
    if isinstance(data, str):
        if not data.isascii() and any("\ud800" <= char <= "\udfff" for char in data):
            yield Problem(pointer, "text that UTF-8 can hold", "a lone surrogate")
    elif isinstance(data, float):
        if not math.isfinite(data):
            yield Problem(pointer, "a finite number", str(data))
    elif isinstance(data, _NO_JSON):
        yield _refusal(pointer, data, f"a value of type {type(data).__name__}")
    elif isinstance(data, (Mapping, list, tuple, BaseModel)):
        if id(data) in above:
            yield Problem(pointer, "data that does not contain itself", "a cycle")
            return
        above = (*above, id(data))
        if isinstance(data, (list, tuple)):
            for index, item in enumerate(data):
                yield from _faults(item, f"{pointer}/{index}", above)
            return
        for key, value in _items(data):
            if isinstance(key, str):
                yield from _faults(value, pointer + pointer_token(key), above)
            else:
                yield Problem(pointer, "keys that are strings", f"the key {key!r}")


def _items(data: Mapping[Any, Any] | BaseModel) -> Iterator[tuple[Any, Any]]:
    if isinstance(data, BaseModel):
        yield from data.__dict__.items()
        yield from (data.__pydantic_extra__ or {}).items()
    else:
        yield from data.items()


def _refusal(pointer: str, data: object, found: str) -> Problem:
    return Problem(pointer, "a value with a JSON form", found or shorten(data))
