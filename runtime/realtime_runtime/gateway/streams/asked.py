"""Asked: what a reader asks a stream for, and the cursor that it gets."""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...transports.history import POSITION
from ..asgi import Refused

if TYPE_CHECKING:
    from ..asgi import Request

BEGINNING, NOW = "-1", "now"
"""Offsets that the protocol gives a meaning: before all messages, and behind them."""

_OFFSET = re.compile(POSITION)
_EPOCH, _INTERVAL = 1_728_432_000, 20  # seconds; the protocol's
_JITTER = 180  # intervals: an hour, the protocol's most


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a request. `live` is None for what there is now."""

    offset: str
    live: str | None
    cursor: str | None

    @staticmethod
    def of(request: Request) -> Asked:
        """Raises Refused for what the protocol does not have."""
        offset, live = request.query.get("offset"), request.query.get("live")
        if live not in (None, "long-poll", "sse"):
            raise Refused(400, "live is long-poll or sse")
        if live is not None and offset is None:
            raise Refused(400, "live needs an offset")
        if offset is None:
            offset = BEGINNING
        elif offset not in (BEGINNING, NOW) and not _OFFSET.fullmatch(offset):
            raise Refused(400, "This is no offset of a stream")
        return Asked(offset, live, request.query.get("cursor"))

    def next_cursor(self) -> str:
        """The number of the present interval, and always greater than the reader's: so no cache
        answers the same reader twice with the same."""
        now = int(time.time() - _EPOCH) // _INTERVAL
        cursor = self.cursor or ""
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 16) or int(cursor) < now:
            return str(now)
        return str(int(cursor) + random.randint(1, _JITTER))
