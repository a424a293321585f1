"""The SDK: its private names that this package uses, what remains without them, and the oldest
supported version."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import sys
from typing import TYPE_CHECKING, Any

import inngest
import pytest
from realtime_runtime.inngest import Context, ContextSync, Inngest, sdk

from generated import uploads_channel

from ..support.commands import run
from ..support.files import ROOT
from .engine import RUN_ID, Engine

if TYPE_CHECKING:
    from pathlib import Path

    from .stub import Stub

pytestmark = pytest.mark.slow

OLDEST = "0.5.0"
TRIGGER = inngest.TriggerEvent(event="test")
channel = uploads_channel(upload_id="one")


def test_the_private_names_are_there() -> None:
    """An installed SDK without the names in sdk.py is one that durable publishes are unmarked
    with: look there."""
    from inngest._internal import server_lib, step_lib

    op = server_lib.Opcode.STEP_RUN
    assert sdk.RESPONSE_INTERRUPT is step_lib.ResponseInterrupt
    info = step_lib.StepInfo(display_name="a", id="b", op=op)
    interrupt = step_lib.ResponseInterrupt(step_lib.StepResponse(step=info))
    with pytest.raises(step_lib.ResponseInterrupt), sdk.marked_as_publish():
        raise interrupt
    assert info.opts == {"type": sdk.PUBLISH_STEP}
    for step in (inngest.Step, inngest.StepSync):
        assert "target_hashed_id" in inspect.signature(step).parameters
    memos = inngest.StepMemos({"a": step_lib.base.Output(data=1)})
    asked: list[str] = []
    sdk.on_step(memos, asked.append)
    assert "a" in sdk.memoized(memos)
    assert [memos.pop(step) is not None for step in ("a", "b")] == [True, True]
    assert asked == ["a", "b"]
    assert "a" not in sdk.memoized(memos)
    assert "x-inngest-sdk" in sdk.request_headers("branch")


def test_what_a_step_has_already_is_kept() -> None:
    """Marking adds the type beside other options, such as the mode of parallel steps."""
    from inngest._internal import server_lib, step_lib

    op = server_lib.Opcode.STEP_RUN
    info = step_lib.StepInfo(display_name="a", id="b", op=op, opts={"mode": "race"})
    with pytest.raises(step_lib.ResponseInterrupt), sdk.marked_as_publish():
        raise step_lib.ResponseInterrupt(step_lib.StepResponse(step=info))
    assert info.opts == {"mode": "race", "type": sdk.PUBLISH_STEP}


WITHOUT_THE_NAMES = """
import asyncio, sys
import inngest
from inngest._internal import step_lib

name = step_lib.__name__
sys.modules[name] = None  # what ours is to import; the SDK has its own by now
import realtime_runtime.inngest
sys.modules[name] = step_lib
from generated import uploads_channel
from tests.inngest.engine import Engine

client = realtime_runtime.inngest.Inngest(
    app_id="tests", api_base_url=sys.argv[1], event_api_base_url=sys.argv[1], is_production=False
)
channel = uploads_channel(upload_id="one")

@client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="test"))
async def function(ctx):
    await ctx.publish(channel.status, {"message": "before"})
    result = await ctx.step.realtime.publish("result", channel.result, {"success": True})
    return result.success

async def main():
    outcome = await Engine(client, function).run(function)
    print(outcome.output, [step["opts"] for step in outcome.of("result")])
    await client.realtime.aclose()

asyncio.run(main())
"""


def test_without_the_names_a_durable_publish_is_a_plain_step(stub: Stub) -> None:
    """It is published and memoized all the same; only the run's graph shows a step like any.

    An SDK that has given its names up is one from whose module ours cannot import them.
    """
    ran = run(sys.executable, "-c", WITHOUT_THE_NAMES, stub.origin, cwd=ROOT)
    assert ran.out == "True [None]\n"
    assert [request.params["topic"] for request in stub.published()] == ["status", "result"]


def test_requests_name_their_steps(client: Inngest) -> None:
    """The order of completion and the target of a request are found in both contexts."""
    seen: list[object] = []

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: inngest.Context) -> None:
        seen.append((list(sdk.order_of(ctx.step)), sdk.target_of(ctx.step)))
        await ctx.step.run("one", nothing)
        await ctx.group.parallel((lambda: ctx.step.run("two", nothing),))

    @client.create_function(fn_id="g", trigger=TRIGGER)
    def function_sync(ctx: inngest.ContextSync) -> None:
        seen.append((list(sdk.order_of(ctx.step)), sdk.target_of(ctx.step)))
        ctx.step.run("one", lambda: None)
        ctx.group.parallel((lambda: ctx.step.run("two", lambda: None),))

    async def nothing() -> None: ...

    one, two = (hashlib.sha1(name.encode()).hexdigest() for name in ("one", "two"))
    requests = [([], None), ([one], None), ([one], two), ([one, two], None)]
    engine = Engine(client, function, function_sync)
    for each in (function, function_sync):
        seen.clear()
        asyncio.run(engine.run(each))
        assert seen == requests


async def test_everything_of_the_sdk_is_there(client: Inngest) -> None:
    """Our contexts are the SDK's, with its values; a user's middleware runs; results are typed
    functions with the SDK's options."""
    seen: list[Any] = []

    class Middleware(inngest.MiddlewareSync):
        def before_execution(self) -> None:
            seen.append("before execution")

    @client.create_function(fn_id="f", trigger=TRIGGER, retries=1, middleware=[Middleware])
    async def function(ctx: inngest.Context) -> str:
        seen.append((isinstance(ctx, Context), ctx.run_id, ctx.attempt, ctx.event.data["a"]))
        await ctx.step.run("add", add, 1, 2)
        return ctx.event.name

    async def add(a: int, b: int) -> int:
        return a + b

    @client.create_function(fn_id="g", trigger=TRIGGER)
    def function_sync(ctx: inngest.ContextSync) -> int:
        seen.append(isinstance(ctx, ContextSync))
        return ctx.step.run("add", lambda a, b: a + b, 1, 2)

    engine = Engine(client, function, function_sync)
    outcome = await engine.run(function, {"a": 7})
    assert outcome.output == "test"
    assert outcome.of("add")[0]["data"] == 3
    values = (True, RUN_ID, 0, 7)
    assert [item for item in seen if item != "before execution"] == [values, values]
    assert "before execution" in seen
    assert (await engine.run(function_sync)).output == 3
    assert (function.id, function_sync.local_id) == ("tests-f", "g")


def test_a_context_of_another_client_is_refused() -> None:
    """`Context.of` outside our functions is a TypeError that says what is wrong."""
    foreign: Any = object()
    for context in (Context, ContextSync):
        with pytest.raises(TypeError, match=r"realtime_runtime\.inngest\.Inngest"):
            context.of(foreign)


def test_the_mock_of_the_sdk_runs_our_functions(stub: Stub, client: Inngest) -> None:
    """`inngest.experimental.mocked` runs them with memoization, each step targeted alone."""
    from inngest.experimental import mocked

    @client.create_function(fn_id="f", trigger=TRIGGER)
    def function(ctx: ContextSync) -> bool:
        ctx.publish(channel.status, {"message": "before"})
        ctx.step.run("work", lambda: ctx.publish(channel.status, {"message": "inside"}))
        result = ctx.step.realtime.publish("result", channel.result, {"success": True})
        ctx.publish(channel.status, {"message": "after"})
        return result.success

    mock = mocked.Inngest(app_id="tests", is_production=False)
    done = mocked.trigger(function, inngest.Event(name="test"), mock)
    assert (done.status, done.output) == (mocked.Status.COMPLETED, True)
    sent = [r.json.get("message", "result") for r in stub.published()]
    assert sent == ["before", "inside", "result", "after"]


@pytest.fixture(scope="session")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the oldest supported SDK; it comes before the installed one on the path."""
    folder = tmp_path_factory.mktemp("inngest") / OLDEST
    options = ("--quiet", "--no-deps", "--no-compile", "--disable-pip-version-check")
    done = run("pip", "install", *options, "--target", folder, f"inngest=={OLDEST}", status=None)
    if done.status != 0:
        last = done.err.strip().splitlines()[-1]
        pytest.skip(f"inngest {OLDEST} cannot be installed, perhaps for want of an index: {last}")
    return folder


def test_the_oldest_supported_sdk_runs(oldest: Path) -> None:
    """The tests of runs pass with the oldest version that the extra accepts."""
    settings = (ROOT / "runtime" / "pyproject.toml").read_text("utf-8")
    assert f'"inngest>={OLDEST},<0.6"' in settings
    path = str(oldest)
    check = "import inngest; print(inngest.__file__)"
    assert run(sys.executable, "-c", check, PYTHONPATH=path).out.startswith(path)
    files = [f"tests/inngest/test_{name}.py" for name in ("runs", "inside_runs", "echoes")]
    run("pytest", "-q", "-p", "no:cacheprovider", *files, cwd=ROOT, PYTHONPATH=path)
