"""History: what a transport keeps of each topic, and where a reader is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..messages import Message

Key = tuple[str, str]
"""A topic on the wire: the channel's name and the topic's."""

Lost = Literal["trimmed", "reset"]
"""Why messages are gone that a reader has not seen: the history kept no more of them, or it was
itself lost and began again."""

POSITION = r"[0-9a-f]{13,28}"
"""A regular expression for the text of a Position."""


@dataclass(frozen=True, slots=True)
class History:
    """What is kept of each topic: the `last` messages, until `lifetime` after the newest of them.

    Raises ValueError for less than one message, and for less than a second.
    """

    last: int = 100
    lifetime: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        if self.last < 1:
            raise ValueError(f"last must be at least 1, not {self.last}")
        if self.lifetime < timedelta(seconds=1):
            raise ValueError(f"lifetime must be at least a second, not {self.lifetime}")

    @property
    def milliseconds(self) -> int:
        """The lifetime in milliseconds."""
        return self.lifetime // timedelta(milliseconds=1)


class Position(NamedTuple):
    """A place in the history of one topic: the time of a message, in milliseconds since 1970 by the
    server's clock, and its number, which grows by one for each message of the topic's history.

    The place before all messages that will come to an empty history has the number 0. Time and
    number together are never used again, though a history that was lost counts from one again.
    """

    time: int
    number: int

    def __str__(self) -> str:
        """Of digits and letters alone, and in the order of positions."""
        return position_text(self.time, self.number)

    @classmethod
    def parse(cls, text: str) -> Position:
        """The position that `str` wrote. Raises ValueError."""
        return cls(int(text[:11], 16), int(text[12:], 16))


def position_text(time: int, number: int) -> str:
    """The text of a Position that need not be made for it."""
    digits = f"{number:x}"
    return f"{time:011x}{len(digits) - 1:x}{digits}"


def is_before_all(position: str) -> bool:
    """Whether the text of a position is of the place before all messages of a history."""
    return position[11:] == "00"


class Page(NamedTuple):
    """What a history has behind a position: some messages, oldest first, each with its position."""

    messages: Sequence[Message[Any]]
    start: str
    """The position before these messages: the one that was asked for, unless it was reset."""
    lost: Lost | None
    """Whether there may have been messages between the position and these."""
    is_end: bool
    """Whether the history has nothing behind these."""


class Newest(NamedTuple):
    """The newest messages of a topic, oldest first, and the position before them."""

    messages: Sequence[Message[Any]]
    start: str


class Log(Protocol):
    """A history that can be read. Every method raises ConnectionFailed."""

    async def newest(self, topic: Key, count: int) -> Newest:
        """The newest `count` messages; of none, the position behind all that there are."""
        ...

    async def after(self, topic: Key, position: str, known: datetime | None, limit: int) -> Page:
        """At most `limit` messages behind a position.

        Until `known` the reader has certainly seen all that there was; None where it knows only of
        the message at the position. A position may be anything that matches POSITION.
        """
        ...


def lost_between(
    position: Position,
    first: Position | None,
    newest: Position | None,
    *,
    now: int,
    known: int,
    lifetime: int,
) -> Lost | None:
    """Why messages behind `position` may be gone; None where certainly none is.

    `first` is the first message that was found behind it, `newest` the newest of the history, None
    where there is none. Times are in milliseconds: `now` by the server's clock, `known` as in
    `Log.after`. A history without a message for `lifetime` is gone as a whole.
    """
    if first is None and newest is not None:
        return None if newest == position else "reset"
    begun = now if first is None else first.time
    if first is not None and position.number and begun < position.time + lifetime:
        follows = position.number + 1
        return None if first.number == follows else "trimmed" if first.number > follows else "reset"
    # The history that the position was in is gone: what is there, if anything, was begun after it.
    if (first is not None and first.number > 1) or known + lifetime <= begun:
        return "trimmed"  # one may have come and gone between
    has_expired = position.number == 0 or position.time + lifetime <= begun
    return None if has_expired else "reset"
