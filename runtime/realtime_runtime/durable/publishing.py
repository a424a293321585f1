"""Publishing in a run: the plans of what is sent, durably and not."""

from __future__ import annotations

import logging
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

FINAL: tuple[type[RealtimeError], ...] = (InvalidPayload, PayloadTooLarge)
"""The errors that no retry can fix. An engine does not retry them."""

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


def identity(run_id: str, step_id: str, count: int) -> str:
    """The ID of a durable message: the run, the step, and which of the run's steps of that name.

    It is the same whenever the run's code is run again, so that transports and subscribers can tell
    a repetition, and no other step has it. An engine whose steps are numbered gives their number.
    """
    run = run_id.replace("%", "%25").replace(":", "%3A")  # users choose the IDs of some engines
    return f"{run}:{step_id}:{count}"


class DurablePublish(Generic[T]):
    """One durable publish: the step that sends, and what becomes of the step's memo.

    Raises TypeError where it was given no step ID, topic or data: what is raised inside of a step
    is retried.
    """

    def __init__(
        self,
        run_id: str,
        step_id: str,
        topic: Callable[..., Message[T]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        if not isinstance(step_id, str):
            raise without_step_id(step_id)
        check_call(topic, args, kwargs)
        self._run_id = run_id
        self._step_id = step_id
        self._topic = topic
        self._args = args
        self._kwargs = kwargs

    def step(self, count: int) -> Sending[Any]:
        """What the engine memoizes: the payload's JSON, when it has been sent."""
        message = message_of(self._topic, self._args, self._kwargs)
        message_id = identity(self._run_id, self._step_id, count)
        yield message.replace(id=message_id, run_id=self._run_id)
        return from_json(message.body)

    def result(self, memo: object) -> T:
        """The payload's model, from what the engine has kept."""
        ref = topic_of(self._topic)
        return ref.payload.decode(ref.channel, ref.topic, to_json(memo))


@contextmanager
def refused_as(final: Callable[[RealtimeError], Exception]) -> Iterator[None]:
    """What no retry can fix, as an error of an engine's own that it does not retry."""
    try:
        yield
    except FINAL as error:
        raise final(error) from None
