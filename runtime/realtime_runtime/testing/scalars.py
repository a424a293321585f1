"""Strings and numbers for a schema: guesses, the plainest first, for the schema to validate."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from .patterns import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HALF = Fraction(1, 2)
_VARIANTS = 60  # of one value, for arrays whose items differ

_FORMATS = {
    "date": "2026-01-{0:02}",
    "date-time": "2026-01-01T12:00:{0:02}Z",
    "duration": "PT{0}M",
    "email": "someone{0}@example.com",
    "hostname": "host{0}.example.com",
    "idn-email": "someone{0}@example.com",
    "idn-hostname": "host{0}.example.com",
    "ipv4": "192.0.2.{0}",
    "ipv6": "2001:db8::{0}",
    "iri": "https://example.com/{0}",
    "iri-reference": "https://example.com/{0}",
    "json-pointer": "/{0}",
    "regex": "^{0}$",
    "relative-json-pointer": "{0}/a",
    "time": "12:00:{0:02}Z",
    "uri": "https://example.com/{0}",
    "uri-reference": "https://example.com/{0}",
    "uri-template": "https://example.com/{0}/{{id}}",
    "uuid": "00000000-0000-4000-8000-{0:012}",
}


def all_of(schemas: Iterable[dict[str, Any]], keyword: str) -> list[Any]:
    """What the schemas say under a keyword."""
    return [schema[keyword] for schema in schemas if keyword in schema]


def strings(schemas: list[dict[str, Any]], name: str) -> Iterator[str]:
    """By format and pattern, else the name of the property that they are for."""
    for format_ in all_of(schemas, "format"):
        if format_ in _FORMATS:
            yield from (_FORMATS[format_].format(n) for n in range(1, _VARIANTS))
    for pattern in all_of(schemas, "pattern"):
        yield from texts(pattern)
    least = int(max(all_of(schemas, "minLength"), default=0))
    most = int(min(all_of(schemas, "maxLength"), default=max(least, len(name) + 3)))
    for n in range(1, _VARIANTS):
        mark = str(n) if n > 1 else ""
        word = name[: max(0, most - len(mark))] + mark
        yield word + "." * (least - len(word))


def numbers(schemas: list[dict[str, Any]], *, whole: bool) -> Iterator[int | float]:
    """Multiples of what they are to be multiples of, within the bounds or just beside them."""
    low = max(_fractions(schemas, "minimum", "exclusiveMinimum"), default=None)
    high = min(_fractions(schemas, "maximum", "exclusiveMaximum"), default=None)
    steps = _fractions(schemas, "multipleOf")
    if low is not None and high is not None and not whole and not steps:
        yield from (_number(low + (high - low) * Fraction(n, 64)) for n in (32, *range(65)))
        return
    step = max(steps, default=Fraction(1))
    if low is None and high is not None and high < step:
        yield from (_number(step * (floor(high / step) - n)) for n in range(_VARIANTS))
    else:
        first = ceil((step if low is None else low) / step)
        yield from (_number(step * (first + n)) for n in range(_VARIANTS))
    if not whole:
        ends = [bound for bound in (low, high) if bound is not None] or [Fraction(1)]
        yield from (_number(end + part) for end in ends for part in (0, _HALF, -_HALF))


def _fractions(schemas: list[dict[str, Any]], *keywords: str) -> list[Fraction]:
    return [Fraction(str(bound)) for keyword in keywords for bound in all_of(schemas, keyword)]


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
