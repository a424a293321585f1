"""From Python data to JSON, with nothing converted in silence."""

from __future__ import annotations

import json
import math
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from itertools import islice
from reprlib import Repr
from typing import Any
from uuid import UUID

from pydantic_core import SchemaSerializer, core_schema, from_json

from .errors import NOT_EXPLAINED, Problem
from .models import Payload


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

    Defaults that were not set are left out; an instance of a field's subclass is sent whole.
    Raises NotJson where `data`, or a part of it, has no JSON form; an encoder's silent
    conversions (a key that is no string, NaN, bytes) count as that.
    """
    try:
        # The schema validates mutated models; pydantic need not warn of them.
        body = _to_json(
            data, by_alias=True, exclude_unset=True, polymorphic_serialization=True, warnings=False
        )
        value = from_json(body, allow_inf_nan=False)
    except ValueError as error:  # also what pydantic raises for unknown types and cycles
        raise NotJson(_faults(data) or (Problem("", _A_JSON_FORM, str(error)[:200]),)) from None
    # A dict that equals its decoded JSON was plain JSON; anything else is looked at.
    if type(data) is dict and value == data:
        return body, value
    if not _is_plain(data) and (faults := _faults(data)):
        raise NotJson(faults)
    return body, value


def shorten(value: object, limit: int = 60) -> str:
    """`value` as JSON where it has that form, cut to `limit` characters. A large value takes no
    longer than a small one.
    """
    try:
        text = _beginning(value, limit)
    except (TypeError, ValueError):
        text = f"{type(value).__name__} {_shown(value, limit)}".rstrip()
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def listed(values: Collection[object]) -> str:
    """The first values as JSON, each once, and how many more there are."""
    texts: dict[str, None] = {}
    rest = iter(values)
    for value in islice(rest, _LOOKED_AT):
        texts[shorten(value)] = None
    more = len(texts) - _LISTED + len(values) - min(len(values), _LOOKED_AT)
    return ", ".join(list(texts)[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def _beginning(value: Any, limit: int) -> str:
    """The JSON of a value, or more than `limit` characters of it. Raises TypeError and ValueError
    where what would stand there has no JSON form.
    """
    if isinstance(value, str):
        return json.dumps(value[: limit + 1], ensure_ascii=False)
    if not isinstance(value, dict | list | tuple):
        return json.dumps(value)
    if limit < 0:
        return "…"
    is_object = isinstance(value, dict)
    text = "{" if is_object else "["
    for count, part in enumerate(value):
        text += ", " if count else ""
        if is_object:
            key = part[: limit + 1] if isinstance(part, str) else part
            text += json.dumps({key: 0}, ensure_ascii=False)[1:-4] + ": "
            part = value[part]
        text += _beginning(part, limit - len(text))
        if len(text) > limit:
            return text
    return text + ("}" if is_object else "]")


class _Short(Repr):
    """The beginning of a representation. Not of one that fails: that is for the caller to know."""

    def repr_instance(self, value: Any, level: int) -> str:
        return repr(value)[: self.maxother]


def _shown(value: object, limit: int) -> str:
    """Its repr, or the beginning of it; "" where it has none, as integers of 5,000 digits."""
    short = _Short()
    short.maxstring = short.maxother = short.maxlong = 2 * limit
    try:
        return short.repr(value[:limit] if isinstance(value, bytes | bytearray) else value)
    except Exception:  # a repr is anyone's code
        return ""


def pointer_token(key: object) -> str:
    """One step of a JSON Pointer (RFC 6901)."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


_LISTED = 10
_LOOKED_AT = 2 * _LISTED  # of which some may look the same
_MOST_FAULTS = 100
_DEEPEST = 200  # levels; pydantic's parser reads no more
_A_JSON_FORM = "a value with a JSON form"
_NO_JSON = (bytes, bytearray, memoryview, Set, Iterator, complex, re.Pattern)
_PLAIN = frozenset((str, int, float, bool, type(None), date, timedelta, UUID))
_STRING_KEYS, _UTF8_KEYS = "keys that are strings", "keys that UTF-8 can hold"
_AN_INTEGER = "an integer of at most 4300 digits"
_MINUTE = timedelta(minutes=1)
_WHOLE_MINUTES = "an offset of whole minutes, as .astimezone(UTC) gives it"


def _is_plain(data: Any) -> bool:
    """Whether data that was encoded consists of nothing that an encoder converts in silence.

    A quick answer: where it is no, `_faults` decides.
    """
    kind = type(data)
    if kind is dict:
        for key in data:
            if type(key) is not str:
                return False
        parts = data.values()
    elif kind is list:
        parts = data
    elif kind is datetime or kind is time:
        return not _offset_in_seconds(data)
    elif Payload in kind.__mro__:  # isinstance takes ten times as long for models
        if data.__pydantic_extra__ and not _is_plain(data.__pydantic_extra__):
            return False
        parts = data.__dict__.values()
    else:
        return kind in _PLAIN
    for part in parts:  # noqa: SIM110 - all() takes twice as long
        if type(part) not in _PLAIN and not _is_plain(part):
            return False
    return True


def _faults(data: object) -> tuple[Problem, ...]:
    found = _find_faults(data, "", ())
    told = tuple(dict.fromkeys(islice(found, _MOST_FAULTS)))
    return told if next(found, None) is None else (*told, NOT_EXPLAINED)


def remainder(data: object, faults: Sequence[Problem]) -> tuple[Any, frozenset[str]] | None:
    """The JSON of data that has these faults, with a stand-in for each part without a JSON form,
    and the pointers of those parts. None where that is all of it, or not all faults are known.
    """
    apart = frozenset(f.pointer for f in faults if f.expected not in (_STRING_KEYS, _UTF8_KEYS))
    if "" in apart:
        return None
    try:
        return _without(data, apart, ""), apart
    except (ValueError, TypeError):
        return None


def _without(data: object, apart: frozenset[str], pointer: str) -> Any:
    data = _unwrapped(data)
    if pointer in apart:
        # Of the kind that was probably wanted, for what asks only for that.
        return 0 if isinstance(data, float | Decimal) else "" if isinstance(data, str) else None
    parts = _parts(data)
    if parts is None:
        return from_json(_to_json(data))
    found = {
        key: _without(part, apart, pointer + pointer_token(key))
        for key, part in parts
        if not isinstance(data, dict) or (isinstance(key, str) and not _has_surrogate(key))
    }
    return [*found.values()] if isinstance(data, list | tuple | deque) else found


def _find_faults(data: object, pointer: str, above: tuple[int, ...]) -> Iterator[Problem]:
    """Every part of `data` that has no JSON form."""
    data = _unwrapped(data)
    if isinstance(data, str):
        if _has_surrogate(data):
            yield Problem(pointer, "text that UTF-8 can hold", "a lone surrogate")
    elif isinstance(data, float | Decimal) and not math.isfinite(data):
        yield Problem(pointer, "a finite number", str(data))
    elif isinstance(data, datetime | time) and (offset := _offset_in_seconds(data)):
        yield Problem(pointer, _WHOLE_MINUTES, offset)
    elif isinstance(data, _NO_JSON):
        yield Problem(pointer, _A_JSON_FORM, f"a value of type {type(data).__name__}")
    elif (parts := _parts(data)) is None:
        if not _is_encodable(data):
            expected = _AN_INTEGER if isinstance(data, int) else _A_JSON_FORM
            yield Problem(pointer, expected, f"a value of type {type(data).__name__}")
    elif id(data) in above:
        yield Problem(pointer, "data that does not contain itself", "a cycle")
    elif len(above) == _DEEPEST:
        yield Problem("", f"data of at most {_DEEPEST} levels", "more")
    else:
        above = (*above, id(data))
        for key, value in parts:
            if isinstance(data, dict) and not isinstance(key, str):
                yield Problem(pointer, _STRING_KEYS, f"the key {shorten(key)}")
            elif isinstance(key, str) and _has_surrogate(key):
                yield Problem(pointer, _UTF8_KEYS, f"the key {key!a:.60}")
            else:
                yield from _find_faults(value, pointer + pointer_token(key), above)


def _parts(data: object) -> Iterable[tuple[Any, object]] | None:
    """What `data` consists of, by step of a JSON Pointer; None where it is one value."""
    if isinstance(data, dict):
        return data.items()
    if isinstance(data, list | tuple | deque):
        return enumerate(data)
    if is_dataclass(data) and not isinstance(data, type):
        return ((field.name, getattr(data, field.name)) for field in fields_of(data))
    return None


def _unwrapped(data: Any) -> object:
    """What an encoder writes in the place of an enumeration's member or of a model."""
    if isinstance(data, Enum):
        return data.value
    if isinstance(data, type) or not hasattr(data, "__pydantic_serializer__"):
        return data
    try:
        return data.__pydantic_serializer__.to_python(
            data, by_alias=True, exclude_unset=True, polymorphic_serialization=True, warnings=False
        )
    except ValueError:
        return data  # as it is, no encoder takes it


def _offset_in_seconds(moment: datetime | time) -> str:
    """The offset that RFC 3339 cannot write, as those before standard time were; else "".

    Without its seconds, the moment would be another.
    """
    offset = None if moment.tzinfo is UTC else moment.utcoffset()
    return str(offset) if offset and offset % _MINUTE else ""


def _is_encodable(data: object) -> bool:
    try:
        from_json(_to_json(data), allow_inf_nan=False)
    except ValueError:
        return False
    return True


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)
