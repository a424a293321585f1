"""Packing: commands as they go over the wire; redis-py takes ten times as long for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection


class Beginning(NamedTuple):
    """The first words of a command, packed once for all that begin so."""

    words: int
    packed: bytes


_NOTHING = Beginning(0, b"")


def beginning(*words: bytes) -> Beginning:
    """A command that begins with these."""
    return Beginning(len(words), packed(words).partition(b"\r\n")[2])


def packed(words: Collection[bytes], after: Beginning = _NOTHING) -> bytes:
    """A command of these words, after those that it begins with."""
    values: list[int | bytes] = [after.words + len(words), after.packed]
    for word in words:
        values += len(word), word
    return (b"*%d\r\n%b" + b"$%d\r\n%b\r\n" * len(words)) % tuple(values)
