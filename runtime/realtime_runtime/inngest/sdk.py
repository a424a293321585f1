"""The SDK's private names: all that this package uses of them is here.

The server knows a durable publish by its step, whose `opts` carry a type. The SDK has no public
way to set it, and none to see which steps a request brings results of, in which order they were
completed, and which one it targets (inngest 0.5.0 to 0.5.19 have all of it in private;
`tests/inngest/test_sdk.py` tells when an installed SDK has changed them). Without these names a
durable publish is a plain step, echoes are sent, and everything else works on.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    import inngest

PUBLISH_STEP = "step.realtime.publish"


def _interrupt() -> type[BaseException] | None:
    """What the SDK raises when a step has something to report to the server."""
    try:
        from inngest._internal.step_lib import ResponseInterrupt
    except ImportError:
        return None
    return ResponseInterrupt


RESPONSE_INTERRUPT = _interrupt()


@contextmanager
def marked_as_publish() -> Iterator[None]:
    """Give every step that is reported inside the type of a durable publish."""
    try:
        yield
    except BaseException as error:
        if RESPONSE_INTERRUPT is not None and isinstance(error, RESPONSE_INTERRUPT):
            for response in getattr(error, "responses", ()):
                step: Any = response.step
                step.opts = {**(step.opts or {}), "type": PUBLISH_STEP}
        raise


def ends_request(error: BaseException) -> bool:
    """Whether this ends a request: a failure, or a step that has something to report. What skips a
    branch or cancels the task does not; where the SDK's own cannot be told, anything does."""
    return isinstance(error, Exception | (RESPONSE_INTERRUPT or BaseException))


def target_of(step: inngest.Step | inngest.StepSync) -> str | None:
    """The hashed ID of the one step that the request runs; None when it runs the function."""
    return getattr(step, "_target_hashed_id", None)


def order_of(step: inngest.Step | inngest.StepSync) -> Sequence[str]:
    """The hashed IDs of the run's steps in the order in which they were completed."""
    found: Any = step
    for name in ("_execution", "_request", "ctx", "stack", "stack"):
        found = getattr(found, name, None)
    return found or ()


def memoized(memos: inngest.StepMemos | None) -> Container[str]:
    """The hashed IDs of the steps whose results the request brings."""
    return frozenset(getattr(memos, "_memos", ()))


def on_step(memos: inngest.StepMemos, asked: Callable[[str], None]) -> None:
    """Call `asked` with the hashed ID of each step that the code comes to, memoized or not."""
    take = memos.pop

    def pop(hashed_id: str) -> Any:
        asked(hashed_id)
        return take(hashed_id)

    setattr(memos, "pop", pop)  # noqa: B010 - mypy takes methods for constants


def request_headers(env: str | None) -> dict[str, str]:
    """The headers of every request that the SDK makes to the server."""
    try:
        from inngest._internal.net import create_headers

        return create_headers(env=env, framework=None, server_kind=None)
    except (ImportError, TypeError):
        headers = {"content-type": "application/json"}
        return headers if env is None else {**headers, "x-inngest-env": env}
