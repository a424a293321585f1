"""Rendering: the modules of a package, from types. Imported where something is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...jsonschema.embedding import Embedding
from ..target import Rendered
from .circles import Circles
from .identifiers import ModuleName
from .lateness import Lateness
from .module import ModuleSource
from .names import class_names
from .package import Module, Package
from .spelling import Spelling, with_input
from .words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...model import File, Project
    from ...types import Types


def rendered(
    project: Project, types: Types, files: Sequence[File], known: dict[str, str]
) -> Iterator[Rendered]:
    """The modules of these files. What the library says is added to what is `known`."""
    names = class_names(project.files, types, with_input(types))
    spelling = Spelling(types, names, Words(known))
    modules = {file.path: ModuleName.of_path(file.path) for file in project.files}
    lateness = Lateness(types, spelling, Circles(project))
    package = Package(types, spelling, Embedding(project), modules, lateness)
    for file in files:
        source = ModuleSource(package, file)
        text = source.text()
        problems = tuple(source.unbound(text))
        yield Rendered({modules[file.path].path: text}, Module.of(file), problems)
