"""The history: what the stream has of a topic, read in batches."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..history import Newest, Page
from .messages import Place, Stored, stored
from .stream import Refused
from .subjects import subject

if TYPE_CHECKING:
    from datetime import datetime

    from ..history import Key, Lost
    from .answers import Arrived
    from .connection import Connection
    from .stream import Info, Stream

log: logging.Logger = logging.getLogger("realtime_runtime")

_ALL = 2**31
_LAG = 0.02
"""Seconds after which a replica is asked again for what it did not have."""


class Reach(Protocol):
    """How the server is reached."""

    @property
    def is_replicated(self) -> bool:
        """Whether several servers have the stream."""
        ...

    async def connected(self) -> Connection:
        """An open connection; the stream was there. Raises ConnectionFailed, TransportClosed."""
        ...

    async def ensure(self) -> Info:
        """The stream, made again if the server has lost it."""
        ...


class Kept(NamedTuple):
    """Some messages of a topic, oldest first, and how many there are behind them."""

    messages: list[Stored]
    more: int


class StreamLog:
    """Reads the history of topics. A batch is one request, whatever it has of other topics."""

    def __init__(self, reach: Reach, stream: Stream) -> None:
        self._reach = reach
        self._stream = stream

    async def newest(self, topic: Key, count: int) -> Newest:
        # Before reading: what is stored meanwhile arrives, and is behind this.
        info = await self.info()
        found: list[Stored] = []
        if count := min(count, self._stream.history.last):
            begin = await self.last_sequence(topic) if count == 1 else 0
            found = (await self.read(topic, begin)).messages[-count:]
        return Newest([kept.message for kept in found], _before(found, info))

    async def after(self, topic: Key, position: str, known: datetime | None, limit: int) -> Page:
        at = Place.parse(position)
        found = await self.read(topic, at.sequence, limit + 1)
        if found.messages and _is_at(at, found.messages[0]):
            return _page(position, found.messages[1:], None, limit, more=found.more)
        info = await self.info()
        is_set_back = at.sequence > info.last or _is_overwritten(at, found)
        if is_set_back or at.sequence < info.first - 1:
            lost: Lost | None = "reset"
        else:
            behind = len(found.messages) + found.more
            seen = at.time if known is None else int(known.timestamp() * 1000)
            lost = self._lost(at, info, behind, seen)
        if lost is None:
            return _page(position, found.messages, None, limit, more=found.more)
        # Again, as the information is newer than what was found.
        kept = (await self.read(topic, 0 if is_set_back else at.sequence)).messages
        if is_set_back:
            kept = [stored for stored in kept if stored.time > at.time]
        kept = kept[-self._stream.history.last :]
        return _page(_before(kept, info), kept, lost, limit, more=0)

    async def read(self, topic: Key, start: int, count: int = _ALL) -> Kept:
        """So many messages from a sequence on."""
        messages: list[Stored] = []
        while True:
            begin = messages[-1].sequence + 1 if messages else max(start, 1)
            found, more = await self._batch(topic, begin, count - len(messages))
            messages += found
            if len(messages) >= count or (more and not found):
                return Kept(messages, more)
            if not more and not await self._is_behind(topic, messages, begin):
                return Kept(messages, 0)

    async def last_sequence(self, topic: Key) -> int:
        """Of the topic's newest message, 0 where there is none."""
        found = await self._get(topic, {"last_by_subj": subject(self._stream.name, topic)})
        return found[0].sequence if found else 0

    async def info(self) -> Info:
        connection = await self._reach.connected()
        try:
            return await self._stream.info(connection)
        except Refused:
            return await self._reach.ensure()

    def _lost(self, at: Place, info: Info, behind: int, seen: int) -> Lost | None:
        """Whether something between the place and what is there may be gone.

        Until `seen` the reader knows all. What came later is there for its lifetime, but for what
        newer messages have pushed out.
        """
        lifetime = self._stream.history.milliseconds
        is_pushed_out = behind >= info.per_topic
        has_expired = seen + lifetime <= info.now
        is_dropped = at.is_message and info.now < at.time + lifetime  # such as by a purge
        is_below = info.is_bounded and at.sequence + 1 < info.oldest
        return "trimmed" if is_pushed_out or has_expired or is_dropped or is_below else None

    async def _is_behind(self, topic: Key, messages: list[Stored], begin: int) -> bool:
        """Whether the leader has more: any replica answers, and may not have heard of all yet."""
        connection = await self._reach.connected()
        if not self._reach.is_replicated:
            return False
        begin = messages[-1].sequence + 1 if messages else begin
        request = {"seq": begin, "next_by_subj": subject(self._stream.name, topic)}
        if await self._stream.has(connection, request):
            await asyncio.sleep(_LAG)
            return True
        return False

    async def _batch(self, topic: Key, start: int, count: int) -> tuple[list[Stored], int]:
        request = {
            "seq": start,
            "next_by_subj": subject(self._stream.name, topic),
            "batch": min(count, _ALL),
        }
        *arrived, end = await self._ask(request)
        more = int(end.headers.get("Nats-Num-Pending", "0"))
        return _readable(topic, arrived), more

    async def _get(self, topic: Key, request: dict[str, object]) -> list[Stored]:
        connection = await self._reach.connected()
        body = json.dumps(request).encode()
        arrived = await connection.ask(f"$JS.API.DIRECT.GET.{self._stream.name}", body)
        return [] if arrived.status else _readable(topic, [arrived])

    async def _ask(self, request: dict[str, object]) -> list[Arrived]:
        """The messages, and what the server says behind them. Raises ConnectionFailed."""
        body = json.dumps(request).encode()
        for is_last in (False, True):
            connection = await self._reach.connected()
            arrived = await connection.ask_many(f"$JS.API.DIRECT.GET.{self._stream.name}", body)
            status = arrived[-1].status
            if status in ("204", "404"):
                return arrived
            if status != "503" or is_last:
                break
            await self._reach.ensure()  # the server has lost the stream
        told = arrived[-1].headers.get("Description", "")
        raise Refused(f"the history cannot be read: {status} {told}".strip())


def _readable(topic: Key, arrived: list[Arrived]) -> list[Stored]:
    found = []
    for each in arrived:
        try:
            found.append(stored(topic, each))
        except ValueError as error:
            log.warning("a message of the history is skipped: %s", error)
    return found


def _is_at(at: Place, first: Stored) -> bool:
    """Whether it is what the place is at."""
    return first.sequence == at.sequence and (not at.is_message or first.time == at.time)


def _is_overwritten(at: Place, found: Kept) -> bool:
    """Whether another message has its sequence: a crash has set the stream back."""
    return bool(found.messages) and found.messages[0].sequence == at.sequence


def _before(found: list[Stored], info: Info) -> str:
    """The position before what was found; where that is nothing, the end as it was before."""
    if not found:
        return str(Place(info.last, info.now, is_message=False))
    return str(Place(found[0].sequence - 1, found[0].time, is_message=False))


def _page(start: str, found: list[Stored], lost: Lost | None, limit: int, *, more: int) -> Page:
    is_end = not more and len(found) <= limit
    return Page([kept.message for kept in found[:limit]], start, lost, is_end)
