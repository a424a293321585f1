"""Short strings for a regular expression: guesses, for the schema to validate."""

from __future__ import annotations

import re
import string
import warnings
from contextlib import suppress
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTERS, _PRINTABLE = string.ascii_letters, string.printable.strip() + " "
_CATEGORIES = {
    "CATEGORY_DIGIT": string.digits,
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": _LETTERS + string.digits + "_",
}
# What schemas may write and Python's patterns may not: {how it is written: how Python has it}.
_SPELLINGS = {r"\(\?<(?![=!])": "(?P<", r"\\[pP]\{\w+(?:=\w+)?\}": r"\\w"}


def texts(pattern: str) -> Iterator[str]:
    """Strings that the pattern may match, the shortest first; none where Python cannot read it.

    What stands in look-arounds is left to chance.
    """
    for written, spelling in _SPELLINGS.items():
        pattern = re.sub(written, spelling, pattern)
    # Python's own parser: private, so whatever it comes to is only no guess.
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        states = import_module("re._parser").parse(pattern)
        for more in range(_LONGER):
            for first in range(_VARIANTS):
                yield _Text(more, first).of(states)


_LONGER = 40
_VARIANTS = 4


class _Text:
    """One string: each repetition has `more` than it needs, characters begin with the `first`."""

    def __init__(self, more: int, first: int) -> None:
        self._more = more
        self._first = first
        self._turns = count(first)
        self._groups: dict[int, str] = {}

    def of(self, states: Any) -> str:
        return "".join(self._state(operation.name, value) for operation, value in states)

    def _state(self, operation: str, value: Any) -> str:
        match operation:
            case "LITERAL":
                return chr(value)
            case "ANY" | "NOT_LITERAL" | "IN" | "CATEGORY" | "RANGE":
                return self._pick(_characters(operation, value))
            case "BRANCH":
                return self.of(value[1][self._first % len(value[1])])
            case "SUBPATTERN":
                text = self.of(value[-1])
                if value[0] is not None:
                    self._groups[value[0]] = text
                return text
            case "ATOMIC_GROUP":
                return self.of(value)
            case "GROUPREF":
                return self._groups[value]
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inside = value
                return "".join(self.of(inside) for _ in range(min(least + self._more, most)))
            case _:  # a place, or a look-around
                return ""

    def _pick(self, characters: str) -> str:
        return characters[next(self._turns) % len(characters)]


def _characters(operation: str, value: Any) -> str:
    """The printable characters of a class, letters and digits first."""
    match operation:
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return "".join(map(chr, range(value[0], min(value[1], value[0] + 100) + 1)))
        case "NOT_LITERAL":
            return _without(chr(value))
        case "CATEGORY":
            name = value.name.replace("_NOT_", "_")
            own = _CATEGORIES[name]
            return own if name == value.name else _without(own)
        case "IN":
            parts = [_characters(o.name, v) for o, v in value if o.name != "NEGATE"]
            own = "".join(parts)
            return _without(own) if value[0][0].name == "NEGATE" else own
        case _:
            return _LETTERS + string.digits


def _without(characters: str) -> str:
    return "".join(c for c in _LETTERS + _PRINTABLE if c not in characters)
