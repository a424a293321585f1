"""Rules for channels: their names on the wire, and their names in Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..addresses import meetings
from ..diagnostics import Diagnostic, suggestion
from ..model import Site
from ..vocabulary import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..addresses import Address, Meeting
    from ..diagnostics import Position
    from ..model import Channel, Project


def module_names_are_unique(project: Project) -> Iterator[Diagnostic]:
    """Two files cannot give one module, nor a module and a package of one name.

    Nor two names that differ in their capitals alone: some file systems have one place for both.
    """
    taken: dict[str, tuple[str, str]] = {}
    for module in project.modules:
        pieces = module.name.split(".")
        for length in range(1, len(pieces) + 1):
            name = "/".join(pieces[:length])
            place = f"{name}.py" if length == len(pieces) else name
            first, other = taken.setdefault(name.lower(), (place, module.source))
            if first != place or (place.endswith(".py") and other != module.source):
                message = f'this file and {other} both need "{place}"; rename one'
                if first != place:
                    both = f'{other} needs "{first}" and this file "{place}"'
                    message = f"{both}, which are not told apart everywhere; rename one"
                position = project.position(Site(module.source, ()))
                related = ((project.position(Site(other, ())), "the other"),)
                yield Diagnostic("module-taken", message, position, related=related)
                break


def factories_are_unique(project: Project) -> Iterator[Diagnostic]:
    """The package gives every channel's factory under its own name."""
    modules = {str(module.name): Site(module.source, ()) for module in project.modules}
    taken: dict[str, Site] = {}
    for channel in _channels(project):
        other = taken.setdefault(channel.factory, channel.site)
        if other == channel.site:
            other = modules.get(channel.factory, other)
        if other != channel.site:
            what = "two channels" if other.pointer else "a channel and a file"
            message = f'{what} give "{channel.factory}"; rename one'
            related = ((project.position(other, key=True), "the other"),)
            position = project.position(channel.site, key=True)
            yield Diagnostic("factory-taken", message, position, related=related)


def channels_never_meet(project: Project) -> Iterator[Diagnostic]:
    """A value of one channel's parameter must not reach another channel."""
    # What is wrong with the others is told.
    channels = [c for c in _channels(project) if _can_be_filled(c.address)]
    for meeting in meetings([channel.address for channel in channels]):
        one, other = channels[meeting.first], channels[meeting.second]
        related = ((project.position(one.site / ("name",)), "the other"),)
        position = project.position(other.site / ("name",))
        yield Diagnostic("channels-meet", _met(one, other, meeting), position, related=related)


def _met(one: Channel, other: Channel, meeting: Meeting) -> str:
    can = f"can both be named {shortened(meeting.name)}" if meeting.name else "may meet"
    so = "and would get each other's messages"
    if meeting.doubt:
        so = f"as far as can be told: {meeting.doubt}"
    keys = f'the channels "{one.key}" and "{other.key}"'
    way = "begin one of the names with a word of its own, or give a parameter a pattern"
    return f"{keys} {can}, {so}; {way}"


def _can_be_filled(address: Address) -> bool:
    return not address.has_lone_brace and not address.has_touching_placeholders


def placeholders_are_apart(project: Project) -> Iterator[Diagnostic]:
    """Between two placeholders stands a text, or nobody could tell where one ends."""
    for channel in _channels(project):
        name, position = channel.template, project.position(channel.site / ("name",))
        if channel.address.has_touching_placeholders:
            message = f'placeholders side by side in "{name}"; put a separator such as : between'
            yield Diagnostic("placeholders-touch", message, _in_name(project, channel, "}{"))
        if channel.address.has_lone_brace:
            message = f'a brace without its partner in "{name}"; placeholders are {{like_this}}'
            yield Diagnostic("lone-brace", message, position)
        if not name.isprintable() or name != name.strip():
            message = "a channel's name is printable text without spaces around it; write it so"
            yield Diagnostic("unprintable-name", message, position)


def placeholders_and_parameters_match(project: Project) -> Iterator[Diagnostic]:
    """Each placeholder is declared once under params, and each of params stands in the name."""
    for channel in _channels(project):
        placeholders = channel.address.placeholders
        if channel.address.has_lone_brace:
            continue
        # Also what is declared wrongly: that has been said.
        params = project.schema_at(channel.site).get("params", {})
        declared = list(params) if isinstance(params, dict) else placeholders
        for placeholder in dict.fromkeys(placeholders):
            position = _in_name(project, channel, f"{{{placeholder}}}")
            if not re.fullmatch(r"[A-Za-z]\w*", placeholder) and placeholder not in declared:
                message = "a placeholder is a parameter in braces, such as {room_id}"
                yield Diagnostic("undeclared-placeholder", message, position)
            elif placeholder not in declared:
                hint = suggestion(placeholder, declared)
                hint = hint or f"; write {placeholder}: {{type: string}} there"
                message = f"{{{placeholder}}} is not declared under params{hint}"
                yield Diagnostic("undeclared-placeholder", message, position)
            elif placeholders.count(placeholder) > 1:
                message = f"{{{placeholder}}} stands in the name twice; use two parameters"
                yield Diagnostic("repeated-placeholder", message, position)
        for name in declared:
            if name not in placeholders:
                hint = suggestion(name, placeholders) or f"; put {{{name}}} there or remove it"
                message = f'the parameter "{name}" is not in the channel\'s name{hint}'
                place = project.position(channel.site / ("params", name), key=True)
                yield Diagnostic("unused-parameter", message, place)


def parameter_values_are_texts(project: Project) -> Iterator[Diagnostic]:
    """What a parameter's enum lists becomes a part of the channel's name."""
    for channel in _channels(project):
        for parameter in channel.parameters:
            values = parameter.schema.get("enum")
            if parameter.schema["type"] != "string" or not isinstance(values, list):
                continue
            site = channel.site / ("params", str(parameter.name), "enum")
            for index, value in enumerate(values):
                if value == "":
                    message = "an empty text tells no channel apart; remove it"
                elif not isinstance(value, str):
                    message = f"a parameter's enum lists texts, and this is {shortened(value)}"
                    message += "" if isinstance(value, dict | list) else "; use quotes"
                else:
                    continue
                yield Diagnostic("parameter-enum", message, project.position(site / (index,)))


def _in_name(project: Project, channel: Channel, text: str) -> Position:
    document = project.documents[channel.site.path]
    return document.part((*channel.site.pointer, "name"), text)


def _channels(project: Project) -> Iterator[Channel]:
    for module in project.modules:
        yield from module.channels
