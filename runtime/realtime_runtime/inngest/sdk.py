"""The SDK's private names: all that this package uses of them is here.

The server knows a durable publish by its step, whose `opts` carry a type. The SDK has no public
way to set it, and none to see that a request targets one step (inngest 0.5.0 to 0.5.19 have both
in private; `tests/inngest/test_sdk.py` tells when an installed SDK has changed them). Without
these names a durable publish is a plain step, and everything else works on.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def targets_one_step(step: inngest.Step | inngest.StepSync) -> bool:
    """Whether the request runs one step alone, and everything around it is a repetition."""
    return getattr(step, "_target_hashed_id", None) is not None
