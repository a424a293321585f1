"""What Python's types cannot express: it is checked only at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types.data import ANYTHING, NEVER, Constant, Object, Tuple, Union, inside
from .spelling import is_fixed, literals_of
from .wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...diagnostics import Diagnostic
    from ...model import Schema
    from ...types import Types
    from ...types.data import Type


def limits(types: Types) -> Iterator[Diagnostic]:
    """Each with its place, in the file whose type is wider."""
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
    for property_ in object_.properties:
        if property_.key == "":
            place = _seen(property_.schema, object_.schema)
            yield TEXTS.problem("empty-key", place.position(key=True))
    if object_.patterns:
        yield _wider("wider-type/patterns", object_.patterns[0], object_.schema)
    elif object_.extras and object_.rest not in (ANYTHING, NEVER):
        yield _wider("wider-type/rest", object_.extras[0], object_.schema)


def _of_type(type_: Type, owner: Schema) -> Iterator[Diagnostic]:
    match type_:
        case Tuple() if not is_fixed(type_):
            yield _wider("wider-type/tuple", type_.schema, owner, count=len(type_.first))
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
        place = constants[0].schema
        enum = place.around if isinstance(place.step, int) else None
        yield _wider("wider-type/literal", enum or place, owner)


def _wider(key: str, schema: Schema, owner: Schema, **fields: object) -> Diagnostic:
    return TEXTS.problem(key, _seen(schema, owner).position(key=True), **fields)


def _seen(schema: Schema, owner: Schema) -> Schema:
    """A warning is in the file whose type it is about, even if another file is the reason."""
    return schema if schema.path == owner.path else owner
