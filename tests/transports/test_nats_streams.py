"""What NatsTransport promises of its stream: how much it keeps, and what others do to it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from realtime_runtime import ConnectionFailed, Gap, History, PublishFailed

from .channels import one, other, read
from .nats_streams import administrator, new

if TYPE_CHECKING:
    from ..support.servers import Server


async def test_the_server_keeps_no_more_than_the_history(server: Server) -> None:
    """Of each topic one more than asked for, and nothing when it has expired."""
    name = uuid4().hex
    history = History(last=5, lifetime=timedelta(seconds=1))
    async with (
        new(name, server.port, history=history) as realtime,
        administrator(server.port) as js,
    ):
        for number in range(40):
            await realtime.publish(one.number, number)
            await realtime.publish(other.number, number)
        assert (await js.stream_info(name)).state.messages <= 12
        async with asyncio.timeout(30):
            while (await js.stream_info(name)).state.messages:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.1)


async def test_messages_that_were_purged(server: Server) -> None:
    """An administrator has removed what a cursor was at: a Gap, once, and then what is new."""
    name, gaps = uuid4().hex, list[Gap]()
    async with new(name, server.port) as realtime, administrator(server.port) as js:
        async with realtime.subscribe(one.number) as messages:
            await realtime.publish(one.number, 1)
            await read(messages, 1)
            cursor = messages.cursor
        await realtime.publish(one.number, 2)
        await js.purge_stream(name)
        for expected in (["trimmed"], []):
            gaps.clear()
            async with realtime.subscribe(one.number, since=cursor, on_gap=gaps.append) as messages:
                await realtime.publish(one.number, 3)
                assert await read(messages, 1) == [3]
                cursor = messages.cursor
            assert [gap.kind for gap in gaps] == expected


@pytest.mark.parametrize("how", ["memory", "deleted", "counted from one"])
async def test_a_stream_that_is_lost(server: Server, how: str) -> None:
    """It is made again; a subscriber is told, and misses nothing that came later."""
    name, gaps = uuid4().hex, list[Gap]()
    storage = "memory" if how == "memory" else "file"
    async with new(name, server.port, storage=storage) as realtime:
        async with realtime.subscribe(one.number, on_gap=gaps.append) as messages:
            for number in range(3):
                await realtime.publish(one.number, number)
            assert await read(messages, 3) == [0, 1, 2]
            cursor = messages.cursor
            if how == "memory":
                server.kill()
                server.start()
            else:
                async with administrator(server.port) as js:
                    config = (await js.stream_info(name)).config
                    await js.delete_stream(name)
                    if how == "counted from one":
                        await js.add_stream(config.evolve(first_seq=None))
            for number in range(3, 6):
                await realtime.publish(one.number, number)
            assert await read(messages, 3) == [3, 4, 5]
        assert [gap.kind for gap in gaps] == ([] if how == "deleted" else ["reset"])
        gaps.clear()
        async with realtime.subscribe(one.number, since=cursor, on_gap=gaps.append) as messages:
            assert await read(messages, 3) == [3, 4, 5]
        assert [gap.kind for gap in gaps] == ["reset"]
        assert [m.data for m in await realtime.history(one.number)] == [3, 4, 5]


async def test_the_longest_history_wins() -> None:
    """Processes with other histories share the stream; nobody's messages are dropped for them."""
    name = uuid4().hex
    async with (
        new(name, history=History(last=2)) as short,
        new(name, history=History(last=20)) as long,
    ):
        for realtime, kept in ((short, [28, 29]), (long, list(range(10, 30))), (short, [28, 29])):
            for number in range(30):
                await realtime.publish(one.number, number)
            assert [m.data for m in await realtime.history(one.number, last=50)] == kept
        async with new(name, history=History(last=2)) as again:
            await again.publish(one.number, 30)
        assert len(await long.history(one.number)) == 20


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"storage": "memory"}, "its storage is 'memory', not 'file'"),
        ({"retention": "workqueue"}, "its retention is 'workqueue', not 'limits'"),
        ({"subjects": ["elsewhere.>"]}, "does not take the subjects"),
        ({"max_age": 60.0}, "duplicates window can not be larger"),
    ],
)
async def test_a_stream_that_cannot_be_used(changes: dict[str, Any], told: str) -> None:
    """It is left as it is, and an error says why."""
    name = uuid4().hex
    async with administrator() as js, new(name) as realtime:
        await js.add_stream(
            **{"name": name, "subjects": [f"{name}.>"], "storage": "file", **changes}
        )
        try:
            with pytest.raises(ConnectionFailed, match=told):
                async with realtime.subscribe(one.number):
                    pass
            with pytest.raises(PublishFailed, match=told):
                await realtime.publish(one.number, 1)
        finally:
            await js.delete_stream(name)


async def test_a_stream_that_somebody_made() -> None:
    """What it lacks is changed, and its own limits stay."""
    name = uuid4().hex
    async with administrator() as js, new(name) as realtime:
        await js.add_stream(name=name, subjects=[f"{name}.>", f"{name}-more"], max_bytes=10**6)
        async with realtime.subscribe(one.number) as messages:
            await realtime.publish(one.number, 1)
            assert await read(messages, 1) == [1]
        config = (await js.stream_info(name)).config
        assert (config.max_bytes, config.max_msgs_per_subject) == (10**6, -1)
        assert config.subjects == [f"{name}.>", f"{name}-more"]
