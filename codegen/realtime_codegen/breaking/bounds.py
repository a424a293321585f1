"""The bounds of numbers and lengths. Each is implied where the other version allows no more."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, lcm
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import shortened
from ..jsonschema.equality import exact, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .findings import Finding
    from .pairs import Pair
    from .sides import Side

_NUMBERS = frozenset({"integer", "number"})


class _Bound(NamedTuple):
    """A lower bound, or an upper one with the sign changed: a larger one is stricter."""

    value: Fraction
    is_excluded: bool = False


class _End(NamedTuple):
    """One end of a type's range; `sign` is 1 for the lower and -1 for the upper."""

    type_: str
    keywords: tuple[str, ...]
    sign: int


_ENDS = (
    _End("array", ("minItems",), 1),
    _End("array", ("maxItems",), -1),
    _End("number", ("minimum", "exclusiveMinimum"), 1),
    _End("number", ("maximum", "exclusiveMaximum"), -1),
    _End("object", ("minProperties",), 1),
    _End("object", ("maxProperties",), -1),
    _End("string", ("minLength",), 1),
    _End("string", ("maxLength",), -1),
)


def bounds_are_kept(pair: Pair) -> Iterator[Finding]:
    for end in _ENDS:
        if not pair.shared & (_NUMBERS if end.type_ == "number" else {end.type_}):
            continue
        old, new = (_written(pair, side, end) for side in (pair.old, pair.new))
        if _exceeds(new, old, _implied(pair, pair.old, end)):
            yield constraint(pair, *end.keywords, is_tighter=True)
        if _exceeds(old, new, _implied(pair, pair.new, end)):
            yield constraint(pair, *end.keywords, is_tighter=False)


def _exceeds(bound: _Bound | None, *others: _Bound | None) -> bool:
    """Whether it asks more than each of the others."""
    return bound is not None and all(other is None or bound > other for other in others)


def _written(pair: Pair, side: Side, end: _End) -> _Bound | None:
    """The strictest bound that keywords state; for integers, that of the multiples within it."""
    bounds = [
        _Bound(end.sign * exact(value), keyword.startswith("exclusive"))
        for keyword in end.keywords
        for value in side.values_of(keyword)
    ]
    step = _step(pair, side) if end.type_ == "number" else None
    if step is not None and step.denominator == 1:
        bounds = [_Bound(_next_multiple(bound, step)) for bound in bounds]
    return max(bounds, default=None)


def _next_multiple(bound: _Bound, step: Fraction) -> Fraction:
    steps = bound.value / step
    return step * (floor(steps) + 1 if bound.is_excluded else ceil(steps))


def _implied(pair: Pair, side: Side, end: _End) -> _Bound | None:
    """What holds without these keywords: by the listed values, else by other keywords."""
    values = pair.values(side)
    measures = [_measure(value) for value, _ in values.values()] if values is not None else []
    bounds = [_Bound(end.sign * number) for type_, number in measures if type_ == end.type_]
    if bounds:
        return min(bounds)
    match end.keywords[0]:
        case "minItems":
            return _Bound(Fraction(side.least_items))
        case "minProperties":
            return _Bound(Fraction(len(side.required)))
        case "minLength":
            return _Bound(Fraction(0))
        case "maxItems" if side.most_items is not None:
            return _Bound(-Fraction(side.most_items))
        case "maxProperties" if side.most_properties is not None:
            return _Bound(-Fraction(side.most_properties))
    return None


def _measure(value: Any) -> tuple[str, Fraction]:
    """The type of a value whose size has bounds, with that size."""
    type_ = type_of(value)
    if type_ in _NUMBERS:
        return "number", exact(value)
    return type_, Fraction(len(value) if type_ in ("array", "object", "string") else 0)


def multiples_are_kept(pair: Pair) -> Iterator[Finding]:
    if not pair.shared & _NUMBERS:
        return
    old, new = _step(pair, pair.old), _step(pair, pair.new)
    if not _are_multiples(pair, pair.old, old, new):
        yield constraint(pair, "multipleOf", is_tighter=True)
    if not _are_multiples(pair, pair.new, new, old):
        yield constraint(pair, "multipleOf", is_tighter=False)


def _are_multiples(pair: Pair, side: Side, step: Fraction | None, of: Fraction | None) -> bool:
    """Whether all numbers of one version are multiples in the other."""
    if of is None or (step is not None and step % of == 0):
        return True
    values = pair.values(side)
    if values is None:
        return False
    measures = (_measure(value) for value, _ in values.values())
    return all(number % of == 0 for type_, number in measures if type_ == "number")


def _step(pair: Pair, side: Side) -> Fraction | None:
    """The number of which all valid numbers are the multiples; for integers at least 1."""
    steps = [exact(value) for value in side.values_of("multipleOf")]
    if "number" not in pair.shared:
        steps.append(Fraction(1))
    found = None
    for step in steps:
        found = step if found is None else _common_multiple(found, step)
    return found


def _common_multiple(a: Fraction, b: Fraction) -> Fraction:
    """The least number that is a multiple of both."""
    return Fraction(
        lcm(a.numerator * b.denominator, b.numerator * a.denominator),
        a.denominator * b.denominator,
    )


def constraint(pair: Pair, *keywords: str, is_tighter: bool) -> Finding:
    """That one of these keywords asks more now, or less."""
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
