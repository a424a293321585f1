"""Rules for what is written inside schemas."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeGuard

from ..diagnostics import shortened, spaced, suggestion
from ..graphs import reached
from ..jsonschema.equality import key_of
from ..jsonschema.following import in_place
from ..jsonschema.keywords import DRAFT, IN_PLACE, KEYWORDS, ONE_SCHEMA, TYPES, seems_schema
from ..jsonschema.meant import definitions_of, reference_to
from ..jsonschema.notations import entries, in_flow, schema_of
from ..wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic
    from ..model import Project, Schema, Site

# These become arbitrary imports in the generator library (CVE-2026-63720).
_UNSAFE = frozenset({"customBasePath", "customTypePath"})
_ELSEWHERE = {
    **dict.fromkeys(("choices", "options", "values"), "; write enum"),
    **dict.fromkeys(("attributes", "fields", "members", "props"), "; write properties"),
    **dict.fromkeys(("element", "elements", "of"), "; write items"),
    "extends": "; write allOf",
    "regex": "; write pattern",
    "nullable": '; write type: [string, "null"]',
    "example": "; the draft has examples, a list",
    "definitions": "; the draft has $defs",
    "dependencies": "; the draft has dependentRequired and dependentSchemas",
    "additionalItems": "; the draft has items beside prefixItems",
    "desc": "; write description",
    "discriminator": "; give each branch a const of its own instead",
    "max": "; write maximum, maxLength or maxItems",
    "min": "; write minimum, minLength or minItems",
    "optional": "; a property is optional unless required lists it",
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
    ("exclusiveMinimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
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
    for schema in project.with_keyword("$schema"):
        draft = schema.value["$schema"]
        if isinstance(draft, str) and draft.removesuffix("#") != DRAFT:
            yield TEXTS.problem("other-draft", schema.at("$schema").position(), draft=DRAFT)


def keywords_are_known(project: Project) -> Iterator[Diagnostic]:
    """An unknown keyword is an annotation, and most often a slip."""
    for keyword in project.having.keys() - KEYWORDS:
        for schema in project.having[keyword]:
            position = schema.at(keyword).position(key=True)
            if keyword in _UNSAFE:
                yield TEXTS.problem("unsafe-keyword", position, keyword=keyword)
            elif _is_property(schema, keyword):
                yield TEXTS.problem("unknown-keyword/property", position, keyword=keyword)
            elif hint := _ELSEWHERE.get(keyword):
                yield TEXTS.problem("unknown-keyword", position, keyword=keyword, hint=hint)
            elif how := spaced(keyword):
                yield TEXTS.problem("unknown-keyword/colon", position, how=how)
            elif near := _meant(keyword):
                key = "unknown-keyword/misspelled"
                yield TEXTS.problem(key, position, keyword=keyword, near=near)
            elif not keyword.startswith("x-"):
                yield TEXTS.problem("unknown-keyword", position, keyword=keyword, hint="")


def _is_property(schema: Schema, keyword: str) -> bool:
    """Whether an unknown keyword of an object is most likely one of its properties."""
    is_other = keyword in _ELSEWHERE or keyword.startswith("x-")
    types = _listed(schema.get("type", None if is_other else "object"))
    is_near = _meant(keyword) in ONE_SCHEMA  # as additionalproperties is
    return seems_schema(schema.value[keyword]) and "object" in types and not is_near


def _listed(types: Any) -> list[Any]:
    return types if isinstance(types, list) else [types]


def _meant(keyword: str) -> str | None:
    """The keyword that another one is most likely a slip of.

    Not one that it contains: `enumNames`, `tsType` and `allRequired` are other programs' own.
    """
    from difflib import get_close_matches  # where something is unknown alone

    word = _letters(keyword)
    known = {_letters(one): one for one in sorted(KEYWORDS)}
    long = [one for one in known if len(one) > 3]
    turned = (one for one in long if sorted(one) == sorted(word))
    near = word if word in known else next(turned, None)
    if near is None:
        near = next(iter(get_close_matches(word, long, n=1, cutoff=0.75)), None)
    if near is None or keyword.startswith("x-"):
        return None
    is_longer = near in word and word not in (near, f"{near}s")
    return None if is_longer else known[near]


def _letters(keyword: str) -> str:
    return "".join(filter(str.isalpha, keyword)).lower()


def type_names_are_strings(project: Project) -> Iterator[Diagnostic]:
    """`x-name` names a schema's type; what a language can name, its target says."""
    for schema in project.with_keyword("x-name"):
        name = schema.value["x-name"]
        if not isinstance(name, str):
            fields = {"subject": '"x-name"', "expected": "a string", "hint": ""}
            position = schema.at("x-name").position(key=name is None)
            yield TEXTS.problem("invalid-schema", position, **fields, found=shortened(name))


def types_are_known(project: Project) -> Iterator[Diagnostic]:
    """There are seven types."""
    for schema in project.with_keyword("type"):
        types = schema.value["type"]
        for index, word in enumerate(_listed(types)):
            if word in TYPES:
                continue
            place = schema.at("type", index) if isinstance(types, list) else schema.at("type")
            hint = _way_to_type(project, schema, word, is_listed=isinstance(types, list))
            yield TEXTS.problem("unknown-type", place.position(), word=shortened(word), hint=hint)


def _way_to_type(project: Project, schema: Schema, word: object, *, is_listed: bool) -> str:
    """What to write in place of a word that is no type."""
    definitions = definitions_of(project)
    if not isinstance(word, str | None):
        return _TYPES_ARE
    meant = schema_of(word or "null", partial(reference_to, definitions, schema.path))
    if meant is None:
        is_enum = word == "enum" and not is_listed
        return "; leave type out beside enum" if is_enum else suggestion(word, TYPES) or _TYPES_ARE
    if meant.keys() == {"$ref"}:
        whole = f"$ref: {in_flow(meant['$ref'])}"
        whole = f"anyOf, with {{{whole}}} as a branch" if is_listed else whole
        return f"; it is a definition: write {whole} in place of type"
    if meant == {"type": "null"}:
        return '; the type is "null", in quotes'
    if meant.keys() == {"type"} and isinstance(meant["type"], str):
        return f'; did you mean "{meant["type"]}"?'
    if not meant:
        return "; leave type out to accept every value"
    if is_listed:
        return f"; write anyOf, with {in_flow(meant)} as a branch"
    return f"; write {entries(meant)}{'' if 'type' in meant else ' in place of type'}"


_TYPES_ARE = f"; the types are {', '.join(TYPES)}"


def enums_list_different_values(project: Project) -> Iterator[Diagnostic]:
    """An enum lists at least one value, and each value once."""
    for place, values in _enums(project):
        if not values:
            yield TEXTS.problem("empty-enum", place.position())
        first: dict[str, int] = {}
        for index, value in enumerate(values):
            text = key_of(value)
            if first.setdefault(text, index) != index:
                position = place.at(index).position()
                related = ((place.at(first[text]).position(), "the first one"),)
                yield TEXTS.problem("repeated-enum", position, related, value=shortened(value))


def bounds_leave_room(project: Project) -> Iterator[Diagnostic]:
    """A minimum above its maximum accepts no value."""
    for low, high in _BOUNDS:
        is_excluded = "exclusive" in low + high
        for schema in project.with_keyword(low):
            least, most = schema.value[low], schema.value.get(high)
            if not _is_number(least) or not _is_number(most):
                continue
            if least > most or (is_excluded and least == most):
                key = "empty-range/exclusive" if is_excluded else "empty-range"
                related = ((schema.at(high).position(), f"the {high}"),)
                fields = {"low": low, "least": least, "high": high, "most": most}
                yield TEXTS.problem(key, schema.at(low).position(), related, **fields)


def required_keys_are_properties(project: Project) -> Iterator[Diagnostic]:
    """What an object requires it also describes: the other key is most often a slip."""
    for schema in project.with_keyword("required"):
        properties, required = schema.value.get("properties"), schema.value["required"]
        if not isinstance(properties, dict) or not isinstance(required, list):
            continue
        is_closed = schema.get("additionalProperties") is False
        for index, key in enumerate(required):
            if not isinstance(key, str) or key in properties or schema.value.keys() & _JOINED:
                continue
            hint = suggestion(key, properties)
            if is_closed or (hint and key not in _declared_with(project, schema)):
                position = schema.at("required", index).position()
                yield TEXTS.problem("unknown-required", position, key=key, hint=hint)


def _declared_with(project: Project, schema: Schema) -> set[str]:
    """The properties that a schema declares, and whatever applies to the same value."""
    place = project.places.get(schema)
    while place is not None and place.keyword in IN_PLACE:
        schema, place = place.schema, project.places.get(place.schema)
    parts = reached([schema], lambda part: in_place(project, part))
    found = (part.get("properties") for part in parts)
    return {key for properties in found if isinstance(properties, dict) for key in properties}


def keywords_fit_their_type(project: Project) -> Iterator[Diagnostic]:
    """A keyword that applies to another type than the schema's has no effect."""
    for schema in project.with_keyword("type"):
        types = schema.value["type"]
        named = _listed(types)
        # The others are reported by types_are_known.
        is_known = all(word in TYPES for word in named)
        for keyword in schema.value.keys() & _SPEAKS_OF.keys() if is_known else ():
            of = _SPEAKS_OF[keyword]
            if keyword == "required" and isinstance(schema.value[keyword], bool):
                continue  # it is meant for the object around it, and reported
            if of not in named and not (of == "number" and "integer" in named):
                position = schema.at(keyword).position(key=True)
                yield TEXTS.problem("ineffective-keyword", position, keyword=keyword, type=of)


def formats_are_known(project: Project) -> Iterator[Diagnostic]:
    """A format that the draft does not define is not checked."""
    for schema in project.with_keyword("format"):
        name = schema.value["format"]
        if isinstance(name, str) and name not in _FORMATS:
            position, hint = schema.at("format").position(), suggestion(name, _FORMATS)
            yield TEXTS.problem("unknown-format", position, name=name, hint=hint)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _enums(project: Project) -> Iterator[tuple[Schema | Site, list[Any]]]:
    for schema in project.with_keyword("enum"):
        if isinstance(values := schema.value["enum"], list):
            yield schema.at("enum"), values
    for channel in project.channels:
        for parameter in channel.parameters:
            if isinstance(values := parameter.schema.get("enum"), list):
                yield parameter.site.at("enum"), values
