"""Python: a package with a typed factory for every channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..target import Owned, Target
from .folders import refusal
from .identifiers import ModuleName
from .layout import MARK
from .package import Module, package_files, package_paths
from .rules import (
    attributes_are_free,
    factories_are_unique,
    given_class_names_are_unique,
    given_names_are_names,
    keys_give_names,
    module_names_are_unique,
    modules_hide_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ...diagnostics import Diagnostic
    from ...model import File, Project
    from ...types import Types
    from ..target import Rendered


class PythonTarget(Target):
    """A package. What the library said about kinds of scalars is kept for the next run."""

    owned = Owned(MARK, ".py", border="py.typed", beside=("__pycache__/{stem}.*.pyc",))
    libraries = ("datamodel-code-generator", "jinja2", "pydantic", "pydantic-core")

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    @property
    def known(self) -> dict[str, str]:
        return self._known

    def refusal(self, folder: Path) -> str:
        return refusal(folder)

    def check(self, project: Project) -> Iterator[Diagnostic]:
        yield from keys_give_names(project)
        yield from given_names_are_names(project)
        yield from attributes_are_free(project)
        yield from module_names_are_unique(project)
        yield from modules_hide_nothing(project)
        yield from factories_are_unique(project)

    def check_types(self, project: Project, types: Types) -> Iterator[Diagnostic]:
        from .limits import limits

        yield from given_class_names_are_unique(project, types)
        yield from limits(types)

    def paths(self, files: Iterable[File]) -> set[str]:
        modules = [ModuleName.of_path(file.path) for file in files]
        return {*(module.path for module in modules), *package_paths(modules)}

    def render(self, project: Project, types: Types, files: Sequence[File]) -> Iterator[Rendered]:
        from .rendering import rendered  # a run with nothing to make does not load it

        return rendered(project, types, files, self._known)

    def shared(self, summaries: Iterable[Any]) -> Mapping[str, str]:
        return package_files(Module.read(summary) for summary in summaries)
