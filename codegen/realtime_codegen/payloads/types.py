"""Shapes -> types: every class of every module, and every topic's pair of types, as hints."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .library import hints_of
from .shapes import AliasShape, ObjectShape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Site
    from ..names import ClassName, FieldName
    from .library import LibraryHint
    from .shapes import Field, Shape, Shapes

# A hint in the library's words: strings apart, so that a word in a string is never taken for one.
_TOKENS = re.compile(r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z_]\w*)""")
_NUMBERED = re.compile(r"Shape(\d+)")
_WORDS = {
    "Any": "typing.Any",
    "AwareDatetime": "datetime.datetime",
    "Literal": "typing.Literal",
    "UUID": "uuid.UUID",
    "date": "datetime.date",
    # A whole number stays one: as a float, a large one would become another.
    "float": "int | float",
    "time": "datetime.time",
}

_COVARIANT = {"dict": "collections.abc.Mapping", "list": "collections.abc.Sequence"}


@dataclass(frozen=True, slots=True)
class Hint:
    """A type as Python source, whose references are still to be spelled by the module it is in.

    `parts` are source texts and, between them, the classes that the type names.
    """

    parts: tuple[str | ClassRef, ...]


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A class of the module that the file at `path` gives."""

    path: str
    name: ClassName


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field of a model; `key` is its JSON name. `default` is a JSON scalar or None."""

    key: str
    name: FieldName
    hint: Hint
    input: Hint
    required: bool
    nullable: bool
    description: str
    deprecated: str
    default: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A model, and the TypedDict of its inputs."""

    site: Site
    ref: ClassRef
    input_ref: ClassRef
    description: str
    fields: tuple[FieldType, ...]


@dataclass(frozen=True, slots=True)
class AliasType:
    """A name for a type. `input` is None where publishers pass the same type."""

    site: Site
    ref: ClassRef
    hint: Hint
    input_ref: ClassRef
    input: Hint | None
    description: str


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a project: of each file in its order, and (received, published) of topics."""

    of_file: dict[str, tuple[ObjectType | AliasType, ...]]
    topics: dict[Site, tuple[Hint, Hint]]


def types_of(shapes: Shapes) -> Types:
    """The types of all shapes, by one call of the library."""
    return _Typing(shapes).types()


class _Typing:
    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._with_input = _numbers_with_input(shapes)
        self._received = {self._input_ref(n): self._ref(n) for n in self._with_input}
        self._hints = _hints(shapes)

    def types(self) -> Types:
        of_file: dict[str, list[ObjectType | AliasType]] = {}
        for number, shape in enumerate(self._shapes.named):
            types = of_file.setdefault(shape.site.path, [])
            if isinstance(shape, ObjectShape):
                types.append(self._object(number, shape))
            else:
                types.append(self._alias(number))
        topic_hints = self._hints[len(self._shapes.named) :]
        topics = {
            site: (self._hint(hint), self._published(hint))
            for site, (hint,) in zip(self._shapes.topics, topic_hints, strict=True)
        }
        return Types({path: tuple(types) for path, types in of_file.items()}, topics)

    def _object(self, number: int, shape: ObjectShape) -> ObjectType:
        hints = zip(shape.fields, self._hints[number], strict=True)
        fields = tuple(self._field(field, hint) for field, hint in hints)
        refs = self._ref(number), self._input_ref(number)
        return ObjectType(shape.site, *refs, shape.description, fields)

    def _field(self, field: Field, hint: LibraryHint) -> FieldType:
        return FieldType(
            key=field.key,
            name=field.name,
            hint=self._hint(hint),
            input=self._hint(hint, published=True),
            required=field.required,
            nullable=self._shapes.admits_null(field.shape),
            description=field.description,
            deprecated=field.deprecated,
            default=field.default,
        )

    def _alias(self, number: int) -> AliasType:
        (hint,) = self._hints[number]
        published = self._published(hint) if number in self._with_input else None
        shape = self._shapes.named[number]
        return AliasType(
            site=shape.site,
            ref=self._ref(number),
            hint=self._hint(hint),
            input_ref=self._input_ref(number),
            input=published,
            description=shape.description,
        )

    def _ref(self, number: int) -> ClassRef:
        shape = self._shapes.named[number]
        return ClassRef(shape.site.path, shape.name)

    def _input_ref(self, number: int) -> ClassRef:
        shape = self._shapes.named[number]
        return ClassRef(shape.site.path, shape.input_name)

    def _hint(self, hint: LibraryHint, *, published: bool = False) -> Hint:
        return Hint(tuple(self._parts(hint, published=published)))

    def _published(self, hint: LibraryHint) -> Hint:
        """What publishers pass besides what subscribers receive, where that is no field.

        mypy takes no literal for `list[A] | list[AInput]`. It does for `Sequence[A | AInput]`, of
        which `list[A]` is a part.
        """
        published = self._hint(hint, published=True)
        if published == self._hint(hint):
            return published
        parts: list[str | ClassRef] = []
        depth = 0
        for part in published.parts:
            if isinstance(part, str):
                if part[:1] not in ("'", '"'):
                    depth += part.count("[") - part.count("]")
                parts.append(_COVARIANT.get(part, part))
            elif depth and part in self._received:
                parts += [self._received[part], " | ", part]
            else:
                parts.append(part)
        return Hint(tuple(parts))

    def _parts(self, hint: LibraryHint, *, published: bool) -> Iterator[str | ClassRef]:
        end = 0
        for match in _TOKENS.finditer(hint.text):
            yield hint.text[end : match.start()]
            end = match.end()
            if match["text"] is not None:
                yield quoted(ast.literal_eval(match["text"]))
            elif numbered := _NUMBERED.fullmatch(match["word"]):
                yield from self._referred(hint.refers[int(numbered[1])], published=published)
            else:
                yield _WORDS.get(match["word"], match["word"])
        yield hint.text[end:]

    def _referred(
        self, target: int | tuple[LibraryHint, ...], *, published: bool
    ) -> Iterator[str | ClassRef]:
        if isinstance(target, int):
            has_input = published and target in self._with_input
            yield self._input_ref(target) if has_input else self._ref(target)
            return
        yield "tuple["
        for number, part in enumerate(target):
            yield ", " if number else ""
            yield from self._parts(part, published=published)
        yield "]"


def quoted(text: str) -> str:
    """A Python literal, with the quotes that formatters choose."""
    literal = repr(text)
    if literal[0] == '"' or text.count('"') > text.count("'"):
        return literal
    body = literal[1:-1].replace("\\'", "'").replace('"', '\\"')
    return f'"{body}"'


def _hints(shapes: Shapes) -> list[list[LibraryHint]]:
    """The hints of every named shape, one for each field of an object; then those of topics."""
    asked = [*map(_parts_of, shapes.named), *([shape] for shape in shapes.topics.values())]
    hints = iter(hints_of(shape for parts in asked for shape in parts))
    return [[next(hints) for _ in parts] for parts in asked]


def _parts_of(shape: ObjectShape | AliasShape) -> list[Shape]:
    if isinstance(shape, AliasShape):
        return [shape.shape]
    return [field.shape for field in shape.fields]


def _numbers_with_input(shapes: Shapes) -> frozenset[int]:
    """Objects, and aliases of types that name one: what publishers pass is another type there."""
    found: set[int] = set()
    refers: dict[int, set[int]] = {}
    for number, shape in enumerate(shapes.named):
        if isinstance(shape, ObjectShape):
            found.add(number)
        else:
            refers[number] = set(_references(shape.shape))
    while more := {n for n, others in refers.items() if n not in found and others & found}:
        found |= more
    return frozenset(found)


def _references(shape: Shape) -> Iterator[int]:
    if "$ref" in shape:
        yield shape["$ref"]
    for inside in (*shape.get("anyOf", ()), *shape.get("prefixItems", ())):
        yield from _references(inside)
    for keyword in ("items", "additionalProperties"):
        if isinstance(shape.get(keyword), dict):
            yield from _references(shape[keyword])
