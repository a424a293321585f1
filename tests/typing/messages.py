"""A topic called with data gives a `Message` of the topic's model."""

from datetime import datetime
from typing import Any, Literal, assert_type

from generated import alerts_channel, pipeline_channel
from generated.pipeline import PipelineStatus, Token
from realtime_runtime import InvalidPayload, Message, Problem, RealtimeError, TopicRef

StatusMessage = Message[PipelineStatus, Literal["status"]]


def a_message_knows_its_model() -> None:
    ch = pipeline_channel(run_id="abc")
    assert_type(ch.status({"message": "ok"}), StatusMessage)
    assert_type(ch.status(PipelineStatus(message="ok")), StatusMessage)
    assert_type(ch.tokens(data={"token": "a"}), Message[Token, Literal["tokens"]])
    assert_type(alerts_channel.count(3), Message[int, Literal["count"]])


def the_parts_of_a_message(message: Message[PipelineStatus]) -> None:
    assert_type(message.data, PipelineStatus)
    assert_type(message.channel, str)
    assert_type(message.topic, str)
    assert_type(message.body, bytes)
    assert_type(message.id, str)
    assert_type(message.run_id, str | None)
    assert_type(message.created_at, datetime)
    message.data = PipelineStatus(message="other")  # error
    # mypy says: Property "data" defined in "Message" is read-only
    print(message.payload_type)  # error
    # mypy says: "Message[PipelineStatus, str]" has no attribute "payload_type"


def the_parts_of_a_topic() -> None:
    status = pipeline_channel(run_id="abc").status
    assert_type(status.channel, str)
    assert_type(status.topic, Literal["status"])
    assert_type(status.schema, dict[str, Any])
    print(status.name)  # error
    # mypy says: "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]" has no attribute "name"


def the_parts_of_an_error() -> None:
    try:
        pipeline_channel(run_id="abc").status({"message": ""})
    except InvalidPayload as error:
        assert_type(error.problems, tuple[Problem, ...])
        assert_type(error.problems[0].pointer, str)
        assert_type(error.problems[0].expected, str)
        assert_type(error.problems[0].found, str)
        assert_type(error.channel, str)
        assert_type(error.topic, str)
        assert_type(error.body, bytes | None)


def the_root_of_the_errors_has_no_parts(error: RealtimeError) -> None:
    print(error.problems)  # error
    # mypy says: "RealtimeError" has no attribute "problems"


def a_message_of_a_model_is_one_of_object(message: Message[PipelineStatus]) -> None:
    wider: Message[object] = message
    other: Message[Token] = message  # error
    # mypy says: Incompatible types in assignment (expression has type "Message[PipelineStatus, str]", variable has type "Message[Token, str]")
    print(wider, other)


def a_topic_is_not_one_of_object() -> None:
    ch = pipeline_channel(run_id="abc")
    narrow: TopicRef[PipelineStatus, Any] = ch.status
    wide: TopicRef[object, Any] = ch.status  # error
    # mypy says: Incompatible types in assignment (expression has type "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]", variable has type "TopicRef[object, Any, str]")
    print(narrow, wide)


def a_message_refuses_what_publish_refuses(untyped: dict[str, Any]) -> None:
    ch = pipeline_channel(run_id="abc")
    ch.status({"wrong": "field"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "wrong" for TypedDict "PipelineStatusInput"
    ch.status({"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    ch.status({"message": "ok", "extra": "field"})  # error
    # mypy says: Extra key "extra" for TypedDict "PipelineStatusInput"
    ch.status({})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    ch.status()  # error
    # mypy says: Missing positional argument "data" in call to "__call__" of "TopicRef"
    ch.status(Token(token="a"))  # error
    # mypy says: Argument 1 to "__call__" of "TopicRef" has incompatible type "Token"; expected "PipelineStatus | PipelineStatusInput"
    ch.status(untyped)  # error
    # mypy says: Argument 1 to "__call__" of "TopicRef" has incompatible type "dict[str, Any]"; expected "PipelineStatus | PipelineStatusInput"
    ch.status(message="ok")  # error
    # mypy says: Unexpected keyword argument "message" for "__call__" of "TopicRef"
