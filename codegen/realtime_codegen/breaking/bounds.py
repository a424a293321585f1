"""The bounds of numbers and lengths. Each is implied where the other version allows no more."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import shortened
from ..jsonschema.equality import exact, type_of
from ..jsonschema.numbers import Bound, bound, step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .findings import Finding
    from .pairs import Pair
    from .sides import Side

_NUMBERS = frozenset({"integer", "number"})


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
        old, new = (_stated(pair, side, end) for side in (pair.old, pair.new))
        if _exceeds(new, old, _implied(pair, pair.old, end)):
            yield constraint(pair, *end.keywords, is_tighter=True)
        if _exceeds(old, new, _implied(pair, pair.new, end)):
            yield constraint(pair, *end.keywords, is_tighter=False)


def _stated(pair: Pair, side: Side, end: _End) -> Bound | None:
    """The strictest bound that keywords state, among the multiples that are valid."""
    of_numbers = end.type_ == "number"
    return bound(side, end.keywords, end.sign, _step(pair, side) if of_numbers else None)


def _exceeds(bound: Bound | None, *others: Bound | None) -> bool:
    """Whether it asks more than each of the others."""
    return bound is not None and all(other is None or bound > other for other in others)


def _implied(pair: Pair, side: Side, end: _End) -> Bound | None:
    """What holds without these keywords: by the listed values, else by other keywords."""
    values = pair.values(side)
    measures = [_measure(value) for value, _ in values.values()] if values is not None else []
    bounds = [Bound(end.sign * number) for type_, number in measures if type_ == end.type_]
    if bounds:
        return min(bounds)
    match end.keywords[0]:
        case "minItems":
            return Bound(Fraction(side.least_items))
        case "minProperties":
            return Bound(Fraction(len(side.required)))
        case "minLength":
            return Bound(Fraction(0))
        case "maxItems" if side.most_items is not None:
            return Bound(-Fraction(side.most_items))
        case "maxProperties" if side.most_properties is not None:
            return Bound(-Fraction(side.most_properties))
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
    return step(side, is_whole="number" not in pair.shared)


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
