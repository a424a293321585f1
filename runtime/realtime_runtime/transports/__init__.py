"""Transport: what carries messages. One file each for the ways there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from ..messages import Gap, Message
    from ..topics import TopicRef


class Transport(Protocol):
    """Carries messages from publishers to subscribers."""

    async def send(self, message: Message[Any], /) -> None:
        """Send one message. Raises PublishFailed or PayloadTooLarge when it was not sent."""
        ...

    def subscribe(
        self, topics: Sequence[TopicRef[Any, Any]], /
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]]:
        """The messages of these topics, from the moment the context is entered until it is left.

        A transport that may have missed some says so with a Gap. Messages that come from outside
        the process have the payload type UNVALIDATED. The iterator ends when the transport is
        closed. What it raises ends the subscription; what it yields never does. The context is
        entered once.
        """
        ...

    async def aclose(self) -> None:
        """Free what the transport holds. May be called twice."""
        ...
