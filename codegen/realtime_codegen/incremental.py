"""Sources -> files, making only what has changed since the last run: byte for byte what a whole
run makes.

A module depends on its definition file and on all files that this one refers to, directly or
through others. Where anything else may matter (an error, a name that two files need, `$id`), the
whole run decides.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .addresses import Address
from .diagnostics import in_order
from .model import Channel, Module, Parameter, Project, Site
from .names import ClassName, FieldName, ModuleName, NotAName
from .record import KeptChannel, Made, Record, hash_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .diagnostics import Diagnostic
    from .pipeline import Generated

# What gives a schema a name that is not its place, and what may lead to several.
_NAMES_ELSEWHERE = ("$id", "$dynamicRef")
_LIBRARIES = (
    "datamodel_code_generator-",
    "jinja2-",
    "jsonschema_rs-",
    "pydantic-",
    "pydantic_core-",
    "pyyaml-",
)


class Result(NamedTuple):
    """The output's files, or None where there are errors; all problems, sorted; and the record for
    the next run."""

    files: dict[str, str] | None
    diagnostics: list[Diagnostic]
    record: Record


def output_paths(sources: Iterable[str]) -> list[str]:
    """The files of the output folder that these definition files give, if they can."""
    modules = [path for path in map(_module_path, sources) if path is not None]
    return [*modules, *_package_paths(modules)]


def generate(
    sources: Mapping[str, bytes], folder: str, record: Record, present: Mapping[str, str]
) -> Result:
    """The files for these definition files, with the texts in the output folder at hand."""
    generator = generator_hash()
    if record.generator == generator:
        with contextlib.suppress(NotAName):  # no run has written such a record
            if found := _partly(sources, folder, record, present):
                return found
    from .pipeline import generate as generate_all

    generated = generate_all(sources, folder)
    if generated.files is None:
        return Result(None, generated.diagnostics, record)
    made = _made(generated, sources, sources)
    new = _record(generator, made, generated.files)
    return Result(generated.files, generated.diagnostics, new)


def _partly(
    sources: Mapping[str, bytes], folder: str, record: Record, present: Mapping[str, str]
) -> Result | None:
    """As `generate`; None where the whole run has to decide."""
    kept = _kept(sources, record, present)
    changed = sources.keys() - kept.keys()
    if len(changed) > len(kept) or any(made.has_own_names for made in kept.values()):
        return None
    files: dict[str, str] = {}
    made: dict[str, Made] = {}
    if changed:
        from .pipeline import generate as generate_all

        needed = _with_all_they_refer_to(changed, sources, kept)
        part = generate_all({path: sources[path] for path in sorted(needed)}, folder)
        if part.files is None:
            return None
        files, made = part.files, _made(part, sources, changed)
        if any(new.has_own_names or kept.keys() & new.inside for new in made.values()):
            return None
    made = dict(sorted({**kept, **made}.items()))
    packages = _packages(made, record, present)
    if packages is None:
        return None
    texts = {path: (files if of in changed else present)[path] for of, path in _paths(made)}
    texts |= packages
    problems = [problem for path in made for problem in made[path].warnings]
    new = _record(record.generator, made, texts)
    return Result(dict(sorted(texts.items())), in_order(problems), new)


def _kept(
    sources: Mapping[str, bytes], record: Record, present: Mapping[str, str]
) -> dict[str, Made]:
    """What was made of each file to which nothing has happened, nor to what it depends on."""
    needed_by: dict[str, list[str]] = {}
    for path, made in record.files.items():
        for other in made.refers:
            needed_by.setdefault(other, []).append(path)
        for other in made.inside:
            needed_by.setdefault(path, []).append(other)
    changed = {
        path
        for path, made in record.files.items()
        if path not in sources
        or hash_of(sources[path]) != made.source
        or (text := present.get(_module_path(path) or "")) is None
        or hash_of(text.encode()) != made.output
    }
    waiting = list(changed)
    while waiting:
        for path in needed_by.get(waiting.pop(), ()):
            if path not in changed:
                changed.add(path)
                waiting.append(path)
    return {path: made for path, made in record.files.items() if path not in changed}


def _with_all_they_refer_to(
    changed: Iterable[str], sources: Mapping[str, bytes], kept: Mapping[str, Made]
) -> set[str]:
    """Of a changed file: all files that it names in any way. One too many does no harm, and one
    that is missing gives an error, for which the whole run is asked."""
    names = {path: posixpath.basename(path).encode() for path in sources}
    found = set(changed)
    waiting = list(found)
    while waiting:
        path = waiting.pop()
        if path in kept:
            others: Iterable[str] = kept[path].refers
        else:
            others = [other for other, name in names.items() if name in sources[path]]
        waiting += [other for other in others if other not in found]
        found.update(others)
    return found


def _made(
    generated: Generated, sources: Mapping[str, bytes], paths: Collection[str]
) -> dict[str, Made]:
    """What became of these files."""
    refers: dict[str, set[str]] = {}
    inside: dict[str, set[str]] = {}
    for site, reference in generated.project.references.items():
        target = reference.target
        if target is not None and target.path != site.path:
            refers.setdefault(site.path, set()).add(target.path)
            if len(target.pointer) != 2:
                inside.setdefault(site.path, set()).add(target.path)
    warnings: dict[str, list[Diagnostic]] = {}
    for problem in generated.diagnostics:
        warnings.setdefault(problem.position.path, []).append(problem)
    own_names = {
        site.path
        for site in generated.project.schemas
        if isinstance(schema := generated.project.schema_at(site), dict)
        and not schema.keys().isdisjoint(_NAMES_ELSEWHERE)
    }
    return {
        module.source: Made(
            source=hash_of(sources[module.source]),
            output=hash_of((generated.files or {})[module.name.path].encode()),
            refers=tuple(sorted(refers.get(module.source, ()))),
            inside=tuple(sorted(inside.get(module.source, ()))),
            has_own_names=module.source in own_names,
            channels=tuple(map(_kept_channel, module.channels)),
            warnings=tuple(warnings.get(generated.project.documents[module.source].shown, ())),
        )
        for module in generated.project.modules
        if module.source in paths
    }


def _kept_channel(channel: Channel) -> KeptChannel:
    parameters = {str(parameter.name): parameter.schema for parameter in channel.parameters}
    return KeptChannel(channel.key, channel.template, parameters, bool(channel.deprecated))


def _packages(
    made: Mapping[str, Made], record: Record, present: Mapping[str, str]
) -> dict[str, str] | None:
    """The files around the modules, which depend on nothing but the names in these; None where two
    files may need one name."""
    names = {path: one.channels for path, one in made.items()}
    if names == {path: one.channels for path, one in record.files.items()}:
        paths = _package_paths(path for _, path in _paths(made))
        texts = {path: present[path] for path in paths if path in present}
        if {path: hash_of(text.encode()) for path, text in texts.items()} == record.packages:
            return texts
    from .render import packages

    modules = tuple(_module(path, channels) for path, channels in names.items())
    if not _are_apart(modules):
        return None
    return packages((m.name, m.factories, m.has_deprecated_factory) for m in modules)


def _module(path: str, channels: Iterable[KeptChannel]) -> Module:
    """A module as far as its names go."""
    found = (
        Channel(
            key=kept.key,
            class_name=ClassName.of(kept.key, "channel"),
            factory=FieldName.of_key(f"{kept.key}_channel"),
            description="",
            deprecated="Deprecated." if kept.is_deprecated else "",
            address=Address.of(kept.template, kept.parameters),
            parameters=tuple(Parameter(FieldName(n), s, "") for n, s in kept.parameters.items()),
            topics=(),
            site=Site(path, ("channels", kept.key)),
        )
        for kept in channels
    )
    return Module(path, ModuleName.of_path(path), tuple(found), ())


def _are_apart(modules: tuple[Module, ...]) -> bool:
    """Whether no two files need one name. Where a problem would stand is not asked."""
    from .documents import Document
    from .rules.channels import (
        channels_never_meet,
        factories_are_unique,
        module_names_are_unique,
    )

    documents = {m.source: Document(m.source, m.source, "", None, {}) for m in modules}
    project = Project(documents, modules, (), {}, {})
    rules = (module_names_are_unique, factories_are_unique, channels_never_meet)
    return not any(True for rule in rules for _ in rule(project))


def _paths(made: Iterable[str]) -> list[tuple[str, str]]:
    """The definition files, each with its module's path."""
    return [(path, _module_path(path) or "") for path in made]


@cache
def _module_path(source: str) -> str | None:
    """The path of the module that a definition file gives, if it can."""
    try:
        return ModuleName.of_path(source).path
    except NotAName:
        return None


def _package_paths(modules: Iterable[str]) -> set[str]:
    """The files around modules: each folder is a package, and the whole one is typed."""
    folders = {path[:end] for path in modules for end, char in enumerate(path) if char == "/"}
    return {"py.typed", "__init__.py", *(f"{folder}/__init__.py" for folder in folders)}


def _record(generator: str, made: Mapping[str, Made], texts: Mapping[str, str]) -> Record:
    modules = {path for _, path in _paths(made)}
    packages = {p: hash_of(text.encode()) for p, text in texts.items() if p not in modules}
    return Record(generator, made, packages)


def generator_hash() -> str:
    """The hash of all that makes the output: this package, its libraries' versions, Python's."""
    package = Path(__file__).parent
    parts = [sys.version.encode()]
    for folder in sys.path:
        if Path(folder).is_dir():
            installed = (path.name.lower() for path in Path(folder).glob("*.dist-info"))
            parts += sorted(name.encode() for name in installed if name.startswith(_LIBRARIES))
    for root, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        parts += [Path(root, name).read_bytes() for name in sorted(names)]
    return hash_of(b"\0".join(parts))
