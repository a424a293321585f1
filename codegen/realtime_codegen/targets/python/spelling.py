"""Types -> expressions: what subscribers receive, and what publishers may pass besides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types.data import (
    ANYTHING,
    Alias,
    Anything,
    Constant,
    List,
    Map,
    Never,
    Object,
    Reference,
    Scalar,
    Tuple,
    Union,
    inside,
    references,
)
from ...types.unions import union
from .expressions import (
    ANY,
    NONE,
    ClassRef,
    Either,
    Expression,
    Name,
    Subscript,
    Value,
    either,
    with_refs,
)
from .source import literal
from .words import FORMATS, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...types.data import Type, Types
    from .identifiers import ClassName
    from .names import ClassNames

_LIST, _DICT, _TUPLE = Name("list"), Name("dict"), Name("tuple")
_LITERAL = Name("typing.Literal")
_COVARIANT = {
    _LIST: Name("collections.abc.Sequence"),
    _DICT: Name("collections.abc.Mapping"),
}


class Spelling:
    """The expressions of a project's types."""

    def __init__(self, types: Types, names: ClassNames, words: Words) -> None:
        self._types = types
        self._names = names
        self._words = words
        self._refs = self._refs_of(names.models)
        self._input_refs = self._refs_of(names.inputs)
        self._inputs = {self._refs[n]: ref for n, ref in self._input_refs.items()}
        self._received = {input_: ref for ref, input_ in self._inputs.items()}
        words.learn(_scalars(types))

    def has_input(self, number: int) -> bool:
        """Whether publishers pass another type than subscribers receive."""
        return number in self._names.inputs

    def _refs_of(self, names: Mapping[int, ClassName]) -> dict[int, ClassRef]:
        declared = self._types.declared
        return {n: ClassRef(declared[n].schema.path, name) for n, name in names.items()}

    def ref(self, number: int) -> ClassRef:
        return self._refs[number]

    def input_ref(self, number: int) -> ClassRef:
        return self._input_refs[number]

    def field_input(self, received: Expression) -> Expression:
        """What publishers pass as a key of a TypedDict, where subscribers receive this."""
        return with_refs(received, lambda ref: self._inputs.get(ref, ref))

    def published(self, received: Expression) -> Expression:
        """What publishers pass besides what subscribers receive, where that is no key.

        mypy takes no literal for `list[A] | list[AInput]`. It does for `Sequence[A | AInput]`, of
        which `list[A]` is a part.
        """
        published = self.field_input(received)
        return published if published == received else self._covariant(published, is_inside=False)

    def _covariant(self, expression: Expression, *, is_inside: bool) -> Expression:
        match expression:
            case ClassRef() if is_inside and expression in self._received:
                return Either((self._received[expression], expression))
            case Subscript(of, parts):
                found = (self._covariant(part, is_inside=True) for part in parts)
                return Subscript(_COVARIANT.get(of, of), tuple(found))
            case Either(members):
                return either(self._covariant(m, is_inside=is_inside) for m in members)
        return expression

    def received(self, type_: Type) -> Expression:
        """What subscribers receive."""
        match type_:
            case Anything() | Never():
                return ANY
            case Scalar():
                return self._words.of(type_)
            case Constant():
                return self._union((type_,))
            case List(item):
                return Subscript(_LIST, (self.received(item),))
            case Map(value):
                return Subscript(_DICT, (Name("str"), self.received(value)))
            case Tuple(first, _, rest):
                if is_fixed(type_):
                    return Subscript(_TUPLE, tuple(map(self.received, first)))
                return self.received(List(union((*first, rest))))
            case Union(members):
                return self._union(members)
            case Reference(number):
                return self.ref(number)

    def _union(self, members: tuple[Type, ...]) -> Expression:
        """Literals together; what pydantic would take values of others for, last."""
        constants = [member for member in members if isinstance(member, Constant)]
        literals, wider = literals_of(constants)
        others = [*wider, *(member for member in members if not isinstance(member, Constant))]
        kinds = {member.kind for member in others if isinstance(member, Scalar)}
        first: list[Expression] = []
        last: list[Expression] = []
        values = [value for value in literals if value is not None]
        if values:
            is_number = any(isinstance(value, int) for value in values)
            is_taken = is_number and bool(kinds & {"boolean", "integer", "number"})
            of_literals = Subscript(_LITERAL, tuple(Value(literal(value)) for value in values))
            (last if is_taken else first).append(of_literals)
        if None in literals:
            first.append(NONE)
        has_plain_string = any(map(_is_plain_string, others))
        for member in others:
            is_taken = has_plain_string and isinstance(member, Scalar) and member.format in FORMATS
            (last if is_taken else first).append(self.received(member))
        return either((*first, *last))


def _is_plain_string(type_: Type) -> bool:
    return isinstance(type_, Scalar) and type_.kind == "string" and type_.format not in FORMATS


def is_fixed(type_: Tuple) -> bool:
    """Whether a tuple's length never varies: what Python has a type for."""
    return isinstance(type_.rest, Never) and type_.required == len(type_.first)


def literals_of(constants: list[Constant]) -> tuple[list[Any], list[Type]]:
    """The values that Python's literals can be, and the types of the others."""
    values = [constant.value for constant in constants]
    wider: list[Type] = []
    if any(isinstance(value, float) for value in values):
        wider.append(Scalar("number"))
        values = [value for value in values if isinstance(value, bool) or type(value) is not int]
    if any(isinstance(value, dict) for value in values):
        wider.append(Map(ANYTHING))
    if any(isinstance(value, list) for value in values):
        wider.append(List(ANYTHING))
    return [value for value in values if not isinstance(value, float | dict | list)], wider


def _scalars(types: Types) -> Iterator[Scalar]:
    """Every kind of scalar that a project's types name."""
    waiting = [*types.topics.values()]
    for declared in types.declared:
        if isinstance(declared, Object):
            waiting += (property_.type for property_ in declared.properties)
        else:
            waiting.append(declared.type)
    while waiting:
        type_ = waiting.pop()
        if isinstance(type_, Scalar):
            yield type_
        waiting += literals_of([type_])[1] if isinstance(type_, Constant) else inside(type_)


def with_input(types: Types) -> frozenset[int]:
    """Objects, and aliases that name one: what publishers pass is another type there."""
    found = {n for n, declared in enumerate(types.declared) if isinstance(declared, Object)}
    refers = {
        number: set(references(declared.type))
        for number, declared in enumerate(types.declared)
        if isinstance(declared, Alias)
    }
    while more := {n for n, others in refers.items() if n not in found and others & found}:
        found |= more
    return frozenset(found)
