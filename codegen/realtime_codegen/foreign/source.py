"""Where the definitions of a foreign file are in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Position

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Pointer
    from ..documents import Document


_INSTEAD = {
    **dict.fromkeys(("dependentRequired", "dependentSchemas"), "dependencies"),
    "examples": "example",
    "prefixItems": "items",
}


class ForeignSource:
    """A file of other people as one of the project. `places` are those of its definitions."""

    def __init__(self, path: str, document: Document, places: Mapping[str, Pointer]) -> None:
        self.path = path
        self._document = document
        self._places = places

    def _there(self, pointer: Pointer) -> Pointer:
        """The way in the file itself, whose dialect has other keywords."""
        if len(pointer) < 2:
            return ()
        found = self._places[str(pointer[1])]
        value = self._document.at(found)
        for step in pointer[2:]:
            if isinstance(value, dict) and step not in value:
                step = _INSTEAD.get(str(step), step)
            found = (*found, step)
            try:
                value = value[step]
            except (LookupError, TypeError):
                value = None
        return found

    def position(self, pointer: Pointer, *, key: bool = False) -> Position:
        """The position of the value at `pointer`, or of its key; the nearest existing place."""
        if not pointer:
            return Position(self._document.shown)
        return self._document.position(self._there(pointer), key=key)

    def part(self, pointer: Pointer, text: str) -> Position:
        """The position of a string's last occurrence in the value at `pointer`, else the value."""
        return self._document.part(self._there(pointer), text)
