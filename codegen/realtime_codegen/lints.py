"""What may hold and most often should not: one function each, named by what it likes to see.

A lint is a warning that people ask for with `realtime-codegen lint`. Definitions that have some are
right all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .diagnostics import Diagnostic
    from .model import Project, Schema

_CLOSING = ("additionalProperties", "unevaluatedProperties")
_SHORT = {"maxLength", "enum", "const", "pattern", "format"}


def objects_can_grow(project: Project) -> Iterator[Diagnostic]:
    """An object is open: a property that is added to a closed one breaks running subscribers."""
    for keyword in _CLOSING:
        for schema in project.with_keyword(keyword):
            if schema.value[keyword] is False:
                position = schema.at(keyword).position(key=True)
                yield TEXTS.problem("closed-object", position, keyword=keyword)


def strings_have_an_end(project: Project) -> Iterator[Diagnostic]:
    """A string without an upper bound can pass the size limit of a transport."""
    for schema in _schemas(project, "string"):
        if not schema.value.keys() & _SHORT:
            yield TEXTS.problem("unbounded-string", schema.position(key=True))


def arrays_have_an_end(project: Project) -> Iterator[Diagnostic]:
    """An array without an upper bound can pass the size limit of a transport."""
    for schema in _schemas(project, "array"):
        closed = "prefixItems" in schema.value and schema.get("items") is False
        if not closed and not schema.value.keys() & {"maxItems", "enum", "const"}:
            yield TEXTS.problem("unbounded-array", schema.position(key=True))


def channels_and_topics_are_described(project: Project) -> Iterator[Diagnostic]:
    """Channels and topics have descriptions: they become what editors show."""
    for channel in project.channels:
        if not channel.description.strip():
            position = channel.site.position(key=True)
            yield TEXTS.problem("missing-description", position, key=channel.key)
        for topic in channel.topics:
            described = topic.schema.get("description") or topic.schema.get("$ref")
            if not topic.description.strip() and not described:
                position = topic.site.position(key=True)
                yield TEXTS.problem("missing-description/topic", position, key=topic.key)


def definitions_are_used(project: Project) -> Iterator[Diagnostic]:
    """What `$defs` names is referred to."""
    used = {r.target.root for r in project.references.values() if r.target is not None}
    used |= {target.root for target in project.dynamic.values()}
    for file in project.files:
        for definition in file.definitions:
            if definition.schema not in used:
                position = definition.schema.position(key=True)
                yield TEXTS.problem("unused-definition", position, key=definition.key)


def booleans_are_yes_or_no(project: Project) -> Iterator[Diagnostic]:
    """An optional boolean has a default: absent is neither true nor false."""
    for schema in _schemas(project, "object"):
        for key, value in schema.get("properties", {}).items():
            is_optional = key not in schema.get("required", ())
            if is_optional and _types(value) == {"boolean"} and "default" not in value:
                position = schema.at("properties", key).position(key=True)
                yield TEXTS.problem("optional-boolean", position, key=key)


LINTS: tuple[Callable[[Project], Iterator[Diagnostic]], ...] = (
    objects_can_grow,
    strings_have_an_end,
    arrays_have_an_end,
    channels_and_topics_are_described,
    definitions_are_used,
    booleans_are_yes_or_no,
)


def lint(project: Project) -> list[Diagnostic]:
    """Every lint of a project without errors."""
    return [found for rule in LINTS for found in rule(project.own)]


def _schemas(project: Project, type_: str) -> Iterator[Schema]:
    """The schemas that ask for values of this type."""
    return (schema for schema in project.with_keyword("type") if type_ in _types(schema.value))


def _types(schema: Any) -> set[str]:
    """The types that a schema names itself."""
    types = schema.get("type", []) if isinstance(schema, dict) else []
    return {types} if isinstance(types, str) else set(types)
