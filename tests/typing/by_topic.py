"""Messages of several topics are told apart by `message.topic`, which is a Literal."""

from typing import Any, Literal, Never, assert_never, assert_type

from generated import agent_chat_channel, alerts_channel, pipeline_channel, uploads_channel
from generated.agent_chat import Event
from generated.alerts import AlertsAlert
from generated.common import Usage
from generated.pipeline import PipelineResult, PipelineStatus, PipelineStatusInput, Token
from generated.uploads import UploadsStatus
from realtime_runtime import MemoryTransport, Message, Realtime, TopicRef
from realtime_runtime.testing import published


async def by_if(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, ch.tokens, ch.usage) as messages:
        async for message in messages:
            assert_type(message.topic, Literal["status", "tokens", "usage"])
            if message.topic == "status":
                assert_type(message, Message[PipelineStatus, Literal["status"]])
                assert_type(message.data, PipelineStatus)
                print(message.data.token)  # error
                # mypy says: "PipelineStatus" has no attribute "token"
            elif message.topic == "tokens":
                assert_type(message.data, Token)
            else:
                assert_type(message.topic, Literal["usage"])
                assert_type(message.data, Usage)


async def by_match(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(
        ch.status, alerts_channel.alert, alerts_channel.count
    ) as messages:
        async for message in messages:
            match message.topic:
                case "status":
                    assert_type(message.data, PipelineStatus)
                case "alert":
                    assert_type(message.data, AlertsAlert)
                    print(message.data.message.severity)  # error
                    # mypy says: "str" has no attribute "severity"
                case "count":
                    assert_type(message.data, int)
                case _:
                    assert_never(message)


async def by_continue_and_not(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, ch.result) as messages:
        async for message in messages:
            if message.topic != "result":
                assert_type(message.data, PipelineStatus)
                continue
            assert_type(message.data, PipelineResult)
            break


async def of_one_kind_of_data(
    realtime: Realtime,
    opened: TopicRef[str, Never, Literal["opened"]],
    closed: TopicRef[str, Never, Literal["closed"]],
) -> None:
    async with realtime.subscribe(opened, closed) as messages:
        async for message in messages:
            if message.topic == "opened":
                assert_type(message, Message[str, Literal["opened"]])
            else:
                assert_type(message, Message[str, Literal["closed"]])


async def topics_of_one_name_are_narrowed_to_both(realtime: Realtime) -> None:
    ch, uploads = pipeline_channel(run_id="abc"), uploads_channel(upload_id="1")
    async with realtime.subscribe(ch.status, uploads.status, ch.tokens) as messages:
        async for message in messages:
            if message.topic == "status":
                assert_type(message.data, PipelineStatus | UploadsStatus)
            else:
                assert_type(message.data, Token)


async def of_six_topics(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    chat = agent_chat_channel(tenant="acme", chat_id="1")
    async with realtime.subscribe(
        ch.status, ch.tokens, ch.usage, ch.result, chat.event, alerts_channel.count
    ) as messages:
        async for message in messages:
            if message.topic == "event":
                assert_type(message.data, Event)
            elif message.topic == "count":
                assert_type(message.data, int)
            elif message.topic == "result":
                assert_type(message.data, PipelineResult)


async def an_unknown_topic_is_noticed(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, ch.tokens) as messages:
        async for message in messages:
            if message.topic == "result":  # error: mypy pyright
            # mypy says: Non-overlapping equality check (left operand type: "Literal['status', 'tokens']", right operand type: "Literal['result']")
                print(message)
            match message.topic:
                case "state":  # error: pyright
                    print(message)
                case _:
                    print(message)


async def a_forgotten_topic_is_noticed(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, ch.tokens) as messages:
        async for message in messages:
            match message.topic:
                case "status":
                    print(message.data.message)
                case _:
                    assert_never(message)  # error
                    # mypy says: Argument 1 to "assert_never" has incompatible type "Message[Token, Literal['tokens']]"; expected "Never"


def a_message_without_a_topics_name_is_of_any(message: Message[PipelineStatus]) -> None:
    assert_type(message.topic, str)
    if message.topic == "status" or message.topic == "anything":
        assert_type(message.data, PipelineStatus)


def a_topics_own_message_is_one_of_any(
    any_topic: Message[PipelineStatus], any_ref: TopicRef[PipelineStatus, PipelineStatusInput]
) -> None:
    ch = pipeline_channel(run_id="abc")
    wider: Message[PipelineStatus] = ch.status({"message": "ok"})
    any_data: Message[Any] = ch.status({"message": "ok"})
    its_own: Message[PipelineStatus, Literal["status"]] = ch.status({"message": "ok"})
    of_two: Message[PipelineStatus, Literal["status", "tokens"]] = its_own
    other: Message[PipelineStatus, Literal["tokens"]] = ch.status({"message": "ok"})  # error
    # mypy says: Incompatible types in assignment (expression has type "Message[PipelineStatus, Literal['status']]", variable has type "Message[PipelineStatus, Literal['tokens']]")
    narrower: Message[PipelineStatus, Literal["status"]] = any_topic  # error
    # mypy says: Incompatible types in assignment (expression has type "Message[PipelineStatus, str]", variable has type "Message[PipelineStatus, Literal['status']]")
    print(wider, any_data, of_two, other, narrower)
    wide: TopicRef[PipelineStatus, PipelineStatusInput] = ch.status
    assert_type(any_ref.topic, str)
    wrong: TopicRef[PipelineStatus, PipelineStatusInput, Literal["tokens"]] = ch.status  # error
    # mypy says: Incompatible types in assignment (expression has type "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]", variable has type "TopicRef[PipelineStatus, PipelineStatusInput, Literal['tokens']]")
    narrow: TopicRef[PipelineStatus, PipelineStatusInput, Literal["status"]] = any_ref  # error
    # mypy says: Incompatible types in assignment (expression has type "TopicRef[PipelineStatus, PipelineStatusInput, str]", variable has type "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]")
    print(wide, wrong, narrow)


def what_was_published_is_told_apart_too(transport: MemoryTransport) -> None:
    ch = pipeline_channel(run_id="abc")
    of_any: list[Message[PipelineStatus]] = published(ch.status)
    print(of_any)
    messages: list[Message[PipelineStatus, Literal["status"]] | Message[Token, Literal["tokens"]]]
    messages = [*published(ch.status), *transport.sent(ch.tokens)]
    for message in messages:
        if message.topic == "tokens":
            assert_type(message.data, Token)
