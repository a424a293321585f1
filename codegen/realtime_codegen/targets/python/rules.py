"""Python's rules for definitions: keys give names, and no two the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .identifiers import ClassName, FieldName, ModuleName, NotAName
from .names import CHANNELS, attribute_name, channel_class, factory_name
from .wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...diagnostics import Diagnostic
    from ...model import File, Project, Site
    from ...types import Types

# The attributes that a topic must not hide.
CHANNEL_ATTRIBUTES = ("name", "topics", "params")


def keys_give_names(project: Project) -> Iterator[Diagnostic]:
    """Every file, definition, topic and parameter has a valid Python name."""
    for file in project.files:
        yield from _gives_a_name(ModuleName.of_path, file.path, "module", file.site)
        for definition in file.definitions:
            if not isinstance(definition.schema.get("x-name"), str):
                site = definition.schema.site
                yield from _gives_a_name(ClassName.of, definition.key, "class", site)
        for channel in file.channels:
            for parameter in channel.parameters:
                yield from _gives_a_name(FieldName, parameter.key, "parameter", parameter.site)
            for topic in channel.topics:
                yield from _gives_a_name(FieldName.of_key, topic.key, "attribute", topic.site)


def given_names_are_names(project: Project) -> Iterator[Diagnostic]:
    """An `x-name` is a valid class name."""
    for schema in project.with_keyword("x-name"):
        if isinstance(name := schema.value["x-name"], str):
            yield from _gives_a_name(ClassName.of, name, "class", schema.at("x-name").site)


def _gives_a_name(
    make: Callable[[str], str], key: str, what: str, site: Site
) -> Iterator[Diagnostic]:
    try:
        make(key)
    except NotAName as error:
        position = site.position(key=True)
        yield TEXTS.problem("no-python-name", position, what=what, why=str(error))


def attributes_are_free(project: Project) -> Iterator[Diagnostic]:
    """A topic's attribute is unique, and hides no attribute that every channel has."""
    for channel in project.channels:
        taken: dict[str, tuple[str, Site]] = {}
        for topic in channel.topics:
            try:
                name = attribute_name(topic)
            except NotAName:
                continue
            if name in CHANNEL_ATTRIBUTES:
                yield TEXTS.problem("reserved-name", topic.site.position(key=True), name=name)
            other, site = taken.setdefault(name, (topic.key, topic.site))
            if site != topic.site:
                fields = {"key": topic.key, "other": other, "name": name}
                yield _taken("name-taken", topic.site, site, **fields)


def module_names_are_unique(project: Project) -> Iterator[Diagnostic]:
    """Two files cannot give one module, nor a module and a package of one name.

    Nor two names that differ in their capitals alone: some file systems have one place for both.
    """
    taken: dict[str, tuple[str, File]] = {}
    for file, name in _modules(project):
        pieces = name.split(".")
        for length in range(1, len(pieces) + 1):
            path = "/".join(pieces[:length])
            place = f"{path}.py" if length == len(pieces) else path
            first, other = taken.setdefault(path.lower(), (place, file))
            if first != place or (place.endswith(".py") and other is not file):
                key = "module-taken" if first == place else "module-taken/case"
                fields = {"other": other.path, "first": first, "place": place}
                yield _taken(key, file.site, other.site, **fields)
                break


def modules_hide_nothing(project: Project) -> Iterator[Diagnostic]:
    """No file or folder takes the name under which the package gives all of its channels."""
    for file, name in _modules(project):
        if name.partition(".")[0] == CHANNELS:
            position = file.site.position(key=True)
            yield TEXTS.problem("reserved-name/package", position, name=CHANNELS)


def factories_are_unique(project: Project) -> Iterator[Diagnostic]:
    """The package gives every channel's factory under its own name."""
    # A package that is imported becomes an attribute of the one around it, as a module does.
    modules = {name.partition(".")[0]: file.site for file, name in _modules(project)}
    taken: dict[str, Site] = {}
    for channel in project.channels:
        factory = factory_name(channel)
        other = taken.setdefault(factory, channel.site)
        if other == channel.site:
            other = modules.get(factory, other)
        if other != channel.site:
            what = "two channels" if other.pointer else "a channel and a file or folder"
            yield _taken("factory-taken", channel.site, other, what=what, name=factory)


def given_class_names_are_unique(project: Project, types: Types) -> Iterator[Diagnostic]:
    """No two keys of the user give the same class of a module."""
    for file in project.files:
        taken: dict[str, Site] = {}
        for name, site in _given_classes(file, types):
            other = taken.setdefault(name, site)
            if other != site:
                yield _taken("class-taken", site, other, name=name)


def _given_classes(file: File, types: Types) -> Iterator[tuple[str, Site]]:
    for channel in file.channels:
        yield channel_class(channel), channel.site
    for number in types.of_file.get(file.path, ()):
        declared = types.declared[number]
        if not declared.path.steps:
            yield ClassName.of(*declared.path.root), declared.schema.site


def _modules(project: Project) -> Iterator[tuple[File, ModuleName]]:
    for file in project.files:
        try:
            yield file, ModuleName.of_path(file.path)
        except NotAName:
            continue


def _taken(key: str, site: Site, other: Site, /, **fields: str) -> Diagnostic:
    related = ((other.position(key=True), "the other"),)
    return TEXTS.problem(key, site.position(key=True), related, **fields)
