"""Access: who may read what."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RealtimeError
from .asgi import UNAUTHENTICATED, Refused, Request
from .tokens import Grant, TokenRequest, Tokens

if TYPE_CHECKING:
    from ..channels import Channel
    from ..registry import Channels
    from ..topics import TopicRef
    from .limits import Limits

Topics = Sequence["TopicRef[Any, Any]"]
Authorize = Callable[[TokenRequest], bool | Awaitable[bool]]
"""Whether who asks may read these topics."""
Public = Callable[["TopicRef[Any, Any]"], bool]
"""Whether anybody may read a topic."""


class Access:
    """Names and tokens that come from outside, as topics. Every method raises Refused."""

    def __init__(
        self,
        tokens: Tokens,
        channels: Channels,
        limits: Limits,
        authorize: Authorize | None,
        public: Public | None,
    ) -> None:
        self._tokens = tokens
        self._channels = channels
        self._limits = limits
        self._authorize = authorize
        self._public = public

    def admit(self, token: str) -> tuple[Grant, Topics]:
        """What a token allows."""
        grant = self._tokens.read(token)
        try:
            return grant, self._topics(grant.channel, grant.topics)[1]
        except Refused as refused:  # it was made by an older program
            raise Refused(*UNAUTHENTICATED) from refused

    def stream(self, path: str, token: str) -> tuple[TopicRef[Any, Any], bool]:
        """The topic of a stream that may be read, and whether anybody may.

        Who may not read a topic is not told whether there is one.
        """
        channel, _, name = path.rpartition("/")
        if self._public is not None:
            try:
                [topic] = self._topics(channel, [name])[1]
            except Refused:
                pass
            else:
                if self._public(topic) is True:  # not what an `async def` returns
                    return topic, True
        for topic in self.admit(token)[1]:
            if (topic.channel, topic.topic) == (channel, name):
                return topic, False
        raise Refused(403, "The token is of other topics")

    async def asked(self, request: Request, body: bytes) -> Grant:
        """The grant that a request asks for, where the user's own `authorize` allows it."""
        if self._authorize is None:
            raise Refused(404, "Not found")
        name, names = _asked(body)
        channel, topics = self._topics(name, names)
        asking = TokenRequest(channel, topics, request.headers, request.scope)
        answer = self._authorize(asking)
        if (await answer if inspect.isawaitable(answer) else answer) is not True:
            raise Refused(403, "Not allowed")
        return Grant(channel.name, tuple(topic.topic for topic in topics))

    def _topics(self, name: str, names: Iterable[str]) -> tuple[Channel, Topics]:
        try:
            channel = self._channels.resolve(name)
        except RealtimeError as error:
            raise Refused(404, "There is no such channel") from error
        known = channel.topics
        topics = [known[topic] for topic in dict.fromkeys(names) if topic in known]
        if len(topics) != len(set(names)):
            raise Refused(404, "There is no such topic")
        if not 0 < len(topics) <= self._limits.topics:
            raise Refused(400, f"A token is of 1 to {self._limits.topics} topics")
        return channel, topics


def _asked(body: bytes) -> tuple[str, list[str]]:
    """The channel and the topics of a request for a token, in the form of Inngest's SDK."""
    try:
        asked = json.loads(body)
        channels = {entry["channel"] for entry in asked}
        names = [entry["name"] for entry in asked]
    except (ValueError, LookupError, TypeError, RecursionError):
        channels, names = set(), []
    if len(channels) != 1 or not all(isinstance(name, str) for name in [*channels, *names]):
        way = '[{"channel": "...", "name": "...", "kind": "run"}], of one channel'
        raise Refused(400, f"A token is asked for with {way}")
    return channels.pop(), names
