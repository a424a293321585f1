"""Subscription: the messages of some topics, each validated and typed by its topic."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from .encoding import shorten
from .errors import InvalidPayload, NoHistory
from .messages import Gap, Message
from .mistakes import not_an_iterator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from .topics import TopicRef

TMessage_co = TypeVar("TMessage_co", bound=Message[Any], covariant=True)

log: logging.Logger = logging.getLogger("realtime_runtime")


def report_invalid(error: InvalidPayload) -> None:
    """What happens to a received message that its schema refuses, if nothing else is asked for."""
    body = shorten((error.body or b"").decode(errors="replace"), 200)
    log.warning("a received message was skipped: %s\n  body: %s", error, body)


def report_gap(gap: Gap) -> None:
    """What happens after a broken connection, if nothing else is asked for."""
    times = gap.since, gap.until
    log.warning("messages from %s to %s may have been missed: %s", *times, gap.reason)


class Subscription(Generic[TMessage_co]):
    """The messages of some topics: entered with `async with`, read with `async for`.

    Messages published from the moment of entering are received; the iteration ends when the
    transport is closed, or where the reader leaves it. It is entered once.
    """

    def __init__(
        self,
        topics: tuple[TopicRef[Any, Any], ...],
        source: AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]],
        on_invalid: Callable[[InvalidPayload], object],
        on_gap: Callable[[Gap], object],
    ) -> None:
        self._topics = {(topic.channel, topic.topic): topic for topic in topics}
        self._source = source
        self._messages: AsyncIterator[Message[Any] | Gap] | None = None
        self._was_entered = self._is_open = False
        self._on_invalid = on_invalid
        self._on_gap = on_gap

    async def __aenter__(self) -> Self:
        if self._was_entered:
            raise RuntimeError(
                "a subscription is entered once; for another, call realtime.subscribe(...) again"
            )
        self._was_entered = True
        messages = await self._source.__aenter__()
        if not hasattr(type(messages), "__anext__"):
            error = not_an_iterator(messages)
            await self._source.__aexit__(TypeError, error, None)
            raise error
        self._messages = messages
        self._is_open = True
        return self

    async def __aexit__(self, *exception: Any) -> None:
        self._is_open = False
        await self._source.__aexit__(*exception)

    @property
    def cursor(self) -> str:
        """Where the subscription is: `since=cursor` goes on behind the message that was read last.

        An opaque string that URLs and headers can hold, for all topics at once; known from
        entering on, and when the subscription was left. Raises NoHistory where the transport keeps
        none.
        """
        if self._messages is None:
            raise RuntimeError("a subscription has a cursor from `async with` on")
        cursor = getattr(self._messages, "cursor", None)
        if not isinstance(cursor, str):
            raise NoHistory("the transport keeps no history, and so there is no cursor")
        return cursor

    if not TYPE_CHECKING:  # checkers refuse these, and Python does not say what to write

        def __await__(self, *_: object):
            raise TypeError(
                "a subscription is entered with `async with realtime.subscribe(...) as messages`, "
                "and read with `async for message in messages`"
            )

        __enter__ = __exit__ = __iter__ = __await__

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> TMessage_co:
        if self._messages is None or not self._is_open:
            raise RuntimeError("a subscription is read inside `async with realtime.subscribe(...)`")
        while True:
            event = await anext(self._messages)
            if not isinstance(event, Message):
                self._take_other(event)
                continue
            try:
                topic = self._topics[event.channel, event.topic]
            except (KeyError, TypeError):
                names = shorten(event.topic), shorten(event.channel)
                log.warning("a message was skipped: %s of %s was not asked for", *names)
                continue
            try:
                return cast("TMessage_co", topic.receive(event))
            except InvalidPayload as error:
                self._on_invalid(error)

    def _take_other(self, event: object) -> None:
        if isinstance(event, Gap):
            self._on_gap(event)
        else:
            log.warning("a transport's %s was skipped: it is no message", type(event).__name__)
