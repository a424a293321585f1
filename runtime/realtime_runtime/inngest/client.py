"""Inngest: the SDK's client with `realtime`."""

from __future__ import annotations

import inspect
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar, cast, overload

import inngest

from ..durable.publishing import ending
from ..durable.runs import inside_run
from .contexts import Context, ContextSync, KeepMemos, context_of, context_sync_of
from .realtime import InngestRealtime
from .sdk import ends_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Register(Protocol):
    """What `create_function(...)` is called with: a handler that takes one of the contexts.

    A handler for the SDK's own contexts is one for ours too, since ours are those.
    """

    @overload
    def __call__(self, handler: Callable[[Context], Awaitable[T]], /) -> inngest.Function[T]: ...
    @overload
    def __call__(self, handler: Callable[[ContextSync], T], /) -> inngest.Function[T]: ...


def _with_parameters_of(
    method: Callable[Concatenate[inngest.Inngest, P], Any],
) -> Callable[[Callable[..., R]], Callable[Concatenate[Inngest, P], R]]:
    """Give a method the parameters of the SDK's, whatever they are in the installed version."""

    def forward(own: Callable[..., R]) -> Callable[Concatenate[Inngest, P], R]:
        return wraps(method)(own)

    return forward


class Inngest(inngest.Inngest):
    """An `inngest.Inngest` with `.realtime`; its functions' contexts have `publish`.

    Everything else is the SDK's: serve adapters, middleware, connect, `send`.
    """

    @cached_property
    def realtime(self) -> InngestRealtime:
        """Publishing from anywhere, tokens, subscriptions."""
        return InngestRealtime(self)

    @_with_parameters_of(inngest.Inngest.create_function)
    def create_function(self, **options: Any) -> Register:
        options["middleware"] = [*(options.get("middleware") or ()), KeepMemos]
        if options.get("on_failure") is not None:
            options["on_failure"] = self._with_realtime(options["on_failure"])
        create = super().create_function(**options)

        def register(handler: Callable[[Any], Any]) -> inngest.Function[Any]:
            return create(self._with_realtime(handler))

        return cast("Register", register)

    def _with_realtime(self, handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """The handler, given our context, and with its run known to all that it calls."""
        if inspect.iscoroutinefunction(handler):

            @wraps(handler)
            async def handle(ctx: inngest.Context) -> Any:
                own = context_of(ctx, self.realtime)
                with inside_run(own.run):
                    try:
                        result = await handler(own)
                    except BaseException as error:
                        if ends_request(error):
                            await self.realtime.send(ending(own.run, has_failed=True))
                        raise
                    await self.realtime.send(ending(own.run))
                    return result

            return handle

        @wraps(handler)
        def handle_sync(ctx: inngest.ContextSync) -> Any:
            own = context_sync_of(ctx, self.realtime)
            with inside_run(own.run):
                try:
                    result = handler(own)
                except BaseException as error:
                    if ends_request(error):
                        self.realtime.send_sync(ending(own.run, has_failed=True))
                    raise
                self.realtime.send_sync(ending(own.run))
                return result

        return handle_sync
