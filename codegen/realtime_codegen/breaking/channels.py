"""Channels and topics of two versions: what is removed, renamed, or has another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import finding
from .pairs import Comparison
from .schemas import compare_waiting
from .versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..diagnostics import Position
    from ..model import Channel, Parameter, Project, Topic
    from .findings import Finding


def findings(old: Project, new: Project) -> Iterator[Finding]:
    """What is found in all channels of two versions, and in the schemas of their topics."""
    schemas = Comparison(Version(old), Version(new))
    before, now = _channels(old), _channels(new)
    for key, channel in before.items():
        if key in now:
            yield from _channel_is_kept(schemas, channel, now[key])
            continue
        form = channel.address.form
        renamed = [c for k, c in now.items() if k not in before and c.address.form == form]
        place = channel.site.position(key=True)
        if renamed:
            new_place, key = renamed[0].site.position(key=True), channel.key
            fields = {"key": key, "new": renamed[0].key}
            yield finding("channel-renamed", key, new_place, place, **fields)
            yield from _channel_is_kept(schemas, channel, renamed[0])
        else:
            yield finding("channel-removed", key, None, place, key=key)
    yield from compare_waiting(schemas)


def _channel_is_kept(schemas: Comparison, old: Channel, new: Channel) -> Iterator[Finding]:
    if old.address.form != new.address.form:
        places = new.site.at("name").position(), old.site.at("name").position()
        names = {"name": old.template, "new": new.template}
        yield finding("name-changed", old.key, *places, **names)
    yield from _parameters_are_kept(old, new)
    topics = {topic.key: topic for topic in new.topics}
    for topic in old.topics:
        if topic.key in topics:
            subject = f"{old.key}.{topic.key}"
            yield from _topic_is_kept(schemas, subject, topic, topics[topic.key])
        else:
            yield _topic_removed(schemas, old, new, topic)


def _parameters_are_kept(old: Channel, new: Channel) -> Iterator[Finding]:
    before, now = _parameters(old), _parameters(new)
    for name in (*before, *(now.keys() - before.keys())):
        if name not in now:
            key, site = "parameter-changed/gone", new.site.at("params")
        elif name not in before:
            key, site = "parameter-changed/new", new.site.at("params", name)
        elif _contract(before[name]) != _contract(now[name]):
            key, site = "parameter-changed", new.site.at("params", name)
        else:
            continue
        old_site = old.site.at("params", name) if name in before else old.site
        old_place, new_place = old_site.position(key=True), site.position(key=True)
        yield finding(key, f"{old.key}/{name}", new_place, old_place, name=name)


def _topic_removed(schemas: Comparison, old: Channel, new: Channel, topic: Topic) -> Finding:
    known = {other.key for other in old.topics}
    same = (
        other.key
        for other in new.topics
        if other.key not in known and schemas.identity.holds((topic.schema,), (other.schema,))
    )
    renamed = next(same, None)
    new_place = new.site.at("topics").position(key=True)
    old_place = old.site.at("topics", topic.key).position(key=True)
    key = "topic-removed" if renamed is None else "topic-removed/renamed"
    subject = f"{old.key}.{topic.key}"
    return finding(key, subject, new_place, old_place, key=topic.key, new=renamed)


def _topic_is_kept(schemas: Comparison, subject: str, old: Topic, new: Topic) -> Iterator[Finding]:
    if old.validate != new.validate:
        key = "validation-changed/on" if new.validate else "validation-changed/off"
        yield finding(key, subject, _position_of_validate(new), _position_of_validate(old))
    schemas.add((old.schema,), (new.schema,), old.schema, new.schema)


def _channels(project: Project) -> dict[str, Channel]:
    return {channel.key: channel for channel in project.channels}


def _parameters(channel: Channel) -> dict[str, Parameter]:
    return {parameter.key: parameter for parameter in channel.parameters}


def _contract(parameter: Parameter) -> Mapping[str, object]:
    """What a parameter asks; an enumeration in another order is the same."""
    schema = dict(parameter.schema)
    if "enum" in schema:
        schema["enum"] = sorted(schema["enum"])
    return schema


def _position_of_validate(topic: Topic) -> Position:
    """The position of `validate`; that of the topic, if it has none."""
    return topic.site.at("validate").position(key=True)
