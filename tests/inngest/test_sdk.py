"""The SDK: its private names that this package uses, what remains without them, and the oldest
supported version."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import inngest
import pytest
from realtime_runtime.inngest import Context, ContextSync, Inngest, sdk

from generated import uploads_channel

from .engine import RUN_ID, Engine

if TYPE_CHECKING:
    from .stub import Stub

ROOT = Path(__file__).parents[2]
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


async def test_without_the_names_a_durable_publish_is_a_plain_step(
    stub: Stub, client: Inngest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is published and memoized all the same; only the run's graph shows a step like any."""
    monkeypatch.setattr(sdk, "RESPONSE_INTERRUPT", None)

    @client.create_function(fn_id="f", trigger=TRIGGER)
    async def function(ctx: Context) -> bool:
        await ctx.publish(channel.status, {"message": "before"})
        result = await ctx.step.realtime.publish("result", channel.result, {"success": True})
        return result.success

    outcome = await Engine(client, function).run(function)
    assert outcome.output is True
    assert [step["opts"] for step in outcome.of("result")] == [None]
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
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    target = ["--disable-pip-version-check", "--target", str(folder), f"inngest=={OLDEST}"]
    done = subprocess.run([*pip, *target], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1]
        pytest.skip(f"inngest {OLDEST} cannot be installed, perhaps for want of an index: {last}")
    return folder


def test_the_oldest_supported_sdk_runs(oldest: Path) -> None:
    """The tests of runs pass with the oldest version that the extra accepts."""
    settings = (ROOT / "runtime" / "pyproject.toml").read_text("utf-8")
    assert f'"inngest>={OLDEST},<0.6"' in settings
    places = [str(oldest), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}
    check = "import inngest; print(inngest.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", check], env=environment, capture_output=True, text=True, timeout=60
    )
    assert where.stdout.startswith(str(oldest))
    files = [f"tests/inngest/test_{name}.py" for name in ("runs", "inside_runs", "echoes")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
