"""Models and their inputs."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

from . import runtime
from .expressions import NONE, Name, Subscript, either
from .fields import fields_of
from .source import assignment, call, docstring, function, literal, quoted

if TYPE_CHECKING:
    from ...types.data import Object, Types
    from .expressions import Expression
    from .fields import Field
    from .identifiers import ClassName
    from .scope import Scope
    from .source import Hint
    from .spelling import Spelling

# pydantic takes no other TypedDict before Python 3.12, and FastAPI none for a route.
_TYPED_DICT = "typing_extensions.TypedDict"
_NOT_REQUIRED = Name("typing.NotRequired")


class Classes:
    """Writes the classes of one module."""

    def __init__(self, scope: Scope, types: Types, spelling: Spelling) -> None:
        self._scope = scope
        self._types = types
        self._spelling = spelling

    def text(self, number: int, object_: Object, described: str, place: str) -> str:
        """An object's model and its input. `described` serves where it is not described itself;
        `place` is where its schema stands in the module.
        """
        fields = fields_of(object_, self._types, self._spelling)
        name, input_name = self._spelling.ref(number).name, self._spelling.input_ref(number).name
        model = self._model(name, object_.description or described, fields, place)
        return f"{model}\n\n\n{self._input(input_name, fields)}"

    def _model(self, name: ClassName, described: str, fields: tuple[Field, ...], place: str) -> str:
        members = {str(field.name) for field in fields}
        bases = [self._scope.name(runtime.PAYLOAD), f"schema={quoted(place)}"]
        lines = [call(f"class {name}", bases, 0, 1) + ":"]
        if described.strip():
            lines.append("    " + docstring(described, 1))
            lines += [""] if fields else []
        elif not fields:
            lines.append("    pass")
        lines += (self._described_field(f, members, 1) for f in fields if not f.deprecated)
        if any(field.deprecated for field in fields):
            lines += self._deprecated_fields(fields, members)
        return "\n".join(lines)

    def _deprecated_fields(self, fields: tuple[Field, ...], members: set[str]) -> list[str]:
        """For checkers properties: a function is all that they take for deprecated. A property is
        no parameter of the constructor that they make, so they are given one."""
        deprecated = [field for field in fields if field.deprecated]
        parameters = {
            str(field.name): (
                self._hint(field, members),
                "" if field.required else literal(field.default),
            )
            for field in fields
        }
        above = "" if len(deprecated) == len(fields) else "\n"
        nothing = self._scope.hint(NONE)
        return [
            f"{above}    if {self._scope.name('TYPE_CHECKING')}:\n",
            function("__init__", ["_self", "*"], parameters, nothing, 2, "..."),
            *(self._property(field, members) for field in deprecated),
            "\n    else:",
            *(self._described_field(field, members, 2) for field in deprecated),
        ]

    def _property(self, field: Field, members: set[str]) -> str:
        hint, nothing = self._hint(field, members), self._scope.hint(NONE)
        described = docstring(field.description, 3)
        deprecation = self._scope.deprecation(field.deprecated, members, 2)
        return "\n".join(
            [
                f"\n        @{self._scope.name('property', members)}",
                deprecation,
                function(field.name, ["self"], {}, hint, 2, "" if described else "..."),
                *([f"            {described}\n            ..."] if described else []),
                f"\n        @{field.name}.setter",
                deprecation,
                function(field.name, ["self"], {"value": (hint, "")}, nothing, 2, "..."),
            ]
        )

    def _hint(self, field: Field, members: set[str]) -> Hint:
        type_ = either((field.received, NONE)) if field.is_absent_as_none else field.received
        return self._scope.hint(type_, members)

    def _described_field(self, field: Field, members: set[str], depth: int) -> str:
        described = docstring(field.description, depth)
        text = self._field(field, members, depth)
        return f"{text}\n{'    ' * depth}{described}" if described else text

    def _field(self, field: Field, members: set[str], depth: int) -> str:
        hint = self._hint(field, members)
        arguments = []
        if field.is_absent_as_none:
            arguments.append(f"exclude_if={self._scope.name(runtime.OMIT_NONE, members)}")
        if field.key != field.name:
            aliases = ("validation_alias", "serialization_alias")
            arguments += (f"{alias}={quoted(field.key)}" for alias in aliases)
        if field.deprecated:
            arguments.append(f"deprecated={quoted(field.deprecated)}")
        default = "" if field.required else literal(field.default)
        if not arguments:
            return assignment(field.name, hint, default, [], depth)
        value = self._scope.name("pydantic.Field", members)
        first = [f"default={default}"] if default else []
        return assignment(field.name, hint, value, [*first, *arguments], depth)

    def _input(self, name: ClassName, fields: tuple[Field, ...]) -> str:
        typed_dict = self._scope.name(_TYPED_DICT)
        hints = {field.key: self._scope.hint(_input_type(field)) for field in fields}
        used = {root for hint in hints.values() for root in hint.roots}
        if all(map(_is_plain, hints)) and not used & hints.keys():
            lines = [assignment(key, hint, "", [], 1) for key, hint in hints.items()]
            return "\n".join([f"class {name}({typed_dict}):", *(lines or ["    pass"])])
        # Keys that no class body can hold; a string is read as a type late, as annotations are.
        lines = [f"{name} = {typed_dict}(", f"    {quoted(name)},", "    {"]
        lines += (f"        {quoted(key)}: {quoted(str(hint))}," for key, hint in hints.items())
        return "\n".join([*lines, "    },", ")"])


def _input_type(field: Field) -> Expression:
    return field.input if field.required else Subscript(_NOT_REQUIRED, (field.input,))


def _is_plain(key: str) -> bool:
    return key.isidentifier() and not keyword.iskeyword(key) and not key.startswith("__")
