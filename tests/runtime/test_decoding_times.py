"""Decoding of dates and times: what Python has no value for is told."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from realtime_runtime import InvalidPayload, Message, Payload
from realtime_runtime.payloads import UNVALIDATED

from .decoding import STRING, decoded, topic


class Entry(Payload):
    day: datetime.date
    note: str


def test_only_times_are_read_as_times() -> None:
    """A string that looks like a leap second stays as it is, whatever else is in the payload."""
    text = "2016-12-31T23:59:60Z"
    entry = decoded(dict[str, int | str], json.dumps({"a": 2.0, "b": text}))
    assert entry == {"a": 2, "b": text}
    assert decoded(Any, json.dumps([2.0, text])) == [2.0, text]


SIDE = {"type": "object", "properties": {"day": {**STRING, "format": "date"}, "note": STRING}}


@pytest.mark.parametrize("day", ["0000-01-01", "0000-12-31"])
def test_the_year_0_is_refused_where_a_date_is_wanted(day: str) -> None:
    """Python's dates begin at year 1: who publishes is told, as who receives would be."""
    ref = topic(Entry, SIDE)
    with pytest.raises(InvalidPayload) as caught:
        ref({"day": day, "note": ""})
    (problem,) = caught.value.problems
    assert problem.pointer == "/day"
    assert problem.expected == "a date of the years 1 to 9999"
    assert caught.value.body is None
    with pytest.raises(InvalidPayload):
        ref.receive(Message("c", "t", json.dumps({"day": day, "note": ""}).encode(), UNVALIDATED))
    assert ref({"day": "0001-01-01", "note": day}).data.note == day


@pytest.mark.parametrize(
    ("type_", "format_", "value"),
    [
        (datetime.date, "date", "0000-01-01"),
        (datetime.datetime, "date-time", "0000-01-01T00:00:00Z"),
    ],
)
def test_a_payload_that_is_a_date_of_the_year_0_is_refused(
    type_: type, format_: str, value: str
) -> None:
    """The date may be all that there is."""
    with pytest.raises(InvalidPayload, match=f"a {format_} of the years 1 to 9999"):
        topic(type_, {**STRING, "format": format_})(value)


def test_a_time_that_is_passed_on_has_microseconds() -> None:
    """Python's times have no nanoseconds: what is decoded and published again is cut, as
    docs/runtime.md says; the body that arrived is not."""
    ref = topic(datetime.datetime, {**STRING, "format": "date-time"})
    body = b'"2026-01-01T00:00:00.123456789Z"'
    message = ref.receive(Message("c", "t", body, UNVALIDATED))
    assert message.body == body
    assert ref(message.data).body == b'"2026-01-01T00:00:00.123456Z"'
