"""InngestTransport: one message over Inngest's publish endpoint.

The endpoint answers 200 to everything, so what it would lose or change in silence is refused here.
Facts about it were measured on its dev server 1.43.0.
"""

from __future__ import annotations

import json
import re
import threading
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlencode
from weakref import WeakSet

from ..encoding import pointer_token
from ..errors import PayloadTooLarge, PublishFailed
from ..transports import refuse_history
from .api import MAX_BODY, NoAccess
from .http import NoResponse
from .subscriptions import InngestSubscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..messages import Message
    from ..topics import TopicRef
    from .api import InngestApi, Requests
    from .http import Response

_LEVELS = 10  # that are looked into for the largest fields: each costs an encoding of it
_sequence = count(1)
_PLAIN = re.compile(r"[\w:.-]*", re.ASCII).fullmatch


class InngestTransport:
    """Publishes and subscribes through the API that an Inngest client is configured for.

    `retries` is how often a message that was not accepted is sent again: 0, because a late
    message is worse than none where publishing is not durable. `echoes` says what becomes of a
    message that is not durable when a function's body is run again for its next step: it is
    dropped, or, as in the TypeScript SDK, sent each time.
    """

    def __init__(self, api: InngestApi) -> None:
        self.api = api
        self.retries = 0
        self.echoes: Literal["drop", "send"] = "drop"
        self._subscriptions: WeakSet[InngestSubscription] = WeakSet()
        self._lock = threading.Lock()  # of what any thread may subscribe and close

    async def send(self, message: Message[Any], /) -> None:
        """Publish, whatever the run around it. Raises PayloadTooLarge, PublishFailed."""
        await self.api.request(self._publishing(message))

    def send_sync(self, message: Message[Any], /) -> None:
        """As `send`, from code that runs in no event loop."""
        self.api.request_sync(self._publishing(message))

    def _publishing(self, message: Message[Any]) -> Requests[None]:
        url = self._publish_url(message)
        for left in range(self.retries, -1, -1):
            try:
                response = yield from self.api.post(url, message.body)
            except NoResponse as error:
                if left == 0 or isinstance(error, NoAccess):
                    raise PublishFailed(message.channel, message.topic, str(error)) from error
            else:
                if _is_accepted(message, response, left):
                    return

    def check(self, message: Message[Any], /) -> None:
        """Raises PayloadTooLarge, PublishFailed for what the server would lose behind its 200."""
        channel, topic, size = message.channel, message.topic, len(message.body)
        if size > MAX_BODY:
            largest = _largest_fields(message.body)
            raise PayloadTooLarge(channel, topic, size=size, limit=MAX_BODY, largest=largest)
        if not channel or not topic:
            raise PublishFailed(channel, topic, "a message needs a channel and a topic")
        try:
            _query(channel, topic, message.run_id)
        except UnicodeEncodeError as error:
            raise PublishFailed(channel, topic, str(error)) from error

    def _publish_url(self, message: Message[Any]) -> str:
        self.check(message)
        query = _query(message.channel, message.topic, message.run_id)
        id_ = message.id
        coded = f"%22{id_}%22" if _PLAIN(id_) else quote(json.dumps(id_))
        schema = message.payload.fingerprint
        # {"id": ..., "seq": ..., "schema": ...}, quoted; quoting it whole would cost more than all
        # else here.
        others = f"%22seq%22:{next(_sequence)},%22schema%22:%22{schema}%22"
        if message.headers:
            others += f",%22headers%22:{quote(json.dumps({**message.headers}))}"
        metadata = f"%7B%22id%22:{coded},{others}%7D"
        return f"{self.api.origin}/v1/realtime/publish?{query}&metadata={metadata}"

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> InngestSubscription:
        """The messages of these topics, over a websocket that is opened again when it breaks.

        Raises NoHistory: the server keeps none.
        """
        refuse_history(self, since, last)
        subscription = InngestSubscription(self.api, topics)
        with self._lock:
            self._subscriptions.add(subscription)
        return subscription

    async def aclose(self) -> None:
        """End all subscriptions, behind what has arrived, and close all connections; the next
        message opens new ones."""
        for subscription in self._open():
            await subscription.aclose()
        await self.api.aclose()

    def close(self) -> None:
        """As `aclose`, for programs that only publish synchronously."""
        for subscription in self._open():
            subscription.close()
        self.api.close()

    def _open(self) -> list[InngestSubscription]:
        with self._lock:
            return list(self._subscriptions)


def _is_accepted(message: Message[Any], response: Response, left: int) -> bool:
    """False for an answer after which the message is sent again. Raises PublishFailed."""
    if response.status == 200:
        return True
    # The server will not think better of a 4xx.
    if left > 0 and (response.status >= 500 or response.status == 429):
        return False
    body = response.body.strip()[:200]
    reason = f"the server answered {response.status}: {body}"
    raise PublishFailed(message.channel, message.topic, reason)


@lru_cache(1024)
def _query(channel: str, topic: str, run_id: str | None) -> str:
    names = {"channel": channel, "topic": topic}
    return urlencode(names if run_id is None else {**names, "run_id": run_id})


def _largest_fields(body: bytes) -> list[tuple[str, int]]:
    """The three largest fields: of the payload, and of its largest one, and so on inside."""
    found: list[tuple[str, int]] = []
    pointer, value = "", json.loads(body)
    for _ in range(_LEVELS):
        if not isinstance(value, dict | list) or not value:
            break
        sizes = sorted(_sizes(value), key=lambda field: -field[1])
        found = [(f"{pointer}{token}", size) for token, size, _ in sizes[:3]]
        token, size, value = sizes[0]
        pointer += token
        if size < 0.8 * len(body):
            break
    return found


def _sizes(value: Mapping[str, Any] | Sequence[Any]) -> Iterator[tuple[str, int, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inside in items:
        text = json.dumps(inside, ensure_ascii=False, separators=(",", ":"))
        yield pointer_token(key), len(text.encode()), inside
