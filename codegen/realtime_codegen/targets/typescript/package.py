"""The files around the modules: the index, what all modules share, and the hook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .module import MARK
from .names import INDEX, REACT, SHARED, channel_types, factory_name, file_name
from .scope import relative
from .source import WIDTH, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...model import File
    from .options import Options

_FILES = Path(__file__).parent / "files"
_PUBLISHING = ("InvalidPayload", "publisher", "stepPublisher")


class Module(NamedTuple):
    """What the index must know of a module: its path, its factories and its channels' types."""

    path: str
    factories: tuple[str, ...]
    types: tuple[str, ...]

    @classmethod
    def of(cls, file: File) -> Module:
        types = tuple(name for channel in file.channels for name in channel_types(channel))
        return cls(file_name(file.path), tuple(map(factory_name, file.channels)), types)

    @classmethod
    def read(cls, summary: Any) -> Module:
        """The module of a summary that was kept. Raises ValueError for what is none."""
        try:
            path, factories, types = summary
            names = tuple(map(str.__str__, factories)), tuple(map(str.__str__, types))
            return cls(str.__str__(path), *names)
        except TypeError as error:
            raise ValueError(summary) from error


def shared_paths(options: Options) -> set[str]:
    return {INDEX, SHARED, *([REACT] if options.react else [])}


def shared_files(modules: Iterable[Module], options: Options) -> Mapping[str, str]:
    files = {INDEX: _index(modules, options.extension), SHARED: _shared(options)}
    return files | ({REACT: _part("react")} if options.react else {})


def _index(modules: Iterable[Module], extension: str) -> str:
    lines = [f"{MARK}. Every channel, and what publishes to it.\n/* eslint-disable */\n"]
    lines.append(_export(_PUBLISHING, relative(INDEX, SHARED, extension)))
    for module in sorted(modules):
        names = (*module.factories, *(f"type {name}" for name in module.types))
        if names:
            lines.append(_export(names, relative(INDEX, module.path, extension)))
    return f"{lines[0]}\n{''.join(lines[1:])}"


def _export(names: Iterable[str], source: str) -> str:
    texts = sorted(names, key=lambda name: name.removeprefix("type "))
    line = f"export {{ {', '.join(texts)} }} from {quoted(source)};\n"
    if len(line) - 1 <= WIDTH:
        return line
    return (
        f"export {{\n{''.join(f'  {text},{chr(10)}' for text in texts)}}} from {quoted(source)};\n"
    )


def _shared(options: Options) -> str:
    imports = '\nimport { type Realtime, channel } from "inngest/realtime";\n'
    if options.validate == "typebox":
        imports += 'import { Check, Errors } from "typebox/schema";\n'
        imports += 'import { Settings } from "typebox/system";\n'
    names = ["channels", *(["validation"] if options.validate == "typebox" else []), "publishing"]
    names = [*(["augmentation"] if options.augment else []), *names]
    return _part("head") + imports + "".join(map(_part, names))


def _part(name: str) -> str:
    return (_FILES / f"{name}.ts").read_text(encoding="utf-8")
