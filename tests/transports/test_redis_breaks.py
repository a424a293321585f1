"""What is lost of a connection to Redis, or of a server, and what is sent again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from realtime_runtime import ConnectionFailed, Gap, History, PublishFailed, Realtime
from realtime_runtime.transports.redis import __name__ as module
from realtime_runtime.transports.redis import following, links

from ..support.proxy import Proxy
from ..support.servers.redis import redis_port, redis_server
from ..support.waiting import eventually
from .channels import one, read
from .engines import redis_transport

if TYPE_CHECKING:
    from redis.asyncio import Redis


async def scripts_run(client: Redis) -> int:
    """How many scripts the server has run, of whoever."""
    stats = await client.info("commandstats")
    return sum(stats.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("eval", "evalsha"))


async def test_a_break_of_the_connection(prefix: str, proxy: Proxy) -> None:
    """What was published while the connection was broken arrives, once and in order."""
    gaps: list[Gap] = []
    async with (
        Realtime(redis_transport(prefix, proxy.port)) as reader,
        Realtime(redis_transport(prefix)) as writer,
        reader.subscribe(one.number, on_gap=gaps.append) as messages,
    ):
        for turn in range(0, 90, 30):
            for number in range(turn, turn + 10):
                await writer.publish(one.number, number)
            proxy.break_off()
            for number in range(turn + 10, turn + 20):
                await writer.publish(one.number, number)
            proxy.mend()
            for number in range(turn + 20, turn + 30):
                await writer.publish(one.number, number)
            assert await read(messages, 30) == list(range(turn, turn + 30))
        async with asyncio.timeout(30):
            await writer.publish(one.number, 90)
            assert await read(messages, 1) == [90]
    assert gaps == []


@pytest.mark.parametrize("once", [False, True])
async def test_a_message_that_is_sent_again_is_stored_once(
    prefix: str, proxy: Proxy, client: Redis, *, once: bool
) -> None:
    """Where the server's answer is lost, the next attempt finds what the first one has stored."""
    transport = redis_transport(prefix, proxy.port)
    await transport.send(one.number(0))
    key = f"{prefix}:{{contract:one}}:number"
    proxy.mute()
    messages = [one.number(number) for number in range(1, 40)]
    if once:
        messages = [message.replace(id=f"id {message.body!r}") for message in messages]
    sending = asyncio.gather(*map(transport.send, messages))

    async def is_stored() -> bool:
        return await client.xlen(key) == 40

    await eventually(is_stored)
    proxy.break_off()
    proxy.mend()
    await sending
    assert await client.xlen(key) == 40
    kept = await transport.history(one.number, last=100)
    assert sorted(int(message.body) for message in kept) == list(range(40))
    await transport.aclose()


async def test_more_on_its_way_than_the_history_keeps(prefix: str, proxy: Proxy) -> None:
    """What was stored and not answered has left the history when it is sent again: it is known."""
    history = History(last=2)
    async with (
        Realtime(redis_transport(prefix, history=history)) as beside,
        Realtime(redis_transport(prefix, proxy.port, history=history)) as realtime,
        beside.subscribe(one.number) as messages,
    ):
        await realtime.publish(one.number, 0)
        proxy.mute()
        sending = [asyncio.create_task(realtime.publish(one.number, n)) for n in range(1, 50)]
        assert await read(messages, 50) == list(range(50))
        proxy.break_off()
        proxy.mend()
        await asyncio.gather(*sending)
        await realtime.publish(one.number, 50)
        assert await read(messages, 1) == [50]


@pytest.mark.parametrize("once", [False, True])
async def test_an_attempt_that_comes_late(
    prefix: str, proxy: Proxy, client: Redis, monkeypatch: pytest.MonkeyPatch, *, once: bool
) -> None:
    """What the server still has to read of a silent connection was sent again over another one
    meanwhile: it is not stored again."""
    monkeypatch.setattr(links, "PATIENCE", 0.3)
    transport = redis_transport(prefix, proxy.port)
    async with Realtime(transport) as realtime:
        await realtime.publish(one.number, 0)
        before = await scripts_run(client)
        proxy.hold()
        message = one.number(1)
        await transport.send(message.replace(id="given") if once else message)
        proxy.release()

        async def has_come() -> bool:
            return await scripts_run(client) == before + 2

        await eventually(has_come)
        await realtime.publish(one.number, 2)
        assert [message.data for message in await realtime.history(one.number)] == [0, 1, 2]
    remembered = await client.pttl(
        f"{prefix}:{{contract:one}}:number:{'given' if once else message.id}"
    )
    assert 0 < remembered <= (86_400_000 if once else 600_000)


async def test_a_second_attempt_that_comes_late(prefix: str) -> None:
    """The third one has found what the first one stored. When the second one comes, the history
    has it no more, and yet it is not stored again."""
    transport = redis_transport(prefix, history=History(last=2))
    async with Realtime(transport) as realtime, realtime.subscribe(one.number) as messages:
        message = one.number(0)
        await transport.send(message)
        attempt = transport._links.get().publish_again
        await attempt(message)
        for number in (1, 2):
            await realtime.publish(one.number, number)
        await attempt(message)
        await realtime.publish(one.number, 3)
        assert await read(messages, 4) == [0, 1, 2, 3]


async def test_a_server_that_says_nothing(
    prefix: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is open and silent is given up: what was missed is read, and sent again."""
    monkeypatch.setattr(following, "_SILENCE", 0.1)
    monkeypatch.setattr(links, "PATIENCE", 0.3)
    gaps: list[Gap] = []
    async with (
        Realtime(redis_transport(prefix, proxy.port)) as realtime,
        realtime.subscribe(one.number, on_gap=gaps.append) as messages,
    ):
        await realtime.publish(one.number, 0)
        assert await read(messages, 1) == [0]
        await asyncio.sleep(0.5)  # it is asked, and answers
        proxy.mute()
        publishing = asyncio.create_task(realtime.publish(one.number, 1))
        await asyncio.sleep(0.2)
        proxy.mend()  # for new connections: what was said is lost
        await publishing
        await realtime.publish(one.number, 2)
        async with asyncio.timeout(30):
            assert await read(messages, 2) == [1, 2]
    assert gaps == []


class Loading:
    """A server that is still loading its data for the first commands, and is then another one."""

    def __init__(self, to: int, left: int) -> None:
        self._to, self._left = to, left
        self.said = 0

    async def __aenter__(self) -> Loading:
        self._proxy = await Proxy(self._to).__aenter__()
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()
        await self._proxy.__aexit__()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.said >= self._left:
            await self._proxy._forward(reader, writer)
            return
        while data := await reader.read(65536):
            if b"SETINFO" in data and b"EVALSHA" not in data:
                writer.write(b"+OK\r\n" * data.count(b"SETINFO"))
                continue
            self.said += 1
            writer.write(b"-LOADING Redis is loading the dataset in memory\r\n")
        writer.close()


async def test_a_server_that_is_loading(prefix: str) -> None:
    """A restarted server has its port open before it answers: it is asked again."""
    async with (
        Loading(redis_port(), 3) as loading,
        Realtime(redis_transport(prefix, loading.port)) as realtime,
    ):
        await realtime.publish(one.number, 1)
        assert loading.said == 3
        assert [message.data for message in await realtime.history(one.number)] == [1]


async def test_a_server_without_the_script(realtime: Realtime, client: Redis, prefix: str) -> None:
    """A server that was restarted, or has forgotten its scripts, is told them again."""
    for number in range(3):
        await client.script_flush()
        await asyncio.gather(*(realtime.publish(one.number, number) for _ in range(3)))
        assert len(await realtime.history(one.number)) == 3 * number + 3


async def test_a_history_that_was_lost(prefix: str) -> None:
    """A server without persistence that is restarted has lost the history: subscribers are told."""
    server = redis_server(persists=False)
    server.start()
    gaps: list[Gap] = []
    try:
        async with (
            Realtime(redis_transport(prefix, server.port)) as realtime,
            realtime.subscribe(one.number, on_gap=gaps.append) as messages,
        ):
            await realtime.publish(one.number, 1)
            assert await read(messages, 1) == [1]
            cursor = messages.cursor
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            await realtime.publish(one.number, 2)
            async with asyncio.timeout(30):
                assert await read(messages, 1) == [2]
            assert [gap.kind for gap in gaps] == ["reset"]
            async with realtime.subscribe(one.number, since=cursor, on_gap=gaps.append) as again:
                assert await read(again, 1) == [2]
            assert [gap.kind for gap in gaps] == ["reset"] * 2
    finally:
        server.stop()


async def test_an_absent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is tried before first need; then the error says where the server was looked for."""
    monkeypatch.setattr(f"{module}._PATIENCE", 0.3)
    async with Proxy(1) as proxy, Realtime(redis_transport("rt", proxy.port)) as realtime:
        reason = rf"Redis at 127.0.0.1:{proxy.port} cannot be reached: .*; does it run"
        with pytest.raises(PublishFailed, match=reason) as failed:
            await realtime.publish(one.number, 1)
        assert isinstance(failed.value.__cause__, ConnectionFailed)
        with pytest.raises(ConnectionFailed, match=reason):
            async with realtime.subscribe(one.number):
                pass
        with pytest.raises(ConnectionFailed, match=reason):
            await realtime.history(one.number)
