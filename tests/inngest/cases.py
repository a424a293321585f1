"""Programs for every place that a message can stand in, with how often it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import inngest

from .programs import channel, failing, nothing, say
from .programs_deployed import (
    a_removed_first_step,
    a_removed_last_step,
    a_removed_step,
    a_renamed_step,
    a_step_removed_from_a_branch,
    steps_in_another_order,
)
from .programs_in_branches import (
    a_branch_that_fails,
    a_branch_that_is_given_up,
    branches,
    branches_in_a_branch,
    branches_of_other_lengths,
    branches_of_two_steps,
    two_branches,
)

if TYPE_CHECKING:
    from .programs import Program


@dataclass(frozen=True)
class Case:
    """A program, and how often each of its messages is sent: once, but for those in `more`; with
    every pass sent, as in `passes`."""

    program: Program
    passes: dict[str, int]
    more: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        return {**dict.fromkeys(self.passes, 1), **self.more}


def no_steps(ctx: Any) -> Any:
    yield say(ctx, "only")
    failing(ctx, 2)


def around_steps(ctx: Any) -> Any:
    yield say(ctx, "before")
    yield ctx.step.run("first", nothing)
    yield say(ctx, "between")
    yield ctx.step.realtime.publish("durable", channel.result, {"success": True})
    yield say(ctx, "after")
    failing(ctx, 2)


def a_step_that_fails(ctx: Any) -> Any:
    yield say(ctx, "before")
    yield ctx.step.run("first", nothing)
    yield say(ctx, "between")
    yield ctx.step.run("flaky", failing, ctx, 2)
    yield say(ctx, "after")


def a_step_that_is_given_up(ctx: Any) -> Any:
    yield say(ctx, "before")
    try:
        yield ctx.step.run("hopeless", failing, ctx, 99)
    except inngest.StepError:
        yield say(ctx, "caught")
    yield ctx.step.run("last", nothing)
    yield say(ctx, "after")


def every_kind_of_step(ctx: Any) -> Any:
    yield say(ctx, "0")
    yield ctx.step.sleep("sleep", 1)
    yield say(ctx, "1")
    yield ctx.step.wait_for_event("wait", event="other", timeout=1000)
    yield say(ctx, "2")
    yield ctx.step.invoke_by_id("invoke", app_id="other", function_id="f")
    yield say(ctx, "3")
    yield ctx.step.send_event("send", inngest.Event(name="other"))
    yield say(ctx, "4")


def a_step_id_again(ctx: Any) -> Any:
    for number in range(3):
        yield say(ctx, f"before {number}")
        yield ctx.step.run("again", nothing)
    yield say(ctx, "after")


def inside_a_step(ctx: Any) -> Any:
    yield ctx.step.run("first", nothing)
    yield ctx.step.run("work", say, ctx, "inside")
    yield ctx.step.run("last", nothing)


CASES = [
    Case(no_steps, {"only": 3}, {"only": 3}),
    Case(around_steps, {"before": 5, "between": 4, "after": 3}, {"after": 3}),
    # What failed before a memo, and what fails after the newest, is sent for each attempt.
    Case(a_step_that_fails, {"before": 5, "between": 4, "after": 1}, {"between": 3}),
    Case(a_step_that_is_given_up, {"before": 6, "caught": 2, "after": 1}, {"before": 4}),
    Case(every_kind_of_step, {"0": 5, "1": 4, "2": 3, "3": 2, "4": 1}),
    Case(a_step_id_again, {"before 0": 4, "before 1": 3, "before 2": 2, "after": 1}),
    Case(inside_a_step, {"inside": 1}),
    Case(two_branches, {"A": 1, "B": 1}),
    Case(
        branches,
        {"before": 7, "between": 6}
        | {f"before {name}": 6 for name in "ABC"}
        | {f"after {name}": 2 for name in "ABC"}
        | {"joined": 2, "after": 1},
    ),
    Case(
        branches_of_two_steps,
        {"A1": 10, "B1": 10, "inside A2": 1, "inside B2": 1, "A2": 7, "B2": 7}
        | {"C1": 4, "D1": 4, "inside C2": 1, "inside D2": 1, "C2": 1, "D2": 1, "after": 1},
    ),
    Case(
        branches_of_other_lengths,
        {"short": 5, "long 0": 5, "awake": 5, "long 1": 3, "long 2": 1, "after": 1},
    ),
    # Nothing tells whether the request before had E too: A was complete before it.
    Case(
        branches_in_a_branch,
        {"A": 6, "E": 6, "B": 3, "C": 3, "B and C": 3, "D": 1, "after": 1},
        {"E": 2},
    ),
    Case(
        a_branch_that_fails,
        {"before": 7, "flaky": 2, "steady": 2, "after": 2},
        {"flaky": 2, "steady": 2, "after": 2},
    ),
    Case(a_branch_that_is_given_up, {"caught": 2, "after": 1}),
    # Between the last memo that is read and the next step nothing tells old from new.
    Case(
        a_removed_step,
        {"before": 6, "between": 5, "later": 4, "after next": 3, "after": 2},
        {"between": 2, "after": 2},
    ),
    Case(a_removed_first_step, {"later": 2}, {"later": 2}),
    Case(a_removed_last_step, {"later": 1}),
    Case(a_renamed_step, {"between": 4, "later": 2, "after": 1}, {"between": 2}),
    Case(
        a_step_removed_from_a_branch,
        {"awake": 2, "steady": 3, "joined": 2, "after": 1},
        {"steady": 2},
    ),
    Case(steps_in_another_order, {"later": 1, "after": 1}),
]
