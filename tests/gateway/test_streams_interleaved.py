"""Durable Streams: something is published at the worst moment, or nothing is for long."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import History, MemoryTransport

from generated import pipeline_channel

from .serving import read_events, serving
from .test_streams import read

if TYPE_CHECKING:
    from datetime import datetime

    from realtime_runtime.transports.history import Key, Log, Newest, Page


class Interleaved(MemoryTransport):
    """Publishes a message at one moment, once: just before somebody `subscribe`s, or just before
    the end of the history is read (`newest`)."""

    def __init__(self, moment: str) -> None:
        super().__init__(history=History())
        self.moment = moment

    def come(self, moment: str) -> None:
        if moment == self.moment:
            self.moment = ""
            self.send_sync(pipeline_channel(run_id="abc").status({"message": "between"}))

    def subscribe(self, *arguments: Any, **options: Any) -> Any:
        self.come("subscribe")
        return super().subscribe(*arguments, **options)

    def log(self) -> Log:
        return _Interleaved(self, super().log())


class _Interleaved:
    def __init__(self, transport: Interleaved, log: Log) -> None:
        self._transport = transport
        self._log = log

    async def newest(self, topic: Key, count: int) -> Newest:
        self._transport.come("newest")
        return await self._log.newest(topic, count)

    async def after(self, topic: Key, position: str, known: datetime | None, limit: int) -> Page:
        return await self._log.after(topic, position, known, limit)


async def test_published_while_an_empty_history_is_read() -> None:
    async with serving(Interleaved("newest")) as served:
        assert (await read(served, offset="-1")).words == ["between"]


@pytest.mark.parametrize("moment", ["subscribe", "newest"])
async def test_published_while_an_event_stream_begins(moment: str) -> None:
    async with serving(Interleaved(moment)) as served:
        url = f"{served.base}/streams/pipeline:abc/status"
        params = {"token": served.key(), "offset": "-1", "live": "sse"}
        async with served.client.get(url, params=params) as response:
            [first] = await read_events(response, 1)
            await served.say("after")
            words = []
            for event in [first, *await read_events(response, 3)]:
                if event.kind == "data":
                    words += [payload["message"] for payload in json.loads(event.data)]
    assert words == ["between", "after"]


async def test_published_while_a_long_poll_begins() -> None:
    async with serving(Interleaved("subscribe")) as served:
        assert (await read(served, offset="now", live="long-poll")).words == ["between"]


@pytest.mark.parametrize("is_begun", [True, False])
@pytest.mark.parametrize("live", ["long-poll", "sse"])
async def test_who_follows_a_topic_that_is_silent_for_long_misses_nothing(
    *, is_begun: bool, live: str
) -> None:
    """The history expires meanwhile. Each answer has a place to go on from."""
    history = History(lifetime=timedelta(seconds=1))
    async with serving(MemoryTransport(history=history), poll=1.5) as served:
        served.gateway._streams._age = 1.5  # seconds of an event stream
        if is_begun:
            await served.say("a")
        offset = (await read(served)).next
        for _ in range(2):
            waited = await read(served, offset=offset, live=live)
            assert waited.status == (204 if live == "long-poll" else 200)
            offset = waited.next if live == "long-poll" else _end_of(waited.body)
        await served.say("b")
        assert (await read(served, offset=offset)).words == ["b"]


def _end_of(events: bytes) -> str:
    control = events.rstrip().rpartition(b"data:")[2]
    end: str = json.loads(control)["streamNextOffset"]
    return end


async def test_readers_of_an_empty_topic_are_at_one_place() -> None:
    """So a cache answers them with one request, and what each missed is still told."""
    async with serving() as served:
        ends = [(await read(served, offset=offset)).next for offset in ["now", "-1"] * 5]
        assert len(set(ends)) <= 2  # an interval may end meanwhile
        assert ends == sorted(ends)
