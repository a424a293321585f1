"""Which aliases are not there yet where others are made: they contain themselves, or name what a
module in the same circle of imports may not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graphs import reached
from ...types.data import Alias, references
from .expressions import ClassRef, Either, Name, Subscript, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...types import Types
    from .circles import Circles
    from .expressions import Expression
    from .spelling import Spelling


class Lateness:
    """Of a project's aliases, by their numbers."""

    def __init__(self, types: Types, spelling: Spelling, circles: Circles) -> None:
        self._types = types
        self._spelling = spelling
        self._circles = circles
        late = {
            n for n, d in enumerate(types.declared) if isinstance(d, Alias) and self._is_late(n)
        }
        self.late = frozenset(late)
        inputs = {spelling.input_ref(number) for number in late if spelling.has_input(number)}
        self.late_refs = {spelling.ref(number) for number in late} | inputs

    def evaluated(self, expression: Expression) -> Expression:
        """A type that Python evaluates. ty takes a late alias for the string that it is written as,
        and `|` of that for a mistake; in `typing.Union` it does not."""
        match expression:
            case Subscript(of, parts):
                return Subscript(of, tuple(map(self.evaluated, parts)))
            case Either(members):
                inside = tuple(map(self.evaluated, members))
                is_late = not self.late_refs.isdisjoint(m for m in inside if type(m) is ClassRef)
                return Subscript(Name("typing.Union"), inside) if is_late else Either(inside)
        return expression

    def alias(self, number: int) -> Alias:
        declared = self._types.declared[number]
        assert isinstance(declared, Alias)
        return declared

    def refs(self, number: int) -> Iterator[ClassRef]:
        """The classes that an alias names itself."""
        received = self._spelling.received(self.alias(number).type)
        for type_ in (received, self._spelling.published(received)):
            yield from (name for name in named(type_) if isinstance(name, ClassRef))

    def named_by(self, number: int) -> set[int]:
        """The aliases that one names, directly or through others."""
        return reached(self._names(number), self._names)

    def _names(self, number: int) -> Iterator[int]:
        """The aliases that one names itself."""
        for other in references(self.alias(number).type):
            if isinstance(self._types.declared[other], Alias):
                yield other

    def _is_late(self, number: int) -> bool:
        own = self._types.declared[number].schema.path
        others = {ref.path for ref in self.refs(number)} - {own}
        return number in self.named_by(number) or any(
            self._circles.hold(own, other) for other in others
        )
