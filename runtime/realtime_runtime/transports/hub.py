"""Hub: one connection to what is published, for all subscriptions of an event loop.

An engine says three things: how messages are followed (`Source.follow`), and how a topic's history
is read again (`Log`). All else is here and in `reading`: who reads what, connecting again, and what
a subscription has missed meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import ConnectionFailed
from ..messages import Gap
from ..tasks import end, until_one_ends
from .backoff import Backoff
from .inboxes import Inboxes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractAsyncContextManager

    from ..messages import Message
    from .history import Key, Log
    from .inbox import Inbox

log: logging.Logger = logging.getLogger("realtime_runtime")


class Source(Protocol):
    """Where messages come from."""

    def follow(self) -> AbstractAsyncContextManager[Following]:
        """Connect. Raises ConnectionFailed."""
        ...


class Following(Protocol):
    """An open connection to what is published from now on. It is not opened again when it breaks:
    then each method raises ConnectionFailed."""

    async def listen(self, topics: Collection[Key]) -> None:
        """When this returns, what is published to these topics arrives."""
        ...

    async def unlisten(self, topics: Collection[Key]) -> None:
        """What is published to these topics need not arrive any more."""
        ...

    async def receive(
        self, arrive: Callable[[Message[Any]], None], alive: Callable[[], None]
    ) -> None:
        """Hand over each message as it arrives, and call `alive` at every other sign of life, until
        the connection breaks. Runs beside `listen` and `unlisten`."""
        ...


class Hub(Inboxes["Inbox"]):
    """Follows a source for as long as there are subscriptions, and connects again.

    Where the connection was broken, each inbox has a Gap, in its place among the messages: whoever
    reads it asks the history what was missed, when what is new arrives again.
    """

    def __init__(self, source: Source, log: Log | None, backoff: Backoff | None = None) -> None:
        super().__init__()
        self.log = log
        self._source = source
        self._backoff = backoff or Backoff(longest=5)
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._came_or_left: set[Key] = set()  # where `_listen` has to look
        self._connected = asyncio.Event()
        self._listening: set[Key] = set()
        self._entering: dict[asyncio.Future[Exception | None], Collection[Key]] = {}
        self._alive = time.time()  # the last sign of life

    async def enter(self, inbox: Inbox, topics: Collection[Key]) -> None:
        """As there; it waits until the topics are listened to."""
        await super().enter(inbox, topics)
        if self._listening.issuperset(topics):
            return
        entered: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        self._entering[entered] = topics
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow())
        self._look_at(topics)
        try:
            error = await entered
            self.check_open()
            if error is not None:
                raise ConnectionFailed(str(error)) from error
        except BaseException:
            self.leave(inbox, topics)
            raise
        finally:
            del self._entering[entered]

    def leave(self, inbox: Inbox, topics: Collection[Key]) -> None:
        """As there; what nobody reads any more need not be listened to."""
        super().leave(inbox, topics)
        with suppress(RuntimeError):  # the event loop is closed, and so is the connection
            self._look_at(topics)

    async def aclose(self) -> None:
        """End every subscription, and wait until the connection is closed."""
        self.close()
        self._connected.set()
        self._end_entering(None)
        if self._task is not None:
            await end(self._task)

    async def until_connected(self) -> None:
        if not self.is_closed:
            await self._connected.wait()

    async def _follow(self) -> None:
        """Connect, and connect again, until cancelled."""
        while True:
            try:
                async with self._source.follow() as following:
                    self._backoff.opened()
                    self._is_alive()
                    await until_one_ends(
                        following.receive(self._arrive, self._is_alive), self._listen(following)
                    )
            except ConnectionFailed as error:
                self._interrupt(error)
            except Exception as error:
                self._connected.clear()
                self._listening.clear()
                self._end_entering(error)
                for inbox in self.all():
                    inbox.close(error)
                raise
            await asyncio.sleep(self._backoff.wait())

    def _look_at(self, topics: Collection[Key]) -> None:
        self._came_or_left.update(topics)
        self._changed.set()

    async def _listen(self, following: Following) -> None:
        """Listen to the topics that are subscribed to, whenever these change. What that costs does
        not depend on how many others there are."""
        self._came_or_left.update(self.by_topic)
        while True:
            self._changed.clear()
            topics, self._came_or_left = self._came_or_left, set()
            if new := {t for t in topics - self._listening if t in self.by_topic}:
                await following.listen(new)
                self._listening |= new
            if old := {t for t in topics & self._listening if t not in self.by_topic}:
                self._listening -= old
                await following.unlisten(old)
            self._connected.set()
            self._end_entering(None, self._listening)
            await self._changed.wait()

    def _arrive(self, message: Message[Any]) -> None:
        self._alive = time.time()
        for inbox in self.by_topic.get((message.channel, message.topic), ()):
            inbox.take(message)

    def _is_alive(self) -> None:
        self._alive = time.time()

    def _interrupt(self, error: ConnectionFailed) -> None:
        """What was published since the last sign of life may not have arrived."""
        was_connected = self._connected.is_set()
        self._connected.clear()
        self._listening.clear()
        self._end_entering(error)
        if was_connected:
            log.warning("subscriptions interrupted (%s); connecting again", error)
            since = datetime.fromtimestamp(self._alive, UTC)
            for inbox in self.all():
                inbox.take(Gap(since, datetime.now(UTC), str(error)))

    def _end_entering(self, error: Exception | None, listening: set[Key] | None = None) -> None:
        """Let those go on whose topics are listened to; all, where `listening` is None."""
        for entered, topics in self._entering.items():
            if not entered.done() and (listening is None or listening.issuperset(topics)):
                entered.set_result(error)
