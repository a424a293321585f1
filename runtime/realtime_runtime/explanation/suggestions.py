"""Suggestions: which name or value of the schema a misspelt one was probably meant to be."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..encoding import shorten
from .faults import types
from .work import Work

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .faults import Fault

_STEPS, _SECONDS = 400, 0.01
_LONGEST = 40  # characters of what is compared
_MOST_NAMES = 10  # of one problem
_ALIKE = 0.7
_PAIRS_A_STEP = 200  # pairs of characters


class Suggestions:
    """Those of one explanation, for a bounded work of their own."""

    def __init__(self) -> None:
        self._work = Work(_STEPS, _SECONDS)
        self._found: dict[tuple[str, int], Any] = {}  # by the id of what was looked at

    def of(self, fault: Fault) -> str:
        """A question such as `did you mean "high"?`, or what to pass in place of a string that
        another type has become; empty where nothing looks alike."""
        if fault.keyword in ("additionalProperties", "unevaluatedProperties"):
            is_one = len(fault.said) == 1
            texts = (_text(right, "" if is_one else wrong) for wrong, right in self._names(fault))
        elif fault.keyword == "required":
            texts = (_text(fault.said, key) for key in self._misspelt(fault))
        elif fault.keyword == "enum":
            texts = (shorten(value) for value in self._listed(fault))
        else:
            return _way(fault)
        text = ", ".join(texts)
        return f"did you mean {text}?" if text else ""

    def _names(self, fault: Fault) -> Iterator[tuple[str, str]]:
        """The names that are wrong, each with the one that is right."""
        for wrong in islice(fault.said, _MOST_NAMES):
            right = self._kept(wrong, fault.known) if isinstance(wrong, str) else None
            if right is not None and right not in fault.value:
                yield wrong, right

    def _misspelt(self, fault: Fault) -> Iterator[str]:
        """The name that stands where one is missing."""
        if fault.said in fault.known:
            names = (name for name in fault.value if name not in fault.known)
            key = self._nearest(fault.said, names)
            yield from () if key is None else (key,)

    def _listed(self, fault: Fault) -> Iterator[Any]:
        """The listed value that is nearest: another string, or the same in another type."""
        if isinstance(fault.value, str):
            nearest = self._kept(fault.value, fault.said)
            yield from () if nearest is None else (nearest,)
        elif isinstance(fault.value, int | float) and json.dumps(fault.value) in fault.said:
            yield json.dumps(fault.value)

    def _kept(self, word: str, names: Collection[Any]) -> Any:
        """The nearest of names that many problems may have."""
        key = (word, id(names))
        if key not in self._found:
            self._found[key] = self._nearest(word, names)
        return self._found[key]

    def _nearest(self, word: str, names: Iterable[Any]) -> Any:
        """What a word resembles most; None where the work does not reach."""
        from difflib import get_close_matches  # on the first refusal

        alike: dict[str, str] = {}
        for count, name in enumerate(names, 1):
            if isinstance(name, int | float) and json.dumps(name) == word:
                return name
            if isinstance(name, str) and _have_like_lengths(word, name):
                alike.setdefault(name.casefold(), name)
                self._work.take(1 + len(word) * len(name) // _PAIRS_A_STEP)
            elif count % 32 == 0:
                self._work.take()
            if self._work.is_spent:
                return None
        # It would index the whole word, however long, where there is nothing to compare it with.
        folded = word.casefold()
        found = get_close_matches(folded, alike, 1, _ALIKE) if alike else []
        # Two letters that changed places are half of a short word.
        found = found or [name for name in alike if sorted(name) == sorted(folded)]
        return alike[found[0]] if found else None


def _way(fault: Fault) -> str:
    """What to pass, where a string stands for what Python has a type of its own for."""
    if not isinstance(fault.value, str):
        return ""
    if fault.keyword == "format":
        return _OF_FORMATS.get((fault.said, _form(fault.value)), "")
    wanted = types(fault.said) if fault.keyword == "type" else ()
    if "number" in wanted and _NUMBER.fullmatch(fault.value):
        return "a Decimal is sent as a string: pass float(...), or define a string"
    start = fault.value[:1]
    if (start == "{" and "object" in wanted) or (start == "[" and "array" in wanted):
        return "for text that is JSON pass json.loads(...)"
    return ""


def _form(text: str) -> str:
    return "date-time" if _DATE_TIME.match(text) else "date" if _DATE.fullmatch(text) else ""


_NUMBER = re.compile(r"-?\d{1,300}(?:\.\d{1,300})?(?:[Ee][+-]?\d{1,9})?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:")
_OF_FORMATS = {
    ("date", "date-time"): "of a datetime pass .date()",
    ("date-time", "date"): "a date has no time: pass a datetime with its zone",
}
"""By the format that is asked for, and the one that a string has."""


def _have_like_lengths(one: str, other: str) -> bool:
    """Whether two words may be alike at all, and are not too long to be compared."""
    short, long = sorted((len(one), len(other)))
    return long <= _LONGEST and 2 * short >= _ALIKE * (short + long)


def _text(right: str, wrong: str) -> str:
    return f"{shorten(right)} for {shorten(wrong)}" if wrong else shorten(right)
