"""Everything that this package raises on purpose, in one tree.

RealtimeError
|-- ConnectionFailed   the transport could not connect, so nothing can be received
|-- InvalidParameter   a channel parameter that its declaration refuses (also a ValueError)
|-- InvalidPayload     a payload that its schema refuses (also a ValueError)
|-- NoHistory          the transport keeps no history to read from
|-- PayloadTooLarge    a payload over the transport's limit
|-- PublishFailed      the transport could not send the message
|-- TransportClosed    the transport has been closed
`-- UnknownChannel     a name that no channel has (also a ValueError)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_SHOWN = 20  # problems in the text of an error; `problems` has more
_LONGEST = 60  # characters of a name that is told
_NAMED = 5  # channels
_COMPARED = 1_000
_ALIKE = 0.7


class RealtimeError(Exception):
    """The root of this package's errors. All of them can be pickled and copied."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a payload.

    `pointer` is a JSON Pointer (RFC 6901) into the payload: "" is the payload itself.
    `expected` and `found` are short texts for people; long values are shortened. So is
    `suggestion`, where a name or a value looks misspelt: `did you mean "high"?`; or where a string
    stands for a value of another type: `of a datetime pass .date()`; else it is empty.
    """

    pointer: str
    expected: str
    found: str
    suggestion: str = ""

    def __str__(self) -> str:
        suggestion = f"; {self.suggestion}" if self.suggestion else ""
        return f"payload{self.pointer}: expected {self.expected}, found {self.found}{suggestion}"


NOT_EXPLAINED = Problem("", "no other problem", "more than was explained")
"""The last of the problems where there may be others: an explanation takes a bounded work."""


class InvalidPayload(RealtimeError, ValueError):
    """A payload that cannot be sent or was received, and that its schema refuses.

    `problems` has them in the order of the payload: at most 100, and behind them NOT_EXPLAINED
    where there may be others. `body` is the JSON as it arrived when the message was received, and
    None when it was refused before it was sent, or when what arrived was neither bytes nor a
    string.
    """

    def __init__(
        self, channel: str, topic: str, problems: Sequence[Problem], *, body: bytes | None = None
    ) -> None:
        self.channel = channel
        self.topic = topic
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.body = body
        super().__init__(channel, topic, self.problems)

    @property
    def is_complete(self) -> bool:
        """Whether `problems` has all."""
        return NOT_EXPLAINED not in self.problems

    def __str__(self) -> str:
        certain = [problem for problem in self.problems if problem != NOT_EXPLAINED]
        count = len(certain)
        problems = "1 problem" if count == 1 else f"{count} problems"
        at_least = "" if self.is_complete else "at least "
        where = f"topic {self.topic!r} of channel {self.channel!r}"
        lines = "".join(f"\n  {problem}" for problem in certain[:_SHOWN])
        more = f"\n  and {count - _SHOWN} more" if count > _SHOWN else ""
        left_out = "" if self.is_complete else "\n  and what was not explained"
        return f"{at_least}{problems} in a payload for {where}:{lines}{more}{left_out}"


class InvalidParameter(RealtimeError, ValueError):
    """A channel parameter whose value cannot stand in the channel's name.

    `template` is the name as it was defined, such as "pipeline:{run_id}"; `parameter` the
    placeholder, or None when a whole name does not have the template's form. Where several
    parameters of a channel are wrong, this is the first, and `others` are the errors of the rest.
    """

    def __init__(
        self,
        template: str,
        parameter: str | None,
        expected: str,
        found: str,
        others: Sequence[InvalidParameter] = (),
    ) -> None:
        self.template = template
        self.parameter = parameter
        self.expected = expected
        self.found = found
        self.others: tuple[InvalidParameter, ...] = tuple(others)
        super().__init__(template, parameter, expected, found, self.others)

    def __str__(self) -> str:
        what = "name" if self.parameter is None else f"parameter {self.parameter!r}"
        text = f"{what} of channel {self.template!r}: expected {self.expected}, found {self.found}"
        return "\n".join([text, *map(str, self.others)])


class UnknownChannel(RealtimeError, ValueError):
    """A name that no channel of a package has.

    `templates` are the names that there are, as they were defined, such as "pipeline:{run_id}".
    `refusals` are the errors of the channels whose form the name has, but whose parameters do not
    allow its values.
    """

    def __init__(
        self, name: str, templates: Sequence[str], refusals: Sequence[InvalidParameter] = ()
    ) -> None:
        self.name = name
        self.templates: tuple[str, ...] = tuple(templates)
        self.refusals: tuple[InvalidParameter, ...] = tuple(refusals)
        super().__init__(name, self.templates, self.refusals)

    def __str__(self) -> str:
        name = repr(self.name) if len(self.name) <= _LONGEST else f"{self.name[:_LONGEST]!r}…"
        return f"no channel has the name {name}{self._why()}"

    def _why(self) -> str:
        if self.refusals:
            return "".join(f"\n  {refusal}" for refusal in self.refusals[:_NAMED])
        if near := self._nearest():
            return f"; did you mean {near!r}?"
        if not self.templates:
            return ": none is defined"
        named = ", ".join(map(repr, self.templates[:_NAMED]))
        more = f" and {len(self.templates) - _NAMED} more" if self.templates[_NAMED:] else ""
        return f"; there are {named}{more}"

    def _nearest(self) -> str:
        """The template whose beginning the name's resembles most; "" where none does."""
        from difflib import SequenceMatcher  # late: what is refused is not always told

        found: list[tuple[float, str]] = []
        for template in self.templates[:_COMPARED]:
            head, placeholder, _ = template.partition("{")
            text = self.name[: len(head) if placeholder else _LONGEST]
            matcher = SequenceMatcher(None, text.casefold(), head[:_LONGEST].casefold())
            if head and matcher.real_quick_ratio() > _ALIKE and matcher.quick_ratio() > _ALIKE:
                found.append((matcher.ratio(), template))
        likeness, template = max(found, default=(0, ""))
        return template if likeness > _ALIKE else ""


class PayloadTooLarge(RealtimeError):
    """A payload over the transport's limit, refused before it was sent. Sizes are in bytes.

    `largest` names the payload's largest fields, largest first, each with its size.
    """

    def __init__(
        self,
        channel: str,
        topic: str,
        size: int,
        limit: int,
        largest: Sequence[tuple[str, int]] = (),
    ) -> None:
        self.channel = channel
        self.topic = topic
        self.size = size
        self.limit = limit
        self.largest: tuple[tuple[str, int], ...] = tuple(largest)
        super().__init__(channel, topic, size, limit, self.largest)

    def __str__(self) -> str:
        where = f"topic {self.topic!r} of channel {self.channel!r}"
        fields = ", ".join(f"{pointer} ({size:,} bytes)" for pointer, size in self.largest)
        largest = f"; largest fields: {fields}" if fields else ""
        return f"{self.size:,} bytes for {where}, over the limit of {self.limit:,}{largest}"


class PublishFailed(RealtimeError):
    """The transport could not send a message. What it raised is the `__cause__`, if anything."""

    def __init__(self, channel: str, topic: str, reason: str) -> None:
        self.channel = channel
        self.topic = topic
        self.reason = reason
        super().__init__(channel, topic, reason)

    def __str__(self) -> str:
        return f"topic {self.topic!r} of channel {self.channel!r} was not published: {self.reason}"


class ConnectionFailed(RealtimeError):
    """A transport could not connect to what it receives from. What failed is the `__cause__`."""


class NoHistory(RealtimeError):
    """`since`, `last` or a cursor was asked of a transport that keeps no history."""


class TransportClosed(RealtimeError):
    """The transport has been closed: it sends nothing and takes no subscribers."""
