"""What PostgresTransport makes of names, of envelopes, and of what others write."""

from __future__ import annotations

import json
from typing import Any

from realtime_runtime import Message, Realtime, TopicRef

from .channels import one, read
from .postgres_tables import new_table, publish

LONG = "é" * 5000
NAMES = [
    "",
    " ",
    "a:b",
    "a",
    "b",
    "*",
    ">",
    "a.*",
    "a.b.>",
    "a\"b'; DROP TABLE x; --",
    "a\0b",
    "a\\u0000b",
    '\x01"a\\u0000b"',
    "\ud800",
    "a\nb",
    "😀",
    LONG,
    LONG + "e",
    "%s $1 {table}",
]


async def test_any_names() -> None:
    """Channels and topics may have any names, and no two share their messages."""
    pairs = [(a, b) for a in NAMES for b in NAMES if len(a) + len(b) < 6000]
    async with new_table() as table:
        for channel, topic in pairs:
            body = json.dumps([channel, topic]).encode()
            await table.transport.send(Message.received(channel, topic, body))
        for channel, topic in pairs:
            ref: TopicRef[Any, Any, str] = TopicRef(channel, topic, one.data.payload)
            [message] = await table.transport.history(ref, last=2)
            assert json.loads(message.body) == [channel, topic]
            assert (message.channel, message.topic) == (channel, topic)
        refs = [TopicRef(a, b, one.data.payload) for a, b in pairs]
        async with Realtime(table.transport).subscribe(refs[0], *refs[1:]) as messages:
            for number, ref in enumerate(refs):
                await table.transport.send(ref(number))
                assert await read(messages, 1) == [number]


async def test_any_envelope() -> None:
    """IDs and headers are any strings; two IDs are never one."""
    async with new_table() as table:
        for name in NAMES:
            sent = one.word("a").replace(id=name, run_id=name, headers={name: name, "a": ""})
            await table.transport.send(sent)
            await table.transport.send(sent)
        kept = await table.transport.history(one.word, last=100)
    assert [message.id for message in kept] == NAMES
    assert [message.run_id for message in kept] == NAMES
    assert [dict(message.headers) for message in kept] == [{n: n, "a": ""} for n in NAMES]


async def test_what_others_wrote_into_the_table() -> None:
    """Headers and notifications that are none end nothing."""
    async with new_table() as table:
        async with Realtime(table.transport).subscribe(one.number) as messages:
            for payload in ("", "zz", "00", LONG[:3000]):
                await table.run(f"SELECT pg_notify('{table.name}', '{payload}')")
            await publish(table, 1)
            assert await read(messages, 1) == [1]
        for headers in ("{", "[1]", '{"a": 1}', "[" * 100_000):
            await table.run(f"UPDATE table SET headers = '{headers}', id = '\x01{{', body = 'x'")
            [message] = await table.transport.history(one.number, last=1)
            assert (dict(message.headers), message.body) == ({}, b"x")
