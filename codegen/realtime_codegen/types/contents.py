"""What a type consists of: scalars, literals, unions, the properties and items of what it holds."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from ..jsonschema.conjunction import ALL_TYPES
from ..jsonschema.equality import key_of, type_of
from ..jsonschema.keywords import EVALUATING, SHAPING, TYPES
from ..model import deprecation
from .data import ANYTHING, NEVER, Constant, List, Map, Object, Property, Scalar, Tuple
from .unions import says_shape, union

if TYPE_CHECKING:
    from ..jsonschema.conjunction import Conjunction, Reading, Union
    from ..model import Schema
    from .data import Type
    from .declarations import Context, Declarations, Key

# Of several unions, each branch with each of the others.
_MOST_BRANCHES = 64


class Contents:
    """Makes types of conjunctions; what is declared in them, `declarations` know by number."""

    def __init__(self, reading: Reading, declarations: Declarations) -> None:
        self._reading = reading
        self._declarations = declarations

    def type_of(self, key: Key, conjunction: Conjunction, context: Context) -> Type:
        if conjunction.is_never:
            return NEVER
        for schema in conjunction.unresolved:
            if not isinstance(schema.value, bool):
                is_dynamic = isinstance(schema.value, str)
                why = "wider-type/dynamic" if is_dynamic else "wider-type/left-over"
                self._declarations.is_wider(why, schema, context)
        unions = [union for union in conjunction.unions if _says_shape(union)]
        if unions:
            return self._union_of_branches(unions, conjunction, context)
        types = conjunction.own_types
        if conjunction.listed is not None:
            values = conjunction.listed.values()
            return union(
                Constant(key_of(v.value), v.schema) for v in values if type_of(v.value) in types
            )
        if len(types) == 1:
            (type_,) = types
            return self._of_type(type_, key, conjunction, context)
        if types != ALL_TYPES:
            return union(self._of_type(t, key, conjunction, context) for t in TYPES if t in types)
        said = [
            self._of_type(type_, key, conjunction, context)
            for type_, says in (("object", _has_fields), ("array", _says_items))
            if says(conjunction)
        ]
        if said:
            self._declarations.is_wider("untyped-schema", context.schema, context)
        return union([*said, ANYTHING])

    def _of_type(self, type_: str, key: Key, conjunction: Conjunction, context: Context) -> Type:
        match type_:
            case "object" if _has_fields(conjunction):
                return self._declarations.object(key, conjunction, context)
            case "object":
                return Map(self._extras(conjunction, context))
            case "array":
                return self._array(conjunction, context)
            case "string":
                return Scalar("string", conjunction.first("format", ""))
            case "integer" | "number" | "boolean" | "null":
                return Scalar(type_)
        raise AssertionError(type_)

    def _union_of_branches(
        self, unions: list[Union], conjunction: Conjunction, context: Context
    ) -> Type:
        """Each branch with what holds beside the union; of several unions, each with each."""
        count = 1
        for number, other in enumerate(unions):
            count *= len(other.branches)
            if number and count > _MOST_BRANCHES:
                self._declarations.is_wider("wider-type/combinations", other.schema, context)
                for left in unions[number:]:
                    conjunction = conjunction.without(left)
                break
        first = unions[0]
        return union(self._branch(conjunction, context, first, b) for b in first.branches)

    def _branch(
        self, conjunction: Conjunction, context: Context, of: Union, branch: Schema
    ) -> Type:
        joined = conjunction.with_branch(of, branch)
        if joined.is_never:
            return NEVER
        inside = context.inside("branch", self._declarations.paths.branch_label(of, branch))
        named = self._declarations.paths.named_by(branch)
        if named in self._declarations.paths.definitions:
            own = self._declarations.essences.of(self._reading.of(named))
            if own == self._declarations.essences.of(joined):
                return self._declarations.definition(named)
        return self._declarations.of_conjunction(joined, inside)

    def object_of(self, conjunction: Conjunction, context: Context) -> Object:
        conditional = conjunction.conditional if not conjunction.is_closed else ()
        known = _keys(conjunction)
        places = dict(known)
        for schema in conditional:
            others = self._keys_inside(schema)
            if not known.keys() >= others.keys():
                self._declarations.is_wider("wider-type/conditional", schema, context)
            places = places | others | places
        found = [self._property(key, place, conjunction, context) for key, place in places.items()]
        properties = tuple(property_ for property_ in found if property_ is not None)
        return Object(
            path=context.path,
            schema=context.schema,
            description=description(conjunction),
            properties=properties,
            rest=self._extras(conjunction, context),
            patterns=conjunction.patterns,
            extras=conjunction.extras,
        )

    def _property(
        self, key: str, place: Schema, conjunction: Conjunction, context: Context
    ) -> Property | None:
        required = key in conjunction.required
        asked = conjunction.of_property(key)
        if conjunction.patterns:  # what they ask of a key, additionalProperties does not
            asked = tuple(filter(self._is_declared, asked))
        own = self._reading.of(*asked)
        if own.is_never:
            return None
        return Property(
            key=key,
            type=self._declarations.of(asked, partial(context.inside, "property", key)),
            required=required,
            description=description(own),
            deprecated=deprecation(own.first("deprecated", default=False), f'the property "{key}"'),
            default=None if required else _default(own),
            schema=place,
        )

    def _is_declared(self, schema: Schema) -> bool:
        return next(self._reading.project.keywords_around(schema), "") == "properties"

    def _keys_inside(self, schema: Schema) -> dict[str, Schema]:
        """The properties that a schema names, also in its branches and conditions."""
        conjunction = self._reading.of(schema)
        found = _keys(conjunction)
        branches = chain(*(union.branches for union in conjunction.unions))
        for other in (*conjunction.conditional, *branches):
            found = found | self._keys_inside(other) | found
        return found

    def _extras(self, conjunction: Conjunction, context: Context) -> Type:
        """The type of the values whose keys are not declared."""
        values = [self._declarations.of((schema,)) for schema in conjunction.patterns]
        asked = tuple(s for s in conjunction.extras if s.value is not False)
        if not conjunction.is_closed:
            values.append(self._declarations.of(asked, partial(context.inside, "value", "value")))
        return union(values)

    def _array(self, conjunction: Conjunction, context: Context) -> Type:
        of, items = self._declarations.of, conjunction.of_item
        rest = of(items(None), partial(context.inside, "item", "item"))
        count = conjunction.counted_items
        if not count:
            return List(rest)
        first = [
            of(items(i), partial(context.inside, "item", f"item{i + 1}")) for i in range(count)
        ]
        least = max(map(int, conjunction.values_of("minItems")), default=0)
        most = min(map(int, conjunction.values_of("maxItems")), default=count + 1)
        where = conjunction.each("prefixItems")[0]
        rest = NEVER if most <= count else rest
        return Tuple(tuple(first[:most]), min(least, most, count), rest, where)


_NOT_SCALAR = (EVALUATING | SHAPING | {"not"}) - {"format", "type"}


def scalar_of(schema: Schema) -> Scalar | None:
    """The type of a schema that plainly accepts one kind of scalar, else None."""
    value = schema.value
    if not isinstance(value, dict) or not _NOT_SCALAR.isdisjoint(value):
        return None
    match value.get("type"):
        case "string":
            return Scalar("string", value.get("format", ""))
        case "boolean" | "integer" | "null" | "number" as kind:
            return Scalar(kind)
    return None


def _keys(conjunction: Conjunction) -> dict[str, Schema]:
    """The properties that are declared or required, each with the first place that does so."""
    declared = conjunction.properties
    return declared | conjunction.required | declared


def description(conjunction: Conjunction) -> str:
    return str(conjunction.first("description", ""))


def _has_fields(conjunction: Conjunction) -> bool:
    """Whether its objects are a class: it knows their keys."""
    closed = conjunction.is_closed and not conjunction.patterns
    return bool(conjunction.properties or conjunction.required or closed)


def _says_items(conjunction: Conjunction) -> bool:
    return bool(conjunction.of_item(None) or conjunction.counted_items)


def is_object(conjunction: Conjunction) -> bool:
    """Whether objects with known keys are all that there is to it."""
    only = conjunction.own_types == {"object"} and conjunction.listed is None
    return only and _has_fields(conjunction) and not any(map(_says_shape, conjunction.unions))


def _says_shape(union: Union) -> bool:
    return says_shape(branch.value for branch in union.branches)


def _default(conjunction: Conjunction) -> str | int | float | bool | None:
    """A default that a type can have: a scalar of this type. Others stay annotations."""
    values = (value for value in conjunction.values_of("default") if value is not None)
    value = next(values, None)
    if not isinstance(value, str | int | float) or conjunction.unions:
        return None
    if conjunction.listed is not None:
        listed = conjunction.listed.get(key_of(value))
        return value if listed is not None and type(listed.value) is type(value) else None
    type_ = type_of(value)
    if isinstance(value, float) and "number" not in conjunction.own_types:
        return None
    return value if type_ in conjunction.own_types else None
