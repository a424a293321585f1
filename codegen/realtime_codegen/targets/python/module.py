"""ModuleSource: what is made of a definition file, in its module's frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...jsonschema.resources import token, uri_of
from ...types.data import Alias, Object
from . import layout, runtime
from .aliases import Aliases
from .binding import BUILT_IN, names_in
from .channels import Channels
from .classes import Classes
from .names import channel_class, factory_name
from .scope import Scope
from .source import WIDTH, quoted
from .wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...diagnostics import Diagnostic
    from ...model import File, Schema
    from .package import Package


class ModuleSource:
    """One generated module."""

    def __init__(self, package: Package, file: File) -> None:
        self._package = package
        self._file = file
        self._scope = Scope(file.path, package.modules)
        self._classes = Classes(self._scope, package.types, package.spelling)
        lateness = package.lateness
        self._aliases = Aliases(self._scope, package.types, package.spelling, lateness)
        self._channels = Channels(self._scope, package)
        self._roots = {d.schema: ("$defs", d.key) for d in file.definitions} | {
            topic.schema: (channel_class(channel), topic.key)
            for channel in file.channels
            for topic in channel.topics
        }

    def text(self) -> str:
        numbers = self._package.types.of_file.get(self._file.path, ())
        in_order = self._in_file_order(numbers)
        aliases = [n for n in in_order if isinstance(self._package.types.declared[n], Alias)]
        body = [
            *self._aliases.declared(aliases, names_others=False),
            *self._classes_of(in_order),
            *self._aliases.late(aliases, names_others=False),
            *self._aliases.plain(aliases, names_others=False),
            *map(self._channels.text, self._file.channels),
        ]
        last = [
            *self._aliases.declared(aliases, names_others=True),
            *self._aliases.late(aliases, names_others=True),
            *self._aliases.plain(aliases, names_others=True),
        ]
        definitions = self._definitions()
        own = {str(name) for number in numbers for name in self._names_of(number)}
        hidden = self._scope.assigned()
        return layout.module(
            self._file.origin,
            imports=self._scope.imports(),
            hidden_above=[f"{name} = {word}" for name, word in hidden if word not in own],
            definitions=definitions,
            body=body,
            hidden_below=[f"{name} = {word}" for name, word in hidden if word in own],
            modules=[self._scope.import_of(path) for path in sorted(self._scope.files)],
            last=last,
        )

    def _names_of(self, number: int) -> Iterator[str]:
        yield self._package.spelling.ref(number).name
        if self._package.spelling.has_input(number):
            yield self._package.spelling.input_ref(number).name

    def unbound(self, text: str) -> Iterator[Diagnostic]:
        """What its source names and neither the module nor the head of a function binds."""
        bound = {"self", "_self", "definitions", *self._scope.imported(), *self._scope.hidden}
        bound |= {self._scope.alias_of(path) for path in self._scope.files}
        for number in self._package.types.of_file.get(self._file.path, ()):
            bound |= {*self._names_of(number)}
        for channel in self._file.channels:
            bound |= {channel_class(channel), factory_name(channel)}
            bound |= {parameter.key for parameter in channel.parameters}
        for name in sorted(names_in(text) - bound - BUILT_IN):
            yield TEXTS.problem("unbound-name", self._file.site.position(), name=name)

    def _in_file_order(self, numbers: tuple[int, ...]) -> list[int]:
        declared, spelling = self._package.types.declared, self._package.spelling
        places = {n: (declared[n].schema.position(), spelling.ref(n).name) for n in numbers}
        return sorted(numbers, key=lambda number: places[number])

    def _classes_of(self, numbers: list[int]) -> Iterator[str]:
        for number in numbers:
            if isinstance(object_ := self._package.types.declared[number], Object):
                place = self._place(object_.schema)
                yield self._classes.text(number, object_, self._by_topic(object_), place)

    def _place(self, schema: Schema) -> str:
        """Where a schema stands in the module, as a JSON Pointer of the names that lead there."""
        return "".join(f"/{token(step)}" for step in (*self._roots[schema.root], *schema.steps))

    def _by_topic(self, object_: Object) -> str:
        """The description of the topic whose schema an object is."""
        topics = (topic for channel in self._file.channels for topic in channel.topics)
        return next((t.description for t in topics if t.schema is object_.schema), "")

    def _definitions(self) -> str:
        """The file's `$defs` as strings; also where only topics refer to other files' ones."""
        schemas = {d.key: d.schema for d in self._file.definitions}
        embedding = self._package.embedding
        needed = {file for schema in schemas.values() for file in embedding.files(schema)}
        for channel in self._file.channels:
            for topic in channel.topics:
                needed |= embedding.files(topic.schema)
        if not schemas and not needed:
            return ""
        others = sorted(needed - {self._file.path})
        self._scope.files.update(others)
        # Annotated: modules that refer to each other's in a circle have no type to infer.
        class_ = self._scope.name(runtime.DEFINITIONS)
        lines = [f"definitions: {class_} = {class_}("]
        lines.append(f"    {quoted(uri_of(self._file.path))},")
        texts = [
            f"        {quoted(key)}: {quoted(embedding.text(schema))},"
            for key, schema in schemas.items()
        ]
        lines += ["    {", *texts, "    },"] if texts else ["    {},"]
        if others:
            names = [f"{self._scope.alias_of(path)}.definitions" for path in others]
            one = f"    lambda: ({', '.join(names)}{',' if len(names) == 1 else ''}),"
            many = ["    lambda: (", *(f"        {name}," for name in names), "    ),"]
            lines += [one] if len(one) <= WIDTH else many
        return "\n".join([*lines, ")"])
