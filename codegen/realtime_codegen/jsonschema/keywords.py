"""The keywords of JSON Schema, draft 2020-12."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..model import Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")

ONE_SCHEMA = frozenset(
    """
    additionalProperties contains contentSchema else if items not propertyNames then
    unevaluatedItems unevaluatedProperties
    """.split()
)
SCHEMA_LIST = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
SCHEMA_MAP = frozenset({"$defs", "dependentSchemas", "patternProperties", "properties"})

KEYWORDS = (
    ONE_SCHEMA
    | SCHEMA_LIST
    | SCHEMA_MAP
    | frozenset(
        """
        $anchor $comment $dynamicAnchor $dynamicRef $id $ref $schema $vocabulary const
        contentEncoding contentMediaType default dependentRequired deprecated description enum
        examples exclusiveMaximum exclusiveMinimum format maxContains maxItems maxLength
        maxProperties maximum minContains minItems minLength minProperties minimum multipleOf
        pattern readOnly required title type uniqueItems writeOnly
        """.split()
    )
)

SHAPING = frozenset(
    """
    $dynamicRef $ref additionalProperties allOf anyOf const enum format items oneOf
    patternProperties prefixItems properties required type
    """.split()
)
"""What a type can say. Everything else constrains, and is the validator's."""

IN_PLACE = frozenset({"allOf", "anyOf", "dependentSchemas", "else", "if", "not", "oneOf", "then"})
"""What applies to the very value that the schema applies to."""


EVALUATING = frozenset(
    "$dynamicRef $ref allOf anyOf contains dependentSchemas else if oneOf then".split()
)
"""What may evaluate properties and items beside a schema's own keywords."""

ANNOTATIONS = frozenset(
    """
    $anchor $comment $defs $dynamicAnchor $id $schema $vocabulary contentEncoding contentMediaType
    contentSchema default deprecated description examples readOnly title writeOnly
    """.split()
)
"""What says nothing of which values are valid, once references are followed."""


def said_by(value: Mapping[str, Any]) -> set[str]:
    """The keywords of a schema that say something of which values are valid."""
    return {keyword for keyword in value.keys() - ANNOTATIONS if not keyword.startswith("x-")}


def seems_schema(value: object) -> bool:
    """Whether what stands where none is expected was most likely meant as a schema."""
    if not isinstance(value, dict):
        return False
    is_typed = isinstance(value.get("type"), str | list)
    parts = ("anyOf", "oneOf", "allOf", "enum")
    has_list = any(isinstance(value.get(keyword), list) for keyword in parts)
    has_map = isinstance(value.get("properties"), dict)
    return is_typed or has_list or has_map or isinstance(value.get("$ref"), str)


def accepts_nothing(value: object) -> bool:
    """Whether a schema says outright that no value is valid: false, or not anything."""
    return value is False or (isinstance(value, dict) and value.get("not") in (True, {}))


def asks_of_others(value: Mapping[str, Any]) -> bool:
    """Whether a schema may ask something of the properties that it does not name."""
    keywords = ("additionalProperties", "unevaluatedProperties")
    return any(value.get(keyword, True) not in (True, {}) for keyword in keywords)


def with_integer(types: str | list[str]) -> frozenset[str]:
    """The types that `type` accepts: `number` means fractions where integer is beside it."""
    if isinstance(types, str):
        return _WITH_INTEGER.get(types) or frozenset({types})
    return frozenset().union(*map(with_integer, types))


_WITH_INTEGER = {type_: frozenset({type_}) for type_ in TYPES} | {
    "number": frozenset({"integer", "number"})
}


def subschemas(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schemas directly inside a schema, each with its keyword."""
    value = schema.value
    if not isinstance(value, dict):
        return
    for keyword, inside in value.items():
        if keyword in ONE_SCHEMA:
            yield keyword, schema.at(keyword)
        elif keyword in SCHEMA_LIST and isinstance(inside, list):
            for index in range(len(inside)):
                yield keyword, schema.at(keyword, index)
        elif keyword in SCHEMA_MAP and isinstance(inside, dict):
            for name in inside:
                yield keyword, schema.at(keyword, name)


def leads_to_schema(steps: Iterable[str]) -> bool:
    """Whether a schema can stand where these steps lead from a schema.

    What an unknown keyword holds may be one; what `default`, `enum` or `properties` holds is none.
    """
    place = "schema"
    for step in steps:
        if place in ("list", "map"):
            place = "schema"
        elif place == "schema":
            place = _PLACES.get(step, "value" if step in KEYWORDS else "unknown")
    return place in ("schema", "unknown")


_PLACES = {
    **dict.fromkeys(ONE_SCHEMA, "schema"),
    **dict.fromkeys(SCHEMA_LIST, "list"),
    **dict.fromkeys(SCHEMA_MAP, "map"),
}


def walk(schema: Schema) -> Iterator[Schema]:
    """A schema and all schemas inside it."""
    waiting = [schema]
    while waiting:
        schema = waiting.pop()
        yield schema
        waiting += (inside for _, inside in subschemas(schema))
