"""Sets of characters, and the few characters that distinguish some sets."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Characters = tuple[tuple[int, int], ...]
"""Ranges of code points, both ends included, in order and apart."""

_LAST = 0x10FFFF
ANY: Characters = ((0, _LAST),)
_LIKED = "xabcdefghijklmnopqrstuvwyzXABCDEFGHIJKLMNOPQRSTUVWYZ1234567890"


def characters(*ranges: tuple[int, int]) -> Characters:
    """What is in any of these ranges."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def these(text: str) -> Characters:
    return characters(*((ord(char), ord(char)) for char in text))


def others(than: Characters) -> Characters:
    """All characters but these."""
    ends = [-1, *(end for low, high in than for end in (low - 1, high)), _LAST]
    gaps = ((low + 1, high) for low, high in zip(ends[::2], ends[1::2], strict=True))
    return tuple((low, high) for low, high in gaps if low <= high)


class Alphabet:
    """Characters that no set of some holds apart are one letter. Only printable ones count."""

    def __init__(self, sets: Iterable[Characters]) -> None:
        ends = {end for set_ in sets for low, high in set_ for end in (low, high + 1)}
        self._starts = sorted(ends | {0, _LAST + 1})
        self._shown = [_shown(low, high - 1) for low, high in pairwise(self._starts)]
        self.all = sum(1 << i for i, char in enumerate(self._shown) if char)
        self._masks: dict[Characters, int] = {}

    def letters(self, set_: Characters) -> int:
        """The letters of one of the sets, as the bits of a number."""
        if set_ not in self._masks:
            found = 0
            for low, high in set_:
                start, end = (bisect_left(self._starts, at) for at in (low, high + 1))
                found |= (1 << end) - (1 << start)
            self._masks[set_] = found & self.all
        return self._masks[set_]

    def shown(self, letters: int) -> str:
        """A character of these letters, a readable one if there is one."""
        found = [char for i, char in enumerate(self._shown) if letters >> i & 1]
        return min(found, key=lambda char: (_LIKED.find(char) % (len(_LIKED) + 1), char))


def _shown(low: int, high: int) -> str:
    """A printable character of a range; nothing where it has none."""
    liked = (char for char in _LIKED if low <= ord(char) <= high)
    printable = (chr(code) for code in range(low, high + 1) if chr(code).isprintable())
    return next(liked, "") or next(printable, "")
