"""Cursors: where a subscription is in a history, as a string that anybody may hand in."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..topics import TopicRef


class Cursors:
    """Writes and reads the cursors of a subscription to these topics.

    A cursor holds positions, one for each topic or one for all, as the transport counts; `position`
    is the regular expression that all of each must match. `epoch` names the history that they are
    in: one that was lost and made again has another.
    """

    def __init__(
        self, epoch: str, topics: Sequence[TopicRef[Any, Any]], *, position: str = r"[\w-]+"
    ) -> None:
        from hashlib import blake2b  # loads OpenSSL: on first need

        names = json.dumps(sorted({(topic.channel, topic.topic) for topic in topics}))
        self._head = [epoch, blake2b(names.encode(), digest_size=9).hexdigest()]
        self._position = re.compile(position, re.ASCII)

    def write(self, *positions: str) -> str:
        """The cursor of these positions, of letters, digits, `-` and `_`."""
        text = json.dumps([*self._head, *positions], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, cursor: str) -> list[str] | None:
        """The positions of a cursor, at least one; None for what `write` has not made, for a cursor
        of other topics and for one of another epoch."""
        try:
            written = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        except (ValueError, RecursionError):
            return None
        if not isinstance(written, list) or written[:2] != self._head:
            return None
        positions = written[2:]
        return positions if positions and all(map(self._is_position, positions)) else None

    def _is_position(self, value: object) -> bool:
        return isinstance(value, str) and self._position.fullmatch(value) is not None
