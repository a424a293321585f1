"""Which schemas each property of an object has to meet."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from .. import checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .places import Document, Place
    from .work import Work

_MOST_SCHEMAS = 50
_REFERENCES = ("$ref", "$dynamicRef")


def wanted(
    schema: Mapping[str, Any], value: Mapping[str, Any], work: Work
) -> Iterator[tuple[str, Any, Any]]:
    """Each property with a schema that it has to meet: its name, the schema, its value."""
    properties = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    others = schema.get("additionalProperties", True)
    has_few = not patterns and not isinstance(others, dict) and len(properties) < len(value)
    for count, name in enumerate(properties if has_few else value):
        if count % 64 == 63:
            work.take()
        if name in properties and name in value:
            yield name, properties[name], value[name]
        if not has_few:
            matched = _matched(patterns, name, work)
            yield from ((name, patterns[pattern], value[name]) for pattern in matched)
            if name not in properties and not matched and isinstance(others, dict):
                yield name, others, value[name]
        if work.is_spent:
            return


def unnamed(schema: Mapping[str, Any], value: Mapping[str, Any], work: Work) -> list[str]:
    """The names that neither `properties` nor `patternProperties` has."""
    properties = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    work.take(len(value) // 100)
    left = [name for name in value if name not in properties]
    return [name for name in left if not _matched(patterns, name, work)] if patterns else left


def named(document: Document, place: Place) -> list[str]:
    """The properties that a schema has, and those of the schemas that apply with it."""
    found: dict[str, None] = {}
    waiting, seen = [place], set[int]()
    while waiting and len(seen) < _MOST_SCHEMAS:
        here = waiting.pop()
        if not isinstance(here.schema, dict) or id(here.schema) in seen:
            continue
        seen.add(id(here.schema))
        found |= dict.fromkeys(here.schema.get("properties", ()))
        references = (document.follow(k, here) for k in _REFERENCES if k in here.schema)
        waiting += (target for target in references if target is not None)
        lists = (here.schema.get(keyword, ()) for keyword in ("allOf", "anyOf", "oneOf"))
        others = [here.schema[k] for k in ("if", "then", "else") if k in here.schema]
        waiting += (document.at(here, inside) for inside in chain(others, *lists))
    return list(found)


def _matched(patterns: Mapping[str, Any], name: str, work: Work) -> list[str]:
    """The patterns that a name matches. Where that is not known, the work is spent."""
    if not patterns:
        return []
    work.take(1 + (len(patterns) + len(name) // 100) // 8)
    found: list[str] = []
    for pattern in patterns:
        work.meet(("pattern", pattern), 10)
        is_matched = checks.matches(pattern)(name)
        if is_matched is None or work.is_spent:
            work.give_up()
            return [pattern]  # of what is not known nothing is told
        if is_matched:
            found.append(pattern)
    return found
