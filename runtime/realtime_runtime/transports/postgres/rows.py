"""Rows: messages as the table has them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...messages import NO_HEADERS, Message
from ..history import Position

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..history import History, Key

    Row = Mapping[str, Any]

_ESCAPED = "\x01"
_LARGEST = 2**63 - 1


def hashed(topic: Key) -> bytes:
    """What stands for a topic in the table. No two topics share it."""
    from hashlib import sha256  # loads OpenSSL: on first need

    channel, name = topic
    text = f"{len(channel)}:{channel}{name}"
    return sha256(text.encode(errors="surrogatepass")).digest()[:16]


def row_of(message: Message[Any], history: History) -> tuple[Any, ...]:
    """The arguments with which a message is published."""
    headers = dict(message.headers)
    return (
        hashed((message.channel, message.topic)),
        _stored(message.channel),
        _stored(message.topic),
        _stored(message.id),
        None if message.run_id is None else _stored(message.run_id),
        max(-_LARGEST, min(message.created_ns, _LARGEST)),
        json.dumps(headers) if headers else None,
        bytes(message.body),
        message.once,
        history.last,
        history.milliseconds,
    )


def message_of(topic: Key, row: Row) -> Message[Any]:
    """The message of a row, with its position. Nothing in a row is trusted."""
    return Message.received(
        *topic,
        row["body"],
        id=_restored(row["id"]),
        run_id=None if row["run_id"] is None else _restored(row["run_id"]),
        created_ns=row["created_ns"],
        headers=_headers(row["headers"]),
        position=str(Position(row["at"], row["n"])),
    )


def within_range(position: Position) -> tuple[int, int]:
    """A position that anybody may have made up, as numbers that the database has room for."""
    return position.time, min(position.number, _LARGEST)


def _stored(text: str) -> str:
    """Any string as one that Postgres takes, which has no NUL and no half of a surrogate pair. No
    two strings become one."""
    if "\0" not in text and not text.startswith(_ESCAPED) and _is_unicode(text):
        return text
    return _ESCAPED + json.dumps(text)


def _restored(text: str) -> str:
    if not text.startswith(_ESCAPED):
        return text
    try:
        return str(json.loads(text.removeprefix(_ESCAPED)))
    except (ValueError, RecursionError):
        return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _headers(text: str | None) -> Mapping[str, str]:
    if text is None:
        return NO_HEADERS
    try:
        headers = json.loads(text)
    except (ValueError, RecursionError):
        return NO_HEADERS
    if not isinstance(headers, dict):
        return NO_HEADERS
    return {name: value for name, value in headers.items() if isinstance(value, str)}
