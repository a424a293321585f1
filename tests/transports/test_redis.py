"""What RedisTransport does beyond the contract: names, breaks, retries, and what is in Redis."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from realtime_runtime import (
    ConnectionFailed,
    Gap,
    History,
    Message,
    PublishFailed,
    Realtime,
    TopicRef,
    TransportClosed,
)
from realtime_runtime.payloads import UNVALIDATED
from realtime_runtime.transports.redis import RedisTransport, following, links
from realtime_runtime.transports.redis import __name__ as module
from realtime_runtime.transports.redis.names import Names
from redis.asyncio import Redis

from ..support.proxy import Proxy
from ..support.servers.redis import redis_port, redis_server
from .channels import one, other, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from realtime_runtime.transports.history import Key

HOSTILE = [
    "",
    "%",
    "%25",
    "a",
    "a:b",
    "a:a",
    "a}:b",
    "a}:{b",
    "{a}",
    "}{",
    "*",
    ">",
    "a.b c\r\n",
    "\0",
    "é",
    "e\u0301",
    "\ud800",
    "😀" * 1000,
]


@pytest.fixture
def prefix() -> str:
    return uuid4().hex


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    async with Proxy(redis_port()) as proxy:
        yield proxy


@pytest.fixture
async def client() -> AsyncIterator[Redis]:
    async with Redis(port=redis_port(), decode_responses=True) as client:
        yield client


def transport_of(port: int, prefix: str, **settings: Any) -> RedisTransport:
    return RedisTransport(f"redis://127.0.0.1:{port}", prefix=prefix, **settings)


@pytest.fixture
async def realtime(prefix: str) -> AsyncIterator[Realtime]:
    async with Realtime(transport_of(redis_port(), prefix)) as realtime:
        yield realtime


async def eventually(holds: Callable[[], Any]) -> None:
    """Wait until something holds, or a coroutine says so."""
    async with asyncio.timeout(30):
        while True:
            value = holds()
            if await value if asyncio.iscoroutine(value) else value:
                return
            await asyncio.sleep(0.01)


async def test_any_name(prefix: str) -> None:
    """Whatever channels and topics are called, each has its own messages."""
    topics = [(channel, topic) for channel in HOSTILE for topic in ("a", "", ":", "b}:c")]
    topics += [("a", topic) for topic in HOSTILE[3:]]
    topics = list(dict.fromkeys(topics))
    names = Names("rt", 1)
    keys = [names.stream(topic) for topic in topics]
    keys += [names.once(topic, id_) for topic in topics for id_ in ("", "a", "1", ":")]
    assert len(set(keys)) == len(keys)
    lives = [names.live(topic) for topic in topics]
    lives += [Names("rt", 0).live(topic) for topic in [*topics, ("a", "a:1"), ("", ":1")]]
    assert len(set(lives)) == len(lives)
    refs = [TopicRef[Any, Any, Any](*topic, UNVALIDATED) for topic in topics]
    transport = transport_of(redis_port(), prefix)
    async with transport.subscribe(refs) as messages, asyncio.timeout(60):
        for number, topic in enumerate(topics):
            await transport.send(Message.received(*topic, b"%d" % number))
        seen: dict[Key, int] = {}
        for _ in topics:
            message = await anext(messages)
            assert isinstance(message, Message)
            seen[message.channel, message.topic] = int(message.body)
    assert seen == {topic: number for number, topic in enumerate(topics)}
    for number, ref in enumerate(refs):
        assert [int(m.body) for m in await transport.history(ref, last=5)] == [number]
    await transport.aclose()


def test_keys_of_a_channel_share_a_slot() -> None:
    """What is between the first braces of a key decides about its slot, and is the channel."""
    names = Names("rt", 0)
    for channel in HOSTILE:
        keys = [names.stream((channel, topic)) for topic in HOSTILE]
        keys += [names.once((channel, "a"), id_) for id_ in HOSTILE]
        slots = {key[key.index(b"{") + 1 : key.index(b"}")] for key in keys}
        assert len(slots) == 1
        assert b"" not in slots
    assert names.stream(("pipeline:abc", "tokens")) == b"rt:{pipeline:abc}:tokens"
    with pytest.raises(ValueError, match=r"a prefix has no braces: 'a\{'"):
        RedisTransport("redis://localhost", prefix="a{")


async def test_any_id_and_header(prefix: str) -> None:
    """Strings that are no Unicode travel too."""
    transport = transport_of(redis_port(), prefix)
    for number, odd in enumerate(HOSTILE):
        message = one.number(number).replace(id=odd, run_id=odd, headers={odd: odd})
        await transport.send(message)
    kept = await transport.history(one.number, last=100)
    assert [(m.id, m.run_id, dict(m.headers)) for m in kept] == [
        (odd, odd, {odd: odd}) for odd in HOSTILE
    ]
    await transport.aclose()


async def test_a_break_of_the_connection(prefix: str, proxy: Proxy) -> None:
    """What was published while the connection was broken arrives, once and in order."""
    gaps: list[Gap] = []
    async with (
        Realtime(transport_of(proxy.port, prefix)) as reader,
        Realtime(transport_of(redis_port(), prefix)) as writer,
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
    transport = transport_of(proxy.port, prefix)
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


async def test_a_server_that_says_nothing(
    prefix: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is open and silent is given up: what was missed is read, and sent again."""
    monkeypatch.setattr(following, "_SILENCE", 0.1)
    monkeypatch.setattr(links, "PATIENCE", 0.3)
    gaps: list[Gap] = []
    async with (
        Realtime(transport_of(proxy.port, prefix)) as realtime,
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
        Realtime(transport_of(loading.port, prefix)) as realtime,
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


async def test_waiting_publishers_go_together(realtime: Realtime, client: Redis) -> None:
    """A thousand publishers at once take some rounds to the server, and one connection."""
    await realtime.publish(one.number, 0)
    before, clients = await client.info("stats"), await client.info("clients")
    await asyncio.gather(*(realtime.publish(one.number, number) for number in range(1000)))
    after = await client.info("stats")
    assert after["total_reads_processed"] - before["total_reads_processed"] < 100
    assert after["total_commands_processed"] - before["total_commands_processed"] >= 1000
    assert (await client.info("clients"))["connected_clients"] == clients["connected_clients"]


async def test_a_cancelled_publisher_disturbs_nobody(realtime: Realtime) -> None:
    """The others' messages are stored, each once."""
    for moment in range(8):
        sending = [asyncio.create_task(realtime.publish(one.number, n)) for n in range(20)]
        for _ in range(moment):
            await asyncio.sleep(0)
        for task in sending[::2]:
            task.cancel()
        done = await asyncio.gather(*sending, return_exceptions=True)
        assert done[1::2] == [None] * 10
        kept = [message.data for message in await realtime.history(one.number, last=20)]
        odd = [number for number in kept if number % 2]
        assert odd[-10:] == list(range(1, 20, 2))


def test_event_loops_at_once(prefix: str) -> None:
    """Each has its own connections; closing in one ends the subscriptions of the others."""
    transport = transport_of(redis_port(), prefix)
    ready, seen = threading.Barrier(3), list[list[int]]()

    async def follow() -> None:
        async with Realtime(transport).subscribe(one.number) as messages:
            await asyncio.to_thread(ready.wait)
            seen.append(await read(messages, 10))
            assert await anext(messages, None) is None

    threads = [threading.Thread(target=lambda: asyncio.run(follow())) for _ in range(2)]
    for thread in threads:
        thread.start()

    async def publish() -> None:
        realtime = Realtime(transport)
        await asyncio.to_thread(ready.wait)
        for number in range(10):
            await realtime.publish(one.number, number)
        await eventually(lambda: len(seen) == 2)
        await transport.aclose()

    asyncio.run(publish())
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert seen == [list(range(10))] * 2


async def test_what_is_in_redis_is_bounded(prefix: str, client: Redis) -> None:
    """A stream keeps `last` messages until `lifetime` after the newest, an ID that was given a day,
    and nothing else is left."""
    history = History(last=7, lifetime=timedelta(seconds=90))
    async with Realtime(transport_of(redis_port(), prefix, history=history)) as realtime:
        async with realtime.subscribe(one.number, last=3) as messages:
            for number in range(50):
                await realtime.publish(one.number, number)
            await read(messages, 50)
        await realtime._transport.send(one.word("a").replace(id="given"))
    stream = f"{prefix}:{{contract:one}}:"
    keys = [key async for key in client.scan_iter(f"{prefix}*")]
    assert sorted(keys) == [f"{stream}number", f"{stream}word", f"{stream}word:given"]
    assert await client.xlen(f"{stream}number") == 7
    assert 0 < await client.pttl(f"{stream}number") <= 90_000
    assert 80_000_000 < await client.pttl(f"{stream}word:given") <= 86_400_000


async def test_databases_are_apart(prefix: str) -> None:
    """Two databases of a server share nothing, though what is published reaches both."""
    url = f"redis://127.0.0.1:{redis_port()}"
    async with (
        Realtime(RedisTransport(f"{url}/0", prefix=prefix)) as zero,
        Realtime(RedisTransport(f"{url}/1", prefix=prefix)) as first,
        zero.subscribe(one.number) as of_zero,
        first.subscribe(one.number) as of_first,
    ):
        await zero.publish(one.number, 0)
        await first.publish(one.number, 1)
        assert (await read(of_zero, 1), await read(of_first, 1)) == ([0], [1])
        assert [message.data for message in await first.history(one.number)] == [1]


async def test_what_is_no_message_is_skipped(
    realtime: Realtime, client: Redis, prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever another program publishes or stores under our names, it ends no subscription."""
    name = f"{prefix}:{{contract:one}}:number"
    odd = ["", "x", "1-1", "1-1\n", "1-1\nx\n1", "99999999999999-1\n[1,2,3]\n1", f"{2**44}-1\n[]"]
    odd += ["1-99999999999999999999\n[]\n", "1-1\n" + "[" * 100_000, "1-1\n[]\n1", "1-1\n{}\n"]
    async with realtime.subscribe(one.number) as messages:
        for text in odd:
            await client.publish(name, text)
        await realtime.publish(one.number, 5)
        assert await read(messages, 1) == [5]
    for text in odd:
        await client.xadd(name, {"m": text})
    await client.xadd(name, {"m": '[1,2,"x",4]\n7'})
    with caplog.at_level(logging.WARNING, "realtime_runtime"):
        assert [message.data for message in await realtime.history(one.number)] == [5, 7]
    assert "skipped what is no message" in caplog.text


async def test_a_history_that_was_lost(prefix: str) -> None:
    """A server without persistence that is restarted has lost the history: subscribers are told."""
    server = redis_server(persists=False)
    server.start()
    gaps: list[Gap] = []
    try:
        async with (
            Realtime(transport_of(server.port, prefix)) as realtime,
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
    async with Proxy(1) as proxy, Realtime(transport_of(proxy.port, "rt")) as realtime:
        reason = rf"Redis at 127.0.0.1:{proxy.port} cannot be reached: .*; does it run"
        with pytest.raises(PublishFailed, match=reason) as failed:
            await realtime.publish(one.number, 1)
        assert isinstance(failed.value.__cause__, ConnectionFailed)
        with pytest.raises(ConnectionFailed, match=reason):
            async with realtime.subscribe(one.number):
                pass
        with pytest.raises(ConnectionFailed, match=reason):
            await realtime.history(one.number)


@pytest.mark.parametrize("url", ["", "localhost", "http://localhost", "redis://localhost:port"])
def test_a_url_that_is_none(url: str) -> None:
    """It is refused at once."""
    with pytest.raises(ValueError, match=r"Redis|[Pp]ort"):
        RedisTransport(url)


async def test_a_wrong_password() -> None:
    """The server's words are in the error, the password is not."""
    url = f"redis://:secret@127.0.0.1:{redis_port()}"
    async with Realtime(RedisTransport(url)) as realtime:
        with pytest.raises(ConnectionFailed, match=r"AUTH|WRONGPASS|password") as failed:
            await realtime.history(one.number)
    assert "secret" not in str(failed.value)


async def test_a_key_of_another_kind(realtime: Realtime, client: Redis, prefix: str) -> None:
    """What the server refuses is said at once, and nothing is retried; others are not disturbed."""
    await client.set(f"{prefix}:{{contract:one}}:number", "text")
    with pytest.raises(PublishFailed, match=r"Redis refused it: .*WRONGTYPE"):
        await realtime.publish(one.number, 1)
    with pytest.raises(ConnectionFailed, match=r"the history cannot be read: .*WRONGTYPE"):
        await realtime.history(one.number)
    await asyncio.gather(
        *(realtime.publish(topic, 1) for topic in (one.number, other.number)),
        return_exceptions=True,
    )
    assert len(await realtime.history(other.number)) == 1


async def test_closing_waits_for_what_is_being_sent(prefix: str, client: Redis) -> None:
    """A message that is on its way is stored and acknowledged; later ones are refused."""
    transport = transport_of(redis_port(), prefix)
    sending = [asyncio.create_task(transport.send(one.number(n))) for n in range(50)]
    await asyncio.sleep(0)
    await transport.aclose()
    assert await asyncio.gather(*sending) == [None] * 50
    assert await client.xlen(f"{prefix}:{{contract:one}}:number") == 50
    with pytest.raises(TransportClosed):
        await transport.send(one.number(1))


async def test_a_client_gives_its_settings(prefix: str, client: Redis) -> None:
    """Its own connections are not used, and it is not closed."""
    async with (
        Realtime(RedisTransport(client, prefix=prefix)) as realtime,
        realtime.subscribe(one.number) as messages,
    ):
        await realtime.publish(one.number, 1)
        assert await read(messages, 1) == [1]
    assert await client.ping()


def test_the_core_does_not_load_redis() -> None:
    """Who has no use for Redis needs no redis-py."""
    code = "import realtime_runtime, sys; print('redis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
