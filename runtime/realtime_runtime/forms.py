"""Forms: which of many templates a channel's name can be of, without trying each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from .names import pieces, separator_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


class Forms(Generic[T]):
    """Templates as a tree of their texts; those that begin alike have the same places.

    A value ends where its separator first is, so a name is at one position in each place. What a
    look-up takes grows with the name's length and with the number of separators that may follow,
    not with the number of templates. What parameters ask of their values is not looked at.
    """

    def __init__(self, templates: Iterable[tuple[str, T]]) -> None:
        self._static: dict[str, list[T]] = {}
        self._first: _Texts[_Place[T]] = _Texts()
        for template, value in templates:
            first, *rest = pieces(template)
            if not rest:
                self._static.setdefault(template, []).append(value)
                continue
            place = self._first.setdefault(first, _Place())
            *texts, last = rest[1::2]
            for text in texts:
                following = place.after.setdefault(separator_before(text), _Texts())
                place = following.setdefault(text, _Place())
            place.last.setdefault(last, []).append(value)

    def of(self, name: str) -> Iterator[T]:
        """What was given with the templates whose form the name has."""
        yield from self._static.get(name, ())
        waiting = [*self._first.beginning(name, 0)]
        while waiting:
            place, at = waiting.pop()
            for values, end in place.last.ending(name):
                separator = separator_before(name[end:])
                if at < end and (not separator or name.find(separator, at + 1) == end):
                    yield from values
            for separator, following in place.after.items():
                end = name.find(separator, at + 1)
                if end > 0:
                    waiting += following.beginning(name, end)


class _Place(Generic[T]):
    """Before a value: the texts with which a name may end behind it, and those that lead to
    another value, by the separator that they begin with."""

    __slots__ = ("after", "last")

    def __init__(self) -> None:
        self.last: _Texts[list[T]] = _Texts()
        self.after: dict[str, _Texts[_Place[T]]] = {}


class _Texts(Generic[T]):
    """What belongs to texts. It takes a look-up for each length that they have."""

    __slots__ = ("_lengths", "_values")

    def __init__(self) -> None:
        self._values: dict[str, T] = {}
        self._lengths: list[int] = []

    def setdefault(self, text: str, value: T) -> T:
        if text not in self._values:
            self._lengths = sorted({len(text), *self._lengths})
        return self._values.setdefault(text, value)

    def beginning(self, name: str, start: int) -> Iterator[tuple[T, int]]:
        """What belongs to the texts that begin there, each with its end."""
        for length in self._lengths:
            value = self._values.get(name[start : start + length])
            if value is not None and start + length <= len(name):
                yield value, start + length

    def ending(self, name: str) -> Iterator[tuple[T, int]]:
        """What belongs to the texts that end the name, each with its beginning."""
        for length in self._lengths:
            start = len(name) - length
            value = self._values.get(name[start:]) if start >= 0 else None
            if value is not None:
                yield value, start
