"""Message: what was validated is what is sent, encoded once, decoded when read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from time import time_ns
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypedDict

from typing_extensions import TypeVar

from .payloads import UNVALIDATED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .payloads import PayloadType

TData_co = TypeVar("TData_co", covariant=True)
# Covariant, and of any string by default: Message[Status] takes the messages of every topic.
TTopic_co = TypeVar("TTopic_co", bound=str, covariant=True, default=str)
TOther = TypeVar("TOther")
TTopic = TypeVar("TTopic", bound=str)

# An id is a random part for the process and a count: as unique as a UUID, at a tenth of its cost.
_process = os.urandom(8).hex()
_count = count(1)


def _begin_process() -> None:
    """A forked process would count on from where its siblings do."""
    global _process
    _process = os.urandom(8).hex()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_process)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = (
    (moment - _EPOCH) // timedelta(microseconds=1) * 1000
    for moment in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a subscription may have missed messages that no history can fill. Both ends
    are in UTC.

    `kind` says why: the connection was broken ("disconnected"), the history no longer reaches so
    far ("trimmed"), the reader was too slow ("slow"), or the history does not know the cursor
    ("reset").
    """

    since: datetime
    until: datetime
    reason: str
    kind: Literal["disconnected", "trimmed", "slow", "reset"] = "disconnected"

    @classmethod
    def reset(cls, reason: str) -> Self:
        """The gap of a subscription whose cursor its history does not know."""
        return cls(_EPOCH, datetime.now(UTC), reason, "reset")


NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Envelope(TypedDict):
    """What a message has beside its payload and its topic."""

    id: str | None
    run_id: str | None
    once: bool
    created_ns: int | None
    headers: Mapping[str, str]
    position: str | None


class Message(Generic[TData_co, TTopic_co]):
    """One message of a topic: `TData_co` is its data, `TTopic_co` a Literal of its topic's name.

    `body` is the payload as UTF-8 JSON, exactly as it goes over the wire. `run_id` is the ID of
    the workflow run that published it, if there was one. `created_ns` are nanoseconds since 1970;
    what is no such number, or no year of a `datetime`, counts as now. `headers` travel with the
    message, such as the context of a trace. `position` is its place in the history that it was read
    from, as its transport counts, and None where there is none.
    """

    __slots__ = (
        "_data",
        "_id",
        "_payload",
        "body",
        "channel",
        "created_ns",
        "headers",
        "once",
        "position",
        "run_id",
        "topic",
        "validated",
    )

    _data: TData_co

    def __init__(
        self,
        channel: str,
        topic: TTopic_co,
        body: bytes,
        payload: PayloadType[TData_co],
        *,
        id: str | None = None,
        once: bool | None = None,
        run_id: str | None = None,
        created_ns: int | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        position: str | None = None,
    ) -> None:
        self.channel: str = channel
        self.topic: TTopic_co = topic
        self.body: bytes = body
        self.run_id: str | None = run_id
        self.headers: Mapping[str, str] = headers
        self.position: str | None = position
        # As a topic has received it: all subscribers of a process share that.
        self.validated: ValidMessage[Any, Any] | None = None
        self._payload = payload
        self._id = id
        self.once: bool = id is not None if once is None else once
        # What a transport hands in may be anything.
        if not isinstance(created_ns, int) or not _FIRST <= created_ns <= _LAST:
            created_ns = time_ns()
        self.created_ns: int = created_ns

    @staticmethod
    def received(
        channel: str,
        topic: str,
        body: bytes,
        *,
        id: str | None = None,
        run_id: str | None = None,
        created_ns: int | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        position: str | None = None,
    ) -> Message[Any]:
        """A message as it came from outside the process: no schema has validated it yet.

        For transports. The subscription validates it, whatever it holds. What is left out is as in
        a message that was made now.
        """
        return Message(
            channel,
            topic,
            body,
            UNVALIDATED,
            id=id,
            run_id=run_id,
            created_ns=created_ns,
            headers=headers,
            position=position,
        )

    @property
    def data(self) -> TData_co:
        """The payload as its model (or plain value), decoded when first read.

        Raises InvalidPayload when the body does not have the model's shape. That can happen only
        for topics with `validate: false`, and for messages that no topic has received.
        """
        try:
            return self._data
        except AttributeError:
            self._data = self._payload.decode(self.channel, self.topic, self.body)
            return self._data

    @property
    def payload(self) -> PayloadType[TData_co]:
        """The type that validated this message."""
        return self._payload

    @property
    def id(self) -> str:
        """An ID that no other message has."""
        if self._id is None:
            self._id = f"{_process}-{next(_count):x}"
        return self._id

    @property
    def created_at(self) -> datetime:
        """When the message was made, in UTC, to the microsecond."""
        return _EPOCH + timedelta(microseconds=self.created_ns // 1000)

    @property
    def envelope(self) -> Envelope:
        """What it has beside its payload and its topic."""
        return {
            "id": self.id,
            "once": self.once,
            "run_id": self.run_id,
            "created_ns": self.created_ns,
            "headers": self.headers,
            "position": self.position,
        }

    def as_of(self, payload: PayloadType[TOther]) -> Message[TOther, TTopic_co]:
        """The same message, decoded as another type."""
        return Message(self.channel, self.topic, self.body, payload, **self.envelope)

    def replace(
        self,
        *,
        id: str | None = None,
        run_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """The same message with another ID, another run's ID or other headers."""
        envelope = self.envelope
        if id is not None:
            envelope["id"], envelope["once"] = id, True
        envelope["run_id"] = envelope["run_id"] if run_id is None else run_id
        envelope["headers"] = envelope["headers"] if headers is None else headers
        return type(self)(self.channel, self.topic, self.body, self._payload, **envelope)

    def at(self, position: str) -> Self:
        """The same message at its place in a history."""
        envelope = self.envelope
        envelope["position"] = position
        return type(self)(self.channel, self.topic, self.body, self._payload, **envelope)

    def __reduce__(self) -> tuple[Any, ...]:
        # Not as a ValidMessage: another process may have another version of the schema.
        envelope = {**self.envelope, "headers": dict(self.headers)}
        return _message, (self.channel, self.topic, self.body, self._payload, envelope)

    def __repr__(self) -> str:
        return f"Message({self.channel!r}, {self.topic!r}, {self.body!r})"


def _message(
    channel: str, topic: str, body: bytes, payload: PayloadType[Any], envelope: Envelope
) -> Message[Any]:
    return Message(channel, topic, body, payload, **envelope)


class ValidMessage(Message[TData_co, TTopic_co]):
    """A message that a topic has made or received: its payload is valid. No transport makes one."""

    __slots__ = ()

    @staticmethod
    def received_as(
        topic: TTopic,
        message: Message[Any],
        body: bytes,
        payload: PayloadType[TOther],
        data: TOther,
    ) -> ValidMessage[TOther, TTopic]:
        """A message that has come to its topic, which has validated and decoded its body.

        Every message that is received passes here: each attribute is set, at a third of the cost of
        calling the class.
        """
        own: ValidMessage[TOther, TTopic] = object.__new__(ValidMessage)
        own.channel, own.topic, own.body = message.channel, topic, body
        own.run_id, own.created_ns, own.headers = (
            message.run_id,
            message.created_ns,
            message.headers,
        )
        own._id, own.once, own.position = message.id, message.once, message.position
        own._payload, own._data, own.validated = payload, data, None
        return own
