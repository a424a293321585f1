"""Site: where a thing stands, and how people are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..diagnostics import Pointer, Position


class Source(Protocol):
    """The file that a thing was read from. `path` is relative to the folder of definitions."""

    @property
    def path(self) -> str: ...
    def position(self, pointer: Pointer, *, key: bool = False) -> Position:
        """Where the value at `pointer` stands, or its key; the nearest place that exists."""
        ...

    def part(self, pointer: Pointer, text: str) -> Position:
        """Where a string's last occurrence in the value at `pointer` stands, else the value."""
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
