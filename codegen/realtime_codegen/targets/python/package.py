"""The files around the modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .identifiers import FieldName, ModuleName
from .names import factory_name
from .templates import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...jsonschema.embedding import Embedding
    from ...model import File
    from ...types import Types
    from .lateness import Lateness
    from .spelling import Spelling

_TEMPLATE = "package.py.jinja"


class Package(NamedTuple):
    """What all modules of one output are written from. `modules` are by the paths of definition
    files."""

    types: Types
    spelling: Spelling
    embedding: Embedding
    modules: Mapping[str, ModuleName]
    lateness: Lateness


class Module(NamedTuple):
    """What the package must know of a module."""

    name: ModuleName
    factories: tuple[FieldName, ...]
    has_deprecated_factory: bool

    @classmethod
    def of(cls, file: File) -> Module:
        factories = tuple(map(factory_name, file.channels))
        is_told = any(channel.deprecated and channel.parameters for channel in file.channels)
        return cls(ModuleName.of_path(file.path), factories, is_told)

    @classmethod
    def read(cls, summary: Any) -> Module:
        """The module of a summary that was kept. Raises ValueError for what is none."""
        try:
            name, factories, is_told = summary
            names = tuple(map(FieldName, factories))
            return cls(ModuleName.of_pieces(name.split(".")), names, bool(is_told))
        except (AttributeError, TypeError) as error:
            raise ValueError(summary) from error


def package_paths(modules: Iterable[ModuleName]) -> set[str]:
    """Each folder is a package, and the whole one is typed."""
    folders = {name[:end] for name in modules for end, char in enumerate(name) if char == "."}
    inside = (f"{folder.replace('.', '/')}/__init__.py" for folder in folders)
    return {"py.typed", "__init__.py", *inside}


def package_files(modules: Iterable[Module]) -> dict[str, str]:
    """An `__init__.py` for each folder; the outermost gives every factory."""
    found = list(modules)
    paths = package_paths(module.name for module in found)
    files = {path: filled(_TEMPLATE, factories=(), deprecates=False) for path in paths}
    factories = sorted((factory, module.name) for module in found for factory in module.factories)
    deprecates = any(module.has_deprecated_factory for module in found)
    files["__init__.py"] = filled(_TEMPLATE, factories=factories, deprecates=deprecates)
    return files | {"py.typed": ""}
