"""Names for types that are no class, each where checkers and Python can take it.

A plain assignment is understood everywhere: by all checkers, by pydantic and by FastAPI. What it
names must be there already, so it stands below the classes and below the aliases that it names. An
alias that contains itself, or that names what a module in the same circle of imports may not have
yet, is written twice. For checkers it is a string, above all that uses it or below the modules that
it names. At run time it is a `TypeAliasType` below the classes, which pyright would take only in
some orders of its files. In it only the names that are not there yet are strings: FastAPI looks at
the rest to tell what is in the body of a request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...once import once
from ...types.data import Object
from .expressions import ClassRef, Subscript, Value, with_refs
from .source import WIDTH, call, docstring, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ...types import Types
    from .expressions import Expression
    from .identifiers import ClassName
    from .lateness import Lateness
    from .scope import Scope
    from .spelling import Spelling

    _Write = Callable[[ClassName, Expression], str]


class Aliases:
    """Writes the aliases of one module."""

    def __init__(self, scope: Scope, types: Types, spelling: Spelling, lateness: Lateness) -> None:
        self._scope = scope
        self._types = types
        self._spelling = spelling
        self._lateness = lateness
        self._by_name: dict[ClassRef, str] = {}

    def declared(self, numbers: Iterable[int], *, names_others: bool) -> Iterator[str]:
        """For checkers those that are late: the ones that name other modules' types, below the
        imports of these, or the others, above all that uses them. pyright wants both so."""
        late = self._late_of(numbers, names_others=names_others)
        texts = [self._text(number, self._declared) for number in late]
        if names_others and self._by_name:
            lines = sorted(self._scope.import_by_name(ref, n) for ref, n in self._by_name.items())
            checking = f"if {self._scope.name('TYPE_CHECKING')}:"
            yield "\n".join([checking, *(f"    {line}" for line in lines)])
        yield from texts

    def late(self, numbers: Iterable[int], *, names_others: bool) -> Iterator[str]:
        """At run time those that are late, below the classes; the ones that name other modules'
        types, or the others."""
        if late := self._late_of(numbers, names_others=names_others):
            lines = [line for number in late for line in self._each(number, self._late)]
            yield "\n".join([f"if not {self._scope.name('TYPE_CHECKING')}:", *lines])

    def plain(self, numbers: Iterable[int], *, names_others: bool) -> Iterator[str]:
        """Those that are read at once, each below those that it names: the ones that name other
        modules' types, or the others."""
        for number in self._in_order(numbers):
            if number not in self._lateness.late and self._names_others(number) == names_others:
                yield self._text(number, self._plain)

    def _late_of(self, numbers: Iterable[int], *, names_others: bool) -> list[int]:
        found = [number for number in numbers if number in self._lateness.late]
        return [number for number in found if self._names_others(number) == names_others]

    def _names_others(self, number: int) -> bool:
        """Whether an alias, or one that it names, needs what is imported last."""
        own = self._types.declared[number].schema.path
        chain = (number, *self._lateness.named_by(number))
        return any(ref.path != own for other in chain for ref in self._lateness.refs(other))

    def _in_order(self, numbers: Iterable[int]) -> list[int]:
        """Each alias below those that it names."""
        return sorted(numbers, key=lambda number: len(self._lateness.named_by(number)))

    def _text(self, number: int, write: _Write) -> str:
        text, *more = self._each(number, write)
        described = docstring(self._lateness.alias(number).description, 0)
        return "\n\n".join(["\n".join(filter(None, (text, described))), *more])

    def _each(self, number: int, write: _Write) -> Iterator[str]:
        """What is received by a name, and what is published where that is another type."""
        received = self._spelling.received(self._lateness.alias(number).type)
        yield write(self._spelling.ref(number).name, received)
        if self._spelling.has_input(number):
            yield write(self._spelling.input_ref(number).name, self._spelling.published(received))

    def _declared(self, name: ClassName, type_: Expression) -> str:
        text = quoted(str(self._scope.hint(with_refs(type_, self._named))))
        # pyrefly has no type for lists of nothing but themselves.
        ignored = "  # pyrefly: ignore[invalid-type-alias]" if _is_bare_list(type_) else ""
        told = f"    {name}: {self._scope.name('typing.TypeAlias')} = "
        is_long = len(told) + len(text) > WIDTH
        text_told = f"(\n        {text}\n    )" if is_long else text + ignored
        return f"if {self._scope.name('TYPE_CHECKING')}:\n{told}{text_told}"

    def _named(self, ref: ClassRef) -> Expression:
        """Another module's late alias is imported by its name, for checkers alone: pyright takes
        `_other.Alias` for a variable while it reads that module for this one."""
        if ref.path == self._scope.path or ref not in self._lateness.late_refs:
            return ref
        self._scope.hint(ref)  # the module that it is in
        self._by_name[ref] = f"{self._scope.alias_of(ref.path)}__{ref.name}_"
        return Value(self._by_name[ref])

    def _late(self, name: ClassName, type_: Expression) -> str:
        head = f"    {name} = "
        alias_type = self._scope.name("typing_extensions.TypeAliasType")
        inner = len("        ,")
        text = self._scope.hint(with_refs(type_, self._there_now)).laid_out(2, inner)
        return head + call(alias_type, [quoted(name), text], 1, len(head))

    def _there_now(self, ref: ClassRef) -> Expression:
        """A forward reference to what is not there below the classes."""
        if ref in self._classes:
            return ref
        forward, name = self._scope.name("typing.ForwardRef"), str(self._scope.hint(ref))
        return Value(f"{forward}({quoted(name)}, module=__name__)")

    @once
    def _classes(self) -> set[ClassRef]:
        """All classes. Those of other modules are there when this one has imported them: modules
        in a circle import each other below their classes."""
        objects = [n for n, one in enumerate(self._types.declared) if isinstance(one, Object)]
        inputs = {self._spelling.input_ref(n) for n in objects if self._spelling.has_input(n)}
        return {self._spelling.ref(number) for number in objects} | inputs

    def _plain(self, name: ClassName, type_: Expression) -> str:
        head = f"{name}: {self._scope.name('typing.TypeAlias')} = "
        hint = self._scope.hint(self._lateness.evaluated(type_))
        return head + hint.laid_out(0, len(head))


def _is_bare_list(type_: Expression) -> bool:
    while isinstance(type_, Subscript) and len(type_.parts) == 1:
        (type_,) = type_.parts
    return isinstance(type_, ClassRef)
