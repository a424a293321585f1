"""Model -> text: one module for each definition file, and the package around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic
from ..model import Site
from ..travelling import Travelling
from .modules import ModuleSource
from .templates import package_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model import Project
    from ..payloads import Types


def render(project: Project, types: Types) -> tuple[dict[str, str] | None, list[Diagnostic]]:
    """The files of the output, by their paths in it; None where one could not be imported."""
    travelling = Travelling(project)
    files = packages((m.name, m.factories, m.has_deprecated_factory) for m in project.modules)
    modules = {module.source: module for module in project.modules}
    problems = []
    for module in project.modules:
        source = ModuleSource(project, types, travelling, module, modules)
        text = files[module.name.path] = source.text()
        for name in source.unbound(text):
            message = (
                f'the module of this file would name "{name}", and nothing there is called so: a '
                "fault of realtime-codegen; report it together with this file"
            )
            position = project.position(Site(module.source, ()))
            problems.append(Diagnostic("unbound-name", message, position))
    return None if problems else dict(sorted(files.items())), problems


def packages(modules: Iterable[tuple[str, Iterable[str], bool]]) -> dict[str, str]:
    """The files around the modules, from the name of each, those of its factories, and whether
    one of these is deprecated."""
    files = {"py.typed": ""}
    found: list[tuple[str, str]] = []
    deprecates = False
    for name, factories, is_deprecated in modules:
        deprecates |= is_deprecated
        found += ((factory, name) for factory in factories)
        *folders, _ = name.split(".")
        for depth in range(len(folders)):
            files["/".join([*folders[: depth + 1], "__init__.py"])] = package_text(
                (), deprecates=False
            )
    files["__init__.py"] = package_text(sorted(found), deprecates=deprecates)
    return files
