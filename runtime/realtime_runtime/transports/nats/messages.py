"""How NATS carries a message: the body as it is, and all else in headers."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from ...messages import Message
from ..history import Position
from .subjects import is_hashed, subject

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from ..history import Key
    from .answers import Arrived

log: logging.Logger = logging.getLogger("realtime_runtime")

_HEADER = "Realtime"
_encode = json.JSONEncoder(separators=(",", ":")).encode
_FRAME = len("NATS/1.0\r\n\r\n")


class Place(NamedTuple):
    """A position in the stream, with what tells whether the stream is still the same.

    The sequence comes first: times are the server's, whose clock may go back, or be another one
    when another server leads. A stream that is made again begins behind all that were there before.
    """

    sequence: int
    time: int
    """In milliseconds since 1970, by the server's clock."""
    is_message: bool
    """Whether a message of the topic is there; else, whatever the stream had there then."""

    def __str__(self) -> str:
        low = (self.sequence & 0xFFFFF) << 44 | self.time << 1 | self.is_message
        return str(Position(self.sequence >> 20, low))

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `str` wrote, or anything that matches POSITION."""
        high, low = Position.parse(text)
        sequence = high << 20 | low >> 44
        return cls(sequence, low >> 1 & (1 << 43) - 1, bool(low & 1))


class Letter:
    """A message on its way to the server."""

    def __init__(self, stream: str, message: Message[Any], lifetime: str) -> None:
        self.message = message
        self.subject: str = subject(stream, (message.channel, message.topic))
        envelope: dict[str, Any] = {"id": message.id, "at": message.created_ns}
        if message.run_id is not None:
            envelope["run"] = message.run_id
        if message.headers:
            envelope["headers"] = dict(message.headers)
        if any(map(is_hashed, self.subject.split(".")[1:])):
            envelope |= {"channel": message.channel, "topic": message.topic}
        # ASCII on one line. "=?" begins an encoded word for readers of mail, whose parser nats-py
        # uses where it is installed.
        text = _encode(envelope).replace("=?", "\\u003d?")
        self.headers: dict[str, str] = {_HEADER: text, "Nats-TTL": lifetime}
        if message.once:
            self.headers["Nats-Msg-Id"] = _once(message)
        # The highest sequence that the stream certainly had before it was first sent.
        self.floor: int | None = None

    @property
    def size(self) -> int:
        """What counts for the server's limit."""
        headers = sum(len(name) + len(value) + 4 for name, value in self.headers.items())
        return len(self.message.body) + _FRAME + headers


def _once(message: Message[Any]) -> str:
    """What the server recognises a message by: it remembers IDs of the whole stream."""
    names = json.dumps((message.channel, message.topic, message.id))
    return blake2b(names.encode(), digest_size=16).hexdigest()


class Stored(NamedTuple):
    """A message as the stream has it."""

    sequence: int
    time: int
    message: Message[Any]


def stored(topic: Key, arrived: Arrived) -> Stored:
    """A message that came from the stream. Raises ValueError for what did not."""
    headers = arrived.headers
    try:
        sequence, time = int(headers["Nats-Sequence"]), _milliseconds(headers["Nats-Time-Stamp"])
    except KeyError as error:
        raise ValueError(f"not a stream's message: it has no {error}") from error
    position = str(Place(sequence, time, is_message=True))
    envelope = _envelope(headers, position)
    message = Message.received(*topic, arrived.body, **envelope, position=position)
    return Stored(sequence, time, message)


def _envelope(headers: Mapping[str, str], position: str) -> dict[str, Any]:
    """What another program has sent may have none, or any."""
    try:
        read = json.loads(headers.get(_HEADER, "{}"))
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        log.warning("a message has a header %s that is no JSON object", _HEADER)
        read = {}
    id_, run_id, sent = read.get("id"), read.get("run"), read.get("headers")
    return {
        "id": id_ if isinstance(id_, str) and id_ else headers.get("Nats-Msg-Id") or position,
        "run_id": run_id if isinstance(run_id, str) else None,
        "created_ns": read.get("at", _milliseconds(headers["Nats-Time-Stamp"]) * 1_000_000),
        "headers": {k: v for k, v in sent.items() if isinstance(v, str)}
        if isinstance(sent, dict)
        else {},
    }


def _milliseconds(time: str) -> int:
    """Of a time such as 2026-01-31T12:00:00.1234Z. Raises ValueError."""
    return _seconds(time[:19]) * 1000 + int(time[20:-1].ljust(3, "0")[:3])


@lru_cache(64)
def _seconds(time: str) -> int:
    return int(datetime.fromisoformat(f"{time}+00:00").timestamp())


def milliseconds(time: object) -> int:
    """Of a time in the server's JSON, 0 for what is none."""
    try:
        return _milliseconds(str(time))
    except ValueError:
        return 0
