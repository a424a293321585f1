"""Rules for what is written inside schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeGuard

from ..diagnostics import Diagnostic, suggestion
from ..vocabulary import DRAFT, KEYWORDS, TYPES, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..model import Project, Site

# These become arbitrary imports in the generator library (CVE-2026-63720).
_UNSAFE = frozenset({"customBasePath", "customTypePath"})
_ELSEWHERE = {
    "nullable": '; write type: [string, "null"]',
    "example": "; the draft has examples, a list",
    "definitions": "; the draft has $defs",
    "dependencies": "; the draft has dependentRequired and dependentSchemas",
    "additionalItems": "; the draft has items beside prefixItems",
    "discriminator": "; give each branch a const of its own instead",
}
_OTHER_TYPES = {
    None: '; the type is "null", in quotes',
    "any": "; leave type out to admit every value",
    "date": "; write type: string, format: date",
    "datetime": "; write type: string, format: date-time",
    "dict": '; did you mean "object"?',
    "double": '; did you mean "number"?',
    "float": '; did you mean "number"?',
    "list": '; did you mean "array"?',
    "map": '; did you mean "object"?',
    "None": '; the type is "null", in quotes',
    "text": '; did you mean "string"?',
    "uuid": "; write type: string, format: uuid",
}
_FORMATS = (
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri "
    "uri-reference iri iri-reference uuid uri-template json-pointer relative-json-pointer regex"
).split()
_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minContains", "maxContains"),
    ("minProperties", "maxProperties"),
)

# What may bring the properties that `required` names.
_JOINED = frozenset("$ref $dynamicRef allOf anyOf oneOf if patternProperties".split())
_SPEAKS_OF = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "contentEncoding"), "string"),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), "number"
    ),
    **dict.fromkeys(("items", "prefixItems", "minItems", "maxItems", "uniqueItems"), "array"),
    **dict.fromkeys(
        ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
        "object",
    ),
}


def schemas_are_of_this_draft(project: Project) -> Iterator[Diagnostic]:
    """Other drafts give the same words other meanings."""
    for site, schema in _schemas(project):
        draft = schema.get("$schema")
        if isinstance(draft, str) and draft.removesuffix("#") != DRAFT:
            message = f"definitions are JSON Schema draft 2020-12; remove $schema or write {DRAFT}"
            yield Diagnostic("other-draft", message, project.position(site / ("$schema",)))


def keywords_are_known(project: Project) -> Iterator[Diagnostic]:
    """An unknown keyword is an annotation, and most often a slip."""
    for site, schema in _schemas(project):
        for keyword in schema.keys() - KEYWORDS:
            position = project.position(site / (keyword,), key=True)
            if keyword in _UNSAFE:
                message = f"{keyword} would import code of its choice; remove it"
                yield Diagnostic("unsafe-keyword", message, position)
            elif not keyword.startswith("x-"):
                hint = _ELSEWHERE.get(keyword) or suggestion(keyword, sorted(KEYWORDS))
                if ":" in keyword and schema[keyword] is None:
                    hint = "; a colon needs a space after it"
                message = f'"{keyword}" is no keyword of JSON Schema and has no effect{hint}'
                yield Diagnostic("unknown-keyword", message, position, "warning")


def types_are_known(project: Project) -> Iterator[Diagnostic]:
    """There are seven types."""
    for site, schema in _schemas(project):
        types = schema.get("type")
        for index, word in enumerate(types if isinstance(types, list) else [types]):
            if "type" not in schema or word in TYPES:
                continue
            place = site / (("type", index) if isinstance(types, list) else ("type",))
            known = _OTHER_TYPES.get(word) if isinstance(word, str | None) else None
            hint = known or suggestion(word, TYPES) or f"; the types are {', '.join(TYPES)}"
            message = f"{shortened(word)} is not a JSON Schema type{hint}"
            yield Diagnostic("unknown-type", message, project.position(place))


def enums_list_different_values(project: Project) -> Iterator[Diagnostic]:
    """An enum lists at least one value, and each value once."""
    for site, schema in [*_schemas(project), *_parameters(project)]:
        values = schema.get("enum")
        if not isinstance(values, list):
            continue
        if not values:
            message = "an empty enum admits no value; list at least one"
            yield Diagnostic("empty-enum", message, project.position(site / ("enum",)))
        first: dict[str, int] = {}
        for index, value in enumerate(values):
            text = json.dumps(_canonical(value), sort_keys=True)
            if first.setdefault(text, index) != index:
                position = project.position(site / ("enum", index))
                related = ((project.position(site / ("enum", first[text])), "the first one"),)
                message = f"{shortened(value)} is in this enum twice; remove one"
                yield Diagnostic("repeated-enum", message, position, related=related)


def bounds_leave_room(project: Project) -> Iterator[Diagnostic]:
    """A minimum above its maximum admits no value."""
    for site, schema in _schemas(project):
        for low, high in _BOUNDS:
            least, most = schema.get(low), schema.get(high)
            if _is_number(least) and _is_number(most) and least > most:
                yield _no_room(project, site, low, high, f"{low} {least} is above {high} {most}")
        over, under = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
        for low, least, high, most in (
            ("exclusiveMinimum", over, "maximum", schema.get("maximum")),
            ("minimum", schema.get("minimum"), "exclusiveMaximum", under),
            ("exclusiveMinimum", over, "exclusiveMaximum", under),
        ):
            if _is_number(least) and _is_number(most) and least >= most:
                text = f"{low} {least} is not below {high} {most}"
                yield _no_room(project, site, low, high, text)


def required_keys_are_properties(project: Project) -> Iterator[Diagnostic]:
    """What an object requires it also describes: the other key is most often a slip."""
    for site, schema in _schemas(project):
        properties, required = schema.get("properties"), schema.get("required")
        if not isinstance(properties, dict) or not isinstance(required, list):
            continue
        is_closed = schema.get("additionalProperties") is False
        for index, key in enumerate(required):
            if not isinstance(key, str) or key in properties or schema.keys() & _JOINED:
                continue
            near = suggestion(key, properties)
            if near or is_closed:
                so = ", and no others are allowed: no value is valid" if is_closed else ""
                message = f'"{key}" is required and is none of the properties{so}{near}'
                position = project.position(site / ("required", index))
                yield Diagnostic("unknown-required", message, position, "warning")


def keywords_fit_their_type(project: Project) -> Iterator[Diagnostic]:
    """A keyword that speaks of another type than the schema's has no effect."""
    for site, schema in _schemas(project):
        types = schema.get("type")
        named = types if isinstance(types, list) else [types]
        is_known = all(word in TYPES for word in named)  # the others are told as such
        for keyword in schema.keys() & _SPEAKS_OF.keys() if is_known else ():
            of = _SPEAKS_OF[keyword]
            if of not in named and not (of == "number" and "integer" in named):
                message = f"{keyword} is for values of type {of}, and has no effect here"
                position = project.position(site / (keyword,), key=True)
                yield Diagnostic("idle-keyword", message, position, "warning")


def formats_are_known(project: Project) -> Iterator[Diagnostic]:
    """A format that the draft does not define is not checked."""
    for site, schema in _schemas(project):
        name = schema.get("format")
        if isinstance(name, str) and name not in _FORMATS:
            message = f'"{name}" is no format of the draft and is not checked'
            message += suggestion(name, _FORMATS)
            position = project.position(site / ("format",))
            yield Diagnostic("unknown-format", message, position, "warning")


def _no_room(project: Project, site: Site, low: str, high: str, text: str) -> Diagnostic:
    related = ((project.position(site / (high,)), f"the {high}"),)
    message = f"{text}; no value is valid"
    return Diagnostic("no-room", message, project.position(site / (low,)), related=related)


def _canonical(value: Any) -> Any:
    """One form for values that JSON Schema takes as equal: 1.0 is 1."""
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return list(map(_canonical, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _schemas(project: Project) -> Iterator[tuple[Site, dict[str, Any]]]:
    for site in project.schemas:
        schema = project.schema_at(site)
        if isinstance(schema, dict):
            yield site, schema


def _parameters(project: Project) -> Iterator[tuple[Site, Mapping[str, Any]]]:
    for module in project.modules:
        for channel in module.channels:
            for parameter in channel.parameters:
                yield channel.site / ("params", str(parameter.name)), parameter.schema
