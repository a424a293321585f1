"""Definitions with everything in them that TypeScript could stumble over."""

from __future__ import annotations

import json
from typing import Any

# Types of the language and of its library, and what generated modules import.
_TYPES = (
    "Record Error Array Promise Object String Number Function Symbol Map Set JSON Realtime Factory "
    "TopicConfig Documents Partial Readonly NaN Infinity any unknown never null undefined class "
    "__proto__ constructor topic größe 名前 Привет"
).split()
_KEYS = [
    *"__proto__ constructor toString hasOwnProperty class new get set 1 01 1e3 a-b".split(),
    *[
        "",
        " ",
        "a b",
        '"',
        "'",
        "`",
        "\\",
        "\n",
        "*/",
        "//",
        "${x}",
        "\u2028",
        "\u202e",
        "🎈",
        "größe",
    ],
]
TEXT = (
    'Ends */ here, and /* not; "quotes", `ticks`, ${braces}, \\ and \u2028 and \u202e.\n\n'
    "@internal is no tag, {@link Nothing} no link, and a@b.example an address. */"
)


def _object(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "description": TEXT, "properties": properties, **more}


def _types(other: str) -> dict[str, Any]:
    """Definitions of all those names, each beside the one of its name in the other file."""
    return {
        name: _object(
            {"own": {"$ref": f"#/$defs/{name}"}, "other": {"$ref": f"{other}#/$defs/{name}"}},
            additionalProperties={"$ref": f"{other}#/$defs/Json"},
        )
        for name in _TYPES
    }


def _more(other: str) -> dict[str, Any]:
    return {
        "Json": {
            "anyOf": [
                {"type": ["string", "number", "boolean", "null"]},
                {"type": "array", "items": {"$ref": f"{other}#/$defs/Json"}},
                {"type": "object", "additionalProperties": {"$ref": "#/$defs/Json"}},
            ]
        },
        "Keys": _object({key: {"type": "string", "description": TEXT} for key in _KEYS}),
        "Required": _object({key: {"const": key} for key in _KEYS}, required=_KEYS),
        "Closed": {"type": "object", "additionalProperties": False},
        "Constants": {
            "enum": [*_KEYS, 1.5, -1, 1e300, True, None, {"__proto__": [1, {}]}, [[]], {}]
        },
        "Tuple": {
            "type": "array",
            "prefixItems": [{"type": "string"}, {"enum": [1, 2]}],
            "minItems": 1,
            "items": {"enum": ["a", "b"]},
        },
        "Patterns": {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
            "required": ["b"],
            "patternProperties": {"^x-": {"type": "boolean"}},
            "additionalProperties": False,
        },
    }


def _channels(number: int) -> dict[str, Any]:
    texts = {"description": TEXT, "deprecated": TEXT}
    return {
        f"odd.{number}-channel": {
            **texts,
            "name": f"odd`\\${number}:{{constructor}}",
            "params": {
                "constructor": {"type": "string", "pattern": "^[^'\"`]+$", "description": TEXT}
            },
            "topics": {
                key: {**texts, "schema": {"$ref": "#/$defs/Required"}}
                for key in ("constructor", "toString", "a-b", "class", "then")
            },
        },
        f"fixed{number}": {
            **texts,
            "name": f"fixed`{number}",
            "topics": {
                name: {"schema": {"$ref": f"#/$defs/{name}"}}
                for name in ("Record", "Realtime", "Constants", "Tuple", "Patterns", "Json")
            },
        },
    }


def _file(number: int, other: str) -> str:
    definitions = {**_types(other), **_more(other)}
    return json.dumps({"channels": _channels(number), "$defs": definitions})


ODD = {"a/odd file.json": _file(1, "../b.json"), "b.json": _file(2, "a/odd%20file.json")}
