"""Model -> text: one module for each definition file, and the package around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..travelling import Travelling
from .modules import ModuleSource
from .templates import package_text

if TYPE_CHECKING:
    from ..model import Project
    from ..payloads import Types


def render(project: Project, types: Types) -> dict[str, str]:
    """The files of the output folder, by their paths in it."""
    travelling = Travelling(project)
    files = {"py.typed": ""}
    for module in project.modules:
        files[module.name.path] = ModuleSource(project, types, travelling, module).text()
        *packages, _ = module.name.split(".")
        for depth in range(len(packages)):
            path = "/".join([*packages[: depth + 1], "__init__.py"])
            files[path] = package_text(())
    factories = sorted((c.factory, m.name) for m in project.modules for c in m.channels)
    files["__init__.py"] = package_text(factories)
    return dict(sorted(files.items()))
