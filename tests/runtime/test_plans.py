"""Plans: work written once, done in event loops and out of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from realtime_runtime.plans import Plan, carry_out, carry_out_sync

Done = Callable[[Plan[int, int, Any], Callable[[int], int]], Any]


def in_a_loop(plan: Plan[int, int, Any], do: Callable[[int], int]) -> Any:
    async def act(asked: int) -> int:
        await asyncio.sleep(0)
        return do(asked)

    return asyncio.run(carry_out(plan, act))


@pytest.fixture(params=[in_a_loop, carry_out_sync], ids=["async", "sync"])
def done(request: pytest.FixtureRequest) -> Done:
    way: Done = request.param
    return way


def halved(number: int) -> int:
    if number % 2:
        raise ValueError(number)
    return number // 2


def test_a_plan_is_sent_what_came_of_it(done: Done) -> None:
    """Each thing that a plan yields is done once, and what the plan returns is the result."""

    def plan() -> Plan[int, int, list[int]]:
        four = yield 8
        return [four, (yield four)]

    asked: list[int] = []

    def note(number: int) -> int:
        asked.append(number)
        return halved(number)

    assert done(plan(), note) == [4, 2]
    assert asked == [8, 4]


def test_a_plan_with_nothing_to_do(done: Done) -> None:
    """A plan that yields nothing has its result at once."""

    def plan() -> Plan[int, int, str]:
        yield from ()
        return "result"

    assert done(plan(), halved) == "result"


def test_a_plan_may_catch_what_went_wrong(done: Done) -> None:
    """What is raised is thrown where the plan waits, and the plan goes on."""

    def plan() -> Plan[int, int, int]:
        for number in (1, 3, 6):
            try:
                return (yield number)
            except ValueError as error:
                assert error.args == (number,)
        raise AssertionError

    assert done(plan(), halved) == 3


def test_what_a_plan_does_not_catch_comes_out(done: Done) -> None:
    """An error that the plan does not expect is the caller's, behind what the plan cleans up."""
    left: list[str] = []

    def plan() -> Plan[int, int, None]:
        try:
            yield 1
        finally:
            left.append("cleaned up")

    with pytest.raises(ValueError, match="1"):
        done(plan(), halved)
    assert left == ["cleaned up"]
