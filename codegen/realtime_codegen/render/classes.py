"""Models and their inputs, and names for types that are no class."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

from ..payloads.types import ObjectType, quoted
from . import runtime
from .source import assignment, call, docstring, function, literal
from .spelling import words

if TYPE_CHECKING:
    from ..payloads.types import AliasType, ClassRef, FieldType, Hint
    from .spelling import Scope, Spelling

# pydantic takes no other TypedDict before Python 3.12, and FastAPI none for a route.
_TYPED_DICT = "typing_extensions.TypedDict"


class Classes:
    """Writes the classes of one module."""

    def __init__(self, spelling: Spelling) -> None:
        self._names = spelling

    def text(self, type_: ObjectType | AliasType, described: str) -> str:
        """A type's source. `described` serves where it has no description of its own."""
        if isinstance(type_, ObjectType):
            return (
                self._model(type_, type_.description or described) + "\n\n\n" + self._input(type_)
            )
        text = self._alias(type_.ref, type_.hint, type_.description)
        if type_.input is not None:
            text += "\n\n" + self._alias(type_.input_ref, type_.input, "")
        return text

    def _alias(self, ref: ClassRef, hint: Hint, description: str) -> str:
        arguments = [quoted(ref.name), quoted(self._names.spell(hint))]
        head = f"{ref.name} = "
        text = head + call(
            self._names.using("typing_extensions.TypeAliasType"), arguments, 0, len(head)
        )
        return "\n".join(filter(None, (text, docstring(description, 0))))

    def _model(self, type_: ObjectType, described: str) -> str:
        scope = self._names.inside(str(field.name) for field in type_.fields)
        lines = [f"class {type_.ref.name}({self._names.using(runtime.PAYLOAD)}):"]
        if described.strip():
            lines.append("    " + docstring(described, 1))
            lines += [""] if type_.fields else []
        elif not type_.fields:
            lines.append("    pass")
        lines += (self._described_field(f, scope, 1) for f in type_.fields if not f.deprecated)
        if any(field.deprecated for field in type_.fields):
            lines += self._deprecated_fields(type_, scope)
        return "\n".join(lines)

    def _deprecated_fields(self, type_: ObjectType, scope: Scope) -> list[str]:
        """For checkers properties: a function is all that they take for deprecated. A property is
        no parameter of the constructor that they make, so they are given one."""
        deprecated = [field for field in type_.fields if field.deprecated]
        parameters = {
            str(field.name): (
                self._field_hint(field, scope),
                "" if field.required else literal(field.default),
            )
            for field in type_.fields
        }
        above = "" if len(deprecated) == len(type_.fields) else "\n"
        return [
            f"{above}    if {scope.using('TYPE_CHECKING')}:\n",
            function("__init__", ["_self", "*"], parameters, "None", 2, scope.union, "..."),
            *(self._property(field, scope) for field in deprecated),
            "\n    else:",
            *(self._described_field(field, scope, 2) for field in deprecated),
        ]

    def _property(self, field: FieldType, scope: Scope) -> str:
        hint = self._field_hint(field, scope)
        described = docstring(field.description, 3)
        deprecation = scope.deprecation(field.deprecated, 2)
        return "\n".join(
            [
                f"\n        @{scope.using('property')}",
                deprecation,
                function(
                    field.name, ["self"], {}, hint, 2, scope.union, "" if described else "..."
                ),
                *([f"            {described}\n            ..."] if described else []),
                f"\n        @{field.name}.setter",
                deprecation,
                function(
                    field.name, ["self"], {"value": (hint, "")}, "None", 2, scope.union, "..."
                ),
            ]
        )

    def _field_hint(self, field: FieldType, scope: Scope) -> str:
        hint = scope.spell(field.hint)
        return f"{hint} | None" if _is_absent_as_none(field) else hint

    def _described_field(self, field: FieldType, scope: Scope, depth: int) -> str:
        described = docstring(field.description, depth)
        text = self._field(field, scope, depth)
        return f"{text}\n{'    ' * depth}{described}" if described else text

    def _field(self, field: FieldType, scope: Scope, depth: int) -> str:
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
        arguments = [scope.using(argument) for argument in arguments]
        hint = self._field_hint(field, scope)
        return assignment(field.name, hint, scope.using(value), arguments, depth, scope.union)

    def _input(self, type_: ObjectType) -> str:
        hints = {field.key: self._input_hint(field) for field in type_.fields}
        name = type_.input_ref.name
        self._names.using(_TYPED_DICT)
        used = {word for hint in hints.values() for word in words(hint)}
        if all(map(_is_plain, hints)) and not used & hints.keys():
            union = self._names.inside(hints).union
            fields = [assignment(key, hint, "", [], 1, union) for key, hint in hints.items()]
            return "\n".join([f"class {name}({_TYPED_DICT}):", *(fields or ["    pass"])])
        # Keys that no class body can hold; a text is read as a type late, as annotations are.
        lines = [f"{name} = {_TYPED_DICT}(", f"    {quoted(name)},", "    {"]
        lines += (f"        {quoted(key)}: {quoted(hint)}," for key, hint in hints.items())
        return "\n".join([*lines, "    },", ")"])

    def _input_hint(self, field: FieldType) -> str:
        hint = self._names.spell(field.input)
        return hint if field.required else self._names.using(f"typing.NotRequired[{hint}]")


def _is_absent_as_none(field: FieldType) -> bool:
    return not field.required and field.default is None and not field.nullable


def _is_plain(key: str) -> bool:
    return key.isidentifier() and not keyword.iskeyword(key) and not key.startswith("__")
