"""ModuleSource: what the template of a module is filled with."""

from __future__ import annotations

import keyword
import re
from functools import cached_property
from typing import TYPE_CHECKING

from ..payloads.types import AliasType, ClassRef, ObjectType, quoted
from ..travelling import uri_of
from . import runtime
from .source import assignment, call, docstring, function, laid_out, literal, type_
from .templates import module_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model import Channel, Module, Parameter, Project, Topic
    from ..payloads import Types
    from ..payloads.types import FieldType, Hint
    from ..travelling import Travelling

_ROOT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<![\w.])([^\W\d]\w*)(?![\w=])""")
# pydantic takes no other TypedDict before Python 3.12, and FastAPI none for a route.
_TYPED_DICT = "typing_extensions.TypedDict"
_IMPORTS = (
    ("builtins", "collections.abc", "datetime", "typing", "uuid", "TYPE_CHECKING"),
    ("pydantic", runtime.MODULE, "typing_extensions"),
)


class ModuleSource:
    """One generated module.

    Names are taken from modules (`typing.Literal`), so that no name from a definition can hide
    one. Inside a class, a field may still hide what its type needs (`date: date`): such a word is
    spelled `date_` there, and the module says what `date_` is.
    """

    def __init__(
        self, project: Project, types: Types, travelling: Travelling, module: Module
    ) -> None:
        self._project = project
        self._types = types
        self._travelling = travelling
        self._module = module
        self._modules = {other.source: other for other in project.modules}
        self._files: set[str] = set()  # other definition files that this module needs
        self._hidden: dict[str, str] = {}
        self._used: set[str] = set()  # modules that the source names

    def text(self) -> str:
        body = [self._class(type_) for type_ in self._in_file_order()]
        body += [self._channel(channel) for channel in self._module.channels]
        definitions = self._definitions()
        return module_text(
            source=self._module.source,
            imports=self._imports(),
            hidden_above=[f"{n} = {w}" for n, w in self._hidden.items() if w not in self._classes],
            definitions=definitions,
            body=body,
            hidden_below=[f"{n} = {w}" for n, w in self._hidden.items() if w in self._classes],
            modules=[self._import_of(path) for path in sorted(self._files)],
        )

    def _in_file_order(self) -> list[ObjectType | AliasType]:
        types = self._types.of_file.get(self._module.source, ())
        return sorted(types, key=lambda t: (self._project.position(t.site), t.ref.name))

    @cached_property
    def _classes(self) -> frozenset[str]:
        types = self._types.of_file.get(self._module.source, ())
        return frozenset(name for type_ in types for name in (type_.ref.name, type_.input_ref.name))

    # Classes

    def _class(self, type_: ObjectType | AliasType) -> str:
        if isinstance(type_, ObjectType):
            return self._model(type_) + "\n\n\n" + self._input(type_)
        text = self._alias(type_.ref, type_.hint, type_.description)
        if type_.input is not None:
            text += "\n\n" + self._alias(type_.input_ref, type_.input, "")
        return text

    def _alias(self, ref: ClassRef, hint: Hint, description: str) -> str:
        arguments = [quoted(ref.name), quoted(self._spell(hint))]
        head = f"{ref.name} = "
        text = head + call(self._using("typing_extensions.TypeAliasType"), arguments, 0, len(head))
        return "\n".join(filter(None, (text, docstring(description, 0))))

    def _model(self, type_: ObjectType) -> str:
        described = type_.description or self._described_by_topic(type_)
        names = {str(field.name) for field in type_.fields}
        lines = [f"class {type_.ref.name}({self._using(runtime.PAYLOAD)}):"]
        if described.strip():
            lines.append("    " + docstring(described, 1))
            lines += [""] if type_.fields else []
        elif not type_.fields:
            lines.append("    pass")
        lines += (self._described_field(f, names, 1) for f in type_.fields if not f.deprecated)
        if any(field.deprecated for field in type_.fields):
            lines += self._deprecated_fields(type_, names)
        return "\n".join(lines)

    def _deprecated_fields(self, type_: ObjectType, names: set[str]) -> list[str]:
        """For checkers properties: a function is all that they take for deprecated. A property is
        no parameter of the constructor that they make, so they are given one."""
        deprecated = [field for field in type_.fields if field.deprecated]
        parameters = {
            str(field.name): (
                self._field_hint(field, names),
                "" if field.required else literal(field.default),
            )
            for field in type_.fields
        }
        above = "" if len(deprecated) == len(type_.fields) else "\n"
        return [
            f"{above}    if {self._using('TYPE_CHECKING')}:\n",
            function("__init__", ["_self", "*"], parameters, "None", 2, "..."),
            *(self._property(field, names) for field in deprecated),
            "\n    else:",
            *(self._described_field(field, names, 2) for field in deprecated),
        ]

    def _property(self, field: FieldType, names: set[str]) -> str:
        hint = self._field_hint(field, names)
        described = docstring(field.description, 3)
        is_deprecated = self._is_deprecated(field.deprecated, names, 2)
        return "\n".join(
            [
                f"\n        @{self._seen_past(names, 'property')}",
                is_deprecated,
                function(field.name, ["self"], {}, hint, 2, "" if described else "..."),
                *([f"            {described}\n            ..."] if described else []),
                f"\n        @{field.name}.setter",
                is_deprecated,
                function(field.name, ["self"], {"value": (hint, "")}, "None", 2, "..."),
            ]
        )

    def _is_deprecated(self, sentence: str, names: set[str], depth: int) -> str:
        """The decorator, with the sentence that checkers and Python itself tell."""
        name = self._seen_past(names, self._using("typing_extensions.deprecated"))
        return "    " * depth + "@" + call(name, [quoted(sentence)], depth, 4 * depth + 1)

    def _described_by_topic(self, type_: ObjectType) -> str:
        topics = (topic for channel in self._module.channels for topic in channel.topics)
        return next((t.description for t in topics if t.schema == type_.site), "")

    def _field_hint(self, field: FieldType, names: set[str]) -> str:
        hint = self._spell(field.hint)
        return self._seen_past(names, f"{hint} | None" if _is_absent_as_none(field) else hint)

    def _described_field(self, field: FieldType, names: set[str], depth: int) -> str:
        described = docstring(field.description, depth)
        text = self._field(field, names, depth)
        return f"{text}\n{'    ' * depth}{described}" if described else text

    def _field(self, field: FieldType, names: set[str], depth: int) -> str:
        arguments = []
        if not field.required:
            arguments.append(f"default={literal(field.default)}")
            if _is_absent_as_none(field):
                arguments.append(f"exclude_if={runtime.ABSENT}")
        if field.key != field.name:
            arguments += (
                f"{kind}_alias={quoted(field.key)}" for kind in ("validation", "serialization")
            )
        if field.deprecated:
            arguments.append(f"deprecated={quoted(field.deprecated)}")
        value = "pydantic.Field" if arguments else ""
        if len(arguments) == 1 and not field.required:
            value, arguments = arguments[0].removeprefix("default="), []
        self._using(value)
        arguments = [self._seen_past(names, argument) for argument in arguments]
        hint, value = self._field_hint(field, names), self._seen_past(names, value)
        return assignment(field.name, hint, value, arguments, depth)

    def _input(self, type_: ObjectType) -> str:
        hints = {field.key: self._input_hint(field) for field in type_.fields}
        name = type_.input_ref.name
        self._using(_TYPED_DICT)
        words = {word for hint in hints.values() for word in _words(hint)}
        if all(map(_is_plain, hints)) and not words & hints.keys():
            fields = [assignment(key, hint, "", [], 1) for key, hint in hints.items()]
            return "\n".join([f"class {name}({_TYPED_DICT}):", *(fields or ["    pass"])])
        # Keys that no class body can hold; a text is read as a type late, as annotations are.
        lines = [f"{name} = {_TYPED_DICT}(", f"    {quoted(name)},", "    {"]
        lines += (f"        {quoted(key)}: {quoted(hint)}," for key, hint in hints.items())
        return "\n".join([*lines, "    },", ")"])

    def _input_hint(self, field: FieldType) -> str:
        hint = self._spell(field.input)
        return hint if field.required else self._using(f"typing.NotRequired[{hint}]")

    # Channels

    def _channel(self, channel: Channel) -> str:
        return "\n\n\n".join((self._channel_class(channel), self._factory(channel)))

    def _channel_class(self, channel: Channel) -> str:
        arguments = [self._using(runtime.CHANNEL), f"name={quoted(channel.template)}"]
        if channel.parameters:
            schemas = {str(p.name): dict(p.schema) for p in channel.parameters}
            arguments.append(f"params={laid_out(schemas, 1, len('params=,'))}")
        head = call(f"class {channel.class_name}", arguments, 0, 1) + ":"
        names = {str(topic.attribute) for topic in channel.topics}
        topics = [self._topic(topic, names) for topic in channel.topics]
        described = docstring(channel.description, 1)
        described = f"    {described}\n" if described else ""
        return "\n".join([head, *filter(None, [described]), "\n".join(topics).rstrip("\n")])

    def _topic(self, topic: Topic, names: set[str]) -> str:
        received, published = map(self._spell, self._types.topics[topic.schema])
        types = received if received == published else f"{received}, {published}"
        text = self._travelling.text(topic.schema)
        given = type_(received, 2, len("        lambda: ,"))
        arguments = [quoted(topic.key), f"lambda: {given}", quoted(text)]
        files = self._travelling.files(topic.schema)
        if files:
            self._files |= files - {self._module.source}
            arguments.append("definitions")
        if not topic.validate:
            arguments.append("validate=False")
        hint = self._seen_past(names, f"{runtime.TOPIC}[{types}]")
        value = self._seen_past(names, runtime.TOPIC)
        if topic.deprecated:
            kept = f"_topic_{topic.attribute}"
            lines = assignment(kept, hint, value, arguments, 1)
            return f"{lines}\n\n{self._deprecated_topic(topic, kept, types, names)}\n"
        lines = assignment(topic.attribute, hint, value, arguments, 1)
        described = docstring(topic.description, 1)
        return f"{lines}\n    {described}" if described else lines

    def _deprecated_topic(self, topic: Topic, kept: str, types: str, names: set[str]) -> str:
        """A property: no checker takes an attribute for deprecated, and ty no descriptor."""
        hint = self._seen_past(names, f"{runtime.TOPIC_REF}[{types}]")
        described = docstring(topic.description, 2)
        return "\n".join(
            [
                f"    @{self._seen_past(names, 'property')}",
                self._is_deprecated(topic.deprecated, names, 1),
                function(topic.attribute, ["self"], {}, hint, 1),
                *([f"        {described}"] if described else []),
                f"        return self.{kept}",
            ]
        )

    def _factory(self, channel: Channel) -> str:
        if not channel.parameters:
            return f"{channel.factory} = {channel.class_name}()"
        parameters = {
            str(p.name): (self._using(_parameter_type(p)), "") for p in channel.parameters
        }
        head = function(channel.factory, ["*"], parameters, channel.class_name, 0)
        if channel.deprecated:
            head = f"{self._is_deprecated(channel.deprecated, set(), 0)}\n{head}"
        described = channel.description.strip() or f"The channel {channel.template}."
        told = [
            f"{p.name}: {p.description.strip()}"
            for p in channel.parameters
            if p.description.strip()
        ]
        raises = f"Raises {runtime.INVALID_PARAMETER} for a value that cannot stand in the name."
        text = "\n\n".join(filter(None, (described, "\n".join(told), raises)))
        names = ", ".join(f"{p.name}={p.name}" for p in channel.parameters)
        value = call(channel.class_name, names.split(", "), 1, len("    return "))
        return f"{head}\n    {docstring(text, 1)}\n    return {value}"

    # What modules share

    def _definitions(self) -> str:
        """The file's `$defs` as texts; also where only topics refer to other files' ones."""
        sites = {d.key: d.schema for d in self._module.definitions}
        needed = {f for site in sites.values() for f in self._travelling.files(site)}
        for channel in self._module.channels:
            for topic in channel.topics:
                needed |= self._travelling.files(topic.schema)
        if not sites and not needed:
            return ""
        others = sorted(needed - {self._module.source})
        self._files.update(others)
        # Annotated: modules that refer to each other's in a circle have no type to infer.
        class_ = self._using(runtime.DEFINITIONS)
        lines = [f"definitions: {class_} = {class_}("]
        lines.append(f"    {quoted(uri_of(self._module.source))},")
        texts = [
            f"        {quoted(key)}: {quoted(self._travelling.text(site))},"
            for key, site in sites.items()
        ]
        lines += ["    {", *texts, "    },"] if texts else ["    {},"]
        if others:
            names = [f"{self._alias_of(path)}.definitions" for path in others]
            one = f"    lambda: ({', '.join(names)}{',' if len(names) == 1 else ''}),"
            many = ["    lambda: (", *(f"        {name}," for name in names), "    ),"]
            lines += [one] if len(one) <= 88 else many
        return "\n".join([*lines, ")"])

    def _imports(self) -> list[str]:
        """The imports that the source needs, standard library first."""
        groups = ([n for n in names if n.partition(".")[0] in self._used] for names in _IMPORTS)
        return ["\n".join(map(_import, names)) for names in groups if names]

    def _import_of(self, path: str) -> str:
        """`from .. import common as _common`: relative, so that the package can be moved."""
        here = self._module.name.split(".")
        *package, name = self._modules[path].name.split(".")
        shared = 0
        while shared < min(len(here) - 1, len(package)) and here[shared] == package[shared]:
            shared += 1
        dots = "." * (len(here) - shared)
        return f"from {dots}{'.'.join(package[shared:])} import {name} as {self._alias_of(path)}"

    def _alias_of(self, path: str) -> str:
        """What this module calls another one; no two have one name, nor has it one of a class.

        A class would take a name that begins with `__` for a private one of its own.
        """
        pieces = self._modules[path].name.split(".")
        if any("__" in f"_{piece}_" for piece in pieces):
            return "_" + "_".join(f"{len(piece)}{piece}" for piece in pieces)
        return "_" + "__".join(pieces)

    def _spell(self, hint: Hint) -> str:
        """A type as this module writes it."""
        parts = (part if isinstance(part, str) else self._refer(part) for part in hint.parts)
        return self._using("".join(parts))

    def _using(self, source: str) -> str:
        """The source itself; what it names is imported."""
        self._used.update(_words(source))
        return source

    def _refer(self, ref: ClassRef) -> str:
        if ref.path == self._module.source:
            return ref.name
        self._files.add(ref.path)
        return f"{self._alias_of(ref.path)}.{ref.name}"

    def _seen_past(self, names: set[str], source: str) -> str:
        """The source with every word that a name of its class hides spelled another way."""

        def spell(word: str) -> str:
            if word not in names:
                return word
            if word in ("property", "tuple"):  # no other name for them does what they do
                self._using("builtins")
                return f"{spell('builtins')}.{word}"
            other = word + "_"
            while other in names:
                other += "_"
            self._hidden[other] = word
            return other

        return _ROOT.sub(lambda match: match[0] if match[2] is None else spell(match[2]), source)


def _import(name: str) -> str:
    # By this name alone all checkers know it; another one for `typing` would hide it.
    return f"from typing import {name}" if name == "TYPE_CHECKING" else f"import {name}"


def _is_absent_as_none(field: FieldType) -> bool:
    return not field.required and field.default is None and not field.nullable


def _words(hint: str) -> Iterable[str]:
    return (match[2] for match in _ROOT.finditer(hint) if match[2] is not None)


def _is_plain(key: str) -> bool:
    return key.isidentifier() and not keyword.iskeyword(key) and not key.startswith("__")


def _parameter_type(parameter: Parameter) -> str:
    if parameter.schema["type"] == "integer":
        return "int"
    if "enum" in parameter.schema:
        return f"typing.Literal[{', '.join(map(quoted, parameter.schema['enum']))}]"
    return "uuid.UUID | str" if parameter.schema.get("format") == "uuid" else "str"
