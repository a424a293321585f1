"""A message: its body is what was validated, its data is decoded when read."""

from __future__ import annotations

import datetime
import pickle
from typing import Any

import pytest
from realtime_runtime import InvalidPayload, Message
from realtime_runtime.payloads import UNVALIDATED

from .orders import Item, orders


def test_body_is_the_json() -> None:
    """The body is compact UTF-8 JSON, in the order of the data."""
    assert orders.any_data({"b": "é", "a": [1, None]}).body == '{"b":"é","a":[1,null]}'.encode()


def test_ids_differ() -> None:
    """Each message has an ID of its own that does not change."""
    messages = [orders.word("a") for _ in range(100)]
    assert len({message.id for message in messages}) == 100
    assert messages[0].id == messages[0].id


def test_created_at() -> None:
    """A message knows when it was made, in UTC, to the microsecond."""
    made = Message("c", "t", b"1", UNVALIDATED, created_ns=1_700_000_000_123_456_789)
    assert made.created_at == datetime.datetime(
        2023, 11, 14, 22, 13, 20, 123456, tzinfo=datetime.UTC
    )
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=1)
    assert before < orders.word("a").created_at
    assert orders.word("a").created_at.tzinfo is datetime.UTC


def test_as_of_is_the_same_message() -> None:
    """A message that is read as another type keeps its ID, its run and its time."""
    message = Message("c", "t", b'{"sku": "a"}', UNVALIDATED, id="1", run_id="2", created_ns=3)
    again = message.as_of(orders.unchecked.payload)
    assert again.data == Item(sku="a")
    assert (again.id, again.run_id, again.created_at) == ("1", "2", message.created_at)


def test_data_that_does_not_decode() -> None:
    """Data that is no model raises InvalidPayload where it is read, with the body and a pointer."""
    message = orders.unchecked({"sku": 3})
    with pytest.raises(InvalidPayload) as caught:
        _ = message.data
    assert [problem.pointer for problem in caught.value.problems] == ["/sku"]
    assert caught.value.body == b'{"sku":3}'
    assert (caught.value.channel, caught.value.topic) == ("orders:north", "unchecked")


def test_receive_validates_what_came_from_outside() -> None:
    """A topic receives its own messages as they are, and validates those from outside."""
    own = orders.word("a")
    assert orders.word.receive(own) is own
    foreign: Message[Any] = Message("orders:north", "word", b'"a"', UNVALIDATED)
    assert orders.word.receive(foreign).data == "a"


@pytest.mark.parametrize("body", [b"", b'"', b"3", b'""', b"NaN", b"\xff", b"[" * 1_000])
def test_receive_refuses(body: bytes) -> None:
    """What is no JSON, or what the schema refuses, raises InvalidPayload with its raw body."""
    with pytest.raises(InvalidPayload) as caught:
        orders.word.receive(Message("orders:north", "word", body, UNVALIDATED))
    assert caught.value.body == body
    assert len(str(caught.value)) < 300


def test_received_numbers_keep_their_worth() -> None:
    """Integers of any size come back as they were sent."""
    assert orders.any_data([10**300, -(2**63), 0.1]).data == [10**300, -(2**63), 0.1]


def test_repr_shows_the_message() -> None:
    """A message in a log shows where it belongs and what it says."""
    assert repr(orders.word("a")) == "Message('orders:north', 'word', b'\"a\"')"


def test_gaps_can_be_pickled() -> None:
    """A gap is a plain value."""
    from realtime_runtime import Gap

    at = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    gap = Gap(at, at, "the server closed the connection")
    assert pickle.loads(pickle.dumps(gap)) == gap
