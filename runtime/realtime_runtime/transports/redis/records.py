"""Records: a message as Redis keeps it, a line of JSON and then its body.

The line is `["id","run's id",created_ns]`, or has the headers as a fourth.
"""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from ...messages import NO_HEADERS, Message
from ..history import Position, position_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..history import Key

log: logging.Logger = logging.getLogger("realtime_runtime")

_ENTRY_ID = re.compile(rb"(\d{1,14})-(\d{1,20})").fullmatch


def write(message: Message[Any]) -> bytes:
    """The record of a message."""
    line: list[Any] = [message.id, message.run_id, message.created_ns]
    if message.headers:
        line.append({**message.headers})
    return b"%b\n%b" % (_encoded(line), message.body)


def _encoded(line: list[Any]) -> bytes:
    try:
        return to_json(line)
    except PydanticSerializationError:  # strings that are no Unicode
        return json.dumps(line, separators=(",", ":")).encode()


def read(topic: Key, entry_id: object, record: object) -> Message[Any] | None:
    """The message of a record, at its place. None, and a warning, for what is none."""
    numbers = _numbers(entry_id)
    if numbers is not None and isinstance(record, bytes):
        line, _, body = record.partition(b"\n")
        try:
            id_, run_id, created_ns, *headers = _decoded(line)
        except (ValueError, TypeError, RecursionError):
            pass
        else:
            return Message.received(
                topic[0],
                topic[1],
                body,
                id=id_ if isinstance(id_, str) else None,
                run_id=run_id if isinstance(run_id, str) else None,
                created_ns=created_ns,
                headers=_headers(headers[0]) if headers else NO_HEADERS,
                position=position_text(*numbers),
            )
    log.warning("skipped what is no message: entry %r of topic %r of channel %r", entry_id, *topic)
    return None


def position_of(entry_id: object) -> Position | None:
    """The position of an entry's ID, `<milliseconds>-<count>`; None for what is none."""
    numbers = _numbers(entry_id)
    return None if numbers is None else Position(*numbers)


def _numbers(entry_id: object) -> tuple[int, int] | None:
    found = _ENTRY_ID(entry_id) if isinstance(entry_id, bytes) else None
    if found is None:
        return None
    time, number = int(found[1]), int(found[2])
    return (time, number) if time < 2**44 and number < 2**64 else None


def entry_id(position: Position) -> bytes:
    """The ID of the entry at a position."""
    return b"%d-%d" % position


def _decoded(line: bytes) -> Any:
    try:
        return from_json(line)
    except ValueError:  # strings that are no Unicode, or no JSON
        return json.loads(line)


def _headers(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        return NO_HEADERS
    return {name: text for name, text in value.items() if isinstance(text, str)}
