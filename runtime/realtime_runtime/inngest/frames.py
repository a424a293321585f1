"""What a websocket frame of Inngest Realtime says.

A frame is an object that the server makes around a payload that anybody may have published. The
payload is cut out of it as it stands, so that its numbers keep their digits, and nothing in it
makes the frame unreadable: what is wrong with a payload, its topic says.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from ..messages import Message

log: logging.Logger = logging.getLogger("realtime_runtime")


def parse_frame(frame: bytes) -> Message[Any] | None:
    """The frame's message; None, and a line in the log, for a frame that has none.

    Total: no frame raises. What is not as the server writes it counts as left out: then a message
    has the time of its arrival, no ID, no run.
    """
    try:
        fields, body = _read(frame)
    except (ValueError, RecursionError):
        fields, body = {}, b""
    kind, channel, topic = (_string(fields.get(key)) for key in ("kind", "channel", "topic"))
    if kind is None or channel is None or topic is None:
        log.warning("a frame without a readable message was skipped: %r", frame[:200])
        return None
    if kind != "data":
        log.warning("a frame of kind %.100r was skipped: it is part of a stream", kind)
        return None
    metadata = _object(fields.get("metadata"))
    headers = {name: _string(value) for name, value in _object(metadata.get("headers")).items()}
    return Message.received(
        channel,
        topic,
        body,
        id=_string(metadata.get("id")),
        run_id=_string(fields.get("run_id")),
        created_ns=_nanoseconds(_string(fields.get("created_at")) or ""),
        headers={name: value for name, value in headers.items() if value is not None},
    )


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _string(value: object) -> str | None:
    """The value, if it is a string that UTF-8 can hold."""
    return value if isinstance(value, str) and not _SURROGATE.search(value) else None


def _nanoseconds(text: str) -> int | None:
    """Nanoseconds since 1970 of an RFC 3339 time; None for what is none.

    Of more than nine digits after the point the rest is cut. A leap second is the one after it.
    """
    match = _TIME.fullmatch(text)
    if match is None or int(match[2]) > 60:
        return None
    minute, second, fraction, offset = match.groups(default="")
    try:
        start = datetime.fromisoformat(f"{minute}00{offset.upper()}")
        moment = (start + timedelta(seconds=int(second))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return (moment - _EPOCH) // timedelta(seconds=1) * 1_000_000_000 + int(fraction.ljust(9, "0"))


_SURROGATE = re.compile("[\ud800-\udfff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:)(\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def _read(frame: bytes) -> tuple[dict[str, object], bytes]:
    """The fields of a frame, and its payload's own bytes. Raises ValueError, RecursionError."""
    text = frame.decode(errors="surrogateescape")  # what is no UTF-8 comes back as it was
    start, end = _place_of_payload(text)
    fields: dict[str, object] = _decoder.decode(f"{text[:start]}null{text[end:]}")
    return fields, text[start:end].encode(errors="surrogateescape")


def _place_of_payload(text: str) -> tuple[int, int]:
    """Where the value of "data" begins and ends. Raises ValueError, RecursionError."""
    at = _past(_OPEN, text, 0)
    while True:
        key, at = _decoder.raw_decode(text, at)
        start = _past(_COLON, text, at)
        _, end = _decoder.raw_decode(text, start)
        if key == "data":
            return start, end
        at = _past(_COMMA, text, end)


def _past(sign: re.Pattern[str], text: str, at: int) -> int:
    match = sign.match(text, at)
    if match is None:
        raise ValueError(f"no {sign.pattern} at {at}")
    return match.end()


_OPEN, _COLON, _COMMA = (re.compile(rf"[ \t\n\r]*{sign}[ \t\n\r]*") for sign in (r"\{", ":", ","))
# Integers of any number of digits and strings of any characters: they are the topic's to refuse.
_decoder = json.JSONDecoder(parse_int=float, strict=False)
