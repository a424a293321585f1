"""Schemas, and what schemas are made of, to compare."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
NULL = {"type": "null"}
NUMBER = {"type": "integer"}
DRAFT = "https://json-schema.org/draft/2020-12/schema"
CORE = "https://json-schema.org/draft/2020-12/meta/core"
VALIDATION = "https://json-schema.org/draft/2020-12/meta/validation"


def tagged(kind: str, **properties: Any) -> dict[str, Any]:
    """An object with a tag."""
    return _tagged({"const": kind}, properties)


def tagged_one_of(*kinds: str, **properties: Any) -> dict[str, Any]:
    """The same for several values of the tag."""
    return _tagged({"enum": [*kinds]}, properties)


def _tagged(kind: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    properties = {"kind": kind, **properties}
    return {"type": "object", "required": ["kind"], "properties": properties}


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def with_key(key: str, **more: Any) -> dict[str, Any]:
    """An object that no tag tells from others."""
    return {"type": "object", "required": [key], "properties": {key: TEXT}, **more}


def closed(*keys: str, **more: Any) -> dict[str, Any]:
    """An object of these properties alone."""
    properties = dict.fromkeys(keys, TEXT)
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def two_tags(kind: str, size: int) -> dict[str, Any]:
    """An object that is told from some by one tag, from others by another."""
    key = "size" if kind == "x" else "weight"
    schema = tagged(kind, **{key: {"const": size}})
    return {**schema, "required": ["kind", key]}


IF = {
    "if": {"properties": {"a": {"const": 1}}},
    "then": {"required": ["b"]},
    "else": {"maxProperties": 2},
}
