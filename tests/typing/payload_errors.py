"""What is wrong in a payload is told at its own key, in each way to publish, by mypy's plugin."""

from collections.abc import Callable
from typing import Any, ParamSpec

from generated import pipeline_channel
from payload_orders import Orders
from realtime_runtime import Message, Realtime
from realtime_runtime.inngest import Context, ContextSync, Inngest
from realtime_runtime.testing import assert_published


async def each_way_to_publish(realtime: Realtime, ctx: Context, client: Inngest) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await realtime.publish(ch.status, data={"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await client.realtime.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    client.realtime.publish_sync(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.realtime.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.step.realtime.publish("id", ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.step.realtime.publish("id", ch.status, data={"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    ch.status({"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    ch.status(data={"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    assert_published(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")


def each_way_without_await(ctx: ContextSync) -> None:
    ch = pipeline_channel(run_id="abc")
    ctx.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    ctx.step.realtime.publish("id", ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")


async def data_made_late(realtime: Realtime, ctx: Context, orders: Orders) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status.lazy, lambda: {"message": "ok"})
    await realtime.publish(ch.status.lazy, lambda: {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.step.realtime.publish("id", ch.status.lazy, make=lambda: {"massage": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "massage" for TypedDict "PipelineStatusInput"
    await ctx.publish(orders.lazy, lambda: {"customer": {"nam": "A"}})  # error
    # mypy says: Missing key "name" for TypedDict "CustomerInput"
    # mypy says: Extra key "nam" for TypedDict "CustomerInput"
    ch.status.lazy(lambda: {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await realtime.publish(ch.status.lazy, lambda wrong: {"message": "ok"})  # error
    # mypy says: Cannot infer type of lambda
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Callable[[Any], dict[str, str]]"; expected "Callable[[], PipelineStatusInput]"


P = ParamSpec("P")


class Ours(Realtime):
    async def publish_twice(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None: ...


def publish_again(
    topic: Callable[P, Message[Any]], times: int, *args: P.args, **kwargs: P.kwargs
) -> None: ...


def what_another_function_takes_is_its_own() -> None:
    status = pipeline_channel(run_id="abc").status
    publish_again(status, 2, {"message": "ok"})
    publish_again(status, {"message": "ok"})  # error
    # mypy says: Missing positional argument "data" in call to "publish_again"
    # mypy says: Argument 2 to "publish_again" has incompatible type "dict[str, str]"; expected "int"


async def of_a_subclass_and_a_topic_from_anywhere(ours: Ours) -> None:
    await ours.publish(pipeline_channel(run_id="abc").status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    topics = {"a": pipeline_channel(run_id="abc").status}
    await ours.publish(topics["a"], {"massage": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "massage" for TypedDict "PipelineStatusInput"
    await ours.publish_twice(topics["a"], {"massage": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "massage" for TypedDict "PipelineStatusInput"
