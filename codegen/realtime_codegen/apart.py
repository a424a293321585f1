"""Whether definition files are apart: that no two need one name, by what is known of each alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .addresses import Address
from .diagnostics import Position
from .model import Channel, File, Parameter, Project, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .diagnostics import Pointer
    from .manifest import KeptChannel
    from .targets import Target


class _Unread:
    """A file that has not been read. Its positions are never needed."""

    def __init__(self, path: str) -> None:
        self.path = path

    def position(self, pointer: Pointer, *, key: bool = False) -> Position:
        return Position(self.path)

    def part(self, pointer: Pointer, text: str) -> Position:
        return Position(self.path)


def are_apart(channels: Mapping[str, Iterable[KeptChannel]], targets: Iterable[Target]) -> bool:
    """The rules are those of the whole run; they need no schema."""
    from .rules.channels import channels_never_meet  # with all that they need

    project = Project(tuple(files_of(channels)), (), {}, {}, {}, {})
    problems = (target.check(project) for target in targets)
    return not any(True for found in (channels_never_meet(project), *problems) for _ in found)


def are_in_place(places: Mapping[str, str], own: Iterable[str]) -> bool:
    """Whether files of other people have the paths here that a whole run gives them, beside the
    paths of definition files."""
    from .foreign.naming import places_of  # with the rules for names

    return places_of(places, own) == places


def files_of(channels: Mapping[str, Iterable[KeptChannel]]) -> Iterable[File]:
    """The definition files as far as their paths and channels go."""
    return [_file(path, kept) for path, kept in channels.items()]


def _file(path: str, channels: Iterable[KeptChannel]) -> File:
    site = Site(_Unread(path), ())
    found = tuple(_channel(kept, site.at("channels", kept.key)) for kept in channels)
    return File(path, site, found, ())


def _channel(kept: KeptChannel, site: Site) -> Channel:
    parameters = tuple(
        Parameter(key, schema, "", site.at("params", key))
        for key, schema in kept.parameters.items()
    )
    return Channel(
        key=kept.key,
        description="",
        deprecated="",
        address=Address.of(kept.template, kept.parameters),
        declared=tuple(kept.parameters),
        parameters=parameters,
        topics=(),
        site=site,
    )
