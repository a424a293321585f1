"""Described: messages as the page shows them, each with what is wrong with it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from ...encoding import shorten
from ...errors import InvalidPayload, RealtimeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ...messages import Message
    from ...registry import Channels
    from ...topics import TopicRef

_NAME = 1000  # characters of a name; what is longer is none of a generated package
_BODY = 4096  # bytes that are shown
_PROBLEMS = 20
_PROBLEM = 500  # characters
_CHANNELS = 1000  # whose names need not be resolved again


class Shown(TypedDict):
    """A message as JSON. `problems` says why it is not valid, or was not published; `template` is
    None for a channel that the package does not have. `created` are milliseconds since 1970."""

    channel: str
    template: str | None
    topic: str
    id: str
    run: str | None
    created: int
    size: int
    body: str
    problems: list[str]


class Found(NamedTuple):
    """What a channel's name leads to; `problem` where it leads to nothing."""

    template: str | None
    topics: Mapping[str, TopicRef[Any, Any]]
    problem: str = ""


class Described:
    """Knows the channels of a package. Takes whatever a transport hands in."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels
        self.channel: Callable[[str], Found] = lru_cache(_CHANNELS)(self._find)

    def _find(self, name: str) -> Found:
        try:
            return Found(self._channels.template_of(name), self._channels.resolve(name).topics)
        except RealtimeError as error:
            return Found(None, {}, str(error))

    def message(self, message: Message[Any], failure: str = "") -> Shown:
        """The message. `failure` says why it was not published."""
        channel, topic = _text(message.channel, _NAME), _text(message.topic, _NAME)
        found = self.channel(channel)
        size, body = _body(message.body)
        problems = [failure] if failure else _problems(message, topic, found)
        return {
            "channel": channel,
            "template": found.template,
            "topic": topic,
            "id": _text(message.id, _NAME),
            "run": None if message.run_id is None else _text(message.run_id, _NAME),
            "created": message.created_ns // 1_000_000,
            "size": size,
            "body": body,
            "problems": [_text(problem, _PROBLEM) for problem in problems],
        }


def _problems(message: Message[Any], name: str, found: Found) -> list[str]:
    if found.template is None:
        return [found.problem]
    topic = found.topics.get(name)
    if topic is None:
        return [f"the channel {found.template!r} has no topic {name!r}"]
    try:
        topic.receive(message)
    except InvalidPayload as error:
        problems = [str(problem) for problem in error.problems[:_PROBLEMS]]
        more = len(error.problems) - len(problems)
        return [*problems, f"and {more} more"] if more else problems
    return []


def _body(body: object) -> tuple[int, str]:
    """How many bytes it has, and its beginning."""
    if not isinstance(body, bytes | bytearray):
        return 0, shorten(body, _BODY)
    text = bytes(body[:_BODY]).decode(errors="replace")
    return len(body), text if len(body) <= _BODY else f"{text}…"


def _text(value: object, limit: int) -> str:
    if not isinstance(value, str):
        return shorten(value, limit)
    return value if len(value) <= limit else f"{value[: limit - 1]}…"
