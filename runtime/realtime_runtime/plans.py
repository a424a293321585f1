"""Plans: what is to be done, step by step, for whoever waits in a way of their own.

The same work is done in event loops and out of them. So it is written once, as a generator: it
yields what is to be done, is sent what came of it, and is thrown what went wrong.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TAsked = TypeVar("TAsked")
TAnswer = TypeVar("TAnswer")
TResult = TypeVar("TResult")

Plan: TypeAlias = Generator[TAsked, TAnswer, TResult]


async def carry_out(
    plan: Plan[TAsked, TAnswer, TResult], do: Callable[[TAsked], Awaitable[TAnswer]]
) -> TResult:
    """The plan's result. What `do` raises is the plan's to catch."""
    try:
        asked = next(plan)
        while True:
            try:
                answer = await do(asked)
            except Exception as error:
                asked = plan.throw(error)
            else:
                asked = plan.send(answer)
    except StopIteration as end:
        result: TResult = end.value
        return result


def carry_out_sync(
    plan: Plan[TAsked, TAnswer, TResult], do: Callable[[TAsked], TAnswer]
) -> TResult:
    """As `carry_out`, out of event loops."""
    try:
        asked = next(plan)
        while True:
            try:
                answer = do(asked)
            except Exception as error:
                asked = plan.throw(error)
            else:
                asked = plan.send(answer)
    except StopIteration as end:
        result: TResult = end.value
        return result
