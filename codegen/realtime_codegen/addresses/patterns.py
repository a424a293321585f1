"""Patterns -> automata. A `pattern` of JSON Schema is found anywhere in the text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..graphs import reached
from .automata import Automaton
from .characters import ANY
from .expressions import (
    TOO_LARGE,
    Chars,
    Choice,
    Edge,
    NotRegular,
    Repeat,
    expression,
)

if TYPE_CHECKING:
    from .characters import Characters
    from .expressions import Expression

# An automaton of more states is compared with nothing in a sensible time.
_LARGEST = 2_000
_MOST_MOVES = 50_000


@cache
def of_pattern(pattern: str) -> Automaton:
    """The texts in which the pattern is found. Raises NotRegular."""
    found = _States()
    first = found.new()
    found.moves[first].append((ANY, first))
    last = found.add(expression(pattern), first)
    found.moves[last].append((ANY, last))
    return found.automaton(first, last)


class _States:
    """States with moves, and with steps that take no character, some of them at a place only."""

    def __init__(self) -> None:
        self.moves: list[list[tuple[Characters, int]]] = []
        self.steps: list[list[tuple[str, int]]] = []
        self._added = 0

    def new(self) -> int:
        if len(self.moves) == _LARGEST:
            raise NotRegular(TOO_LARGE)
        self.moves.append([])
        self.steps.append([])
        return len(self.moves) - 1

    def add(self, part: Expression, start: int) -> int:
        """The state after the part, from a state before it."""
        self._added += 1  # also what takes no state may be repeated without end
        if self._added > _MOST_MOVES:
            raise NotRegular(TOO_LARGE)
        end = start
        if isinstance(part, Chars | Edge):
            end = self.new()
            if isinstance(part, Chars):
                self.moves[start].append((part.set, end))
            else:
                self.steps[start].append((part.mark, end))
        elif isinstance(part, Choice):
            end = self.new()
            for branch in part.branches:
                self.steps[self.add(branch, self._after(start))].append(("", end))
        elif isinstance(part, Repeat):
            end = self._repeated(part, start)
        else:
            for inside in part.parts:
                end = self.add(inside, end)
        return end

    def _repeated(self, part: Repeat, start: int) -> int:
        for _ in range(part.least):
            start = self.add(part.part, start)
        if part.most is None:
            loop = self._after(start)
            self.steps[self.add(part.part, loop)].append(("", loop))
            return self._after(loop)
        end = self.new()
        self.steps[start].append(("", end))
        for _ in range(part.most - part.least):
            start = self.add(part.part, start)
            self.steps[start].append(("", end))
        return end

    def _after(self, state: int) -> int:
        """A state of its own, so that nothing that leads to it leads elsewhere."""
        new = self.new()
        self.steps[state].append(("", new))
        return new

    def automaton(self, first: int, last: int) -> Automaton:
        """The same without steps that take no character; state 0 is the beginning of the text."""
        moves: list[tuple[tuple[Characters, int], ...]] = []
        accepting = []
        room = _MOST_MOVES
        for state in (first, *range(len(self.moves))):
            reached = self._reached(state, {"", "^"} if not moves else {""})
            found = (move for other in reached for move in self.moves[other])
            moves.append(tuple(dict.fromkeys((set_, to + 1) for set_, to in found)))
            room -= len(reached)
            if room < 0:
                raise NotRegular(TOO_LARGE)
            marks = {"", "$"} if moves[1:] else {"", "^", "$"}
            accepting.append(last in self._reached(state, marks))
        return Automaton(tuple(moves), tuple(accepting))

    def _reached(self, state: int, marks: set[str]) -> set[int]:
        return reached(
            [state], lambda other: [to for mark, to in self.steps[other] if mark in marks]
        )
