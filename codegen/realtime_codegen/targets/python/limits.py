"""What a type says and Python's types cannot: it is enforced at run time alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...diagnostics import Diagnostic
from ...types.data import ANYTHING, NEVER, Constant, Object, Tuple, Union, inside
from .spelling import is_fixed, literals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import Schema
    from ...types import Types
    from ...types.data import Type


def limits(types: Types) -> Iterator[Diagnostic]:
    """Each where it stands, in the file whose type is wider."""
    for declared in types.declared:
        if isinstance(declared, Object):
            yield from _of_object(declared)
            of = [property_.type for property_ in declared.properties]
        else:
            of = [declared.type]
        for type_ in of:
            yield from _of_type(type_, declared.schema)
    for schema, type_ in types.topics.items():
        yield from _of_type(type_, schema)


def _of_object(object_: Object) -> Iterator[Diagnostic]:
    if any(property_.key == "" for property_ in object_.properties):
        named = "" in object_.schema.value.get("properties", {})
        place = object_.schema.at("properties", "") if named else object_.schema
        message = "pyright refuses a TypedDict with an empty key; name the property"
        yield Diagnostic("empty-key", message, place.position(key=True), "warning")
    for asked in object_.rest_schemas[:1]:
        if "patternProperties" in asked.steps[-2:]:
            message = "patternProperties beside properties are in no type"
            yield _wider(asked, object_.schema, message)
        elif object_.rest not in (ANYTHING, NEVER):
            yield _wider(asked, object_.schema, "properties beyond these are in no type")


def _of_type(type_: Type, owner: Schema) -> Iterator[Diagnostic]:
    match type_:
        case Tuple() if not is_fixed(type_):
            message = "a tuple's length varies unless items is false and minItems its length"
            yield _wider(type_.schema, owner, message)
        case Constant():
            yield from _of_constants([type_], owner)
        case Union(members):
            constants = [member for member in members if isinstance(member, Constant)]
            yield from _of_constants(constants, owner)
            for member in members:
                if not isinstance(member, Constant):
                    yield from _of_type(member, owner)
            return
    for other in inside(type_):
        yield from _of_type(other, owner)


def _of_constants(constants: list[Constant], owner: Schema) -> Iterator[Diagnostic]:
    _, wider = literals_of(constants)
    if wider:
        message = "only text, whole numbers, true, false and null can be Literal types"
        yield _wider(_keyword(constants[0].schema), owner, message)


def _keyword(schema: Schema) -> Schema:
    """The `enum` that a value stands in, or its `const`."""
    is_listed = isinstance(schema.steps[-1], int)
    return schema.root.at(*schema.steps[:-1]) if is_listed else schema


def _wider(schema: Schema, owner: Schema, why: str) -> Diagnostic:
    seen = schema if schema.path == owner.path else owner
    message = f"enforced at run time alone: {why}"
    return Diagnostic("wider-type", message, seen.position(key=True), "warning")
