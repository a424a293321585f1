"""`client.realtime`: publishing from anywhere, tokens for browsers, subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import inngest

from .. import errors
from ..calls import message_of, with_signature
from ..durable.publishing import publishing, refused_as
from ..plans import carry_out_sync
from ..realtime import Realtime
from ..transports import SyncTransport
from .api import InngestApi
from .tokens import Token, token
from .transport import InngestTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..channels import Channel
    from ..durable.publishing import Sending
    from ..messages import Message
    from ..topics import TopicRef

P = ParamSpec("P")
T = TypeVar("T")


class _Final(inngest.NonRetriableError):
    """What the engine does not retry. The SDK's own takes a message alone."""

    quiet = False

    def __init__(self, *args: object) -> None:
        Exception.__init__(self, *args)


# A run fails under the name of its error's class, which is to be the exported one.
class InvalidPayload(errors.InvalidPayload, _Final):
    """For the engine: what its schema refuses now, it will refuse on each retry."""


class PayloadTooLarge(errors.PayloadTooLarge, _Final):
    """For the engine: it will not be smaller on a retry."""


def final(error: errors.RealtimeError) -> Exception:
    """One of our errors that no retry can fix, as the engine is told of it."""
    kind = InvalidPayload if isinstance(error, errors.InvalidPayload) else PayloadTooLarge
    return kind(*error.args)


class InngestRealtime(Realtime):
    """What `Inngest(...).realtime` is.

    `transport.retries`, `transport.echoes` and `api.timeout` (seconds) are settings; publishing
    that is not durable is not retried unless asked for.
    """

    def __init__(self, client: inngest.Inngest) -> None:
        self.api: InngestApi = InngestApi(client)
        self.transport: InngestTransport = InngestTransport(self.api)
        super().__init__(self.transport)

    @with_signature("self", "topic", "data")
    async def publish(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Publish `data` to a topic, at once and not durably; inside a run with the run's ID.

        Raises InvalidPayload and PayloadTooLarge, which the engine does not retry, and
        PublishFailed.
        """
        await self.send(self._publishing(topic, args, kwargs))

    @with_signature("self", "topic", "data")
    def publish_sync(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """As `publish`, from code that runs in no event loop."""
        self.send_sync(self._publishing(topic, args, kwargs))

    def _publishing(
        self, topic: Callable[..., Message[Any]], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Sending[None]:
        check = self.transport.check if self.transport.echoes == "drop" else None
        with refused_as(final):
            yield from publishing(message_of(topic, args, kwargs), check)

    def send_sync(self, plan: Sending[T]) -> T:
        """As `send`, from code that runs in no event loop."""
        return carry_out_sync(plan, self._sync_transport().send_sync)

    def _sync_transport(self) -> SyncTransport:
        if not isinstance(self._transport, SyncTransport):
            name = type(self._transport).__name__
            raise TypeError(f"{name} publishes in event loops alone: it has no `send_sync`")
        return self._transport

    async def token(self, channel: Channel, *, topics: Sequence[TopicRef[Any, Any]]) -> Token:
        """What the TypeScript client's `subscribe` and its React hook take. Valid for a minute.

        Raises ValueError for no topic or another channel's, TokenFailed.
        """
        return await self.api.request(token(self.api, topics, channel))

    def token_sync(self, channel: Channel, *, topics: Sequence[TopicRef[Any, Any]]) -> Token:
        """As `token`, from code that runs in no event loop."""
        return self.api.request_sync(token(self.api, topics, channel))

    def close(self) -> None:
        """As `aclose`, for programs that only publish synchronously."""
        self._sync_transport().close()
