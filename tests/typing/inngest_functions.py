"""Functions of Inngest publish as typed as everything else, with the SDK's own parameters."""

from typing import Any, Literal, assert_type

import inngest
from generated import alerts_channel, pipeline_channel, uploads_channel
from generated.pipeline import PipelineStatus
from generated.uploads import UploadsResult
from realtime_runtime import Message
from realtime_runtime.inngest import Context, ContextSync, Inngest, InngestRealtime, Token

client = Inngest(app_id="typing", is_production=False)
trigger = inngest.TriggerEvent(event="typing/go")
ch = uploads_channel(upload_id="one")


@client.create_function(fn_id="async", trigger=trigger, retries=2)
async def function(ctx: Context) -> bool:
    await ctx.publish(ch.status, {"message": "ok"})
    await ctx.publish(ch.status, data={"message": "ok", "progress": {"done": 0, "total": 1}})
    await ctx.publish(ch.result, UploadsResult(success=True))
    await ctx.publish(ch.status, {"mesage": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "UploadsStatusInput"
    # mypy says: Extra key "mesage" for TypedDict "UploadsStatusInput"
    await ctx.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.publish(ch.status, {"message": "ok", "progress": {"done": "0", "total": 1}})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "done" has type "int")
    await ctx.publish(ch.status, UploadsResult(success=True))  # error
    # mypy says: Argument 2 to "publish" of "Context" has incompatible type "UploadsResult"; expected "UploadsStatus | UploadsStatusInput"
    await ctx.publish(ch.status)  # error
    # mypy says: Missing positional argument "data" in call to "publish" of "Context"
    await ctx.publish("status", {"message": "ok"})  # error
    # mypy says: "publish" takes a topic such as channel.status, not "str"
    url = await ctx.step.run("process", process, "x")
    assert_type(url, str)
    await ctx.step.run("process", process, 1)  # error: mypy pyright pyrefly
    # mypy says: Argument 2 to "run" of "Step" has incompatible type "Callable[[str], Coroutine[Any, Any, str]]"; expected "Callable[[int], Awaitable[str]]"
    result = await ctx.step.realtime.publish("id", ch.result, {"success": True, "url": url})
    assert_type(result, UploadsResult)
    assert_type(ctx.run_id, str)
    return result.success


async def steps(ctx: Context) -> None:
    assert_type(await ctx.step.realtime.publish("n", alerts_channel.count, 3), int)
    await ctx.step.realtime.publish("id", ch.result, {"success": "yes"})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "success" has type "bool")
    await ctx.step.realtime.publish("id", ch.result, {})  # error
    # mypy says: Missing key "success" for TypedDict "UploadsResultInput"
    await ctx.step.realtime.publish(ch.result, {"success": True})  # error
    # mypy says: Argument 1 to "publish" of "StepRealtime" has incompatible type "TopicRef[UploadsResult, UploadsResultInput, Literal['result']]"; expected "str"
    # mypy says: Argument 2 to "publish" of "StepRealtime" has incompatible type "dict[str, bool]"; expected "Callable[[], Message[Never, str]]"
    await ctx.step.realtime.publish(1, ch.result, {"success": True})  # error
    # mypy says: Argument 1 to "publish" of "StepRealtime" has incompatible type "int"; expected "str"
    await ctx.step.realtime.publish("n", alerts_channel.count, "3")  # error
    # mypy says: Argument 3 to "publish" of "StepRealtime" has incompatible type "str"; expected "int"
    late = await ctx.step.realtime.publish("id", ch.result.lazy, lambda: {"success": True})
    assert_type(late, UploadsResult)
    await ctx.step.realtime.publish("id", ch.result.lazy, lambda: 1)  # error
    # mypy says: Argument 3 to "publish" of "StepRealtime" has incompatible type "Callable[[], int]"; expected "Callable[[], UploadsResult | UploadsResultInput]"
    # mypy says: Incompatible return value type (got "int", expected "UploadsResult | UploadsResultInput")


async def process(text: str) -> str:
    return text


@client.create_function(fn_id="sync", trigger=trigger)
def function_sync(ctx: ContextSync) -> str:
    ctx.publish(ch.status, {"message": "ok"})
    ctx.publish(ch.status, {"message": None})  # error
    # mypy says: Incompatible types (expression has type "None", TypedDict item "message" has type "str")
    result = ctx.step.realtime.publish("id", ch.result, {"success": True})
    assert_type(result, UploadsResult)
    ctx.step.realtime.publish("id", ch.status, {"success": True})  # error
    # mypy says: Missing key "message" for TypedDict "UploadsStatusInput"
    # mypy says: Extra key "success" for TypedDict "UploadsStatusInput"
    return ctx.step.run("text", lambda: "text")


@client.create_function(fn_id="plain", trigger=trigger)
async def plain(ctx: inngest.Context) -> int:
    await ctx.publish(ch.status, {"message": "ok"})  # error
    # mypy says: "Context" has no attribute "publish"
    return ctx.attempt


@client.create_function(fn_id="plain-sync", trigger=trigger)
def plain_sync(ctx: inngest.ContextSync) -> None: ...


async def failed(ctx: inngest.Context) -> None:
    await Context.of(ctx).publish(ch.status, {"message": "failed"})
    await Context.of(ctx).publish(ch.status, {"massage": "failed"})  # error
    # mypy says: Missing key "message" for TypedDict "UploadsStatusInput"
    # mypy says: Extra key "massage" for TypedDict "UploadsStatusInput"


@client.create_function(fn_id="fails", trigger=trigger, on_failure=failed)
async def fails(ctx: Context) -> None: ...


def what_functions_are() -> None:
    assert_type(function, inngest.Function[bool])
    assert_type(function_sync, inngest.Function[str])
    assert_type(plain, inngest.Function[int])
    client.create_function(fn_id="x")  # error
    # mypy says: Missing named argument "trigger" for "create_function" of "Inngest"
    client.create_function(fn_id="x", trigger=trigger, retires=2)  # error
    # mypy says: Unexpected keyword argument "retires" for "create_function" of "Inngest"; did you mean "retries"?
    client.create_function(fn_id=1, trigger=trigger)  # error
    # mypy says: Argument "fn_id" to "create_function" of "Inngest" has incompatible type "int"; expected "str"
    Inngest(app="x")  # error
    # mypy says: Unexpected keyword argument "app" for "Inngest"


async def anywhere(untyped: dict[str, Any], anything: Any) -> None:
    realtime = client.realtime
    assert_type(realtime, InngestRealtime)
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": "high"})
    await realtime.publish(alerts_channel.alert, anything)
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": "urgent"})  # error
    # mypy says: Incompatible types (expression has type "Literal['urgent']", TypedDict item "severity" has type "Literal['low', 'medium', 'high']")
    await realtime.publish(alerts_channel.alert, untyped)  # error
    # mypy says: Argument 2 to "publish" of "InngestRealtime" has incompatible type "dict[str, Any]"; expected "AlertsAlert | AlertsAlertInput"
    realtime.publish_sync(alerts_channel.count, 1)
    realtime.publish_sync(alerts_channel.count, "1")  # error
    # mypy says: Argument 2 to "publish_sync" of "InngestRealtime" has incompatible type "str"; expected "int"
    realtime.publish_sync(alerts_channel.count)  # error
    # mypy says: Missing positional argument "data" in call to "publish_sync" of "InngestRealtime"


async def tokens() -> None:
    assert_type(await client.realtime.token(ch, topics=[ch.status, ch.result]), Token)
    token = client.realtime.token_sync(ch, topics=[ch.status])
    assert_type(token["key"], str)
    assert_type(token["topics"], list[str])
    token["secret"]  # error
    # mypy says: TypedDict "Token" has no key "secret"
    client.realtime.token_sync(ch, topics=["status"])  # error
    # mypy says: List item 0 has incompatible type "str"; expected "TopicRef[Any, Any, str]"
    client.realtime.token_sync(ch)  # error
    # mypy says: Missing named argument "topics" for "token_sync" of "InngestRealtime"
    client.realtime.token_sync("uploads:one", topics=[ch.status])  # error
    # mypy says: Argument 1 to "token_sync" of "InngestRealtime" has incompatible type "str"; expected "Channel"


async def subscribing() -> None:
    pipeline = pipeline_channel(run_id="abc")
    async with client.realtime.subscribe(pipeline.status, ch.result) as messages:
        async for message in messages:
            if message.topic == "status":
                assert_type(message, Message[PipelineStatus, Literal["status"]])
            else:
                assert_type(message, Message[UploadsResult, Literal["result"]])
    client.realtime.subscribe("status")  # error
    # mypy says: "subscribe" takes topics such as channel.status, not "str"
