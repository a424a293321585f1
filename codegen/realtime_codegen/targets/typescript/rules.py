"""TypeScript's rules for definitions: keys give names, no two the same, and JavaScript can run
what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...jsonschema.ecma262 import fault_in
from ...types.naming import capitalised
from ..target import PACKAGES
from .names import INDEX, REACT, SHARED, channel_types, factory_name, file_name, is_name
from .patterns import refusal
from .source import LARGEST
from .wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...diagnostics import Diagnostic
    from ...model import File, Project, Schema, Site
    from ...types import Types
    from .options import Options

_NUMBERS = (
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems "
    "maxItems minContains maxContains minProperties maxProperties const enum"
).split()
# The properties of every channel.
_RESERVED = ("name", "topics")


def problems(project: Project, options: Options) -> Iterator[Diagnostic]:
    yield from keys_give_types(project)
    yield from properties_are_free(project)
    yield from files_are_modules(project)
    yield from files_are_unique(project, options)
    yield from channels_are_unique(project)
    yield from parameters_can_be_matched(project)
    if options.validate != "none":
        yield from patterns_can_run(project)
        yield from references_can_be_followed(project)
        yield from dynamic_references_can_be_followed(project)
    yield from numbers_can_be_read(project)


def keys_give_types(project: Project) -> Iterator[Diagnostic]:
    """Every definition and every `x-name` gives the name of a type."""
    for file in project.files:
        for definition in file.definitions:
            if not isinstance(definition.schema.get("x-name"), str):
                yield from _gives_a_type(definition.key, definition.schema.site)
    for schema in project.with_keyword("x-name"):
        if isinstance(name := schema.value["x-name"], str):
            yield from _gives_a_type(name, schema.at("x-name").site)


def _gives_a_type(key: str, site: Site) -> Iterator[Diagnostic]:
    if not is_name(name := capitalised(key)):
        yield TEXTS.problem("no-typescript-name", site.position(key=True), name=name)


def properties_are_free(project: Project) -> Iterator[Diagnostic]:
    """A topic hides no property that every channel has."""
    for channel in project.channels:
        for topic in channel.topics:
            if topic.key in _RESERVED:
                position = topic.site.position(key=True)
                yield TEXTS.problem("typescript-reserved-name", position, name=topic.key)


def files_are_modules(project: Project) -> Iterator[Diagnostic]:
    """TypeScript compiles every file of the output."""
    for file in project.files:
        *folders, name = file_name(file.path).split("/")
        if ".d." in name:
            yield TEXTS.problem("typescript-file-name", file.site.position(), name=name)
        if PACKAGES in folders:
            yield TEXTS.problem("typescript-file-name/package", file.site.position())


def files_are_unique(project: Project, options: Options) -> Iterator[Diagnostic]:
    """No two files need one name, also where a file system ignores capitals; nor one of ours."""
    own = {INDEX, SHARED, *([REACT] if options.react else [])}
    taken: dict[str, File] = {}
    for file in project.files:
        name = file_name(file.path)
        other = taken.setdefault(name.casefold(), file)
        is_border = name.rpartition("/")[2].casefold() == SHARED  # of another output, below
        if is_border or name.casefold() in own:
            yield TEXTS.problem("typescript-file-taken/own", file.site.position(), name=name)
        elif other is not file:
            related = ((other.site.position(), "the other"),)
            fields = {"name": name, "other": other.path}
            yield TEXTS.problem("typescript-file-taken", file.site.position(), related, **fields)


def channels_are_unique(project: Project) -> Iterator[Diagnostic]:
    """The index gives every channel's factory and types under their own names."""
    taken: dict[str, Site] = {}
    for channel in project.channels:
        for name in (factory_name(channel), *channel_types(channel)):
            other = taken.setdefault(name, channel.site)
            if other != channel.site:
                yield _taken("typescript-name-taken", channel.site, other, name)
                break


def given_type_names_are_unique(project: Project, types: Types) -> Iterator[Diagnostic]:
    """No two keys of the user give the same type of a module."""
    for file in project.files:
        taken: dict[str, Site] = {}
        for name, site in _given_types(file, types):
            other = taken.setdefault(name, site)
            if other != site:
                yield _taken("typescript-type-taken", site, other, name)


def _given_types(file: File, types: Types) -> Iterator[tuple[str, Site]]:
    for channel in file.channels:
        for name in channel_types(channel):
            yield name, channel.site
    for number in types.of_file.get(file.path, ()):
        declared = types.declared[number]
        if not declared.path.steps:
            yield "".join(map(capitalised, declared.path.root)), declared.schema.site


def _taken(key: str, site: Site, other: Site, name: str) -> Diagnostic:
    related = ((other.position(key=True), "the other"),)
    return TEXTS.problem(key, site.position(key=True), related, name=name)


def parameters_can_be_matched(project: Project) -> Iterator[Diagnostic]:
    """JavaScript runs the patterns of parameters, with the flag `u`."""
    for channel in project.channels:
        for parameter in channel.parameters:
            yield from _of_pattern(parameter.schema.get("pattern"), parameter.site.at("pattern"))


def patterns_can_run(project: Project) -> Iterator[Diagnostic]:
    """JavaScript runs the patterns of schemas, with the flag `u`."""
    for schema in project.with_keyword("pattern"):
        yield from _of_pattern(schema.value["pattern"], schema.at("pattern").site)
    for schema in project.with_keyword("patternProperties"):
        keys = schema.value["patternProperties"]
        for key in keys if isinstance(keys, dict) else ():
            yield from _of_pattern(key, schema.at("patternProperties", key).site, is_key=True)


def references_can_be_followed(project: Project) -> Iterator[Diagnostic]:
    """TypeBox has what the output embeds, and the draft's metaschema is not part of it."""
    for schema, reference in project.references.items():
        if reference.target is None:
            yield TEXTS.problem("javascript-metaschema", schema.at("$ref").position())


def dynamic_references_can_be_followed(project: Project) -> Iterator[Diagnostic]:
    """TypeBox finds an anchor in the topic or the definition that refers to it. What may lead to
    one schema alone is embedded as `$ref`."""
    anchors = project.with_keyword("$dynamicAnchor")
    known = {(anchor.root, anchor.value["$dynamicAnchor"]) for anchor in anchors}
    for schema in project.with_keyword("$dynamicRef"):
        name = str(schema.value["$dynamicRef"]).rpartition("#")[2]
        if schema not in project.dynamic and (schema.root, name) not in known:
            position = schema.at("$dynamicRef").position()
            yield TEXTS.problem("javascript-dynamic-reference", position)


def _of_pattern(pattern: object, site: Site, *, is_key: bool = False) -> Iterator[Diagnostic]:
    if not isinstance(pattern, str) or fault_in(pattern):  # that is told for every target
        return
    if reason := refusal(pattern):
        yield TEXTS.problem("javascript-pattern", site.position(key=is_key), reason=reason)


def numbers_can_be_read(project: Project) -> Iterator[Diagnostic]:
    """JavaScript reads the numbers of schemas as they are."""
    for keyword in _NUMBERS:
        for schema in project.with_keyword(keyword):
            yield from _of_number(schema.at(keyword))


def _of_number(place: Schema) -> Iterator[Diagnostic]:
    value: Any = place.value
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from _of_number(place.at(step))
    elif isinstance(value, int) and abs(value) > LARGEST:
        yield TEXTS.problem("javascript-number", place.position(), value=value, read=_read(value))


def _read(value: int) -> str:
    """How JavaScript writes the number that it reads."""
    try:
        return f"{int(float(value))}" if abs(value) < 10**21 else f"{float(value):g}"
    except OverflowError:
        return "Infinity"
