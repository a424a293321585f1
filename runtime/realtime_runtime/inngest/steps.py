"""Step and StepSync: the SDK's step methods, with `step.realtime`; branches of parallel groups."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import inngest
from pydantic_core import from_json, to_json

from ..realtime import message_of, with_signature
from ..topics import topic_of
from .realtime import REFUSED, InngestRealtime, final
from .runs import Branch, Run, inside_branch, inside_step
from .sdk import marked_as_publish

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ..messages import Message

P = ParamSpec("P")
T = TypeVar("T")


class Publishes:
    """The publishes of one request."""

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
        id_ = self._publishes.message_id(step_id)

        async def send() -> Any:
            try:
                message = message_of(topic, args, kwargs)
                await self._publishes.transport.deliver(message, self._publishes.run.id, id_)
            except REFUSED as error:
                raise final(error) from None
            return _memo(message)

        with marked_as_publish():
            return _data(topic, await self._step.run(step_id, send))


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
        id_ = self._publishes.message_id(step_id)

        def send() -> Any:
            try:
                message = message_of(topic, args, kwargs)
                self._publishes.transport.deliver_sync(message, self._publishes.run.id, id_)
            except REFUSED as error:
                raise final(error) from None
            return _memo(message)

        with marked_as_publish():
            return _data(topic, self._step.run(step_id, send))


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
                    await self._publishes.transport.send_news(self._publishes.run)
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
                    self._publishes.transport.send_news_sync(self._publishes.run)
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
