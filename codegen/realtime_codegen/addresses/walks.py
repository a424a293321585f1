"""Walk: names as one tree of atoms, and the pairs of its places that one text leads to."""

from __future__ import annotations

from collections import deque
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from .characters import Alphabet, these
from .expressions import TOO_LARGE, NotRegular
from .values import Values, automata_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Atom = str | Values
"""A character, or the symbol of a parameter."""

BUDGET = 100_000
"""Steps that two names are walked together before they are taken to meet."""


class _State(NamedTuple):
    """A place in the tree, before the next atom; or, where `inside` are states of the automata of
    the value that leads there, in this value."""

    node: int
    inside: tuple[int, ...] | None


class Walk:
    """Names with the same beginning have the same states. `steps` counts what was looked at."""

    def __init__(self, names: Sequence[Sequence[Atom]], budget: int | None = None) -> None:
        self.steps = 0
        self._budget = budget
        self._children: list[dict[Atom, int]] = [{}]
        self._ends: list[list[int]] = [[]]
        self._values: dict[int, Values] = {}
        for number, atoms in enumerate(names):
            self._add(number, atoms)
        values = set(self._values.values())
        automata = [a for v in values for a in automata_of(v)]
        sets = {set_ for a in automata for moves in a.moves for set_, _ in moves}
        chars = {atom for children in self._children for atom in children if isinstance(atom, str)}
        self._alphabet = Alphabet([*sets, *map(these, chars)])
        self._states: dict[_State, int] = {}
        self._known: list[_State] = []
        self._moves: dict[int, list[tuple[int, int]]] = {}

    def _add(self, number: int, atoms: Sequence[Atom]) -> None:
        node = 0
        for atom in atoms:
            if atom not in self._children[node]:
                self._children[node][atom] = len(self._children)
                if isinstance(atom, Values):
                    self._values[len(self._children)] = atom
                self._children.append({})
                self._ends.append([])
            node = self._children[node][atom]
        self._ends[node].append(number)

    def shared(self) -> Iterator[tuple[int, int, str]]:
        """Two names by their numbers, the lower first, and the shortest text that both can be.

        Raises NotRegular beyond the budget.
        """
        start = self._number(_State(0, None))
        before: dict[tuple[int, int], tuple[tuple[int, int], int] | None] = {(start, start): None}
        waiting = deque(before)
        told: set[tuple[int, int]] = set()
        while waiting:
            pair = waiting.popleft()
            for one, other in product(*map(self._ended, pair)):
                names = min(one, other), max(one, other)
                if one != other and names not in told:
                    told.add(names)
                    yield *names, self._text(pair, before)
            for letters, one in self._moved(pair[0]):
                for others, other in self._moved(pair[1]):
                    self.steps += 1
                    next_ = (one, other) if one <= other else (other, one)
                    if letters & others and next_ not in before:
                        before[next_] = pair, letters & others
                        waiting.append(next_)
            if self._budget is not None and self.steps > self._budget:
                raise NotRegular(TOO_LARGE)

    def _text(
        self,
        pair: tuple[int, int],
        before: dict[tuple[int, int], tuple[tuple[int, int], int] | None],
    ) -> str:
        text = ""
        while (step := before[pair]) is not None:
            pair, letters = step
            text = self._alphabet.shown(letters) + text
        return text

    def _number(self, state: _State) -> int:
        if state not in self._states:
            self._states[state] = len(self._known)
            self._known.append(state)
        return self._states[state]

    def _ended(self, number: int) -> list[int]:
        """The names that may end in a state."""
        state = self._known[number]
        return self._ends[state.node] if self._may_end(state) else []

    def _may_end(self, state: _State) -> bool:
        if state.inside is None:
            return True
        automata = automata_of(self._values[state.node])
        return all(a.accepting[at] for a, at in zip(automata, state.inside, strict=True))

    def _moved(self, number: int) -> list[tuple[int, int]]:
        """The letters that lead on from a state, and where to."""
        if number not in self._moves:
            state = self._known[number]
            moves = [] if state.inside is None else list(self._inside(state.node, state.inside))
            for atom, node in self._children[state.node].items() if self._may_end(state) else ():
                if isinstance(atom, str):
                    moves.append((self._alphabet.letters(these(atom)), _State(node, None)))
                else:
                    moves += self._inside(node, (0,) * len(automata_of(atom)))
            self._moves[number] = [(letters, self._number(to)) for letters, to in moves if letters]
        return self._moves[number]

    def _inside(self, node: int, inside: tuple[int, ...]) -> Iterator[tuple[int, _State]]:
        """One more character of the value that leads to a node."""
        automata = automata_of(self._values[node])
        for moves in product(*(a.moves[at] for a, at in zip(automata, inside, strict=True))):
            letters = self._alphabet.all
            for set_, _ in moves:
                letters &= self._alphabet.letters(set_)
            yield letters, _State(node, tuple(to for _, to in moves))
