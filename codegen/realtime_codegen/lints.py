"""What may hold and most often should not: one function each, named by what it likes to see.

A lint is a warning that people ask for with `realtime-codegen lint`. Definitions that have some are
right all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .diagnostics import Diagnostic
from .model import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .model import Project

_CLOSING = {"additionalProperties", "unevaluatedProperties"}
_SHORT = {"maxLength", "enum", "const", "pattern", "format"}


def objects_say_whether_they_are_open(project: Project) -> Iterator[Diagnostic]:
    """An object that names properties says what becomes of others."""
    for site, schema in _schemas(project, "object"):
        if "properties" in schema and not schema.keys() & _CLOSING:
            message = "keys besides these are accepted and sent; write additionalProperties: false"
            yield _problem("open-object", f"{message}, or true if you mean it", project, site)


def texts_have_an_end(project: Project) -> Iterator[Diagnostic]:
    """A text without an upper bound can pass the size limit of a transport."""
    for site, schema in _schemas(project, "string"):
        if not schema.keys() & _SHORT:
            message = "a text of any length can pass the transport's size limit; write maxLength"
            yield _problem("unbounded-text", message, project, site)


def arrays_have_an_end(project: Project) -> Iterator[Diagnostic]:
    """An array without an upper bound can pass the size limit of a transport."""
    for site, schema in _schemas(project, "array"):
        closed = "prefixItems" in schema and schema.get("items") is False
        if not closed and not schema.keys() & {"maxItems", "enum", "const"}:
            message = "an array of any length can pass the transport's size limit; write maxItems"
            yield _problem("unbounded-array", message, project, site)


def things_are_described(project: Project) -> Iterator[Diagnostic]:
    """Channels and topics have descriptions: they become what editors show."""
    for module in project.modules:
        for channel in module.channels:
            if not channel.description.strip():
                message = f'the channel "{channel.key}" has no description; say what it is for'
                yield _problem("missing-description", message, project, channel.site)
            for topic in channel.topics:
                schema = project.schema_at(topic.schema)
                described = isinstance(schema, dict) and (schema.keys() & {"description", "$ref"})
                if not topic.description.strip() and not described:
                    message = f'the topic "{topic.key}" has no description; say when it is sent'
                    site = Site(topic.schema.path, topic.schema.pointer[:-1])
                    yield _problem("missing-description", message, project, site)


def definitions_are_used(project: Project) -> Iterator[Diagnostic]:
    """What `$defs` names is referred to."""
    used = {r.target.root for r in project.references.values() if r.target is not None}
    used |= {site.root for site in project.dynamic.values()}
    for module in project.modules:
        for definition in module.definitions:
            if definition.schema not in used:
                message = f'nothing refers to "{definition.key}"; remove it, or use it'
                yield _problem("unused-definition", message, project, definition.schema)


def booleans_are_yes_or_no(project: Project) -> Iterator[Diagnostic]:
    """An optional boolean has a default: absent is neither true nor false."""
    for site, schema in _schemas(project, "object"):
        for key, value in schema.get("properties", {}).items():
            is_optional = key not in schema.get("required", ())
            if is_optional and _types(value) == {"boolean"} and "default" not in value:
                message = f'"{key}" may be absent, which is neither true nor false; write a default'
                place = site / ("properties", key)
                yield _problem("optional-boolean", message, project, place)


LINTS: tuple[Callable[[Project], Iterator[Diagnostic]], ...] = (
    objects_say_whether_they_are_open,
    texts_have_an_end,
    arrays_have_an_end,
    things_are_described,
    definitions_are_used,
    booleans_are_yes_or_no,
)


def lint(project: Project) -> list[Diagnostic]:
    """Every lint of a project without errors."""
    return [found for rule in LINTS for found in rule(project)]


def _schemas(project: Project, type_: str) -> Iterator[tuple[Site, dict[str, Any]]]:
    """The schemas that ask for values of this type."""
    for site in project.schemas:
        schema = project.schema_at(site)
        if type_ in _types(schema):
            yield site, schema


def _types(schema: Any) -> set[str]:
    """The types that a schema names itself."""
    types = schema.get("type", []) if isinstance(schema, dict) else []
    return {types} if isinstance(types, str) else set(types)


def _problem(code: str, message: str, project: Project, site: Site) -> Diagnostic:
    return Diagnostic(code, message, project.position(site, key=True), "warning")
