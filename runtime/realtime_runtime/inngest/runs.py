"""Run: what a publish inside a function must know of the run around it.

A function's body runs again for every step. What it published before, it must not publish again:
while the memos of earlier steps are still being read back, and in requests that run one step
alone, everything outside a step's body is an echo of what an earlier request has done.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import inngest

from .sdk import targets_one_step

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMOS = "_realtime_memos"


class KeepMemos(inngest.MiddlewareSync):
    """Puts the request's memos beside its context: the SDK gives them to middleware alone."""

    def transform_input(self, ctx: Any, function: object, steps: inngest.StepMemos) -> None:
        setattr(ctx, _MEMOS, steps)


@dataclass(frozen=True, slots=True)
class Run:
    """One request of one run. `memos` shrink as the body passes the steps that they are of."""

    id: str
    memos: inngest.StepMemos | None
    targets_one_step: bool

    @classmethod
    def of(cls, ctx: inngest.Context | inngest.ContextSync) -> Run:
        return cls(ctx.run_id, getattr(ctx, _MEMOS, None), targets_one_step(ctx.step))

    @property
    def is_replay(self) -> bool:
        """Whether the code that runs now has run before in this run."""
        if _in_step.get():
            return False
        return self.targets_one_step or (self.memos is not None and self.memos.size > 0)


_run: ContextVar[Run | None] = ContextVar("realtime_run", default=None)
_in_step: ContextVar[bool] = ContextVar("realtime_in_step", default=False)


def current_run() -> Run | None:
    """The run that this code is part of; known in tasks and `asyncio.to_thread`, not in bare
    threads."""
    return _run.get()


@contextmanager
def inside_run(run: Run) -> Iterator[None]:
    token = _run.set(run)
    try:
        yield
    finally:
        _run.reset(token)


@contextmanager
def inside_step() -> Iterator[None]:
    """The body of a step: it runs once, so all in it is new."""
    token = _in_step.set(True)
    try:
        yield
    finally:
        _in_step.reset(token)
