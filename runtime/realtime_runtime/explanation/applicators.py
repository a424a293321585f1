"""Applicators: the keywords that lead to other schemas, each with the faults that it has found."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from ..encoding import shorten
from .evaluated import OutOfReachError, evaluated
from .faults import LEFT_OUT, MOST, Fault, Inside, OfName, are_certain
from .properties import named, unnamed, wanted
from .tags import tagged
from .unions import decided, explained_branch

if TYPE_CHECKING:
    from collections.abc import Callable

    from .descent import Asked, Descent, Walk
    from .faults import Faults
    from .places import Place

    Applicator: TypeAlias = Callable[[Descent, Asked], Walk]


def _reference(keyword: str, descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    target = descent.document.follow(keyword, place)
    if target is None:
        return (LEFT_OUT,)
    return (yield target, value, is_probe)


def _all_of(descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    found: list[Any] = []
    for schema in place.schema["allOf"]:
        found += yield descent.document.at(place, schema), value, is_probe
    return tuple(found)


def _union(keyword: str, descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    places = [descent.document.at(place, schema) for schema in place.schema[keyword]]
    descent.work.take(len(places) // 10)
    found_tags = tagged(descent.document, places, value)
    if found_tags is not None:
        key, tags, places = found_tags
        if not places:
            return (Inside(key, (Fault("enum", tags, value[key]),)),)
    branches: list[Faults] = []
    for branch in places:
        branches.append((yield branch, value, True))
        if not branches[-1] and keyword == "anyOf":
            return ()
    found = decided(keyword, value, branches, partial(_name, place.schema[keyword], places))
    if is_probe or not are_certain(found) or () in branches:
        return found
    choice = explained_branch(value, branches)
    if not isinstance(choice, int):
        return choice or found
    told = yield places[choice], value, False
    return told if are_certain(told) else (*found, LEFT_OUT)


def _name(schemas: list[Any], places: list[Place], position: int) -> str:
    """What a branch of a union is called: by its title, by what it refers to, else by its place."""
    schema = places[position].schema
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            return shorten(schema["title"])
        if isinstance(schema.get("$ref"), str):
            return shorten(unquote(schema["$ref"].rpartition("/")[2]))
    return f"branch {next(n for n, own in enumerate(schemas, 1) if own is schema)}"


def _not(descent: Descent, asked: Asked) -> Walk:
    place, value, _ = asked
    schema = place.schema["not"]
    fits = yield from descent.fits(descent.document.at(place, schema), value)
    if fits is None:
        return (LEFT_OUT,)
    return (Fault("not", schema, value),) if fits else ()


def _if(descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    fits = yield from descent.fits(descent.document.at(place, place.schema["if"]), value)
    if fits is None:
        return (LEFT_OUT,)
    schema = place.schema.get("then" if fits else "else", True)
    return (yield descent.document.at(place, schema), value, is_probe)


def _dependents(keyword: str, descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    found: list[Any] = []
    for key, said in place.schema[keyword].items() if isinstance(value, dict) else ():
        if key in value and isinstance(said, list):  # of `dependencies`
            found += (Fault("required", name, value) for name in said if name not in value)
        elif key in value:
            found += yield descent.document.at(place, said), value, is_probe
    return tuple(found)


def _properties(descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    schema = place.schema
    found: list[Any] = []
    if not isinstance(value, dict):
        return ()
    if schema.get("additionalProperties") is False:
        names = unnamed(schema, value, descent.work)
        is_named = "properties" in schema or "patternProperties" in schema
        keyword = "additionalProperties" if is_named else "no properties"
        known = schema.get("properties", ())
        found += [Fault(keyword, names, value, known=known)] if names else ()
    parts = list(wanted(schema, value, descent.work))
    # What is no container first: it costs little, and has the tags of unions.
    small = (part for part in parts if not isinstance(part[2], dict | list))
    large = (part for part in parts if isinstance(part[2], dict | list))
    found += yield from descent.each(place, small, is_probe=is_probe, probed=MOST)
    if not (is_probe and any(map(_is_wrong_tag, found))):
        found += yield from descent.each(place, large, is_probe=is_probe, probed=3)
    return tuple(found)


def _is_wrong_tag(fault: object) -> bool:
    return isinstance(fault, Inside) and any(
        isinstance(inside, Fault) and inside.keyword in ("const", "enum") for inside in fault.faults
    )


def _property_names(descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    if not isinstance(value, dict):
        return ()
    schema = place.schema["propertyNames"]
    found = yield from descent.each(
        place, ((name, schema, name) for name in value), is_probe=is_probe
    )
    return tuple(OfName(fault.faults) if isinstance(fault, Inside) else fault for fault in found)


def _items(descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    if not isinstance(value, list):
        return ()
    first = place.schema.get("prefixItems", ())
    rest = range(len(first), len(value) if "items" in place.schema else 0)
    parts = chain(
        ((i, schema, item) for i, (schema, item) in enumerate(zip(first, value, strict=False))),
        ((i, place.schema["items"], value[i]) for i in rest),
    )
    return (yield from descent.each(place, parts, is_probe=is_probe))


def _contains(descent: Descent, asked: Asked) -> Walk:
    place, value, _ = asked
    if not isinstance(value, list):
        return ()
    limits = ("contains", "minContains", "maxContains")
    is_kept = descent.are_valid(place, [value], only=limits)
    if is_kept is None:
        inner = descent.document.at(place, place.schema["contains"])
        fitting = 0
        for item in value:
            fits = yield from descent.fits(inner, item)
            if fits is None:
                return (LEFT_OUT,)
            fitting += fits
        most = place.schema.get("maxContains", len(value))
        is_kept = place.schema.get("minContains", 1) <= fitting <= most
    if is_kept:
        return ()
    said = {limit: place.schema[limit] for limit in limits if limit in place.schema}
    return (Fault("contains", said if len(said) > 1 else said["contains"], value),)


def _unevaluated(keyword: str, descent: Descent, asked: Asked) -> Walk:
    place, value, is_probe = asked
    if not isinstance(value, dict if keyword == "unevaluatedProperties" else list):
        return ()
    try:
        known = yield from evaluated(descent, place, value, own=keyword)
    except OutOfReachError:
        return (LEFT_OUT,)
    descent.work.take(len(value) // 20)
    steps = value if isinstance(value, dict) else range(len(value))
    left = [step for step in steps if step not in known]
    schema = place.schema[keyword]
    if schema is False:
        items = left if isinstance(value, dict) else [value[step] for step in left]
        names = named(descent.document, place) if left and isinstance(value, dict) else ()
        return (Fault(keyword, items, value, known=names),) if left else ()
    parts = ((step, schema, value[step]) for step in left)
    return (yield from descent.each(place, parts, is_probe=is_probe))


APPLICATORS: dict[str, Applicator] = {
    "$ref": partial(_reference, "$ref"),
    "$dynamicRef": partial(_reference, "$dynamicRef"),
    "allOf": _all_of,
    "anyOf": partial(_union, "anyOf"),
    "oneOf": partial(_union, "oneOf"),
    "not": _not,
    "if": _if,
    "dependencies": partial(_dependents, "dependencies"),
    "dependentSchemas": partial(_dependents, "dependentSchemas"),
    "properties": _properties,
    "patternProperties": _properties,
    "additionalProperties": _properties,
    "propertyNames": _property_names,
    "items": _items,
    "prefixItems": _items,
    "contains": _contains,
    "unevaluatedProperties": partial(_unevaluated, "unevaluatedProperties"),
    "unevaluatedItems": partial(_unevaluated, "unevaluatedItems"),
}
