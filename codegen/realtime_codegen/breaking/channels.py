"""Channels and topics of two versions: what is gone, renamed, or goes by another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import BOTH, PUBLISHERS, SUBSCRIBERS, Finding, finding
from .pairs import Comparison
from .scalars import PUBLISHERS_FIRST, SUBSCRIBERS_FIRST
from .schemas import compare_waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Position
    from ..model import Channel, Parameter, Project, Topic


class Contracts:
    """All channels of two versions, compared one after the other."""

    def __init__(self, old: Project, new: Project) -> None:
        self._old = old
        self._new = new
        self._schemas = Comparison(old, new)
        self._found: list[Finding] = []

    def findings(self) -> list[Finding]:
        old, new = _channels(self._old), _channels(self._new)
        for key, channel in old.items():
            if key in new:
                self._channel(channel, new[key])
                continue
            form = channel.address.form
            renamed = [c for k, c in new.items() if k not in old and c.address.form == form]
            if renamed:
                self._channel_renamed(channel, renamed[0])
                self._channel(channel, renamed[0])
            else:
                self._channel_removed(channel)
        compare_waiting(self._schemas)
        return [*self._found, *self._schemas.findings]

    def _channel_removed(self, old: Channel) -> None:
        message = (
            f'the channel "{old.key}" is gone: its subscribers get nothing more, and publishers\' '
            "code does not run; remove it when nobody publishes or subscribes any more"
        )
        place = old.site.position(key=True)
        self._found.append(finding("channel-removed", old.key, BOTH, message, None, place))

    def _channel_renamed(self, old: Channel, new: Channel) -> None:
        message = (
            f'the channel "{old.key}" is "{new.key}" now: its name on the wire is the same, so '
            f'messages arrive, but code that uses "{old.key}" does not run; change that code '
            "together with this"
        )
        places = new.site.position(key=True), old.site.position(key=True)
        self._found.append(finding("channel-renamed", old.key, BOTH, message, *places))

    def _channel(self, old: Channel, new: Channel) -> None:
        if old.address.form != new.address.form:
            message = (
                f'the name "{old.template}" is "{new.template}" now: publishers and subscribers '
                "of different versions do not meet; add a channel of that name, publish to both, "
                "and remove the old one when nobody subscribes to it"
            )
            places = (
                new.site.at("name").position(),
                old.site.at("name").position(),
            )
            self._found.append(finding("name-changed", old.key, BOTH, message, *places))
        self._parameters(old, new)
        topics = {topic.key: topic for topic in new.topics}
        for topic in old.topics:
            if topic.key in topics:
                self._topic(f"{old.key}.{topic.key}", topic, topics[topic.key])
            else:
                self._topic_removed(old, new, topic)

    def _parameters(self, old: Channel, new: Channel) -> None:
        before, now = _parameters(old), _parameters(new)
        for name, parameter in before.items():
            subject = f"{old.key}/{name}"
            old_place = old.site.at("params", name).position(key=True)
            if name not in now:
                message = (
                    f'the parameter "{name}" is gone: code that passes it is refused; '
                    "change that code together with this"
                )
                place = new.site.at("params").position(key=True)
            elif _contract(parameter) != _contract(now[name]):
                message = (
                    f'the parameter "{name}" admits other values now: code that passes the old '
                    "ones, or reads them from a name, may be refused; add a channel with the new "
                    "parameter, and remove this one when nobody uses it"
                )
                place = new.site.at("params", name).position(key=True)
            else:
                continue
            found = finding("parameter-changed", subject, BOTH, message, place, old_place)
            self._found.append(found)
        for name in now.keys() - before.keys():
            message = (
                f'the parameter "{name}" is new: code that does not pass it is refused; '
                "change that code together with this"
            )
            place = new.site.at("params", name).position(key=True)
            old_place = old.site.position(key=True)
            subject = f"{old.key}/{name}"
            found = finding("parameter-changed", subject, BOTH, message, place, old_place)
            self._found.append(found)

    def _topic_removed(self, old: Channel, new: Channel, topic: Topic) -> None:
        known = {other.key for other in old.topics}
        same = (
            other.key
            for other in new.topics
            if other.key not in known
            and self._schemas.identity.holds((topic.schema,), (other.schema,))
        )
        renamed = next(same, None)
        now = f' ("{renamed}" has its schema now; a topic\'s key is its name on the wire)'
        message = (
            f'the topic "{topic.key}" is gone{now if renamed else ""}: its subscribers get nothing '
            "more, and publishers' code does not run; remove it when nobody publishes or "
            "subscribes any more"
        )
        self._found.append(
            finding(
                "topic-removed",
                f"{old.key}.{topic.key}",
                BOTH,
                message,
                new.site.at("topics").position(key=True),
                old.site.at("topics", topic.key).position(key=True),
            )
        )

    def _topic(self, subject: str, old: Topic, new: Topic) -> None:
        if old.validate != new.validate:
            if new.validate:
                breaks = PUBLISHERS
                message = (
                    "messages are checked when they are published now: publishers that send what "
                    f"the schema does not admit are refused; {PUBLISHERS_FIRST}"
                )
            else:
                breaks = SUBSCRIBERS
                message = (
                    "messages are not checked any more when they are published, and running "
                    f"subscribers refuse what the schema does not admit; {SUBSCRIBERS_FIRST}"
                )
            places = _position_of_validate(new), _position_of_validate(old)
            self._found.append(finding("validation-changed", subject, breaks, message, *places))
        self._schemas.add((old.schema,), (new.schema,), old.schema, new.schema)


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
    """Where `validate` stands; the topic, where it does not."""
    return topic.site.at("validate").position(key=True)
