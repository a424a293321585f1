"""Connection: one connection to a NATS server. Alone imports nats-py.

nats-py connects again by itself, and tells nobody what was lost meanwhile: so it may not here, and
a connection that broke is broken for good. What it does not do itself, and is done here: waiting
callers fail at once when the connection breaks; who is cancelled is cancelled, also where nats-py
swallows that; and what arrives is handed over as it is parsed, without a queue that may overflow.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from nats import errors
from nats.aio.client import Client

from ...errors import ConnectionFailed
from .answers import NOTHING, Answer, Arrived, Silence, always, has_status

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

    Heard = Subscription
    """What is listened to."""

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that the server may take for an answer, or to accept a connection."""
SILENCE = 10.0
"""Seconds without a sign of life after which a connection is given up. Not sooner: what was sent
over it may still be stored, and who sends it again over another cannot tell."""
OWN = frozenset(
    "servers allow_reconnect max_reconnect_attempts reconnect_time_wait error_cb closed_cb "
    "disconnected_cb reconnected_cb reconnect_to_server_handler pending_size".split()
)
"""Options of nats-py that are not the user's to set."""
_LATENESS = 0.1  # seconds by which an answer may come later than it should


class Connection:
    """An open connection. Methods raise ConnectionFailed, once it is broken at once."""

    def __init__(self, servers: Sequence[str], options: Mapping[str, Any]) -> None:
        self._servers = servers
        self._options = options
        self._client = Client()
        self._error: ConnectionFailed | None = None
        self._heard: Exception | None = None  # what nats-py has told last
        self._ended = asyncio.Event()
        self._answers: dict[str, Answer] = {}
        self._looking: asyncio.TimerHandle | None = None
        self._asked = 0
        self._inbox = ""

    async def open(self) -> None:
        """Connect."""
        options = {
            "connect_timeout": PATIENCE,
            "ping_interval": 5,
            "max_outstanding_pings": 2,
            **self._options,
            "servers": list(self._servers),
            "allow_reconnect": False,
            "max_reconnect_attempts": 1,  # tries each server twice
            "reconnect_time_wait": 0,
            "pending_size": 0,  # publishing never waits: who waits for answers is enough
            "error_cb": self._hear,
        }
        try:
            await self._client.connect(**options)
            self._inbox = self._client.new_inbox()
            await self.listen(f"{self._inbox}.*", self._take)
        except (errors.Error, OSError, TimeoutError, ValueError) as error:
            await self._shut()
            where = ", ".join(map(_without_password, self._servers))
            told = self._heard if isinstance(error, errors.NoServersError) else error
            reason = f"no connection to {where} ({told or error}): is nats-server running there?"
            raise ConnectionFailed(reason) from error
        except BaseException:
            await self._shut()
            raise
        self._keeping = asyncio.create_task(self._keep())
        # However reading ends, even by an error that nats-py only logs, nothing arrives any more.
        if (reading := self._client._reading_task) is not None:
            reading.add_done_callback(self._reading_ended)

    @property
    def is_open(self) -> bool:
        return self._error is None and not self._client.is_closed

    @property
    def max_payload(self) -> int:
        """The bytes that a message may have, with its headers."""
        return self._client.max_payload

    async def ask(
        self,
        subject: str,
        body: bytes = b"",
        headers: Mapping[str, str] = NOTHING,
        *,
        patience: float = PATIENCE,
    ) -> Arrived:
        """Publish, and wait for the reply."""
        return (await self._ask(subject, body, headers, patience, is_whole=always))[0]

    async def ask_many(self, subject: str, body: bytes) -> list[Arrived]:
        """Publish, and wait for all replies, the last of which has a status."""
        return await self._ask(subject, body, NOTHING, PATIENCE, is_whole=has_status)

    async def ping(self, patience: float = SILENCE) -> None:
        """When this returns, all that the server had sent has arrived.

        A server that does not answer breaks the connection.
        """
        try:
            await self._ask("", b"", NOTHING, patience, is_whole=always)
        except ConnectionFailed as error:
            self.give_up(str(error), Silence)
            raise Silence(str(error)) from error

    async def listen(self, subject: str, take: Callable[[Arrived], None]) -> Heard:
        """What is published to the subject is handed to `take`, once the server has heard of it."""
        self._check()
        try:
            handler = _Handler(take, self.give_up)
            return await _cancellable(self._client.subscribe, subject, future=handler)
        except (errors.Error, OSError) as error:
            raise ConnectionFailed(str(error)) from error

    async def unlisten(self, heard: Heard) -> None:
        """What is published arrives no more."""
        self._check()
        try:
            await _cancellable(heard.unsubscribe)
        except (errors.Error, OSError) as error:
            raise ConnectionFailed(str(error)) from error

    def give_up(self, reason: str, kind: type[ConnectionFailed] = ConnectionFailed) -> None:
        """From now on it is broken."""
        if self._error is None:
            self._error = kind(f"the connection to NATS broke: {reason}")
            self._ended.set()
            for answer in self._answers.values():
                answer.fail(self._error)

    async def until_broken(self, seconds: float) -> None:
        """Wait so long, or raise as soon as it breaks."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        self._check()

    async def aclose(self) -> None:
        self.give_up("it was closed")
        await asyncio.wait([self._keeping])

    def _check(self) -> None:
        if self._error is None and self._client.is_closed:
            self.give_up(str(self._client.last_error or "the server ended it"))
        if self._error is not None:
            raise type(self._error)(str(self._error)) from self._client.last_error

    async def _ask(
        self,
        subject: str,
        body: bytes,
        headers: Mapping[str, str],
        patience: float,
        *,
        is_whole: Callable[[Arrived], bool],
    ) -> list[Arrived]:
        """Publish with a reply subject of its own; without a subject, to that itself."""
        self._check()
        self._asked += 1
        reply = f"{self._inbox}.{self._asked:x}"
        answer = self._answers[reply] = Answer(is_whole, patience)
        if self._looking is None:
            self._look_for_late_answers()
        try:
            await self._client.publish(
                subject or reply,
                body,
                reply if subject else "",
                dict(headers) if headers else None,
            )
            return await answer.whole
        except (errors.Error, OSError) as error:
            raise ConnectionFailed(str(error)) from error
        finally:
            del self._answers[reply]

    def _look_for_late_answers(self) -> None:
        """One timer for all that are waited for: one each would cost a fifth of publishing."""
        self._looking = None
        for answer in self._answers.values():
            answer.fail_if_late()
        if self._answers and self._error is None:
            later = asyncio.get_running_loop().call_later
            self._looking = later(_LATENESS, self._look_for_late_answers)

    def _take(self, arrived: Arrived) -> None:
        answer = self._answers.get(arrived.subject)
        if answer is not None:
            answer.add(arrived)

    async def _hear(self, error: Exception) -> None:
        self._heard = error
        if "permissions violation" in str(error) or isinstance(error, errors.SlowConsumerError):
            self.give_up(str(error))

    def _reading_ended(self, reading: asyncio.Task[None]) -> None:
        told = None if reading.cancelled() else reading.exception()
        error = told or self._heard or self._client.last_error
        is_silent = type(error) is errors.StaleConnectionError  # not UnexpectedEOF, which is one
        self.give_up(
            str(error or "the server ended it"), Silence if is_silent else ConnectionFailed
        )

    async def _keep(self) -> None:
        """Close it when it is broken, and also when its event loop ends."""
        try:
            await self._ended.wait()
        finally:
            self.give_up("its event loop ended")
            if self._looking is not None:
                self._looking.cancel()
            await self._shut()

    async def _shut(self) -> None:
        """Free what nats-py holds, also where it failed to."""
        with suppress(errors.Error, OSError, TimeoutError):
            async with asyncio.timeout(1):  # it waits for a server that does not read
                await self._client.close()
        if self._client._transport:
            close: Callable[[], None] = self._client._transport.close
            close()


class _Handler(asyncio.Future["Msg"]):
    """Takes each message of a subscription in the moment in which nats-py has parsed it. Its own
    queues have a task for each subscription, and drop what they have no room for."""

    def __init__(self, take: Callable[[Arrived], None], fail: Callable[[str], None]) -> None:
        super().__init__()
        self._hand_over = take
        self._fail = fail

    def set_result(self, result: Msg) -> None:
        try:
            self._hand_over(Arrived(result.subject, result.data, result.headers or NOTHING))
        except Exception as error:  # nats-py would stop reading, and tell nobody
            self._fail(repr(error))


async def _cancellable(
    call: Callable[P, Awaitable[T]], *arguments: P.args, **options: P.kwargs
) -> T:
    """Call nats-py. It swallows a cancellation while it waits for room to write."""
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    result = await call(*arguments, **options)
    if task and task.cancelling() > before:
        raise asyncio.CancelledError
    return result


def _without_password(server: str) -> str:
    parts = urlsplit(server)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
