"""Rules for channels: their names on the wire, and the parts of those."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..addresses import beside_brace, foreign_in, is_possible, meetings, named_in
from ..diagnostics import shortened, suggestion
from ..wording import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..addresses import Address
    from ..diagnostics import Diagnostic, Position
    from ..model import Channel, Project


def channels_never_meet(project: Project) -> Iterator[Diagnostic]:
    """A value of one channel's parameter must not reach another channel."""
    # The others have problems that are reported.
    channels = [c for c in project.channels if _can_be_filled(c.address)]
    for meeting in meetings([channel.address for channel in channels]):
        one, other = channels[meeting.first], channels[meeting.second]
        related = ((one.site.at("name").position(), "the other"),)
        fields = {"one": one.key, "other": other.key, "name": shortened(meeting.name)}
        if not meeting.doubt:
            key = "channels-meet"
        else:
            key = "channels-meet/doubt" if meeting.name else "channels-meet/untold"
        position = other.site.at("name").position()
        yield TEXTS.problem(key, position, related, **fields, doubt=meeting.doubt)


def _can_be_filled(address: Address) -> bool:
    return not address.has_unbalanced_brace and not address.has_adjacent_placeholders


def placeholders_are_apart(project: Project) -> Iterator[Diagnostic]:
    """A string separates two placeholders: otherwise the end of a value is ambiguous."""
    for channel in project.channels:
        name, position = channel.template, channel.site.at("name").position()
        if channel.address.has_adjacent_placeholders:
            yield TEXTS.problem("adjacent-placeholders", _in_name(channel, "}{"), name=name)
        if channel.address.has_unbalanced_brace:
            like = beside_brace(name) or "like_this"
            yield TEXTS.problem("unbalanced-brace", position, name=name, like=like)
        if not name.isprintable() or name != name.strip():
            yield TEXTS.problem("unprintable-name", position)


def placeholders_are_in_braces(project: Project) -> Iterator[Diagnostic]:
    """What other programs take for a placeholder is literal text here, and most often a slip."""
    for channel in project.channels:
        address = channel.address
        if address.has_unbalanced_brace:
            continue
        for text, name in zip(address.texts, address.placeholders, strict=False):
            if text.endswith("$"):
                position = _in_name(channel, f"${{{name}}}")
                yield TEXTS.problem("foreign-placeholder/dollar", position, name=name)
        for foreign in foreign_in(address.template):
            unused = _unused(channel)
            if unused and foreign.parameter in ("", *unused):
                continue  # placeholders_and_parameters_match reports it
            key = "foreign-placeholder" if foreign.parameter else "foreign-placeholder/wildcard"
            fields = {"text": foreign.text, "name": foreign.parameter}
            yield TEXTS.problem(key, _in_name(channel, foreign.text), **fields)


def placeholders_and_parameters_match(project: Project) -> Iterator[Diagnostic]:
    """Each placeholder is declared under params, and each parameter appears once in the name."""
    for channel in project.channels:
        if channel.address.has_unbalanced_brace:
            continue
        placeholders = channel.address.placeholders
        declared = placeholders if channel.declared is None else channel.declared
        meant = set()
        for name in dict.fromkeys(placeholders):
            position = _in_name(channel, f"{{{name}}}")
            if not re.fullmatch(r"[A-Za-z]\w*", name) and name not in declared:
                like = named_in(name, declared) or "room_id"
                meant.add(like)
                yield TEXTS.problem("undeclared-placeholder/form", position, like=like)
            elif name not in declared:
                hint = suggestion(name, declared) or f"; write {name}: {{type: string}} there"
                yield TEXTS.problem("undeclared-placeholder", position, name=name, hint=hint)
            elif placeholders.count(name) > 1:
                yield TEXTS.problem("repeated-placeholder", position, name=name)
        for name in _unused(channel):
            if name not in meant:
                hint = _way_into_name(channel, name)
                position = channel.site.at("params", name).position(key=True)
                yield TEXTS.problem("unused-parameter", position, name=name, hint=hint)


def _unused(channel: Channel) -> list[str]:
    """The declared parameters, also invalid ones, that the name has no placeholders of."""
    return [key for key in channel.declared or () if key not in channel.address.placeholders]


def _way_into_name(channel: Channel, name: str) -> str:
    """What to write, so that a channel's name has a parameter."""
    template = channel.template
    found = [foreign.text for foreign in foreign_in(template) if foreign.parameter in (name, "")]
    found += re.findall(rf"(?<![\w{{}}]){name}(?![\w{{}}])", template)
    if found:
        return f'; write {{{name}}} in place of "{found[0]}" there'
    hint = suggestion(name, channel.address.placeholders)
    return hint or f"; put {{{name}}} there or remove it"


def parameter_values_are_strings(project: Project) -> Iterator[Diagnostic]:
    """What a parameter's enum lists becomes a part of the channel's name."""
    for channel in project.channels:
        for parameter in channel.parameters:
            values = parameter.schema.get("enum")
            if parameter.schema["type"] != "string" or not isinstance(values, list):
                continue
            for index, value in enumerate(values):
                position = parameter.site.at("enum").at(index).position()
                if value == "":
                    yield TEXTS.problem("parameter-enum/empty", position)
                elif not isinstance(value, str):
                    hint = "" if isinstance(value, dict | list) else "; use quotes"
                    yield TEXTS.problem(
                        "parameter-enum", position, value=shortened(value), hint=hint
                    )


def parameters_have_values(project: Project) -> Iterator[Diagnostic]:
    """A parameter without values that the channel's name can contain is an error."""
    for channel in filter(_is_right, project.channels):
        asked = dict(zip(channel.address.placeholders, channel.address.values, strict=True))
        for parameter in channel.parameters:
            separators, schema = asked.get(parameter.key, ((), parameter.schema))
            if not is_possible(separators, schema):
                position = parameter.site.position(key=True)
                yield TEXTS.problem("no-value/parameter", position, name=parameter.key)
                continue
            for index, value in enumerate(schema.get("enum", ())):
                if value and not is_possible(separators, {**schema, "enum": [value]}):
                    position = parameter.site.at("enum", index).position()
                    fields = {"value": shortened(value), "name": parameter.key}
                    yield TEXTS.problem("unreachable-value/parameter", position, **fields)


def _is_right(channel: Channel) -> bool:
    """Whether all else that is asked of its name and its parameters holds."""
    schemas = [parameter.schema for parameter in channel.parameters]
    enums = (schema["enum"] for schema in schemas if "enum" in schema)
    lists = all(isinstance(enum, list) and enum and all(map(_is_string, enum)) for enum in enums)
    patterns = (schema.get("pattern", "") for schema in schemas)
    return lists and all(map(_is_string, patterns)) and _can_be_filled(channel.address)


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _in_name(channel: Channel, text: str) -> Position:
    return channel.site.at("name").part(text)
