"""NatsTransport: publishers and subscribers of any processes, through NATS JetStream."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...errors import TransportClosed
from ..history import History
from ..inbox import Inbox
from ..loops import PerLoop
from ..reading import Reading
from .connection import OWN
from .link import Link
from .stream import Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...messages import Message
    from ...topics import TopicRef
    from ..history import Log
    from .stream import Storage

__all__ = ["NatsTransport"]

_STREAM = re.compile(r"[A-Za-z0-9_-]{1,100}")
_SCHEMES = {"nats", "tls", "ws", "wss"}


class NatsTransport:
    """Keeps the messages of all topics in one JetStream stream, which it makes.

    `servers` are URLs of one server or of a cluster. Of each topic the stream keeps the last
    messages of `history`, each for its lifetime; of several processes with different histories the
    one that keeps most wins. A message whose ID was given is stored once within 24 hours.

    A slow reader holds nobody: its inbox has room for `capacity` messages, and what does not fit it
    reads from the history.

    `storage` is "file" or "memory", which a restart of the server empties; `replicas`, of a
    cluster, how many servers have each message. `options` are what `nats.connect` takes beside:
    credentials, TLS, names.

    Needs nats-server 2.11 or newer. Nothing is connected before something is sent or read. Event
    loops may use one transport, one after another and at once; each has a connection of its own.
    Raises ValueError for a stream's name or a URL that cannot be one.
    """

    def __init__(
        self,
        servers: str | Sequence[str] = "nats://localhost:4222",
        *,
        history: History | None = None,
        capacity: int = 1000,
        stream: str = "REALTIME",
        storage: Storage = "file",
        replicas: int | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        if not _STREAM.fullmatch(stream):
            raise ValueError(f"stream must be letters, digits, `-` and `_`, not {stream!r}")
        if storage not in ("file", "memory"):
            raise ValueError(f'storage must be "file" or "memory", not {storage!r}')
        if own := OWN.intersection(options or ()):
            raise ValueError(f"options cannot have {', '.join(sorted(own))}: NatsTransport sets it")
        urls = [servers] if isinstance(servers, str) else list(servers)
        for url in urls:
            if url.partition("://")[0] not in _SCHEMES:
                raise ValueError("a server's URL begins with nats://, tls://, ws:// or wss://")
        self._capacity = capacity
        self._stream = Stream(stream, history or History(), storage, replicas)
        self._links = PerLoop(lambda: Link(urls, options or {}, self._stream))
        self._is_closed = False

    async def send(self, message: Message[Any], /) -> None:
        """Store it. While the server cannot be reached, this tries for some seconds.

        Raises PublishFailed, PayloadTooLarge, TransportClosed.
        """
        await self._link().send(message)

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> Reading:
        """The messages of these topics, each once. Raises TransportClosed; entering it raises
        ConnectionFailed."""
        hub = self._link().hub
        inbox = Inbox(self._capacity)
        return Reading(hub, topics, since, last, epoch=self._stream.name, inbox=inbox)

    async def history(self, topic: TopicRef[Any, Any], /, *, last: int) -> Sequence[Message[Any]]:
        """The newest messages of a topic, oldest first.

        Raises ConnectionFailed, TransportClosed.
        """
        return (await self.log().newest((topic.channel, topic.topic), last)).messages

    def log(self) -> Log:
        """The history, to be read from any position on. Raises TransportClosed."""
        return self._link().log

    async def aclose(self) -> None:
        """End all subscriptions and close all connections, in every event loop."""
        self._is_closed = True
        await self._links.each(Link.aclose)

    def _link(self) -> Link:
        if self._is_closed:
            raise TransportClosed("the transport is closed")
        return self._links.get()
