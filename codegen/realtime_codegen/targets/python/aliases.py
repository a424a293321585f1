"""Names for types that are no class, each where checkers and Python can take it.

A plain assignment is understood everywhere: by all checkers, by pydantic and by FastAPI. What it
names must be there already, so it stands below the classes and below the aliases that it names. An
alias that contains itself, or that names what a module in the same circle of imports may not have
yet, stands above all that uses it: for checkers as a string, at run time as a `TypeAliasType`,
which pyright takes only in some orders of its files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types.data import Alias, references
from .expressions import ClassRef, Subscript, named
from .source import WIDTH, call, docstring, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ...types import Types
    from .circles import Circles
    from .expressions import Expression
    from .identifiers import ClassName
    from .scope import Scope
    from .spelling import Spelling

    _Write = Callable[[ClassName, Expression], str]


class Aliases:
    """Writes the aliases of one module."""

    def __init__(self, scope: Scope, types: Types, spelling: Spelling, circles: Circles) -> None:
        self._scope = scope
        self._types = types
        self._spelling = spelling
        self._circles = circles

    def late(self, numbers: Iterable[int]) -> Iterator[str]:
        """Those that are read when they are needed; they stand above all that uses them."""
        for number in numbers:
            if self._is_late(number):
                yield self._text(number, self._late)

    def plain(self, numbers: Iterable[int], *, names_others: bool) -> Iterator[str]:
        """Those that are read at once, each below those that it names: the ones that name other
        modules' types, or the others."""
        for number in self._in_order(numbers):
            if not self._is_late(number) and self._names_others(number) == names_others:
                yield self._text(number, self._plain)

    def _is_late(self, number: int) -> bool:
        own = self._types.declared[number].schema.path
        others = {ref.path for ref in self._refs(number)} - {own}
        return number in self._named_by(number) or any(
            self._circles.hold(own, other) for other in others
        )

    def _names_others(self, number: int) -> bool:
        """Whether an alias, or one that it names, needs what is imported last."""
        own = self._types.declared[number].schema.path
        chain = (number, *self._named_by(number))
        return any(ref.path != own for other in chain for ref in self._refs(other))

    def _refs(self, number: int) -> Iterator[ClassRef]:
        """The classes that an alias names itself."""
        alias = self._alias(number)
        for type_ in (self._spelling.received(alias.type), self._spelling.published(alias.type)):
            yield from (name for name in named(type_) if isinstance(name, ClassRef))

    def _named_by(self, number: int) -> list[int]:
        """The aliases that one names, directly or through others."""
        found: dict[int, None] = {}
        waiting = list(references(self._alias(number).type))
        while waiting:
            other = waiting.pop()
            declared = self._types.declared[other]
            if other not in found and isinstance(declared, Alias):
                found[other] = None
                waiting += references(declared.type)
        return list(found)

    def _in_order(self, numbers: Iterable[int]) -> list[int]:
        """Each alias below those that it names."""
        return sorted(numbers, key=lambda number: len(self._named_by(number)))

    def _alias(self, number: int) -> Alias:
        declared = self._types.declared[number]
        assert isinstance(declared, Alias)
        return declared

    def _text(self, number: int, write: _Write) -> str:
        alias = self._alias(number)
        received = self._spelling.received(alias.type)
        text = write(self._spelling.ref(number).name, received)
        text = "\n".join(filter(None, (text, docstring(alias.description, 0))))
        if self._spelling.has_input(number):
            published = self._spelling.published(alias.type)
            text += "\n\n" + write(self._spelling.input_ref(number).name, published)
        return text

    def _late(self, name: ClassName, type_: Expression) -> str:
        text = quoted(str(self._scope.hint(type_)))
        # pyrefly has no type for lists of nothing but themselves.
        ignored = "  # pyrefly: ignore[invalid-type-alias]" if _is_bare_list(type_) else ""
        told = f"    {name}: {self._scope.name('typing.TypeAlias')} = "
        is_long = len(told) + len(text) > WIDTH
        text_told = f"(\n        {text}\n    )" if is_long else text + ignored
        head = f"    {name} = "
        alias_type = self._scope.name("typing_extensions.TypeAliasType")
        return "\n".join(
            [
                f"if {self._scope.name('TYPE_CHECKING')}:",
                told + text_told,
                "else:",
                head + call(alias_type, [quoted(name), text], 1, len(head)),
            ]
        )

    def _plain(self, name: ClassName, type_: Expression) -> str:
        head = f"{name}: {self._scope.name('typing.TypeAlias')} = "
        return head + self._scope.hint(type_).laid_out(0, len(head))


def _is_bare_list(type_: Expression) -> bool:
    while isinstance(type_, Subscript) and len(type_.parts) == 1:
        (type_,) = type_.parts
    return isinstance(type_, ClassRef)
