"""Schemas, and values that are near them: some valid, some not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Schema = Any
KEYS = ("id", "kind", "class", "x-y", "2fa", "date", "é", "model_dump", "_under", "$ref", "a/b~c")
_FORMATS = {
    "date": ("2026-02-28", "2026-02-30", "today"),
    "date-time": ("2026-02-28T10:00:00Z", "2026-02-28T10:00:00.250000+02:00", "2026-02-28"),
    "email": ("a@example.com", "nobody"),
    "ipv4": ("127.0.0.1", "127.0.0.256"),
    "time": ("10:00:00Z", "25:00:00Z"),
    "uuid": ("7f9c2c1e-6b0a-4a53-9f0e-6a3f6f0d2b11", "7f9c2c1e"),
}
# The same kinds of strings, as few write them, and plain strings that look like them.
_ODD = {
    "date": ("0001-01-01", "0000-02-29", "9999-12-31", "20260228", "123"),
    "date-time": (
        "2016-12-31T23:59:60Z",
        "2017-01-01t00:59:60.999999999+01:00",
        "2026-02-28T10:00:00.123456789-23:59",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "2026-02-28T24:00:00Z",
        "2026-02-28 10:00:00Z",
        "2026-02-28T10:00Z",
        "1700000000",
    ),
    "time": ("23:59:60Z", "10:00:00.123456789+01:00", "10:00Z", "10:00:00"),
    "uuid": (
        "7F9C2C1E-6B0A-4A53-9F0E-6A3F6F0D2B11",
        "urn:uuid:7f9c2c1e-6b0a-4a53-9f0e-6a3f6f0d2b11",
        "{7f9c2c1e-6b0a-4a53-9f0e-6a3f6f0d2b11}",
    ),
}
_TEXTS = st.sampled_from(["", "a", "ab", "abc", 'q"\\', "é\n", "\U0001f600", "null"])
_WHOLE = st.integers(-3, 12) | st.sampled_from([2**53 + 1, -(2**63), 2**70])
_NUMBERS = _WHOLE | st.sampled_from([0.5, -1.25, 1e300, 2.0])
_SCALARS = st.none() | st.booleans() | _NUMBERS | _TEXTS
ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=6,
)


def schemas() -> st.SearchStrategy[Schema]:
    """Schemas of what people write, and of what they should not; `#/$defs/Node` is recursive."""
    return st.recursive(_leaves(), _around, max_leaves=6).map(_with_node)


def _with_node(schema: Schema) -> Schema:
    if not isinstance(schema, dict):
        return schema
    node = {
        "type": "object",
        "required": ["value"],
        "properties": {"value": {"type": "integer"}, "next": {"$ref": "#/$defs/Node"}},
    }
    return {**schema, "$defs": {"Node": node}}


def _leaves() -> st.SearchStrategy[Schema]:
    few = st.integers(0, 3)
    types = st.lists(
        st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"]),
        min_size=1,
        max_size=3,
        unique=True,
    )
    return st.one_of(
        st.booleans(),
        st.just({}),
        st.just({"$ref": "#/$defs/Node"}),
        st.builds(lambda found: {"type": found}, types),
        st.builds(lambda low: {"type": "string", "minLength": low, "maxLength": low + 1}, few),
        st.just({"type": "string", "pattern": "^a"}),
        st.sampled_from(sorted(_FORMATS)).map(lambda name: {"type": "string", "format": name}),
        st.builds(lambda low: {"type": "integer", "minimum": low}, few),
        st.just({"type": "number", "exclusiveMaximum": 5, "multipleOf": 0.5}),
        st.builds(lambda value: {"const": value}, ANYTHING),
        st.builds(
            lambda values: {"enum": values}, st.lists(_TEXTS | st.none(), min_size=1, unique=True)
        ),
        st.just({"not": {"type": "string"}}),
    )


def _around(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    few = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        _objects(inner),
        _objects(inner),
        st.builds(lambda items: {"type": "array", "items": items, "maxItems": 3}, inner),
        st.builds(_tuple, few),
        st.builds(_closed_tuple, few),
        st.builds(lambda values: {"type": "object", "additionalProperties": values}, inner),
        st.builds(lambda values: {"patternProperties": {"^[a-m]": values}}, inner),
        st.builds(lambda found: {"anyOf": found}, few),
        st.builds(lambda found: {"oneOf": found}, few),
        st.builds(lambda found: {"allOf": found}, few),
        st.builds(_tagged, few),
        st.builds(lambda found: {"type": ["object", "null"], "anyOf": found}, few),
        st.builds(
            lambda if_, then, else_: {"if": if_, "then": then, "else": else_}, inner, inner, inner
        ),
        st.builds(lambda found: {"contains": found, "type": "array"}, inner),
    )


def _tuple(first: list[Schema]) -> Schema:
    return {"type": "array", "prefixItems": first}


def _closed_tuple(first: list[Schema]) -> Schema:
    return {**_tuple(first), "items": False, "minItems": len(first)}


def _tagged(branches: list[Schema]) -> Schema:
    return {
        "oneOf": [
            {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"const": f"k{number}"}, "id": branch},
            }
            for number, branch in enumerate(branches)
        ]
    }


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    keys = draw(st.lists(st.sampled_from(KEYS), max_size=3, unique=True))
    schema: dict[str, Any] = {"type": "object", "properties": {k: draw(inner) for k in keys}}
    schema["required"] = draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True))
    extras = draw(st.sampled_from(["", "additionalProperties", "unevaluatedProperties"]))
    if extras:
        schema[extras] = draw(st.booleans() | inner)
    if draw(st.integers(0, 3)) == 0:
        schema["allOf"] = [draw(inner)]
    if keys and draw(st.integers(0, 3)) == 0:
        schema["dependentSchemas"] = {keys[0]: draw(inner)}
    return schema


@st.composite
def values(draw: st.DrawFn, schema: Schema, depth: int = 0) -> Any:
    """A value that mostly does what the schema asks for."""
    if not isinstance(schema, dict) or depth > 6 or draw(st.integers(0, 15)) == 0:
        return draw(ANYTHING)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if "$ref" in schema:
        node: dict[str, Any] = {"value": draw(st.integers())}
        return {**node, "next": {"value": 1}} if draw(st.booleans()) else node
    for keyword in ("anyOf", "oneOf", "allOf"):
        if keyword in schema and "properties" not in schema:
            return draw(values(draw(st.sampled_from(schema[keyword])), depth + 1))
    if "if" in schema:
        return draw(values(schema[draw(st.sampled_from(["if", "then", "else"]))], depth + 1))
    return draw(_typed(schema, depth))


@st.composite
def bent(draw: st.DrawFn, value: Any) -> Any:
    """A value with some of its parts spelled otherwise: 2 as 2.0, a time as few write it."""
    if isinstance(value, dict):
        return {key: draw(bent(part)) for key, part in value.items()}
    if isinstance(value, list):
        return [draw(bent(part)) for part in value]
    if not draw(st.booleans()):
        return value
    if type(value) is int and int(float(value)) == value:
        return float(value)
    kinds = [kind for kind in _ODD if value in _FORMATS[kind]]
    if kinds or (isinstance(value, str) and draw(st.booleans())):
        return draw(st.sampled_from(_ODD[kinds[0] if kinds else draw(st.sampled_from([*_ODD]))]))
    return value


@st.composite
def _typed(draw: st.DrawFn, schema: dict[str, Any], depth: int) -> Any:
    types = schema.get("type", "object" if "patternProperties" in schema else "null")
    match types if isinstance(types, str) else draw(st.sampled_from(types)):
        case "string":
            return draw(st.sampled_from(_FORMATS.get(schema.get("format", ""), ("a", "ab", ""))))
        case "integer":
            return draw(_WHOLE)
        case "number":
            return draw(_NUMBERS)
        case "boolean":
            return draw(st.booleans())
        case "array":
            first = [draw(values(item, depth + 1)) for item in schema.get("prefixItems", ())]
            rest = schema.get("items", schema.get("contains", {}))
            more = 0 if rest is False else draw(st.integers(0, 2))
            return first + [draw(values(rest, depth + 1)) for _ in range(more)]
        case "object":
            return draw(_object(schema, depth))
    return draw(ANYTHING)


@st.composite
def _object(draw: st.DrawFn, schema: dict[str, Any], depth: int) -> dict[str, Any]:
    properties = schema.get("properties", {})
    found = {}
    for key in dict.fromkeys((*properties, *schema.get("required", ()))):
        if key in schema.get("required", ()) or draw(st.booleans()):
            found[key] = draw(values(properties.get(key, {}), depth + 1))
    rest = schema.get("additionalProperties", schema.get("unevaluatedProperties", True))
    rest = next(iter(schema.get("patternProperties", {}).values()), rest)
    if rest is not False and draw(st.booleans()):
        found["more"] = draw(values(rest, depth + 1))
    return found
