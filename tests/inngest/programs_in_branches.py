"""Programs with parallel branches, which publish in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import inngest

from .programs import after_step, failing, nothing, parallel, say

if TYPE_CHECKING:
    from .programs import Program


def two_branches(ctx: Any) -> Any:
    yield parallel(ctx, after_step("A"), after_step("B"))


def branches(ctx: Any) -> Any:
    def branch(name: str) -> Program:
        def go(ctx: Any) -> Any:
            yield say(ctx, f"before {name}")
            yield ctx.step.run(name, nothing)
            yield say(ctx, f"after {name}")
            return name

        return go

    yield say(ctx, "before")
    yield ctx.step.run("first", nothing)
    yield say(ctx, "between")
    yield parallel(ctx, branch("A"), branch("B"), branch("C"))
    yield say(ctx, "joined")
    yield ctx.step.run("last", nothing)
    yield say(ctx, "after")


def branches_of_two_steps(ctx: Any) -> Any:
    def branch(name: str) -> Program:
        def go(ctx: Any) -> Any:
            yield ctx.step.run(f"{name}1", nothing)
            yield say(ctx, f"{name}1")
            yield ctx.step.run(f"{name}2", say, ctx, f"inside {name}2")
            yield say(ctx, f"{name}2")

        return go

    yield parallel(ctx, branch("A"), branch("B"))
    yield parallel(ctx, branch("C"), branch("D"))
    yield say(ctx, "after")


def branches_of_other_lengths(ctx: Any) -> Any:
    def short(ctx: Any) -> Any:
        yield ctx.step.run("short", nothing)
        yield say(ctx, "short")

    def long(ctx: Any) -> Any:
        for number in range(3):
            yield ctx.step.run("long", nothing)
            yield say(ctx, f"long {number}")

    def asleep(ctx: Any) -> Any:
        yield ctx.step.sleep("asleep", 1)
        yield say(ctx, "awake")

    yield parallel(ctx, short, long, asleep)
    yield say(ctx, "after")


def branches_in_a_branch(ctx: Any) -> Any:
    def inner(ctx: Any) -> Any:
        yield ctx.step.run("A", nothing)
        yield say(ctx, "A")
        yield parallel(ctx, after_step("B"), after_step("C"))
        yield say(ctx, "B and C")
        yield ctx.step.run("D", nothing)
        yield say(ctx, "D")

    yield parallel(ctx, inner, after_step("E"))
    yield say(ctx, "after")


def a_branch_that_fails(ctx: Any) -> Any:
    def flaky(ctx: Any) -> Any:
        yield ctx.step.run("flaky", failing, ctx, 2)
        yield say(ctx, "flaky")

    def steady(ctx: Any) -> Any:
        yield ctx.step.run("steady", nothing)
        yield say(ctx, "steady")

    yield say(ctx, "before")
    yield parallel(ctx, flaky, steady)
    yield say(ctx, "after")
    failing(ctx, 1)


def a_branch_that_is_given_up(ctx: Any) -> Any:
    def hopeless(ctx: Any) -> Any:
        yield ctx.step.run("hopeless", failing, ctx, 99)

    yield ctx.step.run("first", nothing)
    try:
        yield parallel(ctx, hopeless, after_step("steady"))
    except inngest.StepError:
        yield say(ctx, "caught")
    yield ctx.step.run("last", nothing)
    yield say(ctx, "after")
