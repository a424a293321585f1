"""Names of declared types, as targets make them of paths: which of two gives way.

A name that the user's keys make is theirs: two of them that need one are a problem. A name that
was made up, of an inner object or by a target, gives way, by a rule that knows no order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .data import Alias, Object


def capitalised(key: str) -> str:
    """A key as a piece of a type's name: each piece of letters and digits with a capital first."""
    pieces = re.split(r"[\W_]+", unicodedata.normalize("NFKC", key))
    return "".join(piece[:1].upper() + piece[1:] for piece in pieces)


class Claim(NamedTuple):
    """What needs a name, and those that it would take, best first."""

    number: int
    rank: int
    names: tuple[str, ...]


_RANKS = {"property": 1, "item": 2, "value": 2, "part": 2, "branch": 3, "object": 4}


def claim_of(number: int, declared: Object | Alias) -> Claim:
    """The names that a declared type may have."""
    name = "".join(map(capitalised, declared.path.words))
    if not declared.path.steps:
        return Claim(number, 0, (name,))
    kind = declared.path.steps[-1].kind
    others = f"{name}{kind.capitalize()}", f"{name}_{digest(declared)}"
    return Claim(number, _RANKS[kind], (name, *others))


def digest(declared: Object | Alias) -> str:
    """What tells a declared type from all others, in few characters."""
    steps = (f"{step.kind} {step.word}" for step in declared.path.steps)
    return sha256("\n".join((*declared.path.root, *steps)).encode()).hexdigest()[:8]


def given_away(claims: Iterable[Claim], taken: Iterable[str]) -> dict[int, str]:
    """Each claim's name. Those of one rank that want the same name all take their next one."""
    found: dict[int, str] = {}
    claims, taken = list(claims), set(taken)
    for rank in sorted({claim.rank for claim in claims}):
        waiting = [(claim, claim.names) for claim in claims if claim.rank == rank]
        while waiting:
            wanted = Counter(names[0] for _, names in waiting)
            settled = [
                (claim, names[0])
                for claim, names in waiting
                if len(names) == 1 or (wanted[names[0]] == 1 and names[0] not in taken)
            ]
            found |= {claim.number: name for claim, name in settled}
            taken |= {name for _, name in settled}
            waiting = [(c, names[1:]) for c, names in waiting if c.number not in found]
    return found
