"""The constraints on a value as a whole: its type, values, bounds, patterns and formats."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from ..diagnostics import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..jsonschema.conjunction import Value
    from .findings import Finding
    from .pairs import Pair
    from .sides import Side

_WORDS = {
    "array": "an array",
    "boolean": "a boolean",
    "integer": "an integer",
    "null": "null",
    "number": "a fraction",
    "object": "an object",
    "string": "a string",
}
_NUMBERS = frozenset({"integer", "number"})


def types_are_kept(pair: Pair) -> Iterator[Finding]:
    old, new = pair.old.types & pair.types, pair.new.types & pair.types
    keywords = ("type", "enum", "const", "anyOf", "oneOf")
    if added := _words(new - old):
        yield pair.finding("type-widened", *keywords, types=added)
    if removed := _words(old - new):
        yield pair.finding("type-narrowed", *keywords, types=removed)


def _words(types: Iterable[str]) -> str:
    return " or ".join(_WORDS[type_] for type_ in sorted(types))


def values_are_kept(pair: Pair) -> Iterator[Finding]:
    """Those of the types that both versions accept."""
    old, new = pair.values(pair.old), pair.values(pair.new)
    keywords = ("enum", "const", "type")
    if old is None and new is not None:
        values = _listed(new)
        yield pair.finding("type-narrowed/list", *keywords, detail="enum", values=values)
    elif new is None and old is not None:
        values = _listed(old)
        yield pair.finding("type-widened/list", *keywords, detail="enum", values=values)
    elif old is not None and new is not None:
        yield from _listed_values_are_kept(pair, old, new)


def _listed(values: dict[str, Value]) -> str:
    return ", ".join(shortened(value) for value, _ in values.values())


def _listed_values_are_kept(
    pair: Pair, old: dict[str, Value], new: dict[str, Value]
) -> Iterator[Finding]:
    keywords = ("const", "enum", "type")
    for key, (value, site) in new.items():
        if key not in old:
            detail, told = value if isinstance(value, str) else key, shortened(value)
            yield pair.finding("enum-value-added", *keywords, detail=detail, new=site, value=told)
    for key, (value, site) in old.items():
        if key not in new:
            detail, told = value if isinstance(value, str) else key, shortened(value)
            yield pair.finding("enum-value-removed", *keywords, detail=detail, old=site, value=told)


# For each type, the keywords of its lower bounds, and those of its upper bounds.
_AT_LEAST = {
    "string": ("minLength",),
    "array": ("minItems",),
    "object": ("minProperties",),
    "number": ("minimum", "exclusiveMinimum"),
}
_AT_MOST = {
    "string": ("maxLength",),
    "array": ("maxItems",),
    "object": ("maxProperties",),
    "number": ("maximum", "exclusiveMaximum"),
}


def bounds_are_kept(pair: Pair) -> Iterator[Finding]:
    types = pair.shared | ({"number"} if pair.shared & _NUMBERS else frozenset())
    for type_ in sorted(types & _AT_LEAST.keys()):
        for keywords, sign in ((_AT_LEAST[type_], 1), (_AT_MOST[type_], -1)):
            are_whole = type_ == "number" and "number" not in pair.shared
            old, new = (
                _strictest(side, keywords, sign, are_whole=are_whole)
                for side in (pair.old, pair.new)
            )
            if old != new:
                is_tighter = old is None or (new is not None and new > old)
                yield _constraint(pair, keywords, is_tighter=is_tighter)


def _strictest(
    side: Side, keywords: tuple[str, ...], sign: int, *, are_whole: bool
) -> tuple[Fraction, bool] | None:
    """The strictest bound, larger for stricter ones; whether it is itself excluded.

    For integers it is an integer: more than 0 is at least 1.
    """
    bounds = [
        (sign * Fraction(value), keyword.startswith("exclusive"))
        for keyword in keywords
        for value in side.values_of(keyword)
    ]
    if are_whole:
        bounds = [
            (Fraction(floor(b) + 1 if excluded else ceil(b)), False) for b, excluded in bounds
        ]
    # No length is below 0, so such a bound has no effect.
    asked = [bound for bound in bounds if keywords[0] in _NUMERIC or sign < 0 or bound[0] > 0]
    return max(asked, default=None)


_NUMERIC = ("minimum", "maximum")


def _constraint(pair: Pair, keywords: tuple[str, ...], *, is_tighter: bool) -> Finding:
    old, new = (
        next(((k, shortened(v)) for k in keywords for v in side.values_of(k)), None)
        for side in (pair.old, pair.new)
    )
    if new is None:
        what = f"{' '.join(old or ())} is gone"
    elif old is None:
        what = f"{' '.join(new)} is new"
    else:
        what = f"{new[0]} was {old[1]} and is {new[1]}"
    key = "constraint-tightened" if is_tighter else "constraint-loosened"
    return pair.finding(key, *keywords, detail=keywords[0], what=what)


def multiples_are_kept(pair: Pair) -> Iterator[Finding]:
    if not pair.shared & _NUMBERS:
        return
    old, new = ({_exact(v) for v in side.values_of("multipleOf")} for side in (pair.old, pair.new))
    # The multiples of 6 are multiples of 3.
    if not all(any(n % o == 0 for n in new) for o in old):
        yield _constraint(pair, ("multipleOf",), is_tighter=False)
    if not all(any(o % n == 0 for o in old) for n in new):
        yield _constraint(pair, ("multipleOf",), is_tighter=True)


def _exact(number: float) -> Fraction:
    """The number as it is written: 0.1 is a tenth."""
    return Fraction(repr(number))


def strings_are_kept(pair: Pair) -> Iterator[Finding]:
    """Patterns and formats: which of two different ones accepts more cannot be decided."""
    if "string" not in pair.shared:
        return
    old, new = (set(side.values_of("pattern")) for side in (pair.old, pair.new))
    if new - old and old - new:
        yield pair.undecided("pattern")
    elif old != new:
        yield _constraint(pair, ("pattern",), is_tighter=new > old)
    old, new = (set(side.values_of("format")) for side in (pair.old, pair.new))
    before, now = " and ".join(sorted(old - new)), " and ".join(sorted(new - old))
    if before and now:
        yield pair.finding("format-changed", "format", before=before, now=now)
    elif before:
        yield pair.finding("format-changed/gone", "format", before=before)
    elif now:
        yield pair.finding("format-changed/new", "format", now=now)


def items_stay_unique(pair: Pair) -> Iterator[Finding]:
    if "array" not in pair.shared:
        return
    old, new = (any(v for v in side.values_of("uniqueItems")) for side in (pair.old, pair.new))
    if old != new:
        yield _constraint(pair, ("uniqueItems",), is_tighter=new)
