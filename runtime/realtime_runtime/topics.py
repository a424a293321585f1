"""TopicRef: one topic of one channel, called with data to make its validated message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Never

from typing_extensions import TypeVar

from .encoding import NotJson, encode
from .errors import InvalidPayload, Problem
from .messages import TTopic_co, ValidMessage
from .mistakes import not_a_topic
from .payloads import YEAR_ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    from .messages import Message
    from .payloads import PayloadType

TData = TypeVar("TData")
# Never, not TData: pyright forgets literals in a default that is another variable.
TInput = TypeVar("TInput", default=Never)
TTopic = TypeVar("TTopic", bound=str)


class TopicRef(Generic[TData, TInput, TTopic_co]):
    """One topic of one channel. `TData` is what subscribers receive, `TInput` what publishers
    may pass besides it: the TypedDict of a model, so that a dict literal is checked. `TTopic_co` is
    a Literal of the topic's name, so that its messages are told apart from those of other topics.

    `channel` is the channel's resolved name, `topic` the topic's name on the wire.
    """

    __slots__ = ("channel", "payload", "topic")

    def __init__(self, channel: str, topic: TTopic_co, payload: PayloadType[TData]) -> None:
        self.channel: str = channel
        self.topic: TTopic_co = topic
        self.payload: PayloadType[TData] = payload

    def __call__(self, data: TData | TInput) -> Message[TData, TTopic_co]:
        """The message of `data`, validated by the topic's schema and encoded, not sent.

        Raises InvalidPayload, which lists every problem.
        """
        payload = self.payload
        try:
            body, value = encode(data)
        except NotJson as error:
            problems = payload.problems_beside(data, error.problems)
            raise InvalidPayload(self.channel, self.topic, problems) from None
        if not payload.is_valid(value):
            raise InvalidPayload(self.channel, self.topic, payload.problems(value))
        if payload.has_dates and body.find(YEAR_ZERO) >= 0:
            payload.check_dates(self.channel, self.topic, body)
        return ValidMessage(self.channel, self.topic, body, payload)

    def lazy(self, make: Callable[[], TData | TInput]) -> Message[TData, TTopic_co]:
        """The message of what `make` returns. Passed to a publishing method in the topic's place,
        `publish(channel.result.lazy, lambda: {...})`, it makes the data only if it is sent.
        """
        return self(make())

    def receive(self, message: Message[object]) -> Message[TData, TTopic_co]:
        """`message` as this topic's own: validated by its schema, unless it has been already.

        Raises InvalidPayload, with the body as it arrived.
        """
        payload, body = self.payload, message.body
        if message.payload is payload and type(message) is ValidMessage:
            return message
        shared = message.validated
        if shared is not None and shared.payload is payload:
            return shared
        if type(body) is not bytes:
            body = self._bytes(body)
        payload.validate(self.channel, self.topic, body)
        # What does not decode is refused here, not where it is read.
        data = payload.decode(self.channel, self.topic, body)
        own = ValidMessage.received_as(self.topic, message, body, payload, data)
        message.validated = own
        return own

    def _bytes(self, body: object) -> bytes:
        """A body as a transport may hand it in, whatever its types promise."""
        if isinstance(body, str):
            return body.encode(errors="surrogatepass")  # which is no JSON then
        if isinstance(body, bytes | bytearray | memoryview):
            return bytes(body)
        problem = Problem("", "JSON in bytes", f"a value of type {type(body).__name__}")
        raise InvalidPayload(self.channel, self.topic, [problem])

    @property
    def schema(self) -> dict[str, Any]:
        """The topic's JSON Schema (draft 2020-12), with all that it refers to."""
        return self.payload.schema

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TopicRef):
            return NotImplemented
        return (self.channel, self.topic) == (other.channel, other.topic)

    def __hash__(self) -> int:
        return hash((self.channel, self.topic))

    def __repr__(self) -> str:
        return f"TopicRef({self.channel!r}, {self.topic!r})"


def topic_of(
    topic: Callable[..., Message[TData, TTopic]], method: str = "publish"
) -> TopicRef[TData, Any, TTopic]:
    """The topic that a method was given: a TopicRef, or the `lazy` of one.

    Raises TypeError for anything else.
    """
    ref = topic if isinstance(topic, TopicRef) else getattr(topic, "__self__", None)
    if not isinstance(ref, TopicRef):
        raise not_a_topic(method, topic)
    return ref
