"""Expressions: types as Python writes them, before a module has decided how it calls things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .identifiers import ClassName


@dataclass(frozen=True, slots=True)
class Name:
    """A name from a module or of Python's own, such as `typing.Any` or `str`."""

    text: str

    @property
    def root(self) -> str:
        return self.text.partition(".")[0]


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A class, or a name for a type, of the module that a definition file gives."""

    path: str
    name: ClassName


@dataclass(frozen=True, slots=True)
class Value:
    """A literal's source."""

    text: str


@dataclass(frozen=True, slots=True)
class Subscript:
    """`of[parts]`."""

    of: Name
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """`members[0] | members[1]`: each once, None last."""

    members: tuple[Expression, ...]


Expression = Name | ClassRef | Value | Subscript | Either

ANY = Name("typing.Any")
NONE = Name("None")


def either(members: Iterator[Expression] | tuple[Expression, ...]) -> Expression:
    """The union of some types; of none ANY, which is what a reader can use for no value."""
    flat: list[Expression] = []
    for member in members:
        flat += member.members if isinstance(member, Either) else [member]
    once = dict.fromkeys(flat)
    found = [member for member in once if member != NONE] + [NONE] * (NONE in once)
    return found[0] if len(found) == 1 else Either(tuple(found)) if found else ANY


def named(expression: Expression) -> Iterator[Name | ClassRef]:
    """All that an expression names, from left to right."""
    match expression:
        case Name() | ClassRef():
            yield expression
        case Subscript(of, parts):
            yield of
            for part in parts:
                yield from named(part)
        case Either(members):
            for member in members:
                yield from named(member)


def with_refs(expression: Expression, change: Callable[[ClassRef], Expression]) -> Expression:
    """The expression with other types in place of those of modules."""
    match expression:
        case ClassRef():
            return change(expression)
        case Subscript(of, parts):
            return Subscript(of, tuple(with_refs(part, change) for part in parts))
        case Either(members):
            return Either(tuple(with_refs(member, change) for member in members))
    return expression


def renamed(expression: Expression, rename: Callable[[Name | ClassRef], Name]) -> Expression:
    """The expression with other names."""
    match expression:
        case Name() | ClassRef():
            return rename(expression)
        case Subscript(of, parts):
            return Subscript(rename(of), tuple(renamed(part, rename) for part in parts))
        case Either(members):
            return Either(tuple(renamed(member, rename) for member in members))
    return expression
