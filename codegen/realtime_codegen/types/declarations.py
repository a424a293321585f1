"""What is declared: definitions, objects, and types that contain themselves, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..jsonschema.following import alias_target
from ..wording import TEXTS
from .contents import Contents, description, is_object, scalar_of
from .data import ANYTHING, Alias, Object, Path, Reference, Step, size
from .essence import Essence, Essences
from .paths import Paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..diagnostics import Diagnostic
    from ..jsonschema.conjunction import Conjunction, Reading, Schemas
    from ..model import Schema
    from .data import StepKind, Type


class Context(NamedTuple):
    """Where a type is declared, and what it is called."""

    schema: Schema
    path: Path

    def inside(self, kind: StepKind, word: str) -> Context:
        return Context(self.schema, self.path.inside(Step(kind, word)))


class Key(NamedTuple):
    """What identifies a declared type. A type of several schemas has no place of its own, so each
    file declares it. `is_object` distinguishes the object from the other types that they accept."""

    file: str
    essence: Essence
    is_object: bool = False


# What goes beyond is no type that anyone reads, and more than Python's own parser takes.
_DEEPEST = 32
_LARGEST = 512


class Declarations:
    """What a project's types declare, each once, by number."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._project = reading.project
        self._foreign = {file.path for file in reading.project.files if file.foreign}
        self.paths = Paths(reading)
        self.essences = Essences(reading)
        self._contents = Contents(reading, self)
        self.declared: list[Object | Alias] = []
        self.problems: list[Diagnostic] = []
        self._numbers: dict[Key, int] = {}
        self._inline: dict[Key, Type] = {}
        self._open: set[Key] = set()  # the inline types that are being made
        # What has its number and is not yet made: a chain of definitions may be long.
        self._waiting: list[tuple[int, Callable[[], Object | Alias]]] = []
        self._of_essence = self._definitions_by_essence()
        self._number_of: dict[Schema, int] = {}  # of definitions
        # What a definition is, or stands for.
        self._named = {*self.paths.definitions}.union(*(e.parts for e in self._of_essence))

    def _definitions_by_essence(self) -> dict[Essence, list[Schema]]:
        """The definitions of each essence, without those that refer to another one of it."""
        found: dict[Essence, list[Schema]] = {}
        for schema in self.paths.definitions:
            if alias_target(self._project, schema) is None:
                essence = self.essences.of(self._reading.of(schema))
                found.setdefault(essence, []).append(schema)
        for same in found.values():
            known = {*same}
            same[:] = [
                one for one in same if known.isdisjoint({*self._reading.of(one).parts} - {one})
            ]
        return found

    def _definition_of(
        self, essence: Essence, conjunction: Conjunction, path: str, own: Schema | None = None
    ) -> Schema | None:
        """The definition that a conjunction of this essence is: one that it refers to, else the
        first in its own file.

        Never one that it neither refers to nor stands beside: then a change of that file would
        change a type that knows nothing of it.
        """
        same = self._of_essence.get(essence)
        if same is None:
            return None
        parts = {*conjunction.parts} - {own}
        referred = (schema for schema in same if schema in parts)
        beside = (schema for schema in same if schema.path == path)
        return next(referred, None) or next(beside, None)

    def finish(self) -> None:
        """Make all that has a number, and all that these refer to."""
        while self._waiting:
            number, make = self._waiting.pop()
            self.declared[number] = make()

    def of(self, schemas: Schemas, inside: Callable[[], Context] | None = None) -> Type:
        """The type of the values that all these schemas accept.

        `inside` is the context of a type that no single schema makes, and that has no path of its
        own.
        """
        if not schemas:
            return ANYTHING
        if len(schemas) == 1 and schemas[0] not in self._named and len(self._open) < _DEEPEST:
            scalar = scalar_of(schemas[0])  # as most schemas are
            if scalar is not None:
                return scalar
        named = tuple(dict.fromkeys(map(self.paths.named_by, schemas)))
        if len(named) == 1 and named[0] in self.paths.definitions:
            return self.definition(named[0])
        is_alone = len(named) == 1
        context = self._context_of(named[0]) if is_alone or inside is None else inside()
        return self.of_conjunction(self._reading.of(*named), context)

    def of_conjunction(self, conjunction: Conjunction, context: Context) -> Type:
        """The type of a conjunction, unless a definition is that type already."""
        essence = self.essences.of(conjunction)
        definition = self._definition_of(essence, conjunction, context.schema.path)
        if definition is not None:
            return self.definition(definition)
        if len(essence.parts) == 1 and not essence.chosen:
            context = self._context_of(essence.parts[0])
        key = Key(context.schema.path, essence)
        if key in self._numbers:
            return Reference(self._numbers[key])
        type_ = self._inline.get(key)
        if type_ is None:
            type_ = self._inline[key] = self._inlined(key, conjunction, context)
        return type_

    def _inlined(self, key: Key, conjunction: Conjunction, context: Context) -> Type:
        """The type of what has no name, unless it is an object or contains itself."""
        if key in self._open:
            return self._own(key, conjunction, context)
        if len(self._open) == _DEEPEST:
            self.is_wider("wider-type/deep", context.schema, context)
            return ANYTHING
        self._open.add(key)
        type_ = self._contents.type_of(key, conjunction, context)
        self._open.remove(key)
        if key in self._numbers:
            return Reference(self._numbers[key])
        if size(type_) > _LARGEST:
            self.is_wider("wider-type/large", context.schema, context)
            return ANYTHING
        return type_

    def _context_of(self, schema: Schema) -> Context:
        return Context(schema, self.paths.of(schema))

    def definition(self, schema: Schema) -> Reference:
        """The type of a named definition, always declared."""
        if schema in self._number_of:
            return Reference(self._number_of[schema])
        conjunction = self._reading.of(schema)
        context = self._context_of(schema)
        key = Key(schema.path, self.essences.of(conjunction))
        target = alias_target(self._project, schema)
        target = target or self._definition_of(key.essence, conjunction, schema.path, schema)
        self._number_of[schema] = len(self.declared)
        if target is None or target is schema:
            return self._own(key, conjunction, context)

        def make() -> Alias:
            return Alias(context.path, schema, description(conjunction), self.of((target,)))

        return self._later(context, make)

    def _own(self, key: Key, conjunction: Conjunction, context: Context) -> Reference:
        """What is declared with a type of its own: an object, or an alias of any other."""
        self._numbers[key] = len(self.declared)

        def make() -> Object | Alias:
            if is_object(conjunction):
                return self._contents.object_of(conjunction, context)
            type_ = self._contents.type_of(key, conjunction, context)
            return Alias(context.path, context.schema, description(conjunction), type_)

        return self._later(context, make)

    def _later(self, context: Context, make: Callable[[], Object | Alias]) -> Reference:
        number = len(self.declared)
        self.declared.append(Alias(context.path, context.schema, "", ANYTHING))
        self._waiting.append((number, make))
        return Reference(number)

    def object(self, key: Key, conjunction: Conjunction, context: Context) -> Reference:
        """The objects among the values that some schemas accept."""
        # If these schemas accept more than the object, they cannot represent it.
        key = key._replace(is_object=not is_object(conjunction))
        if key in self._numbers:
            return Reference(self._numbers[key])
        self._numbers[key] = len(self.declared)

        def make() -> Object:
            # An object inside an alias cannot have the alias's own path.
            is_inside = key.is_object and (
                key._replace(is_object=False) in self._numbers or self._is_named(context)
            )
            inside = context.inside("object", "object") if is_inside else context
            return self._contents.object_of(conjunction, inside)

        return self._later(context, make)

    def _is_named(self, context: Context) -> bool:
        """Whether a definition has this path, whose type is then declared."""
        root = context.schema.root
        return root in self.paths.definitions and context.path == self.paths.of(root)

    def is_wider(self, key: str, schema: Schema, context: Context) -> None:
        """A warning is in the file whose type is wider, even if another file is the reason."""
        if key == "untyped-schema" and context.schema.path in self._foreign:
            return  # advice for those who can follow it
        place = schema if schema.path == context.schema.path else context.schema
        self.problems.append(TEXTS.problem(key, place.position(key=True)))
