"""Words: the Python type of each kind of scalar; the library is asked only for unknown ones."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from .expressions import Name, either

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...types.data import Scalar
    from .expressions import Expression

FORMATS = frozenset({"date-time", "date", "time", "uuid"})
"""The formats that have a Python type."""

# The library's names and their Python types. Other names are never written.
_NAMES: dict[str, Expression] = {
    "AwareDatetime": Name("datetime.datetime"),
    "None": Name("None"),
    "UUID": Name("uuid.UUID"),
    "bool": Name("bool"),
    "date": Name("datetime.date"),
    # A whole number stays one: as a float, a large one would become another.
    "float": either((Name("int"), Name("float"))),
    "int": Name("int"),
    "str": Name("str"),
    "time": Name("datetime.time"),
}


class UnknownWord(Exception):
    """The library answers with a type that this target does not know."""


class Words:
    """What the library said about each kind of scalar. `said` is what is known, and learns more."""

    def __init__(self, said: dict[str, str]) -> None:
        self._said = said
        self._of = cache(self._word_of)

    def learn(self, scalars: Iterable[Scalar]) -> None:
        """Ask the library about those that are new. Raises UnknownWord."""
        known = {question for question, word in self._said.items() if word in _NAMES}
        asked = sorted({question_of(scalar) for scalar in set(scalars)} - known)
        if not asked:
            return
        from .library import answers_of

        answers = answers_of(asked)
        for question in asked:
            if answers[question] not in _NAMES:
                raise UnknownWord(f"{question} is {answers[question]} to the library")
        self._said |= answers

    def of(self, scalar: Scalar) -> Expression:
        return self._of(scalar)

    def _word_of(self, scalar: Scalar) -> Expression:
        return _NAMES[self._said[question_of(scalar)]]


def question_of(scalar: Scalar) -> str:
    """A kind of scalar as JSON Schema; formats without a Python type are not distinguished."""
    schema: dict[str, str] = {"type": scalar.kind}
    if scalar.format in FORMATS:
        schema["format"] = scalar.format
    return json.dumps(schema)
