"""Context and ContextSync: the SDK's contexts, with `publish` and `step.realtime`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import inngest
from pydantic_core import from_json, to_json

from ..realtime import message_of, takes
from ..topics import topic_of
from .realtime import InngestRealtime, final_errors
from .runs import Run, inside_step
from .sdk import marked_as_publish

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..messages import Message

P = ParamSpec("P")
T = TypeVar("T")


class _Publishes:
    """The durable publishes of one request."""

    def __init__(self, realtime: InngestRealtime, run: Run) -> None:
        self.transport = realtime.transport
        self.run = run
        self._counts: Counter[str] = Counter()

    def message_id(self, step_id: str) -> str:
        """The same in every request of the run, so that subscribers can tell a repetition."""
        self._counts[step_id] += 1
        return f"{self.run.id}:{step_id}:{self._counts[step_id]}"


def _memo(message: Message[Any]) -> Any:
    """What the step returns to the engine: the payload's JSON, shown in the run's graph."""
    return from_json(message.body)


def _data(topic: Callable[..., Message[T]], memo: object) -> T:
    """The payload's model, from what the engine has kept."""
    ref = topic_of(topic)
    return ref.payload.decode(ref.channel, ref.topic, to_json(memo))


class StepRealtime:
    """`ctx.step.realtime`: publishing as a durable step."""

    def __init__(self, step: inngest.Step, publishes: _Publishes) -> None:
        self._step = step
        self._publishes = publishes

    @takes("self", "step_id", "topic", "data")
    async def publish(
        self, step_id: str, topic: Callable[P, Message[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Publish once in the run: memoized by `step_id`, retried by the engine, never re-fired.

        Returns the payload's model. Data that is costly to make can be given late, and is not
        made again: `publish("result", channel.result.lazy, lambda: {...})`.

        Raises InvalidPayload and PayloadTooLarge, which the engine does not retry.
        """
        id_ = self._publishes.message_id(step_id)

        async def send() -> Any:
            with final_errors():
                message = message_of(topic, args, kwargs)
                await self._publishes.transport.deliver(message, self._publishes.run.id, id_)
            return _memo(message)

        with marked_as_publish():
            return _data(topic, await self._step.run(step_id, send))


class StepRealtimeSync:
    """`ctx.step.realtime` of a synchronous function."""

    def __init__(self, step: inngest.StepSync, publishes: _Publishes) -> None:
        self._step = step
        self._publishes = publishes

    @takes("self", "step_id", "topic", "data")
    def publish(
        self, step_id: str, topic: Callable[P, Message[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As StepRealtime.publish, without `await`."""
        id_ = self._publishes.message_id(step_id)

        def send() -> Any:
            with final_errors():
                message = message_of(topic, args, kwargs)
                self._publishes.transport.deliver_sync(message, self._publishes.run.id, id_)
            return _memo(message)

        with marked_as_publish():
            return _data(topic, self._step.run(step_id, send))


class Step(inngest.Step):
    """The SDK's step methods, and `realtime`."""

    realtime: StepRealtime

    @classmethod
    def of(cls, step: inngest.Step, publishes: _Publishes) -> Self:
        own = cls.__new__(cls)
        own.__dict__.update(vars(step))
        own.realtime = StepRealtime(own, publishes)
        return own

    if not TYPE_CHECKING:  # the SDK's signature

        async def run(self, step_id, handler, *handler_args, **options):
            async def body(*args: object) -> object:
                with inside_step():
                    result: Awaitable[object] | object = handler(*args)
                    return await result if hasattr(result, "__await__") else result

            return await super().run(step_id, body, *handler_args, **options)


class StepSync(inngest.StepSync):
    """The SDK's step methods of a synchronous function, and `realtime`."""

    realtime: StepRealtimeSync

    @classmethod
    def of(cls, step: inngest.StepSync, publishes: _Publishes) -> Self:
        own = cls.__new__(cls)
        own.__dict__.update(vars(step))
        own.realtime = StepRealtimeSync(own, publishes)
        return own

    if not TYPE_CHECKING:  # the SDK's signature

        def run(self, step_id, handler, *handler_args, **options):
            def body(*args: object) -> object:
                with inside_step():
                    return handler(*args)

            return super().run(step_id, body, *handler_args, **options)


@dataclass
class Context(inngest.Context):
    """The SDK's context of an async function, with `publish` and `step.realtime`."""

    step: Step
    run: Run
    realtime: InngestRealtime

    @takes("self", "topic", "data")
    async def publish(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Publish `data` to a topic, at once and not durably.

        Sent once for each time that this code is new: a body runs again for every step, and what
        is repeated then is not sent again. A retry of a failed attempt sends again.

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

    @takes("self", "topic", "data")
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
    run = Run.of(ctx)
    step = Step.of(ctx.step, _Publishes(realtime, run))
    return Context(**_values(ctx, step), run=run, realtime=realtime)


def context_sync_of(ctx: inngest.ContextSync, realtime: InngestRealtime) -> ContextSync:
    """The SDK's synchronous context as ours."""
    run = Run.of(ctx)
    step = StepSync.of(ctx.step, _Publishes(realtime, run))
    return ContextSync(**_values(ctx, step), run=run, realtime=realtime)


def _values(ctx: inngest.Context | inngest.ContextSync, step: Step | StepSync) -> dict[str, Any]:
    values: dict[str, Any] = {field.name: getattr(ctx, field.name) for field in fields(ctx)}
    return values | {"step": step}
