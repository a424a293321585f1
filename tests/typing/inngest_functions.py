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
    await ctx.publish(ch.status, {"message": 1})  # error
    await ctx.publish(ch.status, {"message": "ok", "progress": {"done": "0", "total": 1}})  # error
    await ctx.publish(ch.status, UploadsResult(success=True))  # error
    await ctx.publish(ch.status)  # error
    await ctx.publish("status", {"message": "ok"})  # error
    url = await ctx.step.run("process", process, "x")
    assert_type(url, str)
    await ctx.step.run("process", process, 1)  # error: mypy pyright pyrefly
    result = await ctx.step.realtime.publish("id", ch.result, {"success": True, "url": url})
    assert_type(result, UploadsResult)
    assert_type(await ctx.step.realtime.publish("n", alerts_channel.count, 3), int)
    await ctx.step.realtime.publish("id", ch.result, {"success": "yes"})  # error
    await ctx.step.realtime.publish("id", ch.result, {})  # error
    await ctx.step.realtime.publish(ch.result, {"success": True})  # error
    await ctx.step.realtime.publish(1, ch.result, {"success": True})  # error
    await ctx.step.realtime.publish("n", alerts_channel.count, "3")  # error
    late = await ctx.step.realtime.publish("id", ch.result.lazy, lambda: {"success": True})
    assert_type(late, UploadsResult)
    await ctx.step.realtime.publish("id", ch.result.lazy, lambda: 1)  # error
    assert_type(ctx.run_id, str)
    return result.success


async def process(text: str) -> str:
    return text


@client.create_function(fn_id="sync", trigger=trigger)
def function_sync(ctx: ContextSync) -> str:
    ctx.publish(ch.status, {"message": "ok"})
    ctx.publish(ch.status, {"message": None})  # error
    result = ctx.step.realtime.publish("id", ch.result, {"success": True})
    assert_type(result, UploadsResult)
    ctx.step.realtime.publish("id", ch.status, {"success": True})  # error
    return ctx.step.run("text", lambda: "text")


@client.create_function(fn_id="plain", trigger=trigger)
async def plain(ctx: inngest.Context) -> int:
    await ctx.publish(ch.status, {"message": "ok"})  # error
    return ctx.attempt


@client.create_function(fn_id="plain-sync", trigger=trigger)
def plain_sync(ctx: inngest.ContextSync) -> None: ...


async def failed(ctx: inngest.Context) -> None:
    await Context.of(ctx).publish(ch.status, {"message": "failed"})
    await Context.of(ctx).publish(ch.status, {"massage": "failed"})  # error


@client.create_function(fn_id="fails", trigger=trigger, on_failure=failed)
async def fails(ctx: Context) -> None: ...


def what_functions_are() -> None:
    assert_type(function, inngest.Function[bool])
    assert_type(function_sync, inngest.Function[str])
    assert_type(plain, inngest.Function[int])
    client.create_function(fn_id="x")  # error
    client.create_function(fn_id="x", trigger=trigger, retires=2)  # error
    client.create_function(fn_id=1, trigger=trigger)  # error
    Inngest(app="x")  # error


async def anywhere(untyped: dict[str, Any], anything: Any) -> None:
    realtime = client.realtime
    assert_type(realtime, InngestRealtime)
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": "high"})
    await realtime.publish(alerts_channel.alert, anything)
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": "urgent"})  # error
    await realtime.publish(alerts_channel.alert, untyped)  # error
    realtime.publish_sync(alerts_channel.count, 1)
    realtime.publish_sync(alerts_channel.count, "1")  # error
    realtime.publish_sync(alerts_channel.count)  # error


async def tokens() -> None:
    assert_type(await client.realtime.token(ch, topics=[ch.status, ch.result]), Token)
    token = client.realtime.token_sync(ch, topics=[ch.status])
    assert_type(token["key"], str)
    assert_type(token["topics"], list[str])
    token["secret"]  # error
    client.realtime.token_sync(ch, topics=["status"])  # error
    client.realtime.token_sync(ch)  # error
    client.realtime.token_sync("uploads:one", topics=[ch.status])  # error


async def subscribing() -> None:
    pipeline = pipeline_channel(run_id="abc")
    async with client.realtime.subscribe(pipeline.status, ch.result) as messages:
        async for message in messages:
            if message.topic == "status":
                assert_type(message, Message[PipelineStatus, Literal["status"]])
            else:
                assert_type(message, Message[UploadsResult, Literal["result"]])
    client.realtime.subscribe("status")  # error
