"""What is logged of a message that nobody asked to be told of, word for word."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from realtime_runtime import InvalidPayload
from realtime_runtime.errors import Problem
from realtime_runtime.messages import Gap
from realtime_runtime.subscriptions import report_gap, report_invalid


def invalid(body: bytes | None) -> InvalidPayload:
    return InvalidPayload("orders:north", "word", [Problem("/a", "string", "3")], body=body)


HEAD = (
    "a received message was skipped: 1 problem in a payload for topic 'word' of channel "
    "'orders:north':\n  payload/a: expected string, found 3\n  body: "
)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"a":3}', '"{\\"a\\":3}"'),
        (b"\xff\xfe", '"\ufffd\ufffd"'),
        (None, '""'),
        (b"x" * 300, '"' + "x" * 198 + "…"),
    ],
)
def test_a_skipped_message_is_a_warning(
    body: bytes | None, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    """With where it came from, what is wrong with it, and the beginning of its body."""
    report_invalid(invalid(body))
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("realtime_runtime", logging.WARNING)
    assert record.getMessage() == HEAD + shown


def test_a_gap_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """With its beginning, its end and its reason."""
    start, end = (datetime(2026, 1, 2, 3, second, tzinfo=UTC) for second in (4, 5))
    report_gap(Gap(start, end, "the connection was cut"))
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("realtime_runtime", logging.WARNING)
    assert record.getMessage() == (
        "messages from 2026-01-02 03:04:00+00:00 to 2026-01-02 03:05:00+00:00 may have been "
        "missed: the connection was cut"
    )
