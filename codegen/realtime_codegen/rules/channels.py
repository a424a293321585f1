"""Rules for channels: their names on the wire, and what stands in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..addresses import meetings
from ..diagnostics import Diagnostic, shortened, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..addresses import Address, Meeting
    from ..diagnostics import Position
    from ..model import Channel, Project


def channels_never_meet(project: Project) -> Iterator[Diagnostic]:
    """A value of one channel's parameter must not reach another channel."""
    # What is wrong with the others is told.
    channels = [c for c in project.channels if _can_be_filled(c.address)]
    for meeting in meetings([channel.address for channel in channels]):
        one, other = channels[meeting.first], channels[meeting.second]
        related = ((one.site.at("name").position(), "the other"),)
        position = other.site.at("name").position()
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
    for channel in project.channels:
        name, position = channel.template, channel.site.at("name").position()
        if channel.address.has_touching_placeholders:
            message = f'placeholders side by side in "{name}"; put a separator such as : between'
            yield Diagnostic("adjacent-placeholders", message, _in_name(channel, "}{"))
        if channel.address.has_lone_brace:
            message = f'a brace without its partner in "{name}"; placeholders are {{like_this}}'
            yield Diagnostic("unbalanced-brace", message, position)
        if not name.isprintable() or name != name.strip():
            message = "a channel's name is printable text without spaces around it; write it so"
            yield Diagnostic("unprintable-name", message, position)


def placeholders_and_parameters_match(project: Project) -> Iterator[Diagnostic]:
    """Each placeholder is declared once under params, and each of params stands in the name."""
    for channel in project.channels:
        placeholders = channel.address.placeholders
        if channel.address.has_lone_brace:
            continue
        # Also what is declared wrongly: that has been said.
        declared = placeholders if channel.declared is None else channel.declared
        for placeholder in dict.fromkeys(placeholders):
            position = _in_name(channel, f"{{{placeholder}}}")
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
                place = channel.site.at("params", name).position(key=True)
                yield Diagnostic("unused-parameter", message, place)


def parameter_values_are_texts(project: Project) -> Iterator[Diagnostic]:
    """What a parameter's enum lists becomes a part of the channel's name."""
    for channel in project.channels:
        for parameter in channel.parameters:
            values = parameter.schema.get("enum")
            if parameter.schema["type"] != "string" or not isinstance(values, list):
                continue
            site = parameter.site.at("enum")
            for index, value in enumerate(values):
                if value == "":
                    message = "an empty text tells no channel apart; remove it"
                elif not isinstance(value, str):
                    message = f"a parameter's enum lists texts, and this is {shortened(value)}"
                    message += "" if isinstance(value, dict | list) else "; use quotes"
                else:
                    continue
                yield Diagnostic("parameter-enum", message, site.at(index).position())


def _in_name(channel: Channel, text: str) -> Position:
    return channel.site.at("name").part(text)
