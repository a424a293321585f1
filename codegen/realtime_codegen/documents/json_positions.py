"""JsonDocument: JSON that was read without positions; they are looked up where one is asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..once import once
from .document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Pointer, Position

_SPACE = re.compile(r"[ \t\n\r]*")
_BETWEEN = re.compile(r"[ \t\n\r]*[:,]?[ \t\n\r]*")
_decoder = json.JSONDecoder()

# Where the key and the value of an entry begin and end.
Entry = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class JsonDocument(Document):
    """A right JSON text."""

    def position(self, pointer: Pointer, *, key: bool = False) -> Position:
        """The position of the value at `pointer`, or of its key; the nearest existing place."""
        start = _after_space(self.text, 0)
        place = of_key = start, start + 1
        for step in pointer:
            entry = self._entries(start).get(step)
            if entry is None:
                break
            key_start, key_end, start, end = entry
            place = start, end
            of_key = (key_start, key_end) if isinstance(step, str) else place
        return self.stretch(*(of_key if key else place))

    def _entries(self, start: int) -> dict[str | int, Entry]:
        """The entries of the container that begins at a place."""
        if start not in self._known:
            self._known[start] = dict(_entries(self.text, start))
        return self._known[start]

    @once
    def _known(self) -> dict[int, dict[str | int, Entry]]:
        return {}


def _entries(text: str, start: int) -> Iterator[tuple[str | int, Entry]]:
    opening = text[start]
    at = _after_space(text, start + 1)
    index = 0
    while opening in "{[" and text[at] not in "}]":
        step: str | int = index
        key_start = key_end = at
        if opening == "{":
            step, key_end = _decoder.raw_decode(text, at)
            at = _between(text, key_end)
        _, end = _decoder.raw_decode(text, at)
        yield step, (key_start, key_end, at, end)
        at = _between(text, end)
        index += 1


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _between(text: str, at: int) -> int:
    """Behind a colon or a comma, and the spaces around it."""
    match = _BETWEEN.match(text, at)
    return match.end() if match else at
