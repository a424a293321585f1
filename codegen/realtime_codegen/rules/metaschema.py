"""Whether a schema is one, by the draft's own metaschema. Alone imports jsonschema_rs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic
from ..vocabulary import DRAFT, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import ValidationError

    from ..model import Project, Site


def schemas_are_schemas(project: Project) -> Iterator[Diagnostic]:
    """The metaschema accepts each topic's schema and each definition, and patterns compile."""
    import jsonschema_rs

    validator = jsonschema_rs.Draft202012Validator({"$ref": DRAFT}, offline=True)
    for root in _roots(project):
        schema = project.schema_at(root)
        if validator.is_valid(schema):
            continue
        for pointer, message in dict(map(_fault, validator.iter_errors(schema))).items():
            site = root / pointer
            if not _is_about_unknown_type(project, site):
                yield Diagnostic("invalid-schema", message, project.position(site))
    yield from _patterns_compile(project)


def _patterns_compile(project: Project) -> Iterator[Diagnostic]:
    """Regular expressions, in schemas and of parameters, are ones that the validator can run."""
    for site in project.schemas:
        schema = project.schema_at(site)
        if not isinstance(schema, dict):
            continue
        if isinstance(schema.get("pattern"), str):
            yield from _pattern_compiles(project, schema["pattern"], site / ("pattern",))
        patterns = schema.get("patternProperties")
        for pattern in patterns if isinstance(patterns, dict) else ():
            yield from _pattern_compiles(project, pattern, site / ("patternProperties", pattern))
    for module in project.modules:
        for channel in module.channels:
            for parameter in channel.parameters:
                site = channel.site / ("params", str(parameter.name))
                yield from _parameter_is_schema(project, parameter.schema, site)


def _parameter_is_schema(project: Project, schema: Any, site: Site) -> Iterator[Diagnostic]:
    import jsonschema_rs

    if isinstance(schema.get("pattern"), str):
        yield from _pattern_compiles(project, schema["pattern"], site / ("pattern",))
    validator = jsonschema_rs.Draft202012Validator({"$ref": DRAFT}, offline=True)
    for pointer, message in dict(map(_fault, validator.iter_errors(dict(schema)))).items():
        yield Diagnostic("invalid-schema", message, project.position(site / pointer))
    values = schema.get("enum")
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if not isinstance(value, str) or not value:
            message = "a parameter's enum lists strings that are not empty; use quotes"
            yield Diagnostic("parameter-enum", message, project.position(site / ("enum", index)))
    if values == []:
        message = "an empty enum admits no value; list at least one"
        yield Diagnostic("empty-enum", message, project.position(site / ("enum",)))


def _pattern_compiles(project: Project, pattern: str, site: Site) -> Iterator[Diagnostic]:
    import jsonschema_rs

    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except ValueError:
        message = f'"{pattern}" is no regular expression that can be run (ECMA-262 syntax)'
        is_key = site.pointer[-2] == "patternProperties"
        yield Diagnostic("invalid-pattern", message, project.position(site, key=is_key))


def _roots(project: Project) -> Iterator[Site]:
    for module in project.modules:
        for channel in module.channels:
            for topic in channel.topics:
                yield topic.schema
        for definition in module.definitions:
            yield definition.schema


def _fault(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    pointer = tuple(error.instance_path)
    what = f'"{pointer[-1]}" here' if pointer else "this schema"
    return pointer, f"{what} breaks the draft's metaschema: {error.message}"


def _is_about_unknown_type(project: Project, site: Site) -> bool:
    """types_are_known has said it better."""
    if not site.pointer or site.pointer[-1] != "type":
        return False
    value = project.schema_at(site)
    words = value if isinstance(value, list) else [value]
    return any(word not in TYPES for word in words)
