"""Frames: messages as Inngest's clients read them."""

from __future__ import annotations

import json
from collections import OrderedDict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..messages import Gap, Message

_ENVIRONMENT = "00000000-0000-4000-b000-000000000000"  # of Inngest's dev server; clients want one
_KEPT_BYTES = 2**22
_ONE_LINE = bytes.maketrans(b"\r\n", b"  ")


class Frames:
    """Makes the frame of each message once, for all its readers.

    A frame is one line of JSON. What differs between readers, the cursor, stands at its end, as
    `fn_id`: Inngest's client hands that on as `fnId`.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Message[Any], str]] = OrderedDict()
        self._size = 0

    def frame(self, message: Message[Any], cursor: str | None) -> str:
        """The frame of a valid message."""
        kept = self._kept.get(id(message))
        if kept is None:
            kept = message, _beginning(message)
            self._keep(*kept)
        end = "}" if cursor is None else f',"fn_id":"{cursor}"}}'
        return kept[1] + end

    def _keep(self, message: Message[Any], text: str) -> None:
        """A message is kept with its frame: while it lives, nothing else has its identity."""
        self._kept[id(message)] = message, text
        self._size += len(text)
        while self._size > _KEPT_BYTES:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._size -= len(oldest)


def _beginning(message: Message[Any]) -> str:
    fields = {
        "created_at": _rfc3339(message.created_ns),
        "channel": message.channel,
        "env_id": _ENVIRONMENT,
        "topic": message.topic,
        "metadata": {"id": message.id},
        **({} if message.run_id is None else {"run_id": message.run_id}),
    }
    body = one_line(message.body).decode()
    return f'{{"kind":"data","data":{body},{json.dumps(fields, separators=(",", ":"))[1:-1]}'


def one_line(body: bytes) -> bytes:
    """The same JSON in one line: its strings have no line ends, and between its parts they mean
    what spaces mean."""
    return body.translate(_ONE_LINE)


def gap_fields(gap: Gap) -> dict[str, str]:
    """A gap as JSON has it."""
    return {
        "kind": gap.kind,
        "since": gap.since.isoformat(),
        "until": gap.until.isoformat(),
        "reason": gap.reason,
    }


def _rfc3339(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return f"{moment.isoformat()}.{rest:09d}Z"
