"""Context and ContextSync: the SDK's contexts, with `publish` and `step.realtime`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ParamSpec

import inngest

from ..calls import with_signature
from ..durable.runs import Run
from .sdk import memoized, on_step, order_of, target_of
from .steps import Publishes, Step, StepSync, follow_branches, follow_branches_sync

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..messages import Message
    from .realtime import InngestRealtime

P = ParamSpec("P")

_MEMOS = "_realtime_memos"


class KeepMemos(inngest.MiddlewareSync):
    """Puts the request's memos beside its context: the SDK gives them to middleware alone."""

    def transform_input(self, ctx: Any, function: object, steps: inngest.StepMemos) -> None:
        setattr(ctx, _MEMOS, steps)


@dataclass
class Context(inngest.Context):
    """The SDK's context of an async function, with `publish` and `step.realtime`."""

    step: Step
    run: Run
    realtime: InngestRealtime

    @with_signature("self", "topic", "data")
    async def publish(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Publish `data` to a topic, at once and not durably.

        Sent once for each time that this code is new: a body runs again for every step, and what
        is repeated then is not sent again. A retry of a failed attempt sends again. A message that
        nothing shows to be a repetition waits until the next step begins or the function ends.

        Raises InvalidPayload and PayloadTooLarge, which the engine does not retry, and
        PublishFailed.
        """
        await self.realtime.publish(topic, *args, **kwargs)

    @classmethod
    def of(cls, ctx: inngest.Context) -> Context:
        """The context with `publish`, where a signature asks for the SDK's own (`on_failure`).

        Raises TypeError outside functions of `realtime_runtime.inngest.Inngest`.
        """
        if not isinstance(ctx, Context):
            raise TypeError("this function was not created by realtime_runtime.inngest.Inngest")
        return ctx


@dataclass
class ContextSync(inngest.ContextSync):
    """The SDK's context of a synchronous function, with `publish` and `step.realtime`."""

    step: StepSync
    run: Run
    realtime: InngestRealtime

    @with_signature("self", "topic", "data")
    def publish(self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs) -> None:
        """As Context.publish, without `await`."""
        self.realtime.publish_sync(topic, *args, **kwargs)

    @classmethod
    def of(cls, ctx: inngest.ContextSync) -> ContextSync:
        """As Context.of."""
        if not isinstance(ctx, ContextSync):
            raise TypeError("this function was not created by realtime_runtime.inngest.Inngest")
        return ctx


def context_of(ctx: inngest.Context, realtime: InngestRealtime) -> Context:
    """The SDK's context as ours."""
    run = _run_of(ctx)
    follow_branches(ctx.group, run)
    step = Step.of(ctx.step, Publishes(realtime, run))
    return Context(**_values(ctx, step), run=run, realtime=realtime)


def context_sync_of(ctx: inngest.ContextSync, realtime: InngestRealtime) -> ContextSync:
    """The SDK's synchronous context as ours."""
    run = _run_of(ctx)
    follow_branches_sync(ctx.group, run)
    step = StepSync.of(ctx.step, Publishes(realtime, run))
    return ContextSync(**_values(ctx, step), run=run, realtime=realtime)


def _run_of(ctx: inngest.Context | inngest.ContextSync) -> Run:
    """The run, which is told of each step that the code comes to."""
    memos: inngest.StepMemos | None = getattr(ctx, _MEMOS, None)
    run = Run(ctx.run_id, memoized(memos), order_of(ctx.step), target_of(ctx.step))
    if memos is not None:
        on_step(memos, run.asked)
    return run


def _values(ctx: inngest.Context | inngest.ContextSync, step: Step | StepSync) -> dict[str, Any]:
    values: dict[str, Any] = {field.name: getattr(ctx, field.name) for field in fields(ctx)}
    return values | {"step": step}
