"""Transport: what carries messages. One file each for the ways there are.

For writers of transports: `hub.Hub` and `reading.Reading` have one connection for all
subscriptions, connect again, and read what was missed meanwhile, of a `hub.Source` and a
`history.Log`. They are made of `inbox.Inbox` (what has arrived and was not read, bounded),
`backoff.Backoff` (waits between attempts to connect) and `cursors.Cursors`; `recent.Recent` has
repetitions. `Message.received` makes the message that came from outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ..errors import NoHistory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from ..messages import Gap, Message
    from ..topics import TopicRef


class Transport(Protocol):
    """Carries messages from publishers to subscribers."""

    async def send(self, message: Message[Any], /) -> None:
        """Send one message, with its envelope.

        Raises PublishFailed or PayloadTooLarge when it was not sent, TransportClosed.
        """
        ...

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]]:
        """The messages of these topics, from the moment the context is entered until it is left.

        A message that comes from outside the process is made by `Message.received`. A transport
        that may have missed some says so with a Gap. The iterator ends when the transport is
        closed, behind what was delivered. What it raises ends the subscription; what it yields
        never does. The context is entered once. Raises ConnectionFailed when nothing can be
        received.

        A transport with history gives an iterator with a `cursor`, a URL-safe string for where it
        is. With `since`, such a cursor, what came after it comes first; without, the `last`
        messages of each topic, oldest first. A cursor that it does not know, as one of other topics
        or of a history that was lost, is a `Gap.reset` before what is new. A transport without
        history raises NoHistory for both: `refuse_history` does.
        """
        ...

    async def aclose(self) -> None:
        """Free what the transport holds, and end its subscriptions. May be called twice."""
        ...


@runtime_checkable
class LastingTransport(Transport, Protocol):
    """A transport whose history can be read without a subscription."""

    async def history(self, topic: TopicRef[Any, Any], /, *, last: int) -> Sequence[Message[Any]]:
        """The newest `last` messages of a topic, oldest first.

        Raises ConnectionFailed, TransportClosed, and NoHistory where this one keeps none.
        """
        ...


@runtime_checkable
class SyncTransport(Transport, Protocol):
    """A transport that publishes from code that runs in no event loop, too."""

    def send_sync(self, message: Message[Any], /) -> None:
        """As `send`, without waiting for an event loop."""
        ...

    def close(self) -> None:
        """As `aclose`."""
        ...


@runtime_checkable
class TransactionalTransport(Transport, Protocol):
    """A transport that publishes in a transaction of the user's own."""

    async def send_in(self, connection: Any, message: Message[Any], /) -> None:
        """As `send`, when the connection's transaction is committed."""
        ...

    def send_in_sync(self, connection: Any, message: Message[Any], /) -> None:
        """As `send_in`, with a connection that is not async."""
        ...


@runtime_checkable
class CheckingTransport(Transport, Protocol):
    """A transport that can say what it would refuse, for who sends later or not at all."""

    def check(self, message: Message[Any], /) -> None:
        """Raises what `send` would raise because of the message itself; sends nothing."""
        ...


def refuse_history(transport: Transport, since: str | None, last: int | None) -> None:
    """For transports that keep none: raises NoHistory where some is asked for."""
    if since is not None or last is not None:
        name = type(transport).__name__
        raise NoHistory(f"{name} keeps no history: it takes neither `since` nor `last`")
