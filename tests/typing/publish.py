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
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "wrong" for TypedDict "PipelineStatusInput"
    await realtime.publish(ch.status.lazy, lambda: Token(token="a"))  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Callable[[], Token]"; expected "Callable[[], PipelineStatus | PipelineStatusInput]"
    # mypy says: Incompatible return value type (got "Token", expected "PipelineStatus | PipelineStatusInput")
    await realtime.publish(ch.status.lazy, {"message": "ok"})  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, str]"; expected "Callable[[], PipelineStatus | PipelineStatusInput]"
    await realtime.publish(ch.status, lambda: {"message": "ok"})  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Callable[[], dict[str, str]]"; expected "PipelineStatus | PipelineStatusInput"


async def topics_as_parameters(
    realtime: Realtime, topic: TopicRef[PipelineStatus, PipelineStatusInput]
) -> None:
    await realtime.publish(topic, {"message": "ok"})
    await realtime.publish(topic, {"wrong": "field"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "wrong" for TypedDict "PipelineStatusInput"


async def wrong_keys(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, {"wrong": "field"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "wrong" for TypedDict "PipelineStatusInput"
    await realtime.publish(ch.status, {})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    await realtime.publish(ch.status, {"step": "draft"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    await realtime.publish(ch.status, {"message": "ok", "extra": "field"})  # error
    # mypy says: Extra key "extra" for TypedDict "PipelineStatusInput"
    await realtime.publish(ch.status, {"Message": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "Message" for TypedDict "PipelineStatusInput"
    await realtime.publish(ch.status, data={"wrong": "field"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "wrong" for TypedDict "PipelineStatusInput"
    await realtime.publish(alerts_channel.alert, {"message": "full"})  # error
    # mypy says: Missing key "severity" for TypedDict "AlertsAlertInput"


async def wrong_values(realtime: Realtime, text: str) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await realtime.publish(ch.status, {"message": None})  # error
    # mypy says: Incompatible types (expression has type "None", TypedDict item "message" has type "str")
    await realtime.publish(ch.status, {"message": "ok", "step": None})  # error
    # mypy says: Incompatible types (expression has type "None", TypedDict item "step" has type "str")
    await realtime.publish(ch.tokens, {"token": "a", "index": "0"})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "index" has type "int")
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": "urgent"})  # error
    # mypy says: Incompatible types (expression has type "Literal['urgent']", TypedDict item "severity" has type "Literal['low', 'medium', 'high']")
    await realtime.publish(alerts_channel.alert, {"message": "full", "severity": text})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "severity" has type "Literal['low', 'medium', 'high']")
    await realtime.publish(alerts_channel.alert, AlertsAlert(message="", severity="x"))  # error
    # mypy says: Argument "severity" to "AlertsAlert" has incompatible type "Literal['x']"; expected "Literal['low', 'medium', 'high']"


async def wrong_data(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status)  # error
    # mypy says: Missing positional argument "data" in call to "publish" of "Realtime"
    await realtime.publish(ch.status, None)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "None"; expected "PipelineStatus | PipelineStatusInput"
    await realtime.publish(ch.status, "ok")  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "str"; expected "PipelineStatus | PipelineStatusInput"
    await realtime.publish(ch.status, [{"message": "ok"}])  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "list[dict[str, str]]"; expected "PipelineStatus | PipelineStatusInput"
    await realtime.publish(ch.status, {"message": "ok"}, {"message": "ok"})  # error
    # mypy says: Too many arguments for "publish" of "Realtime"
    await realtime.publish(ch.status, payload={"message": "ok"})  # error
    # mypy says: Unexpected keyword argument "payload" for "publish" of "Realtime"
    await realtime.publish(ch.status, message="ok")  # error
    # mypy says: Unexpected keyword argument "message" for "publish" of "Realtime"
    await realtime.publish(ch.status, PipelineStatus)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "type[PipelineStatus]"; expected "PipelineStatus | PipelineStatusInput"


async def dicts_that_are_no_typeddict(
    realtime: Realtime, untyped: dict[str, Any], texts: dict[str, str], other: dict[str, object]
) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, untyped)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, Any]"; expected "PipelineStatus | PipelineStatusInput"
    await realtime.publish(ch.status, texts)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, str]"; expected "PipelineStatus | PipelineStatusInput"
    await realtime.publish(ch.status, other)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, object]"; expected "PipelineStatus | PipelineStatusInput"
    wrong = {"wrong": "field"}
    await realtime.publish(ch.status, wrong)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, str]"; expected "PipelineStatus | PipelineStatusInput"
    # pyrefly remembers the keys of a dict display, so there this is as right as it is in fact.
    right = {"message": "ok"}
    await realtime.publish(ch.status, right)  # error: mypy pyright ty
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, str]"; expected "PipelineStatus | PipelineStatusInput"


async def another_topics_data(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, Token(token="a"))  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Token"; expected "PipelineStatus | PipelineStatusInput"
    await realtime.publish(ch.tokens, PipelineStatus(message="ok"))  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "PipelineStatus"; expected "Token | TokenInput"
    await realtime.publish(ch.tokens, {"message": "ok"})  # error
    # mypy says: Missing key "token" for TypedDict "TokenInput"
    # mypy says: Extra key "message" for TypedDict "TokenInput"
    # Equal in shape, yet another channel's model.
    uploads = uploads_channel(upload_id="1")
    await realtime.publish(uploads.status, PipelineStatus(message="ok"))  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "PipelineStatus"; expected "UploadsStatus | UploadsStatusInput"


async def wrong_topics(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish("status", {"message": "ok"})  # error
    # mypy says: "publish" takes a topic such as channel.status, not "str"
    await realtime.publish("pipeline:abc", "status", {"message": "ok"})  # error
    # mypy says: "publish" takes a topic such as channel.status, not "str"
    await realtime.publish(None, {"message": "ok"})  # error
    # mypy says: Argument 1 to "publish" of "Realtime" has incompatible type "None"; expected "Callable[[dict[str, str]], Message[Any, str]]"
    await realtime.publish(ch, {"message": "ok"})  # error
    # mypy says: "publish" takes a topic such as channel.status, not the channel itself, which has the topics 'status', 'tokens', 'usage', 'result'
    await realtime.publish(print, {"message": "ok"})  # error
    # mypy says: Argument 1 to "publish" of "Realtime" has incompatible type overloaded function; expected "Callable[[dict[str, str]], Message[Any, str]]"
    await realtime.publish(PipelineStatus, message="ok")  # error
    # mypy says: Argument 1 to "publish" of "Realtime" has incompatible type "type[PipelineStatus]"; expected "def (*, message: str, step: str | None = ...) -> Message[Any, str]"
    # A topic belongs to a channel, not to its class.
    await realtime.publish(ch.status({"message": "ok"}))  # error
    # mypy says: "publish" takes a topic such as channel.status, not a message: write the topic, and the data after it
    await realtime.publish([ch.status], {"message": "ok"})  # error
    # mypy says: "publish" takes a topic such as channel.status, not a list of them: publish to each by itself
    await realtime.publish(PipelineChannel.status, {"message": "ok"})  # error
    # mypy says: "publish" takes a topic such as channel.status, not a topic of the channel's class: read it on a channel


async def forgotten_await(realtime: Realtime) -> None:
    # ty only warns of it.
    realtime.publish(alerts_channel.count, 1)  # error: mypy pyright pyrefly
    # mypy says: Value of type "Coroutine[Any, Any, None]" must be used
