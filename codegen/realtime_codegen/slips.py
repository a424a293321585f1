"""What was meant by what is not in the format of definitions."""

from __future__ import annotations

from typing import Any

from .diagnostics import spaced, suggestion
from .jsonschema.notations import in_flow, schema_of

OF_FILE = ("channels", "$defs")
OF_CHANNEL = ("name", "topics", "description", "params", "deprecated")
OF_PARAMETER = ("type", "description", "enum", "pattern", "format")
OF_TOPIC = ("schema", "description", "validate", "deprecated")

# Where other drafts and OpenAPI have what is under $defs here; what begins a schema.
_DEFINITIONS = {"components", "definitions", "defs", "schemas"}
_KEYWORDS = {"$ref", "allOf", "anyOf", "enum", "items", "oneOf", "properties", "required", "type"}
_OTHER_FORMATS = {"asyncapi": "AsyncAPI", "openapi": "OpenAPI", "swagger": "OpenAPI"}
_ANEW = "write its schemas under $defs, and its channels anew"
_WAYS = {"openapi": 'refer to its schemas, as in $ref: "api.yaml#/components/schemas/Name"'}
_IMPORT = 'a $ref names the other file, as in $ref: "common.yaml#/$defs/Name"'
_PATTERN = "write a pattern, such as ^.{3,8}$"
# For keys that people bring from elsewhere, by the keys that are known in their place.
_OTHERWISE = {
    OF_FILE: dict.fromkeys(("import", "imports", "include", "includes"), _IMPORT),
    OF_CHANNEL: {
        **dict.fromkeys(("address", "channel", "path"), "write name"),
        **dict.fromkeys(("events", "messages"), "write topics"),
        **dict.fromkeys(("args", "arguments", "parameters", "variables"), "write params"),
        "schema": "a schema belongs to a topic: write topics: {status: {schema: ...}}",
    },
    OF_PARAMETER: {
        **dict.fromkeys(("default", "optional", "required"), "every parameter is required"),
        **dict.fromkeys(("maxLength", "minLength"), _PATTERN),
    },
    OF_TOPIC: dict.fromkeys(("body", "data", "message", "model", "payload"), "write schema"),
}


def way_to_key(key: str, known: tuple[str, ...]) -> str:
    """What to write in place of a key that is none of those that are known."""
    if how := spaced(key):
        return f"; {how}"
    if key in _DEFINITIONS and "$defs" in known:
        return "; write $defs"
    if key in _KEYWORDS and "schema" in known:
        return "; JSON Schema belongs under schema"
    if way := _OTHERWISE.get(known, {}).get(key):
        return f"; {way}"
    return suggestion(key, known) or f"; the keys are {', '.join(known)}"


def way_to_topic(key: str, found: object) -> str:
    """What to write in place of something that is no topic."""
    schema = schema_of(found) if isinstance(found, str) else None
    if schema is None:
        return "; write its JSON Schema under schema"
    return f"; write {key}: {{schema: {in_flow(schema)}}}"


def way_to_entries(found: list[Any] | None, what: str) -> str:
    """What to write in place of nothing or of a list, where a mapping has an entry for each."""
    if found is None:
        return f"; indent what belongs to it{'' if what == 'topics' else ', or remove it'}"
    form = {"topics": "{schema: ...}", "params": "{type: string}"}.get(what)
    if form and found and isinstance(found[0], str):
        return f"; write {{{found[0]}: {form}}}"
    return "; write each as key: value, without -"


def other_file(data: dict[str, Any]) -> str:
    """What is told of a mapping that is no definition file, "" of one that is or is meant to be."""
    for key, name in _OTHER_FORMATS.items():
        if key in data:
            return f"this is a document of {name}; {_WAYS.get(key, _ANEW)}"
    if "channels" in data:
        return ""
    if len(data.keys() & _KEYWORDS) > 1 or (isinstance(data.get("type"), str) and len(data) > 1):
        return (
            "this is a JSON Schema, and not a definition file; refer to it, as in "
            'schema: {$ref: "note.json"}, or put it under schema in a topic'
        )
    if data.keys() & {"$defs", *_DEFINITIONS} or any(suggestion(key, OF_FILE) for key in data):
        return ""
    if "topics" in data or any(isinstance(one, dict) and "topics" in one for one in data.values()):
        form = "channels: {room: {name: room, topics: ...}}"
        return f"channels belong under channels, each under a name of its own: {form}"
    return (
        "this is no definition file, it has neither channels nor $defs; move it out of the folder "
        "of definitions, or name a folder that has definitions alone"
    )


def is_foreign(data: object) -> bool:
    """Whether a file says that it is of another format than that of definitions."""
    if not isinstance(data, dict) or "channels" in data:
        return False
    return "$schema" in data or bool(data and other_file(data))


def as_parameter(type_: object) -> dict[str, Any]:
    """The parameter that is nearest to a type that none can have."""
    meant: dict[str, Any] = {"type": type_}
    if isinstance(type_, str):
        meant = schema_of(type_) or {}
    types, values = meant.get("type"), meant.get("enum", [])
    if values and all(isinstance(value, str) for value in values):
        return {"enum": values}
    named = types if isinstance(types, list) else [types]
    if "boolean" in named:
        return {"enum": ["true", "false"]}
    if "integer" in named and "string" not in named:
        return {"type": "integer"}
    is_uuid = meant.get("format") == "uuid"
    return {"type": "string", "format": "uuid"} if is_uuid else {"type": "string"}
