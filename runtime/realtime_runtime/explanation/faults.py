"""Fault: one keyword that a value does not keep. Faults form a tree, as schemas and values do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection

_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
MOST: Final = 100
"""Faults that are looked for in the parts of one value, and problems that are told."""


class Fault(NamedTuple):
    """What a keyword says, and the value that does not keep it.

    Of `required`, `said` is one missing property; of what allows no others, it is the others; of a
    `oneOf` that more than one branch accepts, it is what these are called.
    """

    keyword: str
    said: Any
    value: Any
    size: int = 1
    """How much is wrong: of a union as much as of its least wrong branch."""
    known: Collection[str] = ()
    """The properties that the schema has: one that is wrong or missing may be another, misspelt."""


class Inside(NamedTuple):
    """The faults of a part of the value."""

    step: str | int
    faults: Faults


class OfName(NamedTuple):
    """The faults of the name of one of the value's properties."""

    faults: Faults


class LeftOut(NamedTuple):
    """Here may be faults that were not looked for."""


LEFT_OUT: Final = LeftOut()

# None: the value is valid. Nothing but LEFT_OUT: whether it is, is not known.
Faults: TypeAlias = "tuple[Fault | Inside | OfName | LeftOut, ...]"


def types(said: str | list[str]) -> list[str]:
    """What `type` says, in one order."""
    return [said] if isinstance(said, str) else sorted(said, key=_TYPES.index)


def are_certain(faults: Faults) -> bool:
    """Whether a value that has these is refused."""
    return any(not isinstance(fault, LeftOut) for fault in faults)


def size_of(faults: Faults) -> int:
    """How much is wrong with a value. A part counts once, however much is wrong in it."""
    return sum(fault.size if isinstance(fault, Fault) else 1 for fault in faults)
