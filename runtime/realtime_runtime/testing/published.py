"""assert_published: what a test expects, beside what was published."""

from __future__ import annotations

import json
from collections import Counter
from difflib import SequenceMatcher, unified_diff
from itertools import islice
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from pydantic_core import from_json

from ..calls import message_of, with_signature
from ..encoding import shorten
from ..topics import TTopic, topic_of
from .recording import open_recordings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..messages import Message
    from ..topics import TopicRef

P = ParamSpec("P")
T = TypeVar("T")
_SHOWN = 10  # messages or topics in the text of a failure
_LINES = 200  # of a difference


def published(topic: Callable[..., Message[T, TTopic]]) -> list[Message[T, TTopic]]:
    """What was published to this topic, oldest first. Raises RuntimeError outside recordings."""
    ref = topic_of(topic, "published")
    return [message for record in open_recordings() for message in record.sent(ref)]


@with_signature("topic", "data")
def assert_published(
    topic: Callable[P, Message[T, TTopic]], *args: P.args, **kwargs: P.kwargs
) -> Message[T, TTopic]:
    """Exactly this data was published to the topic; gives the latest such message.

    Raises AssertionError with the difference to what was published; InvalidPayload for data that
    no publisher could have sent; RuntimeError outside recordings.
    """
    __tracebackhide__ = True
    expected = message_of(topic, args, kwargs, "assert_published")
    ref = topic_of(topic)
    messages = published(ref)[::-1]
    wanted = _pretty(expected)
    for message in messages:
        if _pretty(message) == wanted:
            return message
    reasons = _nearest(wanted, messages) if messages else _elsewhere(ref, wanted)
    raise AssertionError("\n".join((f"this was not published to {_name(ref)}:", *reasons)))


def assert_not_published(topic: TopicRef[Any, Any]) -> None:
    """Nothing was published to the topic.

    Raises AssertionError with what was; RuntimeError outside recordings.
    """
    __tracebackhide__ = True
    if messages := published(topic):
        lines = [f"{len(messages)} published to {_name(topic)}:", *_listed(messages)]
        raise AssertionError("\n".join(lines))


def _name(of: Message[Any] | TopicRef[Any, Any]) -> str:
    return f"topic {of.topic!r} of channel {of.channel!r}"


def _pretty(message: Message[Any]) -> list[str]:
    """The payload in lines, the same for payloads that JSON Schema holds to be equal."""
    value = _plain(from_json(message.body))
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False).split("\n")


def _plain(value: Any) -> Any:
    """With 1.0 as 1: one number, written in two ways."""
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_plain(inside) for inside in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _nearest(wanted: list[str], messages: Sequence[Message[Any]]) -> Iterator[str]:
    """The difference to the message that is nearest, and all others in order of nearness."""

    def distance(message: Message[Any]) -> float:
        # Of how many lines they share, and not in which order: that would take quadratic time.
        return -SequenceMatcher(None, wanted, _pretty(message), autojunk=False).quick_ratio()

    nearest, *others = sorted(messages, key=distance)
    of = f"published (the nearest of {len(messages)})" if others else "published"
    difference = unified_diff(wanted, _pretty(nearest), "expected", of, lineterm="")
    yield from islice(difference, _LINES)
    if next(difference, None) is not None:
        yield f"and more than these {_LINES} lines"
    if others:
        yield "also published to it, nearest first:"
        yield from _listed(others)


def _elsewhere(topic: TopicRef[Any, Any], wanted: list[str]) -> Iterator[str]:
    """What was expected, and where something was published instead."""
    yield from (f"  {line}" for line in wanted)
    messages = [message for record in open_recordings() for message in record.messages]
    on_channel = [message for message in messages if message.channel == topic.channel]
    if on_channel:
        yield "nothing was published to it; to other topics of its channel:"
        yield from (f"  {m.topic!r}: {_short(m)}" for m in on_channel[:_SHOWN])
        yield from _more(len(on_channel))
    elif messages:
        yield "nothing was published to its channel, but to others:"
        # The same topic first: a channel with another parameter.
        messages.sort(key=lambda message: message.topic != topic.topic)
        counts = Counter(map(_name, messages))
        yield from (f"  {name}: {count}" for name, count in list(counts.items())[:_SHOWN])
        yield from _more(len(counts))
    else:
        yield "nothing was published at all"


def _listed(messages: list[Message[Any]]) -> Iterator[str]:
    yield from (f"  {_short(message)}" for message in messages[:_SHOWN])
    yield from _more(len(messages))


def _more(count: int) -> Iterator[str]:
    if count > _SHOWN:
        yield f"  and {count - _SHOWN} more"


def _short(message: Message[Any]) -> str:
    return shorten(from_json(message.body), 200)
