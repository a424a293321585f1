"""Definitions given as data -> the Python package that they give, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from realtime_codegen import pipeline
from realtime_codegen.jsonschema.embedding import Embedding
from realtime_codegen.sources import Sources
from realtime_codegen.targets.python import PythonTarget
from realtime_codegen.targets.python.circles import Circles
from realtime_codegen.targets.python.expressions import ClassRef, Name, renamed
from realtime_codegen.targets.python.fields import fields_of
from realtime_codegen.targets.python.identifiers import ModuleName
from realtime_codegen.targets.python.lateness import Lateness
from realtime_codegen.targets.python.limits import limits
from realtime_codegen.targets.python.module import ModuleSource
from realtime_codegen.targets.python.names import class_names
from realtime_codegen.targets.python.package import Package
from realtime_codegen.targets.python.source import line_of
from realtime_codegen.targets.python.spelling import Spelling, with_input
from realtime_codegen.targets.python.words import Words
from realtime_codegen.types import types_of
from realtime_codegen.types.data import Object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from realtime_codegen.diagnostics import Diagnostic
    from realtime_codegen.model import Project
    from realtime_codegen.pipeline import Output
    from realtime_codegen.targets.python.expressions import Expression


class Generated(NamedTuple):
    """The package's files by their paths, None where there are errors; and all problems, sorted."""

    files: dict[str, str] | None
    diagnostics: list[Diagnostic]
    project: Project


class Around(dict[str, bytes]):
    """Files around the definitions, by their paths from the folder of these."""

    def read(self, path: str) -> bytes:
        if path not in self:
            raise FileNotFoundError(path)
        return self[path]


def generate(
    sources: Mapping[str, bytes], folder: str = "", around: Mapping[str, bytes] | None = None
) -> Generated:
    """What these definition files give, with the files around them."""
    read = Sources(sources, folder, Around(around or {}))
    generated = pipeline.generate(read, {"python": PythonTarget()})
    project = generated.reading.project
    if generated.outputs is None:
        return Generated(None, generated.diagnostics, project)
    return Generated(files_of(generated.outputs["python"]), generated.diagnostics, project)


def files_of(output: Output) -> dict[str, str]:
    """All files of an output by their paths."""
    files = {path: text for made in output.rendered.values() for path, text in made.files.items()}
    return dict(sorted((files | dict(output.shared)).items()))


def understand(sources: Mapping[str, bytes], folder: str = "") -> tuple[Project, list[Diagnostic]]:
    """What these definition files mean, and what is wrong with them."""
    understood = pipeline.understand(Sources(sources, folder))
    return understood.reading.project, understood.problems


class Spelled(NamedTuple):
    """Types as Python writes them. `topics` are what is received and what is published; `fields`
    those of each class, with `?` behind what may be absent; `warnings` say what is wider."""

    topics: list[tuple[str, str]]
    fields: dict[str, dict[str, str]]
    aliases: dict[str, str]
    warnings: list[str]


def package_of(sources: Mapping[str, bytes]) -> tuple[Package, Project, list[Diagnostic]]:
    """What the modules of these definition files are written from, and what is wider."""
    reading, problems, _ = pipeline.understand(Sources(sources, ""))
    assert not [problem for problem in problems if problem.is_error], problems
    types, wider = types_of(reading)
    project = reading.project
    names = class_names(project.files, types, with_input(types))
    modules = {file.path: ModuleName.of_path(file.path) for file in project.files}
    spelling = Spelling(types, names, Words({}))
    lateness = Lateness(types, spelling, Circles(project))
    package = Package(types, spelling, Embedding(project), modules, lateness)
    return package, project, [*wider, *limits(types)]


def module_sources(sources: Mapping[str, bytes]) -> list[ModuleSource]:
    """The modules of these definition files."""
    package, project, _ = package_of(sources)
    return [ModuleSource(package, file) for file in project.files]


def spelled(sources: Mapping[str, bytes]) -> Spelled:
    """The types of these definition files."""
    package, _, wider = package_of(sources)
    types, spelling = package.types, package.spelling
    fields: dict[str, dict[str, str]] = {}
    aliases: dict[str, str] = {}
    for number, declared in enumerate(types.declared):
        name = spelling.ref(number).name
        if isinstance(declared, Object):
            found = fields_of(declared, types, spelling)
            fields[name] = {f.key: _line(f.received) + "?" * (not f.required) for f in found}
        else:
            aliases[name] = _line(spelling.received(declared.type))
    topics = [
        (_line(received), _line(spelling.published(received)))
        for received in map(spelling.received, types.topics.values())
    ]
    return Spelled(topics, fields, aliases, [problem.message for problem in wider])


def _line(type_: Expression) -> str:
    return line_of(renamed(type_, lambda n: Name(n.name) if isinstance(n, ClassRef) else n))
