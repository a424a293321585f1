"""Whatever a transport hands in is a message, an `on_invalid` or a logged skip, and the
subscription goes on.
"""

from __future__ import annotations

import datetime
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import Gap, InvalidPayload, Message, Realtime

from .orders import orders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime.datetime.now(datetime.UTC)
LAST = Message.received("orders:north", "word", b'"last"')


class Strange:
    """A transport that yields anything."""

    def __init__(self, *events: Any) -> None:
        self.events = events

    async def send(self, message: Message[Any], /) -> None:
        raise AssertionError(message)

    @asynccontextmanager
    async def subscribe(
        self, topics: object, /, *, since: str | None = None, last: int | None = None
    ) -> AsyncIterator[AsyncIterator[Any]]:
        async def events() -> AsyncIterator[Any]:
            for event in self.events:
                yield event

        yield events()

    async def aclose(self) -> None:
        pass


async def received(*events: Any) -> tuple[list[Any], list[InvalidPayload]]:
    """What a subscriber gets of these, and of a good message after them; and what is invalid."""
    refused: list[InvalidPayload] = []
    realtime = Realtime(Strange(*events, LAST))
    async with realtime.subscribe(orders.word, on_invalid=refused.append) as messages:
        found = [message async for message in messages]
    assert found.pop().data == "last"
    return found, refused


def arrived(body: Any, **others: Any) -> Message[Any]:
    return Message.received("orders:north", "word", body, **others)


class Failing:
    def __repr__(self) -> str:
        raise ZeroDivisionError

    __str__ = __repr__


@pytest.mark.parametrize(
    "event",
    [
        None,
        "word",
        b"{}",
        ("orders:north", "word", b'"a"'),
        {"channel": "orders:north"},
        Failing(),
        Message,
        orders.word,
        Message.received("orders:south", "word", b'"a"'),
        Message.received("orders:north", "any-data", b'"a"'),
        Message.received([], {}, b'"a"'),  # type: ignore[arg-type]  # what is tested
        Message.received(None, Failing(), b'"a"'),  # type: ignore[arg-type]  # the same
    ],
    ids=lambda event: type(event).__name__,
)
async def test_what_is_skipped(event: object, caplog: pytest.LogCaptureFixture) -> None:
    """No message, and a message of a topic that was not asked for, are skipped with a warning."""
    assert await received(event) == ([], [])
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "was skipped" in record.getMessage()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"3",
        b'""',
        b"\xff\xfe",
        b'"\\ud800"',
        '"\ud800"',
        b"[" * 50_000,
        b"[" * 50_000 + b"]" * 50_000,
        b"1" * 5_000,
        b"1e400",
        b"NaN",
        None,
        3,
        {"a": 1},
        Failing(),
        [34, 97, 34],
    ],
    ids=lambda body: repr(body)[:12] if not isinstance(body, Failing) else "failing",
)
async def test_what_is_invalid(body: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A body that is no JSON of the schema, and one that is none at all, go to `on_invalid`."""
    found, [error] = await received(arrived(body))
    assert found == []
    assert error.problems
    assert error.body is None or isinstance(error.body, bytes)
    assert isinstance(body, bytes) <= (error.body == body)
    assert caplog.records == []


@pytest.mark.parametrize("body", [b"{", "{", b"\xff", None, Failing(), "\ud800"])
async def test_what_is_invalid_is_logged(body: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Without `on_invalid`, one warning tells of it."""
    async with Realtime(Strange(arrived(body), LAST)).subscribe(orders.word) as messages:
        assert [message.data async for message in messages] == ["last"]
    [record] = caplog.records
    assert "a received message was skipped" in record.getMessage()


@pytest.mark.parametrize("body", ['"é"', bytearray('"é"'.encode()), memoryview('"é"'.encode())])
async def test_other_forms_of_a_body(body: Any) -> None:
    """A string and other bytes are the JSON that they hold."""
    [message], refused = await received(arrived(body))
    assert (message.data, message.body, refused) == ("é", '"é"'.encode(), [])


async def test_a_message_that_says_it_was_validated() -> None:
    """Only a topic's own messages count as such; a transport's are validated, whatever payload
    type they name.
    """
    payload = orders.word.payload
    wrong = Message("orders:north", "word", b"3", payload)
    right = Message("orders:north", "word", b'"a"', payload)
    found, [error] = await received(wrong, right)
    assert [message.data for message in found] == ["a"]
    assert error.body == b"3"


@pytest.mark.parametrize(
    "created_ns",
    [
        10**30,
        -(10**30),
        253_402_300_800 * 10**9,
        -62_135_596_801 * 10**9,
        "now",
        1.5,
        datetime.date(2026, 1, 1),
        [],
    ],
    ids=str,
)
async def test_a_time_that_is_none(created_ns: Any) -> None:
    """A message whose time is out of range, or no number, was made when it arrived."""
    [message], _ = await received(arrived(b'"a"', created_ns=created_ns))
    assert abs(message.created_at - datetime.datetime.now(datetime.UTC)).total_seconds() < 3_600


@pytest.mark.parametrize(
    ("created_ns", "expected"),
    [
        (-62_135_596_800 * 10**9, "0001-01-01T00:00:00+00:00"),
        (253_402_300_800 * 10**9 - 1_000, "9999-12-31T23:59:59.999999+00:00"),
        (-1, "1969-12-31T23:59:59.999999+00:00"),
        (0, "1970-01-01T00:00:00+00:00"),
    ],
    ids=str,
)
async def test_the_first_and_the_last_time(created_ns: int, expected: str) -> None:
    """All that a datetime can hold is a message's time."""
    [message], _ = await received(arrived(b'"a"', created_ns=created_ns))
    assert message.created_at.isoformat() == expected


async def test_after_a_callback_has_raised() -> None:
    """What `on_invalid` and `on_gap` raise comes out where the next message is asked for; asking
    again goes on behind it.
    """

    def fail(_: object) -> None:
        raise ZeroDivisionError

    realtime = Realtime(Strange(arrived(b"3"), Gap(NOW, NOW, "cut"), LAST))
    async with realtime.subscribe(orders.word, on_invalid=fail, on_gap=fail) as messages:
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await anext(messages)
        assert (await anext(messages)).data == "last"
