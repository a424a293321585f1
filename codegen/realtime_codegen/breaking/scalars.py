"""What is asked of a value as a whole: its type, its values, its bounds, patterns and formats."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from ..diagnostics import shortened
from .findings import BOTH, PUBLISHERS, SUBSCRIBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .pairs import Pair
    from .sides import Side

SUBSCRIBERS_FIRST = "update all subscribers first, then the publishers"
PUBLISHERS_FIRST = "update all publishers first, then the subscribers"

_WORDS = {
    "array": "an array",
    "boolean": "a boolean",
    "integer": "a whole number",
    "null": "null",
    "number": "a fraction",
    "object": "an object",
    "string": "a string",
}
_NUMBERS = frozenset({"integer", "number"})


def types_are_kept(pair: Pair) -> None:
    old, new = pair.old.types & pair.types, pair.new.types & pair.types
    keywords = ("type", "enum", "const", "anyOf", "oneOf")
    if added := _words(new - old):
        message = (
            f"this may be {added} now, and running subscribers refuse that; {SUBSCRIBERS_FIRST}"
        )
        pair.report("type-widened", SUBSCRIBERS, message, *keywords)
    if removed := _words(old - new):
        message = (
            f"this cannot be {removed} any more: publishers that send it are refused, "
            f"by type checkers too; {PUBLISHERS_FIRST}"
        )
        pair.report("type-narrowed", PUBLISHERS, message, *keywords)


def _words(types: Iterable[str]) -> str:
    return " or ".join(_WORDS[type_] for type_ in sorted(types))


def values_are_kept(pair: Pair) -> None:
    """Those of the types that both versions admit."""
    old, new = pair.values(pair.old), pair.values(pair.new)
    keywords = ("enum", "const", "type")
    if old is None and new is not None:
        values = ", ".join(shortened(value) for value, _ in new.values())
        message = (
            f"this is one of {values} now: publishers that send others are refused, "
            f"by type checkers too; {PUBLISHERS_FIRST}"
        )
        pair.report("type-narrowed", PUBLISHERS, message, *keywords, detail="enum")
    elif new is None and old is not None:
        values = ", ".join(shortened(value) for value, _ in old.values())
        message = (
            f"this may be more than {values} now, and running subscribers refuse that; "
            f"{SUBSCRIBERS_FIRST}"
        )
        pair.report("type-widened", SUBSCRIBERS, message, *keywords, detail="enum")
    elif old is not None and new is not None:
        _listed_values_are_kept(pair, old, new)


def _listed_values_are_kept(pair: Pair, old: dict[str, Any], new: dict[str, Any]) -> None:
    for key, (value, site) in new.items():
        if key not in old:
            message = (
                f"{shortened(value)} is a new value, and running subscribers refuse it; "
                f"{SUBSCRIBERS_FIRST}"
            )
            pair.report(
                "enum-value-added",
                SUBSCRIBERS,
                message,
                "const",
                "enum",
                "type",
                detail=value if isinstance(value, str) else key,
                new=site,
            )
    for key, (value, site) in old.items():
        if key not in new:
            message = (
                f"{shortened(value)} is no value any more: publishers that send it are refused, "
                f"by type checkers too; {PUBLISHERS_FIRST}"
            )
            pair.report(
                "enum-value-removed",
                PUBLISHERS,
                message,
                "const",
                "enum",
                "type",
                detail=value if isinstance(value, str) else key,
                old=site,
            )


# For each type, the keywords that ask at least, and those that ask at most.
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


def bounds_are_kept(pair: Pair) -> None:
    types = pair.shared | ({"number"} if pair.shared & _NUMBERS else frozenset())
    for type_ in sorted(types & _AT_LEAST.keys()):
        for keywords, sign in ((_AT_LEAST[type_], 1), (_AT_MOST[type_], -1)):
            are_whole = type_ == "number" and "number" not in pair.shared
            old, new = (
                _strictest(side, keywords, sign, are_whole=are_whole)
                for side in (pair.old, pair.new)
            )
            if old == new:
                continue
            is_tighter = old is None or (new is not None and new > old)
            _report_constraint(pair, keywords, is_tighter=is_tighter)


def _strictest(
    side: Side, keywords: tuple[str, ...], sign: int, *, are_whole: bool
) -> tuple[Fraction, bool] | None:
    """The bound that decides, larger for stricter ones; whether it is itself excluded.

    For whole numbers it is one of them: more than 0 is at least 1.
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
    # No length is below 0, so that asks nothing.
    asked = [bound for bound in bounds if keywords[0] in _NUMERIC or sign < 0 or bound[0] > 0]
    return max(asked, default=None)


_NUMERIC = ("minimum", "maximum")


def _report_constraint(pair: Pair, keywords: tuple[str, ...], *, is_tighter: bool) -> None:
    old, new = (
        next(((k, shortened(v)) for k in keywords for v in side.values_of(k)), None)
        for side in (pair.old, pair.new)
    )
    if new is None:
        told = f"{' '.join(old or ())} is gone"
    else:
        told = (
            f"{' '.join(new)} is new" if old is None else f"{new[0]} was {old[1]} and is {new[1]}"
        )
    if is_tighter:
        message = f"{told}: publishers that send more than that admits are refused"
        pair.report(
            "constraint-tightened",
            PUBLISHERS,
            f"{message}; {PUBLISHERS_FIRST}",
            *keywords,
            detail=keywords[0],
        )
    else:
        message = f"{told}, and running subscribers refuse what that lets through"
        pair.report(
            "constraint-loosened",
            SUBSCRIBERS,
            f"{message}; {SUBSCRIBERS_FIRST}",
            *keywords,
            detail=keywords[0],
        )


def multiples_are_kept(pair: Pair) -> None:
    if not pair.shared & _NUMBERS:
        return
    old, new = ({_exact(v) for v in side.values_of("multipleOf")} for side in (pair.old, pair.new))
    # The multiples of 6 are multiples of 3.
    if not all(any(n % o == 0 for n in new) for o in old):
        _report_constraint(pair, ("multipleOf",), is_tighter=False)
    if not all(any(o % n == 0 for o in old) for n in new):
        _report_constraint(pair, ("multipleOf",), is_tighter=True)


def _exact(number: float) -> Fraction:
    """The number as it is written: 0.1 is a tenth."""
    return Fraction(repr(number))


def texts_are_kept(pair: Pair) -> None:
    """Patterns and formats: of two different ones nobody can tell which admits more."""
    if "string" not in pair.shared:
        return
    old, new = (set(side.values_of("pattern")) for side in (pair.old, pair.new))
    if new - old and old - new:
        pair.undecided("pattern")
    elif old != new:
        _report_constraint(pair, ("pattern",), is_tighter=new > old)
    old, new = (set(side.values_of("format")) for side in (pair.old, pair.new))
    added, removed = sorted(new - old), sorted(old - new)
    if added or removed:
        _report_format(pair, " and ".join(added), " and ".join(removed))


def _report_format(pair: Pair, added: str, removed: str) -> None:
    if not removed:
        breaks = PUBLISHERS
        message = f"this has the format {added} now: publishers that send other texts are refused"
        message += f", and types may change; {PUBLISHERS_FIRST}"
    elif not added:
        breaks = SUBSCRIBERS
        message = f"the format {removed} is gone, and running subscribers refuse other texts"
        message += f"; types may change; {SUBSCRIBERS_FIRST}"
    else:
        breaks = BOTH
        message = f"the format was {removed} and is {added} now: neither side understands the other"
        message += "; add a property of another name, and remove this one when nobody sends it"
    pair.report("format-changed", breaks, message, "format")


def items_stay_unique(pair: Pair) -> None:
    if "array" not in pair.shared:
        return
    old, new = (any(v for v in side.values_of("uniqueItems")) for side in (pair.old, pair.new))
    if old != new:
        _report_constraint(pair, ("uniqueItems",), is_tighter=new)
