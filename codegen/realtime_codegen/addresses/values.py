"""The values that a parameter can have, as the languages that each of them is in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .automata import Automaton, one_of, without
from .expressions import NotRegular
from .patterns import of_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

_INTEGER = r"^(?:0|-?[1-9][0-9]*)$"
_UUID = "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$"  # the runtime writes them so


class Values(NamedTuple):
    """What is asked of a value, in a form that is the same for the same values.

    `kind` is the pattern of all integers, or of all UUIDs; `listed` are the texts of an enum.
    """

    separators: tuple[str, ...]
    kind: str = ""
    listed: tuple[str, ...] | None = None
    pattern: str = ""

    @property
    def wider(self) -> Values:
        """These and others: what is quick to compare, however many there are."""
        short = tuple(mark for mark in self.separators if len(mark) == 1)
        return self._replace(separators=short, pattern="")


def values_of(separators: tuple[str, ...], schema: Mapping[str, Any]) -> Values:
    """The values of a parameter with this schema, between these separators."""
    is_uuid = schema.get("format") == "uuid"
    kind = _UUID if is_uuid else _INTEGER if schema.get("type") == "integer" else ""
    enum, pattern = schema.get("enum"), schema.get("pattern")
    listed = None
    if isinstance(enum, list):
        texts = {text.lower() if is_uuid else text for text in enum if isinstance(text, str)}
        listed = tuple(sorted(texts))
    return Values(separators, kind, listed, pattern if isinstance(pattern, str) else "")


@cache
def automata_of(values: Values) -> tuple[Automaton, ...]:
    """A value is in the language of each; of a pattern that is not regular nothing is asked."""
    found = [without(separator) for separator in values.separators]
    if values.kind:
        found.append(of_pattern(values.kind))
    if values.listed is not None:
        found.append(one_of(values.listed))
    if values.pattern and not doubt_about(values):
        found.append(of_pattern(values.pattern))
    return tuple(found)


def doubt_about(values: Values) -> str:
    """Why their pattern counts as one that accepts everything; "" if it does not."""
    try:
        of_pattern(values.pattern)
    except NotRegular as error:
        return str(error)
    return ""
