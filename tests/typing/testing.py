"""What is asserted of a topic, and made for it, has the topic's types."""

from typing import Any, Literal, assert_type

from generated import alerts_channel, pipeline_channel
from generated.alerts import AlertsAlert
from generated.pipeline import PipelineStatus, Token
from realtime_runtime import MemoryTransport, Message, Realtime
from realtime_runtime.testing import (
    assert_not_published,
    assert_published,
    example,
    published,
    recording,
)


def right_forms(anything: Any) -> None:
    ch = pipeline_channel(run_id="abc")
    message = assert_published(ch.status, {"message": "ok"})
    assert_type(message, Message[PipelineStatus, Literal["status"]])
    assert_published(ch.status, {"message": "ok", "step": "draft"})
    assert_published(ch.status, PipelineStatus(message="ok"))
    assert_published(ch.status, data={"message": "ok"})
    assert_published(ch.status, anything)
    assert_published(alerts_channel.alert, {"message": "full", "severity": "high"})
    assert_published(alerts_channel.count, 3)


def wrong_data() -> None:
    ch = pipeline_channel(run_id="abc")
    assert_published(ch.status)  # error
    # mypy says: Missing positional argument "data" in call to "assert_published"
    assert_published(ch.status, {"massage": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "massage" for TypedDict "PipelineStatusInput"
    assert_published(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    assert_published(ch.status, {"message": "ok", "more": 1})  # error
    # mypy says: Extra key "more" for TypedDict "PipelineStatusInput"
    assert_published(ch.status, Token(token="ok"))  # error
    # mypy says: Argument 2 to "assert_published" has incompatible type "Token"; expected "PipelineStatus | PipelineStatusInput"
    assert_published(alerts_channel.alert, {"message": "full", "severity": "urgent"})  # error
    # mypy says: Incompatible types (expression has type "Literal['urgent']", TypedDict item "severity" has type "Literal['low', 'medium', 'high']")
    assert_published(alerts_channel.count, "3")  # error
    # mypy says: Argument 2 to "assert_published" has incompatible type "str"; expected "int"
    assert_published(ch, {"message": "ok"})  # error
    # mypy says: "assert_published" takes a topic such as channel.status, not the channel itself, which has the topics 'status', 'tokens', 'usage', 'result'
    assert_published("status", {"message": "ok"})  # error
    # mypy says: "assert_published" takes a topic such as channel.status, not "str"


def lists() -> None:
    ch = pipeline_channel(run_id="abc")
    assert_type(published(ch.status), list[Message[PipelineStatus, Literal["status"]]])
    assert_not_published(ch.status)
    published("status")  # error
    # mypy says: Argument 1 to "published" has incompatible type "str"; expected "Callable[..., Message[Never, Never]]"
    assert_not_published(ch)  # error
    # mypy says: Argument 1 to "assert_not_published" has incompatible type "PipelineChannel"; expected "TopicRef[Any, Any, str]"
    assert_not_published(ch.status, {"message": "ok"})  # error
    # mypy says: Too many arguments for "assert_not_published"


def examples() -> None:
    ch = pipeline_channel(run_id="abc")
    assert_type(example(ch.status), PipelineStatus)
    assert_type(example(ch.status, message="ok"), PipelineStatus)
    assert_type(example(alerts_channel.alert, severity="high"), AlertsAlert)
    assert_type(example(alerts_channel.count), int)
    example(ch)  # error
    # mypy says: Argument 1 to "example" has incompatible type "PipelineChannel"; expected "Callable[..., Message[Never, str]]"
    published(ch)  # error
    # mypy says: Argument 1 to "published" has incompatible type "PipelineChannel"; expected "Callable[..., Message[Never, Never]]"


def loops(transport: MemoryTransport) -> None:
    """Topics of different types in a tuple, and all of a channel."""
    ch = pipeline_channel(run_id="abc")
    for topic in (ch.status, ch.tokens):
        example(topic)
        published(topic)
        assert_not_published(topic)
        transport.sent(topic)
    for other in ch.topics.values():
        assert_type(example(other), Any)
        published(other)
        assert_not_published(other)
        transport.sent(other)


def right_examples() -> None:
    ch = pipeline_channel(run_id="abc")
    example(ch.status, {"message": "ok"})  # error
    # mypy says: Too many arguments for "example"


def recordings(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    with recording(realtime) as transport:
        assert_type(transport, MemoryTransport)
        assert_type(transport.sent(ch.status), list[Message[PipelineStatus, Literal["status"]]])
        assert_type(transport.messages, list[Message[Any]])
    recording(MemoryTransport())  # error
    # mypy says: Argument 1 to "recording" has incompatible type "MemoryTransport"; expected "Realtime"
