"""Programs whose steps are others once they have been deployed again, under the run."""

from __future__ import annotations

from typing import Any

from .programs import DEPLOYED, failing, nothing, parallel, say


def a_removed_step(ctx: Any) -> Any:
    yield say(ctx, "before")
    yield ctx.step.run("first", nothing)
    yield say(ctx, "between")
    if not DEPLOYED:
        yield ctx.step.sleep("wait", 1)
    yield say(ctx, "later")
    yield ctx.step.run("next", nothing)
    yield say(ctx, "after next")
    yield ctx.step.run("last", nothing)
    yield say(ctx, "after")
    failing(ctx, 1)


def a_removed_first_step(ctx: Any) -> Any:
    if not DEPLOYED:
        yield ctx.step.sleep("wait", 1)
    yield say(ctx, "later")
    failing(ctx, 1)


def a_removed_last_step(ctx: Any) -> Any:
    yield ctx.step.run("first", nothing)
    if not DEPLOYED:
        yield ctx.step.sleep("wait", 1)
    yield say(ctx, "later")


def a_renamed_step(ctx: Any) -> Any:
    yield ctx.step.run("first", nothing)
    yield say(ctx, "between")
    yield ctx.step.sleep("wait longer" if DEPLOYED else "wait", 1)
    yield say(ctx, "later")
    yield ctx.step.run("last", nothing)
    yield say(ctx, "after")


def a_step_removed_from_a_branch(ctx: Any) -> Any:
    def asleep(ctx: Any) -> Any:
        yield ctx.step.run("first", nothing)
        if not DEPLOYED:
            yield ctx.step.sleep("wait", 1)
        yield say(ctx, "awake")

    def steady(ctx: Any) -> Any:
        yield ctx.step.run("steady", nothing)
        yield say(ctx, "steady")

    yield parallel(ctx, asleep, steady)
    yield say(ctx, "joined")
    yield ctx.step.run("last", nothing)
    yield say(ctx, "after")


def steps_in_another_order(ctx: Any) -> Any:
    first, second = ("wait", "then") if not DEPLOYED else ("then", "wait")
    yield ctx.step.sleep(first, 1)
    if not DEPLOYED:
        yield ctx.step.run(second, nothing)
        yield ctx.step.sleep("gone", 1)
    yield say(ctx, "later")
    if DEPLOYED:
        yield ctx.step.sleep(second, 1)
    yield say(ctx, "after")
