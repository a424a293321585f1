"""example: a payload that a topic's schema accepts."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from ..encoding import encode, shorten
from ..errors import InvalidPayload, RealtimeError
from ..topics import topic_of
from .example_builder import ExampleBuilder, Unsatisfiable
from .references import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..messages import Message

T = TypeVar("T")
_TRIED = 1000  # payloads that overrides are tried on


class NoExample(RealtimeError):
    """No payload could be made for a topic. `pointer` says where its schema stands in the way."""

    def __init__(self, channel: str, topic: str, pointer: str, found: str) -> None:
        self.channel = channel
        self.topic = topic
        self.pointer = pointer
        self.found = found
        super().__init__(channel, topic, pointer, found)

    def __str__(self) -> str:
        where = f"topic {self.topic!r} of channel {self.channel!r}"
        return (
            f"no payload could be made for {where}: {self.pointer} is in the way, {self.found};"
            " give the schema around it `examples`"
        )


def example(topic: Callable[..., Message[T]], /, **overrides: object) -> T:
    """A payload of the topic: its model, or plain value, with these properties in it.

    The same each time. From the schema's `examples` first, then from `default`, `const` and
    `enum`, else made from what it says; of optional properties only those that are needed. What
    is returned has been validated by the schema.

    Raises NoExample; InvalidPayload when the schema refuses the overrides; TypeError for
    overrides of what is no object.
    """
    ref = topic_of(topic, "example")
    document = Document(ref.schema)
    validator = document.validator((document.root,))
    try:
        payloads = ExampleBuilder(document).values((document.root,), ref.topic)
        first = next(payloads)
    except Unsatisfiable as unsatisfiable:
        found = shorten(document[unsatisfiable.place])
        raise NoExample(ref.channel, ref.topic, str(unsatisfiable.place), found) from None
    if not overrides:
        return ref(first).data
    _, own = encode(overrides)
    for payload in _objects(first, payloads):
        if validator.is_valid(payload | own):
            data: Any = payload | own
            return ref(data).data
    if not isinstance(first, dict):
        raise TypeError(f"{ref!r} has a payload that is no object: it takes no overrides")
    raise InvalidPayload(ref.channel, ref.topic, validator.problems(first | own))


def _objects(first: Any, others: Iterator[Any]) -> Iterator[dict[str, Any]]:
    if isinstance(first, dict):
        yield first
    yield from (other for other in islice(others, _TRIED) if isinstance(other, dict))
