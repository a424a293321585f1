"""Publishing in a run: the plans of what is sent, durably and not."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from pydantic_core import from_json, to_json

from ..calls import check_call, message_of
from ..errors import InvalidPayload, PayloadTooLarge, RealtimeError
from ..messages import Message
from ..mistakes import without_step_id
from ..plans import Plan
from ..topics import topic_of
from .runs import Run, current_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

Sending: TypeAlias = Plan[Message[Any], None, T]
"""A plan that yields the messages to be sent."""

Final: TypeAlias = "Callable[[RealtimeError], Exception]"
"""Makes of an error that no retry can fix one that the engine does not retry."""

log: logging.Logger = logging.getLogger("realtime_runtime")


def publishing(
    message: Message[Any], check: Callable[[Message[Any]], None] | None
) -> Sending[None]:
    """A publish that is not durable. Inside a run it has the run's ID, and an echo is not sent.

    `check` raises what sending would: what is held back could not be refused later, where nobody
    is told. Without it all is sent, echoes too.
    """
    run = current_run()
    if run is not None:
        message = message.replace(run_id=run.id)
        if check is not None:
            check(message)
            if run.hold(message):
                return
        yield from run.news()
    yield message


def ending(run: Run, *, has_failed: bool = False) -> Sending[None]:
    """The end of a request: what the run has held until now is new. What then cannot be sent is
    an error, or, so as not to hide the one that ended the request, a warning.
    """
    run.is_over = True
    for message in run.news():
        try:
            yield message
        except RealtimeError as error:
            if not has_failed:
                raise
            log.warning("a message was lost: %s", error)


class Identities:
    """The identities of a run's durable messages: the run, the step, and which of that name.

    They are the same whenever the run's code is run again, so that transports and subscribers can
    tell a repetition.
    """

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._counts: Counter[str] = Counter()

    def next(self, step_id: str) -> str:
        """The ID of the message of the next step of this name. Raises TypeError for no string."""
        if not isinstance(step_id, str):
            raise without_step_id(step_id)
        self._counts[step_id] += 1
        return f"{self._run_id}:{step_id}:{self._counts[step_id]}"


class DurablePublish(Generic[T]):
    """One durable publish: the step that sends, and what becomes of the step's memo."""

    def __init__(
        self,
        run_id: str,
        message_id: str,
        topic: Callable[..., Message[T]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        check_call(topic, args, kwargs)  # here: what is raised inside of a step is retried
        self._identity = run_id, message_id
        self._topic = topic
        self._args = args
        self._kwargs = kwargs

    def step(self, final: Final) -> Sending[Any]:
        """What the engine memoizes: the payload's JSON, when it has been sent."""
        run_id, message_id = self._identity
        with refused_as(final):
            message = message_of(self._topic, self._args, self._kwargs)
            yield message.replace(id=message_id, run_id=run_id)
            return from_json(message.body)

    def result(self, memo: object) -> T:
        """The payload's model, from what the engine has kept."""
        ref = topic_of(self._topic)
        return ref.payload.decode(ref.channel, ref.topic, to_json(memo))


@contextmanager
def refused_as(final: Final) -> Iterator[None]:
    """What no retry can fix, as the error that an engine does not retry."""
    try:
        yield
    except (InvalidPayload, PayloadTooLarge) as error:
        raise final(error) from None
