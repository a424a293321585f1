"""What keywords leave of numbers: their ends and their steps, as exact fractions."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import ceil, floor, gcd, lcm
from typing import TYPE_CHECKING, NamedTuple

from .equality import exact

if TYPE_CHECKING:
    from .conjunction import Conjunction


class Bound(NamedTuple):
    """A lower bound, or an upper one with the sign changed: a larger one is stricter."""

    value: Fraction
    is_excluded: bool = False


def bound(
    conjunction: Conjunction, keywords: tuple[str, ...], sign: int, step: Fraction | None = None
) -> Bound | None:
    """The strictest that these keywords state, `sign` being 1 for lower ones and -1 for upper
    ones; with a step, that of the multiples within it."""
    bounds = [
        Bound(sign * exact(value), keyword.startswith("exclusive"))
        for keyword in keywords
        for value in conjunction.values_of(keyword)
    ]
    strictest = max(bounds, default=None)
    return strictest if strictest is None or step is None else _next_multiple(strictest, step)


def step(conjunction: Conjunction, *, is_whole: bool) -> Fraction | None:
    """The number of which all valid numbers are the multiples; of whole ones it is whole."""
    steps = list(map(exact, conjunction.values_of("multipleOf")))
    if is_whole:
        steps.append(exact(1))
    return reduce(_common_multiple, steps) if steps else None


def has_number(conjunction: Conjunction, *, is_whole: bool) -> bool:
    """Whether bounds and steps leave any number."""
    low = bound(conjunction, ("minimum", "exclusiveMinimum"), 1)
    high = bound(conjunction, ("maximum", "exclusiveMaximum"), -1)
    if low is None or high is None:
        return True
    if (each := step(conjunction, is_whole=is_whole)) is not None:
        low, high = _next_multiple(low, each), _next_multiple(high, each)
    least, most = low.value, -high.value
    return least < most or (least == most and not low.is_excluded and not high.is_excluded)


def _next_multiple(bound: Bound, step: Fraction) -> Bound:
    steps = bound.value / step
    return Bound(step * (floor(steps) + 1 if bound.is_excluded else ceil(steps)))


def _common_multiple(a: Fraction, b: Fraction) -> Fraction:
    """The least number that is a multiple of both."""
    return Fraction(lcm(a.numerator, b.numerator), gcd(a.denominator, b.denominator))
