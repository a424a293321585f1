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
        Bound(sign * exact(place.value), keyword.startswith("exclusive"))
        for keyword in keywords
        for place in conjunction.each(keyword)
    ]
    if step is not None:
        bounds = [Bound(_next_multiple(bound, step)) for bound in bounds]
    return max(bounds, default=None)


def step(conjunction: Conjunction, *, is_whole: bool) -> Fraction | None:
    """The number of which all valid numbers are the multiples; of whole ones it is whole."""
    steps = [exact(place.value) for place in conjunction.each("multipleOf")]
    if is_whole:
        steps.append(exact(1))
    return reduce(_common_multiple, steps) if steps else None


def has_number(conjunction: Conjunction, *, is_whole: bool) -> bool:
    """Whether bounds and steps leave any number."""
    each = step(conjunction, is_whole=is_whole)
    low = bound(conjunction, ("minimum", "exclusiveMinimum"), 1, each)
    high = bound(conjunction, ("maximum", "exclusiveMaximum"), -1, each)
    if low is None or high is None:
        return True
    least, most = low.value, -high.value
    return least < most or (least == most and not low.is_excluded and not high.is_excluded)


def _next_multiple(bound: Bound, step: Fraction) -> Fraction:
    steps = bound.value / step
    return step * (floor(steps) + 1 if bound.is_excluded else ceil(steps))


def _common_multiple(a: Fraction, b: Fraction) -> Fraction:
    """The least number that is a multiple of both."""
    return Fraction(lcm(a.numerator, b.numerator), gcd(a.denominator, b.denominator))
