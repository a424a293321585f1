"""Functions that are written once and run twice, as asynchronous and as synchronous handlers.

A program is a generator that yields what it calls: `yield ctx.step.run(...)`. What is awaitable is
awaited for it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any

import inngest
from realtime_runtime.inngest import Context, ContextSync

from generated import uploads_channel

if TYPE_CHECKING:
    from realtime_runtime.inngest import Inngest

Program = Callable[[Any], Generator[Any, Any, Any]]

channel = uploads_channel(upload_id="one")


DEPLOYED: set[str] = set()
"""Not empty once the code has been changed under the run, which then sleeps in `wait`."""


def function_of(client: Inngest, program: Program, *, is_async: bool) -> inngest.Function[Any]:
    """The program as a function that never gives up by itself."""
    create = client.create_function(
        fn_id="f", trigger=inngest.TriggerEvent(event="test"), retries=9
    )
    if is_async:

        @create
        async def function(ctx: Context) -> Any:
            return await _awaited(program(ctx))

        return function

    @create
    def function_sync(ctx: ContextSync) -> Any:
        return _called(program(ctx))

    return function_sync


def say(ctx: Any, text: str) -> Any:
    """Publish, not durably."""
    return ctx.publish(channel.status, {"message": text})


def nothing() -> None:
    """The body of a step."""


def failing(ctx: Any, times: int) -> None:
    """Fail in the first attempts of a request."""
    if ctx.attempt < times:
        raise RuntimeError("not yet")


def after_step(name: str) -> Program:
    def branch(ctx: Any) -> Any:
        yield ctx.step.run(name, nothing)
        yield say(ctx, name)

    return branch


def parallel(ctx: Any, *programs: Program) -> Any:
    """The programs as the branches of a parallel group."""
    go = _awaited if isinstance(ctx, Context) else _called
    return ctx.group.parallel(tuple(partial(_begin, go, program, ctx) for program in programs))


def _begin(go: Callable[[Generator[Any, Any, Any]], Any], program: Program, ctx: Any) -> Any:
    return go(program(ctx))


async def _awaited(calls: Generator[Any, Any, Any]) -> Any:
    try:
        call = next(calls)
        while True:
            try:
                value = await call if inspect.isawaitable(call) else call
            except BaseException as error:
                call = calls.throw(error)
            else:
                call = calls.send(value)
    except StopIteration as end:
        return end.value


def _called(calls: Generator[Any, Any, Any]) -> Any:
    try:
        value = next(calls)
        while True:
            value = calls.send(value)
    except StopIteration as end:
        return end.value
