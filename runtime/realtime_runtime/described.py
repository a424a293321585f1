"""A generated model's JSON Schema, as pydantic makes it for `openapi.json`, made as exact as the
definition that the model comes from.

pydantic knows the shape and names other models; bounds, patterns and closed objects are added.
"""

from __future__ import annotations

import json
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .schemas import Definitions

_OF_OBJECTS = ("dependentRequired", "maxProperties", "minProperties", "propertyNames")
_OF_ARRAYS = ("contains", "maxContains", "maxItems", "minContains", "minItems", "uniqueItems")
_BRANCHES = frozenset(("anyOf", "dependentSchemas", "if", "oneOf"))
_DATA = frozenset(("const", "default", "enum", "examples"))
# What other schemas may refer to, or what means something else in another place.
_BOUND = frozenset(("$anchor", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "definitions"))
_MOST_REFERENCES = 50


class _CannotStandAloneError(Exception):
    pass


class Home:
    """The document that a schema stands in, and where its references lead."""

    def __init__(self, root: Any, definitions: Definitions | None) -> None:
        self._root = root
        self._definitions = definitions

    def at(self, pointer: str) -> Any:
        return _part(self._root, pointer)

    def follow(self, reference: str) -> tuple[Home, Any] | None:
        """The schema that a `$ref` leads to, and its home; None where that is not known."""
        uri, _, fragment = reference.partition("#")
        if not uri:
            found = _part(self._root, fragment)
            return None if found is None else (self, found)
        files = self._definitions.reachable() if self._definitions is not None else {}
        if uri not in files or not fragment.startswith("/$defs/"):
            return None
        home = Home.of(files[uri], fragment)
        return None if home is None else (home, home.at(_inside(fragment)))

    @classmethod
    def of(cls, definitions: Definitions, pointer: str) -> Home | None:
        """The home of a definition."""
        name = _tokens(pointer)[1]
        text = definitions.texts.get(name)
        return None if text is None else cls(json.loads(text), definitions)


def _found(model: type, place: str) -> tuple[Home, Any] | None:
    """The schema at a place of a model's module: `/$defs/Token`, or
    `/PipelineChannel/result/properties/sources`."""
    module: Any = sys.modules.get(model.__module__)
    if module is None:  # it was forgotten, as tests do
        return None
    owner, name = _tokens(place)[:2]
    if owner == "$defs":
        home = Home.of(module.definitions, place)
    else:
        declared = vars(getattr(module, owner)).values()
        topic = next(one for one in declared if getattr(one, "name", None) == name)
        home = topic.payload.home
    return None if home is None else (home, home.at(_inside(place)))


def describe(model: type, place: str, own: dict[str, Any], absent: Collection[str]) -> None:
    """Put into a model's schema what its definition says besides, at a place of its module.
    `absent` are the properties that are None in Python where they are not there.
    """
    start = _found(model, place)
    parts = [] if start is None else _together(*start)
    properties = own.get("properties", {})
    for key, of_key in properties.items():
        found = [(at, p["properties"][key]) for at, p in parts if key in p.get("properties", {})]
        properties[key] = _merged(_without_null(of_key) if key in absent else of_key, found)
    _describe_rest(own, parts)


def _merged(own: Any, found: list[tuple[Home, Any]]) -> Any:
    """What pydantic says of a value, with what its schemas say."""
    if not found or not isinstance(own, dict):
        return own
    title = {"title": own["title"]} if "title" in own else {}
    if not _has_reference(own) and len(found) == 1:
        try:
            said = _alone(*found[0])
            return {**title, **(said if isinstance(said, dict) else {} if said else {"not": {}})}
        except _CannotStandAloneError:
            pass
    if "$ref" in own:
        return own
    parts = [*chain.from_iterable(_together(home, said) for home, said in found)]
    own = dict(own)
    if "items" in own:
        own["items"] = _merged(own["items"], [(at, p["items"]) for at, p in parts if "items" in p])
        _take(own, parts, _OF_ARRAYS)
    elif "additionalProperties" in own:
        _describe_rest(own, parts)
    return own


def _describe_rest(own: dict[str, Any], parts: list[tuple[Home, dict[str, Any]]]) -> None:
    """Which other properties an object has, and how many."""
    _take(own, parts, _OF_OBJECTS)
    has_branches = any(not _BRANCHES.isdisjoint(part) for _, part in parts)
    for home, part in parts:
        if isinstance(own.get("additionalProperties"), dict):
            of_part = (
                [(home, part["additionalProperties"])] if "additionalProperties" in part else []
            )
            own["additionalProperties"] = _merged(own["additionalProperties"], of_part)
            continue
        try:
            rest = part.get("additionalProperties")
            if rest is None:  # branches may have properties that the model does not
                rest = True if has_branches else part.get("unevaluatedProperties", True)
            patterns = _alone(home, _patterns_of(part))
            rest = _alone(home, rest)
        except _CannotStandAloneError:
            continue
        if rest is not True:
            own["additionalProperties"] = rest
        if patterns:
            own["patternProperties"] = patterns


def _take(
    own: dict[str, Any], parts: list[tuple[Home, dict[str, Any]]], keywords: tuple[str, ...]
) -> None:
    for home, part in parts:
        for keyword in keywords:
            if keyword in part and keyword not in own:
                try:
                    own[keyword] = _alone(home, part[keyword])
                except _CannotStandAloneError:
                    continue


def _together(home: Home, said: Any) -> list[tuple[Home, dict[str, Any]]]:
    """The schemas that apply to one value: this one, what it refers to, and what `allOf` has."""
    found: list[tuple[Home, dict[str, Any]]] = []
    waiting, seen = [(home, said)], set[int]()
    while waiting and len(found) < _MOST_REFERENCES:
        at, part = waiting.pop(0)
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        found.append((at, part))
        waiting += ((at, inside) for inside in part.get("allOf", ()))
        target = at.follow(part["$ref"]) if isinstance(part.get("$ref"), str) else None
        waiting += [] if target is None else [target]
    return found


def _alone(home: Home, said: Any, left: Iterator[int] | None = None) -> Any:
    """A schema with what it refers to in its place; `left` counts the references of all its parts.

    Raises _CannotStandAloneError.
    """
    left = iter(range(_MOST_REFERENCES)) if left is None else left
    if isinstance(said, list):
        return [_alone(home, inside, left) for inside in said]
    if not isinstance(said, dict):
        return said
    if not _BOUND.isdisjoint(said):
        raise _CannotStandAloneError
    if "x-pattern" in said:  # as people write it; `pattern` is as the validator runs it
        said = {**said, "pattern": said["x-pattern"]}
    if "x-patternProperties" in said:
        said = {**said, "patternProperties": _patterns_of(said)}
    copy = {
        keyword: inside if keyword in _DATA else _alone(home, inside, left)
        for keyword, inside in said.items()
        if keyword not in ("$ref", "x-pattern", "x-patternProperties")
    }
    if not isinstance(said.get("$ref"), str):
        return copy | ({"$ref": _alone(home, said["$ref"], left)} if "$ref" in said else {})
    target = home.follow(said["$ref"])
    if target is None or next(left, None) is None:
        raise _CannotStandAloneError
    inside = _alone(*target, left)
    if not copy or not isinstance(inside, dict):
        return inside
    if inside.keys().isdisjoint(copy):
        return inside | copy
    return {**copy, "allOf": [*copy.get("allOf", ()), inside]}


def _patterns_of(said: dict[str, Any]) -> dict[str, Any]:
    """The `patternProperties` of a schema, as people write them."""
    own = said.get("x-patternProperties", {})
    return {own.get(key, key): inside for key, inside in said.get("patternProperties", {}).items()}


def _has_reference(own: Any) -> bool:
    parts = own.values() if isinstance(own, dict) else own if isinstance(own, list) else ()
    return (isinstance(own, dict) and "$ref" in own) or any(map(_has_reference, parts))


def _without_null(own: dict[str, Any]) -> dict[str, Any]:
    """What is there, if it is there: null and the default say None."""
    own = {key: value for key, value in own.items() if key != "default"}
    branches = [branch for branch in own.get("anyOf", ()) if branch != {"type": "null"}]
    if len(branches) == 1:
        del own["anyOf"]
        return {**own, **branches[0]}
    return {**own, "anyOf": branches} if branches else own


def _part(value: Any, pointer: str) -> Any:
    """What a pointer leads to; None where there is nothing."""
    for token in _tokens(pointer):
        if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            return None
    return value


def _tokens(pointer: str) -> list[str]:
    from urllib.parse import unquote

    steps = pointer.split("/")[1:]
    return [unquote(step).replace("~1", "/").replace("~0", "~") for step in steps]


def _inside(pointer: str) -> str:
    """A pointer without its first two steps."""
    return "".join(f"/{step}" for step in pointer.split("/")[3:])
