"""InngestTransport: one message over Inngest's publish endpoint.

The endpoint answers 200 to everything, so what it would lose or change in silence is refused here.
Facts about it were measured on its dev server 1.43.0.
"""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from ..encoding import pointer_token
from ..errors import PayloadTooLarge, PublishFailed
from .api import MAX_BODY
from .http import NoResponse
from .runs import current_run
from .subscriptions import InngestSubscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..messages import Message
    from ..topics import TopicRef
    from .api import InngestApi
    from .http import Response

_sequence = count(1)


class InngestTransport:
    """Publishes and subscribes through the API that an Inngest client is configured for.

    `retries` is how often a message that was not accepted is sent again: 0, because a late
    message is worse than none where publishing is not durable.
    """

    def __init__(self, api: InngestApi) -> None:
        self.api = api
        self.retries = 0

    async def send(self, message: Message[Any], /) -> None:
        """Publish once, with the ID of the run around it, unless it is an echo.

        Raises PayloadTooLarge, PublishFailed.
        """
        run = current_run()
        if run is None:
            await self.deliver(message, None, message.id)
        elif not run.is_replay:
            await self.deliver(message, run.id, message.id)

    def send_sync(self, message: Message[Any], /) -> None:
        """As `send`, from code that runs in no event loop."""
        run = current_run()
        if run is None:
            self.deliver_sync(message, None, message.id)
        elif not run.is_replay:
            self.deliver_sync(message, run.id, message.id)

    async def deliver(self, message: Message[Any], run_id: str | None, id_: str) -> None:
        """Publish, whatever the run around it."""
        url = self._publish_url(message, run_id, id_)
        for left in range(self.retries, -1, -1):
            try:
                response = await self.api.post(url, message.body)
            except NoResponse as error:
                if left == 0:
                    raise PublishFailed(message.channel, message.topic, str(error)) from error
            else:
                if self._is_accepted(message, response, left):
                    return

    def deliver_sync(self, message: Message[Any], run_id: str | None, id_: str) -> None:
        """Publish, whatever the run around it, from code that runs in no event loop."""
        url = self._publish_url(message, run_id, id_)
        for left in range(self.retries, -1, -1):
            try:
                response = self.api.post_sync(url, message.body)
            except NoResponse as error:
                if left == 0:
                    raise PublishFailed(message.channel, message.topic, str(error)) from error
            else:
                if self._is_accepted(message, response, left):
                    return

    def _publish_url(self, message: Message[Any], run_id: str | None, id_: str) -> str:
        size = len(message.body)
        if size > MAX_BODY:
            largest = _largest_fields(message.body)
            channel, topic = message.channel, message.topic
            raise PayloadTooLarge(channel, topic, size=size, limit=MAX_BODY, largest=largest)
        if not message.channel or not message.topic:
            reason = "a message needs a channel and a topic"
            raise PublishFailed(message.channel, message.topic, reason)
        query = _query(message.channel, message.topic)
        if run_id is not None:
            query += f"&run_id={run_id}"
        id_ = quote(json.dumps(id_))
        schema = message.payload.fingerprint
        # {"id": ..., "seq": ..., "schema": ...}, quoted; quoting it whole would cost more than
        # all else here.
        metadata = f"%7B%22id%22:{id_},%22seq%22:{next(_sequence)},%22schema%22:%22{schema}%22%7D"
        return f"{self.api.origin}/v1/realtime/publish?{query}&metadata={metadata}"

    def _is_accepted(self, message: Message[Any], response: Response, left: int) -> bool:
        if response.status == 200:
            return True
        # The server will not think better of a 4xx.
        if left > 0 and (response.status >= 500 or response.status == 429):
            return False
        body = response.body.strip()[:200]
        reason = f"the server answered {response.status}: {body}"
        raise PublishFailed(message.channel, message.topic, reason)

    def subscribe(self, topics: Sequence[TopicRef[Any, Any]], /) -> InngestSubscription:
        """The messages of these topics, over a websocket that is opened again when it breaks."""
        return InngestSubscription(self.api, topics)

    async def aclose(self) -> None:
        """Close all connections; the next message opens new ones."""
        await self.api.aclose()


@lru_cache(1024)
def _query(channel: str, topic: str) -> str:
    return urlencode({"channel": channel, "topic": topic})


def _largest_fields(body: bytes) -> list[tuple[str, int]]:
    """The three largest fields: of the payload, and of its largest one, and so on inside."""
    found: list[tuple[str, int]] = []
    pointer, value = "", json.loads(body)
    while isinstance(value, dict | list) and value:
        sizes = sorted(_sizes(value), key=lambda field: -field[1])
        found = [(f"{pointer}{token}", size) for token, size, _ in sizes[:3]]
        token, size, inside = sizes[0]
        if size < 0.8 * len(body) or not isinstance(inside, dict | list):
            break
        pointer, value = pointer + token, inside
    return found


def _sizes(value: Mapping[str, Any] | Sequence[Any]) -> Iterator[tuple[str, int, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inside in items:
        text = json.dumps(inside, ensure_ascii=False, separators=(",", ":"))
        yield pointer_token(key), len(text.encode()), inside
