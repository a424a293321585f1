"""Site: the place of a value, and its path in messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..diagnostics import Pointer, Position


class Source(Protocol):
    """The file that a thing was read from. `path` is relative to the folder of definitions."""

    @property
    def path(self) -> str: ...
    def position(self, pointer: Pointer, *, key: bool = False) -> Position:
        """The position of the value at `pointer`, or of its key; the nearest existing place."""
        ...

    def part(self, pointer: Pointer, text: str) -> Position:
        """The position of a string's last occurrence in the value at `pointer`, else the value."""
        ...


class Site(NamedTuple):
    """A place in a file: the file, and the way to it."""

    source: Source
    pointer: Pointer

    @property
    def path(self) -> str:
        return self.source.path

    def at(self, *steps: str | int) -> Site:
        return Site(self.source, (*self.pointer, *steps))

    def position(self, *, key: bool = False) -> Position:
        return self.source.position(self.pointer, key=key)

    def part(self, text: str) -> Position:
        return self.source.part(self.pointer, text)
