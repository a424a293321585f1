"""Step and StepSync: the SDK's step methods, with `step.realtime`; branches of parallel groups."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import inngest

from ..calls import with_signature
from ..durable.publishing import DurablePublish, refused_as
from ..durable.runs import Branch, Run, inside_branch, inside_step
from .realtime import InngestRealtime, final
from .sdk import marked_as_publish

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ..messages import Message

P = ParamSpec("P")
T = TypeVar("T")


class Publishes:
    """The publishes of one request."""

    def __init__(self, realtime: InngestRealtime, run: Run) -> None:
        self.realtime = realtime
        self.run = run
        self._counts: Counter[str] = Counter()

    def durable(
        self,
        step_id: str,
        topic: Callable[..., Message[T]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> tuple[DurablePublish[T], int]:
        """The publish, and which of the run's steps of this name it is, as the SDK counts them."""
        publish = DurablePublish(self.run.id, step_id, topic, args, kwargs)
        self._counts[step_id] += 1
        return publish, self._counts[step_id]


class StepRealtime:
    """`ctx.step.realtime`: publishing as a durable step."""

    def __init__(self, step: inngest.Step, publishes: Publishes) -> None:
        self._step = step
        self._publishes = publishes

    @with_signature("self", "step_id", "topic", "data")
    async def publish(
        self, step_id: str, topic: Callable[P, Message[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Publish once in the run: memoized by `step_id`, retried by the engine, never re-fired.

        Returns the payload's model. Data that is costly to make can be given late, and is not
        made again: `publish("result", channel.result.lazy, lambda: {...})`.

        Raises InvalidPayload and PayloadTooLarge, which the engine does not retry.
        """
        publish, count = self._publishes.durable(step_id, topic, args, kwargs)

        async def send() -> Any:
            with refused_as(final):
                return await self._publishes.realtime.send(publish.step(count))

        with marked_as_publish():
            return publish.result(await self._step.run(step_id, send))


class StepRealtimeSync:
    """`ctx.step.realtime` of a synchronous function."""

    def __init__(self, step: inngest.StepSync, publishes: Publishes) -> None:
        self._step = step
        self._publishes = publishes

    @with_signature("self", "step_id", "topic", "data")
    def publish(
        self, step_id: str, topic: Callable[P, Message[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As StepRealtime.publish, without `await`."""
        publish, count = self._publishes.durable(step_id, topic, args, kwargs)

        def send() -> Any:
            with refused_as(final):
                return self._publishes.realtime.send_sync(publish.step(count))

        with marked_as_publish():
            return publish.result(self._step.run(step_id, send))


class Step(inngest.Step):
    """The SDK's step methods, and `realtime`."""

    realtime: StepRealtime
    _publishes: Publishes

    @classmethod
    def of(cls, step: inngest.Step, publishes: Publishes) -> Self:
        own = cls.__new__(cls)
        own.__dict__.update(vars(step))
        own.realtime = StepRealtime(own, publishes)
        own._publishes = publishes
        return own

    if not TYPE_CHECKING:  # the SDK's signature

        async def run(self, step_id, handler, *handler_args, **options):
            async def body(*args: object) -> object:
                with inside_step():
                    await self._publishes.realtime.send(self._publishes.run.news())
                    result: Awaitable[object] | object = handler(*args)
                    return await result if hasattr(result, "__await__") else result

            return await super().run(step_id, body, *handler_args, **options)


class StepSync(inngest.StepSync):
    """The SDK's step methods of a synchronous function, and `realtime`."""

    realtime: StepRealtimeSync
    _publishes: Publishes

    @classmethod
    def of(cls, step: inngest.StepSync, publishes: Publishes) -> Self:
        own = cls.__new__(cls)
        own.__dict__.update(vars(step))
        own.realtime = StepRealtimeSync(own, publishes)
        own._publishes = publishes
        return own

    if not TYPE_CHECKING:  # the SDK's signature

        def run(self, step_id, handler, *handler_args, **options):
            def body(*args: object) -> object:
                with inside_step():
                    self._publishes.realtime.send_sync(self._publishes.run.news())
                    return handler(*args)

            return super().run(step_id, body, *handler_args, **options)


def follow_branches(group: Any, run: Run) -> None:
    """Let the run know of the branches of an async function's `group.parallel`."""
    parallel = group.parallel

    def on(branch: Branch, call: Callable[[], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
        async def go() -> T:
            with inside_branch(branch):
                return await call()

        return go

    async def follow(
        callables: Sequence[Callable[[], Awaitable[Any]]], *args: Any, **kw: Any
    ) -> Any:
        with run.parallel(len(callables)) as branches:
            return await parallel(tuple(map(on, branches, callables)), *args, **kw)

    group.parallel = follow


def follow_branches_sync(group: Any, run: Run) -> None:
    """The same for a synchronous function."""
    parallel = group.parallel

    def on(branch: Branch, call: Callable[[], T]) -> Callable[[], T]:
        def go() -> T:
            with inside_branch(branch):
                return call()

        return go

    def follow(callables: Sequence[Callable[[], Any]], *args: Any, **kw: Any) -> Any:
        with run.parallel(len(callables)) as branches:
            return parallel(tuple(map(on, branches, callables)), *args, **kw)

    group.parallel = follow
