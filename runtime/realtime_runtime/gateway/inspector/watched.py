"""Watched: a transport whose messages are recorded as they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from ...messages import Message
from ...transports import SyncTransport, TransactionalTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from ...messages import Gap
    from ...topics import TopicRef
    from ...transports import Transport
    from .record import Record

_AS_THEY_ARE = ("history", "log", "check", "close")


def watched(record: Record, transport: Transport) -> Transport:
    """The transport, recorded: it can what `transport` can, and errors name it so."""
    named = type(type(transport).__name__, (_Watched,), {})
    own: _Watched = named(record, transport)
    return own


class _Watched:
    """Stands around a transport. What not all can is an attribute, where this one can it."""

    def __init__(self, record: Record, transport: Transport) -> None:
        self._record = record
        self._transport = transport
        for name in _AS_THEY_ARE:
            if hasattr(transport, name):
                setattr(self, name, getattr(transport, name))
        if isinstance(transport, SyncTransport):
            self.send_sync = self._recorded(transport.send_sync)
        if isinstance(transport, TransactionalTransport):
            self._send_in = transport.send_in
            self.send_in = self._in_transaction
            self.send_in_sync = self._recorded(transport.send_in_sync)

    async def send(self, message: Message[Any], /) -> None:
        with self._record.publishing(message):
            await self._transport.send(message)

    def _recorded(self, send: Callable[..., None]) -> Callable[..., None]:
        def recorded(*args: Any) -> None:
            with self._record.publishing(args[-1]):
                send(*args)

        return recorded

    async def _in_transaction(self, connection: Any, message: Message[Any], /) -> None:
        with self._record.publishing(message):
            await self._send_in(connection, message)

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]]:
        source = self._transport.subscribe(topics, since=since, last=last)
        return _Reading(self._record, source, topics)

    async def aclose(self) -> None:
        await self._transport.aclose()


class _Reading:
    """A subscription whose messages are recorded when they are read. Nothing else refers to it, so
    that one that is dropped is left."""

    def __init__(
        self,
        record: Record,
        source: AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]],
        topics: Sequence[TopicRef[Any, Any]],
    ) -> None:
        self._record = record
        self._source = source
        self.channels: frozenset[str] = frozenset(topic.channel for topic in topics)

    async def __aenter__(self) -> Self:
        self._messages = await self._source.__aenter__()
        self._record.enter(self)
        return self

    async def __aexit__(self, *exception: Any) -> None:
        self._record.leave(self)
        await self._source.__aexit__(*exception)

    @property
    def cursor(self) -> str | None:
        """Where the reader is; None where the transport has no cursors."""
        return getattr(self._messages, "cursor", None)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message[Any] | Gap:
        item = await anext(self._messages)
        if isinstance(item, Message):
            self._record.add(item, "received")
        return item
