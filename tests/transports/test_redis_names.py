"""What is in Redis: names, records, and how long they are kept."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import History, Message, Realtime, TopicRef
from realtime_runtime.payloads import UNVALIDATED
from realtime_runtime.transports.redis import RedisTransport
from realtime_runtime.transports.redis.names import Names

from ..support.servers.redis import redis_port
from .channels import one, read
from .engines import redis_transport

if TYPE_CHECKING:
    from realtime_runtime.transports.history import Key
    from redis.asyncio import Redis

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


async def test_any_name(prefix: str) -> None:
    """Whatever channels and topics are called, each has its own messages."""
    topics = [(channel, topic) for channel in HOSTILE for topic in ("a", "", ":", "b}:c")]
    topics += [("a", topic) for topic in HOSTILE[3:]]
    topics = list(dict.fromkeys(topics))
    names = Names("rt", 1)
    keys = [names.stream(topic) for topic in topics]
    keys += [names.known(topic, id_) for topic in topics for id_ in ("", "a", "1", ":")]
    assert len(set(keys)) == len(keys)
    lives = [names.live(topic) for topic in topics]
    lives += [Names("rt", 0).live(topic) for topic in [*topics, ("a", "a:1"), ("", ":1")]]
    assert len(set(lives)) == len(lives)
    refs = [TopicRef[Any, Any, Any](*topic, UNVALIDATED) for topic in topics]
    transport = redis_transport(prefix)
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
        keys += [names.known((channel, "a"), id_) for id_ in HOSTILE]
        slots = {key[key.index(b"{") + 1 : key.index(b"}")] for key in keys}
        assert len(slots) == 1
        assert b"" not in slots
    assert names.stream(("pipeline:abc", "tokens")) == b"rt:{pipeline:abc}:tokens"
    with pytest.raises(ValueError, match=r"a prefix has no braces: 'a\{'"):
        RedisTransport("redis://localhost", prefix="a{")


async def test_any_id_and_header(prefix: str) -> None:
    """Strings that are no Unicode travel too."""
    transport = redis_transport(prefix)
    for number, odd in enumerate(HOSTILE):
        message = one.number(number).replace(id=odd, run_id=odd, headers={odd: odd})
        await transport.send(message)
    kept = await transport.history(one.number, last=100)
    assert [(m.id, m.run_id, dict(m.headers)) for m in kept] == [
        (odd, odd, {odd: odd}) for odd in HOSTILE
    ]
    await transport.aclose()


async def test_what_is_in_redis_is_bounded(prefix: str, client: Redis) -> None:
    """A stream keeps `last` messages until `lifetime` after the newest, an ID is known for a
    minute, one that was given for a day, and nothing else is left."""
    history = History(last=7, lifetime=timedelta(seconds=90))
    async with Realtime(redis_transport(prefix, history=history)) as realtime:
        async with realtime.subscribe(one.number, last=3) as messages:
            for number in range(50):
                await realtime.publish(one.number, number)
            await read(messages, 50)
        await realtime._transport.send(one.word("a").replace(id="given"))
    stream = f"{prefix}:{{contract:one}}:"
    keys = [key async for key in client.scan_iter(f"{prefix}*")]
    ids = [key for key in keys if key.startswith(f"{stream}number:")]
    assert len(ids) == 50
    assert all([0 < await client.pttl(key) <= 60_000 for key in ids])
    assert sorted({*keys} - {*ids}) == [f"{stream}number", f"{stream}word", f"{stream}word:given"]
    assert await client.xlen(f"{stream}number") == 7
    assert 0 < await client.pttl(f"{stream}number") <= 90_000
    assert 80_000_000 < await client.pttl(f"{stream}word:given") <= 86_400_000


async def test_a_long_history_is_trimmed_in_batches(prefix: str, client: Redis) -> None:
    """A tenth of it at once: so much more may be kept, and none of it is given."""
    async with Realtime(redis_transport(prefix, history=History(last=20))) as realtime:
        for number in range(31):
            await realtime.publish(one.number, number)
            assert await client.xlen(f"{prefix}:{{contract:one}}:number") <= 21
        assert [m.data for m in await realtime.history(one.number)] == list(range(11, 31))


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
