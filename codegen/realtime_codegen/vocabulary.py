"""The words of JSON Schema, draft 2020-12."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .diagnostics import Pointer

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
"""What a Python type can say. Everything else constrains, and is the judge's."""

IN_PLACE = frozenset(
    {"$ref", "allOf", "anyOf", "dependentSchemas", "else", "if", "not", "oneOf", "then"}
)
"""What applies to the very value that the schema applies to."""


def subschemas(schema: Any, pointer: Pointer) -> Iterator[tuple[Pointer, Any]]:
    """The schemas directly inside a schema."""
    if not isinstance(schema, dict):
        return
    for keyword, value in schema.items():
        if keyword in ONE_SCHEMA:
            yield (*pointer, keyword), value
        elif keyword in SCHEMA_LIST and isinstance(value, list):
            for index, item in enumerate(value):
                yield (*pointer, keyword, index), item
        elif keyword in SCHEMA_MAP and isinstance(value, dict):
            for name, item in value.items():
                yield (*pointer, keyword, name), item


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


def shortened(value: Any) -> str:
    """A value as a message quotes it: its JSON, cut where it is long."""
    if isinstance(value, dict | list) and value:
        return "a mapping" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


_LONGEST = 60
