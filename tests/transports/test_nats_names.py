"""What NatsTransport makes of names, of envelopes, and of what others publish."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest
from realtime_runtime import Message, TopicRef
from realtime_runtime.payloads import UNVALIDATED
from realtime_runtime.transports.nats import NatsTransport
from realtime_runtime.transports.nats.messages import Place
from realtime_runtime.transports.nats.subjects import live, subject, token

from .channels import one, read
from .nats_streams import NUMBER, administrator, new, url

LONG = "a-name-that-is-long." * 200
NAMES = [
    *("", " ", ".", "..", "*", ">", "a.b", "a", "A", "%", "%2E", "%-", "a*", "a>", "$JS.API", "é"),
    *(
        "\r\n",
        "\0",
        "\ud800",
        "日本" * 40,
        "日本" * 41,
        LONG,
        LONG + "1",
        token(LONG),
        "=?utf-8?q?a?=",
    ),
]


async def test_any_name() -> None:
    """Whatever their names, two topics share nothing, neither live nor in the history."""
    keys = [(name, "t") for name in NAMES] + [("c", name) for name in NAMES]
    refs = [TopicRef(*key, UNVALIDATED) for key in keys]
    transport = NatsTransport(url(), stream=uuid4().hex)
    async with transport.subscribe(refs) as messages, asyncio.timeout(60):
        for channel, topic in keys:
            body = json.dumps([channel, topic]).encode()
            await transport.send(Message.received(channel, topic, body))
        for channel, topic in keys:
            message = await anext(messages)
            assert isinstance(message, Message)
            assert [message.channel, message.topic] == json.loads(message.body) == [channel, topic]
    for ref in refs:
        [kept] = await transport.history(ref, last=10)
        assert [kept.channel, kept.topic] == json.loads(kept.body) == [ref.channel, ref.topic]
    await transport.aclose()


def test_tokens() -> None:
    """A token is never two names', and stays short."""
    tokens = [token(name) for name in NAMES]
    assert len(set(tokens)) == len(NAMES)
    assert max(map(len, tokens)) <= 150
    assert not any(set(token) & set(" .*>\r\n") for token in tokens)


@pytest.mark.parametrize(
    "place", [(0, 0, False), (2**64 - 1, 2**43 - 1, True), (1 << 60, 1, False)]
)
def test_places(place: tuple[int, int, bool]) -> None:
    """A place is read as it was written; the sequence comes first in their order."""
    text = str(Place(*place))
    assert Place.parse(text) == place
    before, at = Place(5, 9, is_message=False), Place(6, 1, is_message=False)
    assert str(before) < str(at) < str(at._replace(is_message=True))
    assert Place.parse("f" * 28)


async def test_an_envelope_of_any_strings() -> None:
    """ID, run ID and headers come back as they were, live and from the history."""
    headers = {name: name for name in NAMES} | {"Nats-Msg-Id": "x", "Status": "404"}
    async with new() as realtime:
        for given in NAMES[1:]:
            message = one.number(1).replace(id=given, run_id=given, headers=headers)
            async with realtime.subscribe(one.number) as messages, asyncio.timeout(30):
                await realtime._transport.send(message)
                arrived = await anext(messages)
            [kept] = await realtime.history(one.number, last=1)
            for each in (arrived, kept):
                assert (each.id, each.run_id, dict(each.headers)) == (given, given, headers)
                assert each.created_ns == message.created_ns


async def test_what_others_publish() -> None:
    """Messages of other programs are received, whatever their headers; none ends a subscription."""
    where = "stream-of-others"
    odd: list[dict[str, str] | None] = [
        None,
        {"Realtime": "{"},
        {"Realtime": "[1]"},
        {"Realtime": '{"id": 5, "at": "x", "run": [], "headers": {"a": 1, "b": "c"}}'},
        {"Realtime": "[" * 50_000},
        {"Status": "404", "Nats-Sequence": "x", "Nats-Msg-Id": "given"},
    ]
    async with new(where) as realtime, administrator() as js:
        invalid: list[Exception] = []
        async with realtime.subscribe(one.number, on_invalid=invalid.append) as messages:
            for number, headers in enumerate(odd):
                await js.publish(subject(where, NUMBER), str(number).encode(), headers=headers)
            await js.publish(subject(where, NUMBER), b"\xff{")
            await js._nc.publish(live(subject(where, NUMBER)), b"not stored")
            await js.publish(subject(where, NUMBER), b"99")
            assert await read(messages, len(odd) + 1) == [*range(len(odd)), 99]
        assert len(invalid) == 1
        kept = await realtime.history(one.number, on_invalid=lambda error: None)
        assert [message.data for message in kept] == [*range(len(odd)), 99]
        assert kept[-2].id == "given"
        assert len({message.id for message in kept}) == len(kept)
        await js.delete_stream(where)
