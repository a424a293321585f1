"""Automaton: a regular language, as states and the characters that lead from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .characters import Characters, others, these

if TYPE_CHECKING:
    from collections.abc import Iterable


class Automaton(NamedTuple):
    """It begins in state 0. `moves` has each state's characters and where they lead."""

    moves: tuple[tuple[tuple[Characters, int], ...], ...]
    accepting: tuple[bool, ...]


def one_of(texts: Iterable[str]) -> Automaton:
    """These texts."""
    tree: list[dict[str, int]] = [{}]
    ends = set()
    for text in texts:
        state = 0
        for char in text:
            if char not in tree[state]:
                tree[state][char] = len(tree)
                tree.append({})
            state = tree[state][char]
        ends.add(state)
    moves = (tuple((these(char), to) for char, to in found.items()) for found in tree)
    return Automaton(tuple(moves), tuple(state in ends for state in range(len(tree))))


def without(word: str) -> Automaton:
    """The texts in which this word does not begin, were it to follow them at once."""
    other = others(these(word))
    moves = []
    for state in range(len(word)):
        led = ((char, _progress(word, word[:state] + char)) for char in sorted(set(word)))
        kept = tuple((these(char), to) for char, to in led if to < len(word))
        moves.append((*kept, (other, 0)))
    accepting = tuple((word[:state] + word).find(word) == state for state in range(len(word)))
    return Automaton(tuple(moves), accepting)


def _progress(word: str, text: str) -> int:
    """How much of the word's beginning is the end of the text."""
    return next(n for n in range(len(word), -1, -1) if text.endswith(word[:n]))
