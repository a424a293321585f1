"""Types as data: what of a schema any language's types may say. A small closed set.

A type is never narrower than its schema. Objects, and what has a name, are declared once and
referred to by number, so that types can contain themselves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Schema


@dataclass(frozen=True, slots=True)
class Anything:
    """Every JSON value."""


@dataclass(frozen=True, slots=True)
class Never:
    """No value: what a closed tuple has behind its items."""


ANYTHING = Anything()
NEVER = Never()


@dataclass(frozen=True, slots=True)
class Scalar:
    """`number` accepts integers too. `format` is that of the draft, for strings only."""

    kind: Literal["string", "integer", "number", "boolean", "null"]
    format: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """One JSON value of any kind. `text` is its JSON, the same for equal values."""

    text: str
    schema: Schema = field(compare=False)
    value: Any = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", json.loads(self.text))


@dataclass(frozen=True, slots=True)
class List:
    """An array whose items have one type."""

    item: Type


@dataclass(frozen=True, slots=True)
class Map:
    """An object whose keys are data."""

    value: Type


@dataclass(frozen=True, slots=True)
class Tuple:
    """An array whose first items each have a type.

    At least `required` of them are there; `rest` is the type of what follows, NEVER where nothing
    does.
    """

    first: tuple[Type, ...]
    required: int
    rest: Type
    schema: Schema = field(compare=False)


@dataclass(frozen=True, slots=True)
class Union:
    """At least two types, each once. ANYTHING beside objects represents all other values."""

    members: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """What `Types.declared` holds at this number."""

    number: int


Type = Anything | Never | Scalar | Constant | List | Map | Tuple | Union | Reference


StepKind = Literal["property", "item", "value", "branch", "part", "object"]


class Step(NamedTuple):
    """A step inside of a named type: to what, and the word for it."""

    kind: StepKind
    word: str


@dataclass(frozen=True, slots=True)
class Path:
    """What a declared type is called: the keys of the topic or definition, and the steps inside.

    A target makes a name of the words. Without steps they are the user's own, so that no other
    name can be put in the place of what they give.
    """

    root: tuple[str, ...]
    steps: tuple[Step, ...] = ()

    def inside(self, *steps: Step) -> Path:
        return Path(self.root, (*self.steps, *steps))

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.root, *(step.word for step in self.steps))


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an object.

    `deprecated` is the sentence of the deprecation warning; `default` a scalar of the
    property's own type, None where there is none. `schema` is the first that declares it, else
    where the key is required.
    """

    key: str
    type: Type
    required: bool
    description: str
    deprecated: str
    default: str | int | float | bool | None
    schema: Schema = field(compare=False)


@dataclass(frozen=True, slots=True)
class Object:
    """An object with known keys. `rest` is the type of other keys' values: NEVER where it is
    closed; `patterns` and `extras` are what asks that of them, the keys of `patternProperties`
    and all others. `schema` is where the object comes from; its file is the one that declares
    it."""

    path: Path
    schema: Schema
    description: str
    properties: tuple[Property, ...]
    rest: Type
    patterns: tuple[Schema, ...]
    extras: tuple[Schema, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a type that is not an object."""

    path: Path
    schema: Schema
    description: str
    type: Type


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a project: all that are declared, that of each topic by its schema, and what
    each file declares, by number."""

    declared: tuple[Object | Alias, ...]
    topics: Mapping[Schema, Type]
    of_file: Mapping[str, tuple[int, ...]]

    def admits_null(self, type_: Type) -> bool:
        """Whether null is a value of the type."""
        waiting = [type_]
        seen: set[int] = set()
        while waiting:
            match waiting.pop():
                case Anything() | Scalar("null") | Constant("null"):
                    return True
                case Union(members):
                    waiting += members
                case Reference(number) if number not in seen:
                    seen.add(number)
                    declared = self.declared[number]
                    waiting += [declared.type] if isinstance(declared, Alias) else []
        return False


def inside(type_: Type) -> tuple[Type, ...]:
    """The types directly inside a type."""
    match type_:
        case List(item):
            return (item,)
        case Map(value):
            return (value,)
        case Tuple(first, _, rest):
            return (*first, rest)
        case Union(members):
            return members
    return ()


def size(type_: Type) -> int:
    """How many types a type names."""
    return 1 + sum(map(size, inside(type_)))


def references(type_: Type) -> Iterator[int]:
    """The numbers of all that a type refers to itself."""
    if isinstance(type_, Reference):
        yield type_.number
    for other in inside(type_):
        yield from references(other)
