"""Forms: which of many templates a channel's name can be of, without trying each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from .names import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


class Forms(Generic[T]):
    """Templates as a tree of their texts; those that begin alike have the same places.

    A name is at most at one position in each place, and a value ends where its separator first is.
    So what it takes grows with the name's length and with the texts that may stand at a position,
    and not with the number of templates. What a parameter asks of its value is not looked at.
    """

    def __init__(self, templates: Iterable[tuple[str, T]]) -> None:
        self._first: _Texts[T] = _Texts()
        for template, value in templates:
            first, *rest = pieces(template)
            place = self._first.place(first)
            for text in rest[1::2]:
                if not text:
                    place.rest.append(value)
                    break
                mark = text if text[0].isalnum() else text[0]
                place = place.after.setdefault(mark, _Texts()).place(text)
            else:
                place.ends.append(value)

    def of(self, name: str) -> Iterator[T]:
        """What was given with the templates whose form the name has."""
        waiting = [*self._first.found(name, 0)]
        while waiting:
            place, at = waiting.pop()
            if at == len(name):
                yield from place.ends
                continue
            yield from place.rest
            for mark, texts in place.after.items():
                end = name.find(mark, at + 1)
                if end > 0:
                    waiting += texts.found(name, end)


class _Place(Generic[T]):
    """Behind a text: what ends here, what ends with a value, and what may follow a value, by the
    separator that the value does not contain."""

    __slots__ = ("after", "ends", "rest")

    def __init__(self) -> None:
        self.ends: list[T] = []
        self.rest: list[T] = []
        self.after: dict[str, _Texts[T]] = {}


class _Texts(Generic[T]):
    """The texts that may stand at a position, each with the place behind it."""

    __slots__ = ("_lengths", "_places")

    def __init__(self) -> None:
        self._places: dict[str, _Place[T]] = {}
        self._lengths: list[int] = []

    def place(self, text: str) -> _Place[T]:
        if text not in self._places:
            self._places[text] = _Place()
            self._lengths = sorted({len(text), *self._lengths})
        return self._places[text]

    def found(self, name: str, at: int) -> Iterator[tuple[_Place[T], int]]:
        for length in self._lengths:
            end = at + length
            if end > len(name):
                return
            place = self._places.get(name[at:end])
            if place is not None:
                yield place, end
