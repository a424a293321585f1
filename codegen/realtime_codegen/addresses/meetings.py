"""Which names two channels share: the languages of their addresses, walked through together.

Almost no two channels of a project meet. So all of them are walked through at once, as one tree in
which names with the same beginning have the same states: that takes time for each character that is
written, and not for each two channels. Patterns could make that very long. They are left out of
it, and compared only between two channels that would meet without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .expressions import NotRegular
from .values import Values, doubt_about, values_of
from .walks import BUDGET, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .address import Address
    from .walks import Atom


class Meeting(NamedTuple):
    """Two addresses, by their places among some, that can be one name.

    `name` is one that both can be. `doubt` says why a pattern was not counted that may exclude it.
    Where comparing them took too long, there is no name.
    """

    first: int
    second: int
    name: str
    doubt: str


def meetings(addresses: Sequence[Address]) -> Iterator[Meeting]:
    """For each address that can be a name of one before it, the first of those."""
    atoms = [atoms_of(address) for address in addresses]
    wider = [[a.wider if isinstance(a, Values) else a for a in atoms_] for atoms_ in atoms]
    found = {(second, first): name for first, second, name in Walk(wider).shared()}
    met: set[int] = set()
    for second, first in sorted(found):
        if second in met:
            continue
        is_exact = all(wider[number] == atoms[number] for number in (first, second))
        name = found[second, first]
        meeting = (name, "") if is_exact else _exactly(atoms[first], atoms[second])
        if meeting is not None:
            met.add(second)
            yield Meeting(first, second, *meeting)


def is_possible(separators: tuple[str, ...], schema: Mapping[str, Any]) -> bool:
    """Whether a parameter of this schema has a value that can stand between these separators, as
    far as can be told."""
    alone = [values_of(separators, schema)]
    try:
        return next(Walk([alone, alone], BUDGET).shared(), None) is not None
    except NotRegular:
        return True


def atoms_of(address: Address) -> list[Atom]:
    first, *rest = address.texts
    atoms: list[Atom] = [*first]
    for (separators, schema), text in zip(address.values, rest, strict=True):
        atoms += (values_of(separators, schema), *text)
    return atoms


def _exactly(first: list[Atom], second: list[Atom]) -> tuple[str, str] | None:
    """A name that both can have, and what makes that doubtful; None where there is none."""
    doubts = (doubt_about(atom) for atom in (*first, *second) if isinstance(atom, Values))
    try:
        shared = next(Walk([first, second], BUDGET).shared(), None)
    except NotRegular as error:
        return "", str(error)
    return None if shared is None else (shared[2], next(filter(None, doubts), ""))
