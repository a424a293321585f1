"""`client.realtime`: publishing from anywhere, tokens for browsers, subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, cast

import inngest

from .. import errors
from ..realtime import Realtime, message_of, with_signature
from .api import InngestApi
from .tokens import Token, token_errors, token_of, token_request
from .transport import InngestTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..channels import Channel
    from ..messages import Message
    from ..topics import TopicRef

P = ParamSpec("P")


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


REFUSED = (errors.InvalidPayload, errors.PayloadTooLarge)


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
        self.api = InngestApi(client)
        super().__init__(InngestTransport(self.api))

    @property
    def transport(self) -> InngestTransport:
        """What carries the messages; tests put another in its place."""
        return cast("InngestTransport", self._transport)

    @with_signature("self", "topic", "data")
    async def publish(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Publish `data` to a topic, at once and not durably; inside a run with the run's ID.

        Raises InvalidPayload and PayloadTooLarge, which the engine does not retry, and
        PublishFailed.
        """
        try:
            await self.transport.send(message_of(topic, args, kwargs))
        except REFUSED as error:
            raise final(error) from None

    @with_signature("self", "topic", "data")
    def publish_sync(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """As `publish`, from code that runs in no event loop."""
        try:
            self.transport.send_sync(message_of(topic, args, kwargs))
        except REFUSED as error:
            raise final(error) from None

    async def token(self, channel: Channel, *, topics: Sequence[TopicRef[Any, Any]]) -> Token:
        """What the TypeScript client's `subscribe` and its React hook take. Valid for a minute.

        Raises ValueError for no topic or another channel's, TokenFailed.
        """
        url, body = self.api.url("/v1/realtime/token"), token_request(topics, channel)
        with token_errors():
            return token_of(await self.api.post(url, body), self.api.origin, topics)

    def token_sync(self, channel: Channel, *, topics: Sequence[TopicRef[Any, Any]]) -> Token:
        """As `token`, from code that runs in no event loop."""
        url, body = self.api.url("/v1/realtime/token"), token_request(topics, channel)
        with token_errors():
            return token_of(self.api.post_sync(url, body), self.api.origin, topics)

    def close(self) -> None:
        """As `aclose`, for programs that only publish synchronously."""
        self.transport.close()
