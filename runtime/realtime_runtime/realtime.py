"""Realtime: publish and subscribe over a transport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, overload

from .calls import message_of, with_signature
from .errors import InvalidPayload, NoHistory
from .mistakes import (
    check_awaitable,
    check_callback,
    check_context,
    check_count,
    not_a_topic,
)
from .plans import carry_out
from .subscriptions import Subscription, report_gap, report_invalid
from .topics import TopicRef
from .transports import LastingTransport, TransactionalTransport
from .wraps import Wraps

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from .messages import Gap, Message
    from .plans import Plan
    from .transports import Transport

T = TypeVar("T")
P = ParamSpec("P")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")
TopicA = TypeVar("TopicA", bound=str)
TopicB = TypeVar("TopicB", bound=str)
TopicC = TypeVar("TopicC", bound=str)
TopicD = TypeVar("TopicD", bound=str)
TopicE = TypeVar("TopicE", bound=str)
TopicF = TypeVar("TopicF", bound=str)


class Realtime:
    """Typed, validated publishing and subscribing.

    Close it with `aclose`, or use it as an async context manager; that closes its transport.
    """

    def __init__(self, transport: Transport) -> None:
        self._wraps = Wraps(transport)

    @property
    def _transport(self) -> Transport:
        return self._wraps.transport

    def wrapped(self, wrap: Callable[[Transport], Transport]) -> AbstractContextManager[None]:
        """Publish and subscribe through `wrap(transport)`, until this is left.

        For what stands around a transport: a trace, a recording, a fault in a test. The newest wrap
        is the outermost. They may be left in any order: when an inner one is left, `wrap` is called
        again for those around it. The transport itself is not closed with them.
        """
        return self._wraps.wrapped(wrap)

    @with_signature("self", "topic", "data")
    async def publish(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Publish `data` to a topic: `await realtime.publish(channel.status, {"message": "ok"})`.

        `data` is the topic's model, or the dict that its TypedDict describes. It is validated by
        the topic's schema first; nothing is sent unless it is valid.

        Raises InvalidPayload, PayloadTooLarge, PublishFailed, TransportClosed.
        """
        sending = self._transport.send(message_of(topic, args, kwargs))
        check_awaitable(self._transport, "send", sending)
        await sending

    async def send(self, plan: Plan[Message[Any], None, T]) -> T:
        """Send the messages of a plan. Raises what it raises."""
        return await carry_out(plan, self._transport.send)

    def transactional(self) -> TransactionalTransport:
        """The transport, if it publishes in transactions of yours; else TypeError."""
        if not isinstance(self._transport, TransactionalTransport):
            name = type(self._transport).__name__
            raise TypeError(f"{name} publishes in no transaction: it has no `send_in`")
        return self._transport

    # Overloads because a union over *topics is beyond what checkers infer. The last begins where
    # the others end: where two fit a topic with Any in its input, mypy gives up on both.
    @overload
    def subscribe(
        self,
        a: TopicRef[A, Any, TopicA],
        /,
        *,
        since: str | None = ...,
        last: int | None = ...,
        on_invalid: Callable[[InvalidPayload], object] = ...,
        on_gap: Callable[[Gap], object] = ...,
    ) -> Subscription[Message[A, TopicA]]: ...
    @overload
    def subscribe(
        self,
        a: TopicRef[A, Any, TopicA],
        b: TopicRef[B, Any, TopicB],
        /,
        *,
        since: str | None = ...,
        last: int | None = ...,
        on_invalid: Callable[[InvalidPayload], object] = ...,
        on_gap: Callable[[Gap], object] = ...,
    ) -> Subscription[Message[A, TopicA] | Message[B, TopicB]]: ...
    @overload
    def subscribe(
        self,
        a: TopicRef[A, Any, TopicA],
        b: TopicRef[B, Any, TopicB],
        c: TopicRef[C, Any, TopicC],
        /,
        *,
        since: str | None = ...,
        last: int | None = ...,
        on_invalid: Callable[[InvalidPayload], object] = ...,
        on_gap: Callable[[Gap], object] = ...,
    ) -> Subscription[Message[A, TopicA] | Message[B, TopicB] | Message[C, TopicC]]: ...
    @overload
    def subscribe(
        self,
        a: TopicRef[A, Any, TopicA],
        b: TopicRef[B, Any, TopicB],
        c: TopicRef[C, Any, TopicC],
        d: TopicRef[D, Any, TopicD],
        /,
        *,
        since: str | None = ...,
        last: int | None = ...,
        on_invalid: Callable[[InvalidPayload], object] = ...,
        on_gap: Callable[[Gap], object] = ...,
    ) -> Subscription[
        Message[A, TopicA] | Message[B, TopicB] | Message[C, TopicC] | Message[D, TopicD]
    ]: ...
    @overload
    def subscribe(
        self,
        a: TopicRef[A, Any, TopicA],
        b: TopicRef[B, Any, TopicB],
        c: TopicRef[C, Any, TopicC],
        d: TopicRef[D, Any, TopicD],
        e: TopicRef[E, Any, TopicE],
        /,
        *,
        since: str | None = ...,
        last: int | None = ...,
        on_invalid: Callable[[InvalidPayload], object] = ...,
        on_gap: Callable[[Gap], object] = ...,
    ) -> Subscription[
        Message[A, TopicA]
        | Message[B, TopicB]
        | Message[C, TopicC]
        | Message[D, TopicD]
        | Message[E, TopicE]
    ]: ...
    @overload
    def subscribe(
        self,
        a: TopicRef[A, Any, TopicA],
        b: TopicRef[B, Any, TopicB],
        c: TopicRef[C, Any, TopicC],
        d: TopicRef[D, Any, TopicD],
        e: TopicRef[E, Any, TopicE],
        f: TopicRef[F, Any, TopicF],
        /,
        *,
        since: str | None = ...,
        last: int | None = ...,
        on_invalid: Callable[[InvalidPayload], object] = ...,
        on_gap: Callable[[Gap], object] = ...,
    ) -> Subscription[
        Message[A, TopicA]
        | Message[B, TopicB]
        | Message[C, TopicC]
        | Message[D, TopicD]
        | Message[E, TopicE]
        | Message[F, TopicF]
    ]: ...
    @overload
    def subscribe(
        self,
        a: TopicRef[Any, Any],
        b: TopicRef[Any, Any],
        c: TopicRef[Any, Any],
        d: TopicRef[Any, Any],
        e: TopicRef[Any, Any],
        f: TopicRef[Any, Any],
        g: TopicRef[Any, Any],
        /,
        *topics: TopicRef[Any, Any],
        since: str | None = ...,
        last: int | None = ...,
        on_invalid: Callable[[InvalidPayload], object] = ...,
        on_gap: Callable[[Gap], object] = ...,
    ) -> Subscription[Message[Any]]: ...
    def subscribe(
        self,
        *topics: TopicRef[Any, Any],
        since: str | None = None,
        last: int | None = None,
        on_invalid: Callable[[InvalidPayload], object] = report_invalid,
        on_gap: Callable[[Gap], object] = report_gap,
    ) -> Subscription[Any]:
        """Subscribe to topics: `async with realtime.subscribe(channel.status) as messages:`.

        Where the transport keeps history, `since` is the cursor of an earlier subscription to the
        same topics: what was published after it comes first. Without a cursor, `last` asks for so
        many of the newest messages of each topic, oldest first.

        A received message that its schema refuses does not end the subscription: `on_invalid` is
        called with the error, which has the message's raw `body`. Where messages may have been
        missed that no history can fill, `on_gap` is called with the time and the reason. The
        defaults log warnings. What the two raise comes out of the iteration, which may go on.

        Raises TypeError without a topic and for a callback that is async, ValueError for a negative
        `last`, TransportClosed; here or when it is entered NoHistory and ConnectionFailed.
        """
        for topic in topics:
            if not isinstance(topic, TopicRef):
                raise not_a_topic("subscribe", topic)
        if not topics:
            raise TypeError("subscribe takes at least one topic, such as channel.status")
        check_callback("on_invalid", on_invalid)
        check_callback("on_gap", on_gap)
        if last is not None:
            check_count("last", last)
        source = self._transport.subscribe(topics, since=since, last=last)
        check_context(self._transport, source)
        return Subscription(topics, source, on_invalid, on_gap)

    async def history(
        self,
        topic: TopicRef[A, Any, TopicA],
        /,
        *,
        last: int = 100,
        on_invalid: Callable[[InvalidPayload], object] = report_invalid,
    ) -> list[Message[A, TopicA]]:
        """The newest `last` messages of a topic, oldest first, as far as the transport keeps them.

        A message that the topic's schema refuses is left out, and `on_invalid` called.

        Raises TypeError for what is no topic, ValueError for a negative `last`, NoHistory,
        ConnectionFailed, TransportClosed.
        """
        if not isinstance(topic, TopicRef):
            raise not_a_topic("history", topic)
        check_callback("on_invalid", on_invalid)
        check_count("last", last)
        if not isinstance(self._transport, LastingTransport):
            raise NoHistory(f"{type(self._transport).__name__} keeps no history")
        valid = []
        for message in await self._transport.history(topic, last=last):
            try:
                valid.append(topic.receive(message))
            except InvalidPayload as error:
                on_invalid(error)
        return valid

    async def aclose(self) -> None:
        """Close the transport; subscriptions end once they have read what was delivered."""
        closing = self._transport.aclose()
        check_awaitable(self._transport, "aclose", closing)
        await closing

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()
