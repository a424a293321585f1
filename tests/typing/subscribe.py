"""A subscription gives messages of its topics' models, told apart by the topics in the call."""

from typing import Any, Literal, assert_type
from uuid import uuid4

from generated import agent_chat_channel, alerts_channel, pipeline_channel, uploads_channel
from generated.agent_chat import AgentChatPresence, Event
from generated.alerts import AlertsAlert
from generated.common import Usage
from generated.pipeline import PipelineResult, PipelineStatus, Token
from generated.uploads import UploadsResult
from realtime_runtime import Gap, InvalidPayload, Message, Realtime, Subscription

StatusMessage = Message[PipelineStatus, Literal["status"]]
TokenMessage = Message[Token, Literal["tokens"]]
AlertMessage = Message[AlertsAlert, Literal["alert"]]
EventMessage = Message[Event, Literal["event"]]
PresenceMessage = Message[AgentChatPresence, Literal["presence"]]
ResultMessage = Message[PipelineResult, Literal["result"]]


async def one_topic(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    assert_type(realtime.subscribe(ch.status), Subscription[StatusMessage])
    async with realtime.subscribe(ch.status) as messages:
        assert_type(messages, Subscription[StatusMessage])
        async for message in messages:
            assert_type(message, StatusMessage)
            assert_type(message.data, PipelineStatus)
            assert_type(message.data.message, str)
            print(message.data.mesage)  # error


async def two_topics(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, ch.tokens) as messages:
        async for message in messages:
            assert_type(message, StatusMessage | TokenMessage)
            assert_type(message.data, PipelineStatus | Token)
            print(message.data.token)  # error
            if isinstance(message.data, Token):
                assert_type(message.data.token, str)
                print(message.data.step)  # error


async def three_topics_of_two_channels(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, alerts_channel.alert, ch.result) as messages:
        async for message in messages:
            assert_type(message, StatusMessage | AlertMessage | ResultMessage)
            assert_type(message.data, PipelineStatus | AlertsAlert | PipelineResult)


async def a_topic_without_a_model_beside_one_with(realtime: Realtime) -> None:
    async with realtime.subscribe(alerts_channel.count, alerts_channel.alert) as messages:
        async for message in messages:
            assert_type(message, Message[int, Literal["count"]] | AlertMessage)
            assert_type(message.data, int | AlertsAlert)


async def topics_whose_inputs_have_any_inside(realtime: Realtime) -> None:
    chat = agent_chat_channel(tenant="acme", chat_id=uuid4())
    assert_type(realtime.subscribe(chat.event), Subscription[EventMessage])
    both = realtime.subscribe(chat.event, chat.presence)
    assert_type(both, Subscription[EventMessage | PresenceMessage])


async def six_topics(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    alert, done = alerts_channel.alert, uploads_channel(upload_id="1").result
    async with realtime.subscribe(
        ch.status, ch.tokens, ch.usage, ch.result, alert, done
    ) as messages:
        async for message in messages:
            assert_type(
                message.data,
                PipelineStatus | Token | Usage | PipelineResult | AlertsAlert | UploadsResult,
            )


async def more_than_six_topics(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    uploads, chat = uploads_channel(upload_id="1"), agent_chat_channel(tenant="acme", chat_id="1")
    subscription = realtime.subscribe(
        ch.status, ch.tokens, ch.usage, ch.result, uploads.status, uploads.result, chat.event
    )
    assert_type(subscription, Subscription[Message[Any]])
    async with subscription as messages:
        async for message in messages:
            assert_type(message, Message[Any])


async def topics_in_a_collection(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    assert_type(realtime.subscribe(*ch.topics.values()), Subscription[Message[Any]])
    assert_type(realtime.subscribe(ch.status, *ch.topics.values()), Subscription[Message[Any]])
    pair = (ch.status, ch.tokens)
    both = realtime.subscribe(*pair)
    assert_type(both, Subscription[StatusMessage | TokenMessage])


async def with_handlers(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    refused: list[InvalidPayload] = []
    subscription = realtime.subscribe(ch.status, ch.tokens, on_invalid=refused.append)
    assert_type(subscription, Subscription[StatusMessage | TokenMessage])
    gaps: list[Gap] = []
    realtime.subscribe(ch.status, on_gap=gaps.append)
    realtime.subscribe(ch.status, on_invalid="warn")  # error
    realtime.subscribe(ch.status, on_invalid=gaps.append)  # error
    realtime.subscribe(ch.status, on_gap=refused.append)  # error
    realtime.subscribe(ch.status, on_error=refused.append)  # error


async def from_a_cursor(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, ch.tokens, since=None, last=10) as messages:
        assert_type(messages, Subscription[StatusMessage | TokenMessage])
        assert_type(messages.cursor, str)
    again = realtime.subscribe(ch.status, since=messages.cursor)
    assert_type(again, Subscription[StatusMessage])
    assert_type(realtime.subscribe(*ch.topics.values(), last=1), Subscription[Message[Any]])
    realtime.subscribe(ch.status, since=3)  # error
    realtime.subscribe(ch.status, last="10")  # error


async def subscriptions_are_messages_of_something_wider(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    narrow: Subscription[Message[PipelineStatus]] = realtime.subscribe(ch.status)
    wider: Subscription[Message[PipelineStatus] | Message[Token]] = narrow
    other: Subscription[Message[Token]] = narrow  # error
    print(wider, other)


async def wrong_topics(realtime: Realtime) -> None:
    ch = agent_chat_channel(tenant="acme", chat_id=uuid4())
    realtime.subscribe("event")  # error
    realtime.subscribe(ch)  # error
    realtime.subscribe(ch.event, "presence")  # error
    realtime.subscribe()  # error
    realtime.subscribe([ch.event, ch.presence])  # error
    realtime.subscribe(ch.presence({"author": {}, "since": 1}))  # error


async def not_entered(realtime: Realtime) -> None:
    with realtime.subscribe(alerts_channel.alert) as messages:  # error
        print(messages)
    for message in realtime.subscribe(alerts_channel.alert):  # error
        print(message)
