"""The files around the modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from . import runtime
from .identifiers import ClassName, FieldName, ModuleName
from .names import CHANNELS, channel_class, factory_name
from .source import call, quoted
from .templates import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...jsonschema.embedding import Embedding
    from ...model import Channel, File
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


class Declared(NamedTuple):
    """What the package must know of a channel."""

    factory: FieldName
    class_: ClassName
    template: str

    @classmethod
    def of(cls, channel: Channel) -> Declared:
        return cls(factory_name(channel), channel_class(channel), channel.template)

    @classmethod
    def read(cls, factory: str, class_: str, template: str) -> Declared:
        """The channel of a summary that was kept. Raises ValueError for what is none."""
        if not isinstance(template, str):
            raise ValueError(template)
        return cls(FieldName(factory), ClassName(class_), template)


class Module(NamedTuple):
    """What the package must know of a module."""

    name: ModuleName
    channels: tuple[Declared, ...]
    has_deprecated_factory: bool

    @classmethod
    def of(cls, file: File) -> Module:
        channels = tuple(map(Declared.of, file.channels))
        is_told = any(channel.deprecated and channel.parameters for channel in file.channels)
        return cls(ModuleName.of_path(file.path), channels, is_told)

    @classmethod
    def read(cls, summary: Any) -> Module:
        """The module of a summary that was kept. Raises ValueError for what is none."""
        try:
            name, channels, is_told = summary
            declared = tuple(Declared.read(*channel) for channel in channels)
            return cls(ModuleName.of_pieces(name.split(".")), declared, bool(is_told))
        except (AttributeError, TypeError) as error:
            raise ValueError(summary) from error


def package_paths(modules: Iterable[ModuleName]) -> set[str]:
    """Each folder is a package, and the whole one is typed."""
    folders = {name[:end] for name in modules for end, char in enumerate(name) if char == "."}
    inside = (f"{folder.replace('.', '/')}/__init__.py" for folder in folders)
    return {"py.typed", "__init__.py", *inside}


def package_files(modules: Iterable[Module]) -> dict[str, str]:
    """An `__init__.py` for each folder; the outermost gives every factory, and all channels."""
    found = list(modules)
    paths = package_paths(module.name for module in found)
    files = {path: filled(_TEMPLATE, is_outermost=False) for path in paths}
    declared = sorted((channel, module.name) for module in found for channel in module.channels)
    files["__init__.py"] = filled(
        _TEMPLATE,
        is_outermost=True,
        deprecates=any(module.has_deprecated_factory for module in found),
        factories=[(channel.factory, module) for channel, module in declared],
        declared=[(channel.factory, _entry(channel, module)) for channel, module in declared],
        channels=CHANNELS,
        runtime=runtime.MODULE,
        class_=runtime.CHANNELS,
    )
    return files | {"py.typed": ""}


def _entry(channel: Declared, module: ModuleName) -> str:
    """Where a channel's class is, and its name: as a tuple, which Python makes once."""
    parts = [quoted(f".{module}"), quoted(channel.class_), quoted(channel.template)]
    return call("", parts, 2, len(f"        {quoted(channel.factory)}: ,"))
