"""What the inspector keeps of the messages that pass, and what a transport can that it watches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import History, MemoryTransport, Message
from realtime_runtime.gateway.inspector.record import MESSAGES, Record
from realtime_runtime.gateway.inspector.watched import watched
from realtime_runtime.inngest import Inngest
from realtime_runtime.transports import (
    CheckingTransport,
    LastingTransport,
    LoggedTransport,
    SyncTransport,
    TransactionalTransport,
)
from realtime_runtime.transports.nats import NatsTransport
from realtime_runtime.transports.postgres import PostgresTransport
from realtime_runtime.transports.redis import RedisTransport

from generated import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Callable

    from realtime_runtime.transports import Transport

ABILITIES: tuple[type, ...] = (
    CheckingTransport,
    LastingTransport,
    LoggedTransport,
    SyncTransport,
    TransactionalTransport,
)
TRANSPORTS: dict[str, Callable[[], Transport]] = {
    "memory": MemoryTransport,
    "memory with history": lambda: MemoryTransport(history=History()),
    "redis": lambda: RedisTransport("redis://127.0.0.1:1"),
    "postgres": lambda: PostgresTransport("postgresql://127.0.0.1:1/none"),
    "nats": lambda: NatsTransport("nats://127.0.0.1:1"),
    "inngest": lambda: Inngest(app_id="tests").realtime.transport,
}


def foreign(body: bytes, topic: str = "status", channel: str = "pipeline:abc") -> Message[Any]:
    return Message.received(channel, topic, body)


@pytest.mark.parametrize("name", TRANSPORTS)
def test_a_watched_transport_can_what_it_could(name: str) -> None:
    transport = TRANSPORTS[name]()
    own = watched(Record(CHANNELS), transport)
    assert type(own).__name__ == type(transport).__name__
    for ability in ABILITIES:
        assert isinstance(own, ability) == isinstance(transport, ability), ability


async def test_no_more_is_kept_than_is_shown() -> None:
    record = Record(CHANNELS)
    for number in range(MESSAGES + 10):
        record.add(foreign(b"%d" % number), "received")
    messages, change = record.since(0)
    assert [messages[0]["body"], messages[-1]["body"]] == ["10", str(MESSAGES + 9)]
    assert record.since(change) == ([], change)
    for number in range(2 * MESSAGES):
        record.add(foreign(b"x" * 2**20, channel=f"{number}" * 2000), "received")
    messages, _ = record.since(0)
    assert len(json.dumps(messages)) < 2**24
    assert len(messages[-1]["body"]) < 5000
    assert len(record.active()) == 100


@pytest.mark.parametrize(
    "message",
    [
        Message.received(1, None, "text"),  # type: ignore[arg-type]  # whatever a transport does
        Message.received("pipeline:abc", [], None),  # type: ignore[arg-type]  # the same
        Message.received("pipeline:abc", "status", b"\xff", id=3, run_id=[]),  # type: ignore[arg-type]  # the same
        Message.received("\ud800", "\0", b'"\\ud800"'),
    ],
)
def test_whatever_a_transport_hands_in_is_shown(message: Message[Any]) -> None:
    record = Record(CHANNELS)
    record.add(message, "received")
    [shown], _ = record.since(0)
    assert shown["problems"]
    json.dumps([shown, record.active()]).encode()
