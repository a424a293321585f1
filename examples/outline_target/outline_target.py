"""A target of somebody's own: a text file for each channel, with its topics and their keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from realtime_codegen.diagnostics import Diagnostic
from realtime_codegen.model import Channel, File, Project
from realtime_codegen.targets import Owned, Rendered, Target, WrongOption
from realtime_codegen.types.data import Object, Reference, Types


class Outlines(Target):
    """`title` stands above every outline."""

    owned = Owned(mark="Outline", suffix=".txt")

    def __init__(self, title: str) -> None:
        self._title = title

    def check(self, project: Project) -> Iterator[Diagnostic]:
        names = set[str]()
        for channel in project.channels:
            if (name := channel.key.casefold()) in names:
                message = f'another channel needs the file "{channel.key}.txt"; rename one of them'
                yield Diagnostic("outline-taken", message, channel.site.position(key=True))
            names.add(name)

    def paths(self, files: Iterable[File]) -> set[str]:
        return {f"{channel.key}.txt" for file in files for channel in file.channels}

    def render(self, project: Project, types: Types, files: Sequence[File]) -> Iterator[Rendered]:
        for file in files:
            found = {f"{c.key}.txt": self._text(c, types) for c in file.channels}
            yield Rendered(found)

    def _text(self, channel: Channel, types: Types) -> str:
        lines = [f"Outline: {self._title}, {channel.template}"]
        for topic in channel.topics:
            lines.append(f"- {topic.key}")
            match types.topics[topic.schema]:
                case Reference(number) if isinstance(found := types.declared[number], Object):
                    lines += (f"  - {property_.key}" for property_ in found.properties)
        return "\n".join([*lines, ""])


def outlines(options: Mapping[str, Any]) -> Outlines:
    """What the entry point names: the target, made of its table in pyproject.toml."""
    if unknown := options.keys() - {"title"}:
        raise WrongOption(f'there is no option "{min(unknown)}"; the only one is "title"')
    title = options.get("title", "channels")
    if not isinstance(title, str):
        raise WrongOption('"title" is a string')
    return Outlines(title)
