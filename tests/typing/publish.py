"""A right payload is accepted in each of its forms; a wrong one is an error on its own line."""

from typing import Any, Final, Literal

from generated import alerts_channel, pipeline_channel, uploads_channel
from generated.alerts import AlertsAlert
from generated.common import Usage
from generated.pipeline import PipelineChannel, PipelineStatus, PipelineStatusInput, Token
from realtime_runtime import Realtime, TopicRef


async def right_forms(realtime: Realtime, anything: Any) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, {"message": "ok"})
    await realtime.publish(ch.status, {"message": "ok", "step": "draft"})
    await realtime.publish(ch.status, PipelineStatus(message="ok"))
    await realtime.publish(ch.status, data={"message": "ok"})
    await realtime.publish(ch.status, data=PipelineStatus(message="ok"))
    await realtime.publish(ch.status, anything)
    await realtime.publish(alerts_channel.alert, {"message": "disk full", "severity": "high"})
    await realtime.publish(alerts_channel.alert, AlertsAlert(message="full", severity="low"))
    await realtime.publish(alerts_channel.count, 3)


async def right_values(realtime: Realtime, name: str | None, level: Literal["low", "high"]) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, {"message": f"Hello {name}", "step": name or "draft"})
    await realtime.publish(ch.status, {"message": "yes"} if name else {"message": "no"})
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": level})
    medium: Final = "medium"
    tags = ["disk", "node-1"]
    await realtime.publish(
        alerts_channel.alert,
        {"message": "full", "severity": medium, "tags": tags},
    )
    await realtime.publish(ch.usage, Usage(input_tokens=1, output_tokens=2))
    await realtime.publish(ch.usage, {"input_tokens": 1, "output_tokens": 2, "cost_usd": None})


async def data_made_only_if_it_is_sent(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status.lazy, lambda: {"message": "ok"})
    await realtime.publish(ch.status.lazy, lambda: PipelineStatus(message="ok"))
    await realtime.publish(alerts_channel.count.lazy, lambda: 3)
    await realtime.publish(ch.status.lazy, lambda: {"wrong": "field"})  # error
    await realtime.publish(ch.status.lazy, lambda: Token(token="a"))  # error
    await realtime.publish(ch.status.lazy, {"message": "ok"})  # error
    await realtime.publish(ch.status, lambda: {"message": "ok"})  # error


async def topics_as_parameters(
    realtime: Realtime, topic: TopicRef[PipelineStatus, PipelineStatusInput]
) -> None:
    await realtime.publish(topic, {"message": "ok"})
    await realtime.publish(topic, {"wrong": "field"})  # error


async def wrong_keys(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, {"wrong": "field"})  # error
    await realtime.publish(ch.status, {})  # error
    await realtime.publish(ch.status, {"step": "draft"})  # error
    await realtime.publish(ch.status, {"message": "ok", "extra": "field"})  # error
    await realtime.publish(ch.status, {"Message": "ok"})  # error
    await realtime.publish(ch.status, data={"wrong": "field"})  # error
    await realtime.publish(alerts_channel.alert, {"message": "full"})  # error


async def wrong_values(realtime: Realtime, text: str) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, {"message": 1})  # error
    await realtime.publish(ch.status, {"message": None})  # error
    await realtime.publish(ch.status, {"message": "ok", "step": None})  # error
    await realtime.publish(ch.tokens, {"token": "a", "index": "0"})  # error
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": "urgent"})  # error
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": text})  # error
    await realtime.publish(alerts_channel.alert, AlertsAlert(message="", severity="x"))  # error


async def wrong_data(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status)  # error
    await realtime.publish(ch.status, None)  # error
    await realtime.publish(ch.status, "ok")  # error
    await realtime.publish(ch.status, [{"message": "ok"}])  # error
    await realtime.publish(ch.status, {"message": "ok"}, {"message": "ok"})  # error
    await realtime.publish(ch.status, payload={"message": "ok"})  # error
    await realtime.publish(ch.status, message="ok")  # error
    await realtime.publish(ch.status, PipelineStatus)  # error


async def dicts_that_are_no_typeddict(
    realtime: Realtime, untyped: dict[str, Any], texts: dict[str, str], other: dict[str, object]
) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, untyped)  # error
    await realtime.publish(ch.status, texts)  # error
    await realtime.publish(ch.status, other)  # error
    wrong = {"wrong": "field"}
    await realtime.publish(ch.status, wrong)  # error
    # pyrefly remembers the keys of a dict display, so there this is as right as it is in fact.
    right = {"message": "ok"}
    await realtime.publish(ch.status, right)  # error: mypy pyright ty


async def another_topics_data(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, Token(token="a"))  # error
    await realtime.publish(ch.tokens, PipelineStatus(message="ok"))  # error
    await realtime.publish(ch.tokens, {"message": "ok"})  # error
    # Equal in shape, yet another channel's model.
    uploads = uploads_channel(upload_id="1")
    await realtime.publish(uploads.status, PipelineStatus(message="ok"))  # error


async def wrong_topics(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish("status", {"message": "ok"})  # error
    await realtime.publish("pipeline:abc", "status", {"message": "ok"})  # error
    await realtime.publish(None, {"message": "ok"})  # error
    await realtime.publish(ch, {"message": "ok"})  # error
    await realtime.publish(print, {"message": "ok"})  # error
    await realtime.publish(PipelineStatus, message="ok")  # error
    # A topic belongs to a channel, not to its class.
    await realtime.publish(PipelineChannel.status, {"message": "ok"})  # error


async def forgotten_await(realtime: Realtime) -> None:
    # ty only warns of it.
    realtime.publish(alerts_channel.count, 1)  # error: mypy pyright pyrefly
