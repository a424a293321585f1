"""Rules for the branches of unions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import shortened
from ..jsonschema.conjunction import ALL_TYPES
from ..jsonschema.equality import key_of, type_of
from ..jsonschema.exclusion import overlaps
from ..jsonschema.keywords import said_by
from ..wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic
    from ..jsonschema.conjunction import Conjunction
    from ..model import Schema
    from .values import Values

# Whether these leave anything together with other keywords, only the validator knows.
_OPAQUE = frozenset(
    """
    $dynamicRef contains dependentRequired dependentSchemas format if maxContains maxProperties
    minContains minItems minProperties multipleOf not pattern patternProperties propertyNames
    unevaluatedItems unevaluatedProperties uniqueItems
    """.split()
)
_SCALARS = ("null", "boolean", "integer", "number", "string")


# How deep the required properties of branches are compared.
_DEEPEST = 8


class _Branch(NamedTuple):
    """A branch, and all that holds where it does."""

    schema: Schema
    joined: Conjunction


def one_of_tells_its_branches_apart(values: Values) -> Iterator[Diagnostic]:
    """A value that fits two branches of a oneOf is refused."""
    for schema in values.asked:
        if not isinstance(schema.get("oneOf"), list):
            continue
        place, conjunction = schema.at("oneOf"), values.reading.of(_whole(values, schema))
        union = next(union for union in conjunction.unions if union.schema is place)
        branches = [_Branch(b, conjunction.with_branch(union, b)) for b in union.branches]
        for index, behind in overlaps([branch.joined for branch in branches]):
            one, other = branches[index], branches[behind]
            both = other.joined.with_branch(union, one.schema)
            if (found := _in_both(values, both, one, other)) is not None:
                yield found
                break


def _whole(values: Values, schema: Schema) -> Schema:
    """The schema whose `allOf` a schema is a part of, else itself."""
    place = values.reading.project.places.get(schema)
    is_part = place is not None and place.keyword == "allOf"
    return _whole(values, place.schema) if place is not None and is_part else schema


def _in_both(values: Values, both: Conjunction, one: _Branch, other: _Branch) -> Diagnostic | None:
    """What certainly is valid by two branches."""
    position = other.schema.position()
    related = ((one.schema.position(), "the other branch"),)
    if both.listed is not None:
        for listed in both.listed.values():
            if all(_accepts(values, branch, listed.value) for branch in (one, other)):
                value = shortened(listed.value)
                key = "overlapping-branches/value"
                return TEXTS.problem(key, position, related, value=value)
        return None
    if both.types == ALL_TYPES or not _is_certain(values, both):
        return None
    types = set(values.satisfiable.types(both))
    if scalar := next((type_ for type_ in _SCALARS if type_ in types), None):
        return TEXTS.problem("overlapping-branches/type", position, related, type=scalar)
    if types != {"object"} or _only_requires(one.schema) or _only_requires(other.schema):
        return None
    return TEXTS.problem("overlapping-branches", position, related)


def _accepts(values: Values, branch: _Branch, value: Any) -> bool:
    if type_of(value) not in branch.joined.own_types:
        return False
    alone = values.reading.of(branch.schema)
    return alone.only_lists or values.validation.of(branch.schema)(value)


def _only_requires(schema: Schema) -> bool:
    """Whether a branch only says which keys are there: then having both is meant to be refused."""
    return isinstance(schema.value, dict) and _said(schema) == {"required"}


def _is_certain(values: Values, conjunction: Conjunction, depth: int = _DEEPEST) -> bool:
    """Whether it is plain from keywords that a value is valid."""
    said = [(part, keywords) for part in conjunction.parts if (keywords := _said(part))]
    if len({key_of({k: part.value[k] for k in keywords}) for part, keywords in said}) <= 1:
        return True
    if conjunction.unions or not depth or any(keywords & _OPAQUE for _, keywords in said):
        return False
    if conjunction.listed is not None:
        return conjunction.only_lists
    asked = (values.reading.of(*conjunction.of_property(key)) for key in conjunction.required)
    return all(_is_certain(values, other, depth - 1) for other in asked)


def _said(schema: Schema) -> set[str]:
    """What a schema says of values itself, besides their type."""
    return said_by(schema.value) - {"$ref", "allOf", "type"}
