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
            # mypy says: "PipelineStatus" has no attribute "mesage"; maybe "message"?


async def two_topics(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, ch.tokens) as messages:
        async for message in messages:
            assert_type(message, StatusMessage | TokenMessage)
            assert_type(message.data, PipelineStatus | Token)
            print(message.data.token)  # error
            # mypy says: Item "PipelineStatus" of "PipelineStatus | Token" has no attribute "token"
            if isinstance(message.data, Token):
                assert_type(message.data.token, str)
                print(message.data.step)  # error
                # mypy says: "Token" has no attribute "step"


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
    # mypy says: No overload variant of "subscribe" of "Realtime" matches argument types "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]", "str"
    realtime.subscribe(ch.status, on_invalid=gaps.append)  # error
    # mypy says: Argument "on_invalid" to "subscribe" of "Realtime" has incompatible type "Callable[[Gap], None]"; expected "Callable[[InvalidPayload], object]"
    realtime.subscribe(ch.status, on_gap=refused.append)  # error
    # mypy says: Argument "on_gap" to "subscribe" of "Realtime" has incompatible type "Callable[[InvalidPayload], None]"; expected "Callable[[Gap], object]"
    realtime.subscribe(ch.status, on_error=refused.append)  # error
    # mypy says: Unexpected keyword argument "on_error" for overloaded function "subscribe" of "Realtime"
    # mypy says: No overload variant of "subscribe" of "Realtime" matches argument types "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]", "Callable[[InvalidPayload], None]"


async def from_a_cursor(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    async with realtime.subscribe(ch.status, ch.tokens, since=None, last=10) as messages:
        assert_type(messages, Subscription[StatusMessage | TokenMessage])
        assert_type(messages.cursor, str)
    again = realtime.subscribe(ch.status, since=messages.cursor)
    assert_type(again, Subscription[StatusMessage])
    assert_type(realtime.subscribe(*ch.topics.values(), last=1), Subscription[Message[Any]])
    realtime.subscribe(ch.status, since=3)  # error
    # mypy says: No overload variant of "subscribe" of "Realtime" matches argument types "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]", "int"
    realtime.subscribe(ch.status, last="10")  # error
    # mypy says: No overload variant of "subscribe" of "Realtime" matches argument types "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]", "str"


async def without_a_subscription(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    assert_type(await realtime.history(ch.status, last=3), list[StatusMessage])
    for message in await realtime.history(ch.tokens):
        assert_type(message, TokenMessage)
        assert_type(message.data.token, str)
    await realtime.history(ch.status, last="3")  # error
    # mypy says: Argument "last" to "history" of "Realtime" has incompatible type "str"; expected "int"
    await realtime.history(ch)  # error
    # mypy says: Argument 1 to "history" of "Realtime" has incompatible type "PipelineChannel"; expected "TopicRef[Never, Any, Never]"


async def subscriptions_are_messages_of_something_wider(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    narrow: Subscription[Message[PipelineStatus]] = realtime.subscribe(ch.status)
    wider: Subscription[Message[PipelineStatus] | Message[Token]] = narrow
    other: Subscription[Message[Token]] = narrow  # error
    # mypy says: Incompatible types in assignment (expression has type "Subscription[Message[PipelineStatus, str]]", variable has type "Subscription[Message[Token, str]]")
    print(wider, other)


async def wrong_topics(realtime: Realtime) -> None:
    ch = agent_chat_channel(tenant="acme", chat_id=uuid4())
    realtime.subscribe("event")  # error
    # mypy says: "subscribe" takes topics such as channel.status, not "str"
    realtime.subscribe(ch)  # error
    # mypy says: "subscribe" takes topics such as channel.status, not the channel itself, which has the topics 'event', 'presence'
    realtime.subscribe(ch.event, "presence")  # error
    # mypy says: "subscribe" takes topics such as channel.status, not "str"
    realtime.subscribe()  # error
    # mypy says: All overload variants of "subscribe" of "Realtime" require at least one argument
    realtime.subscribe([ch.event, ch.presence])  # error
    # mypy says: "subscribe" takes topics such as channel.status, not a list of them: write topics one after the other
    realtime.subscribe(ch.presence({"author": {}, "since": 1}))  # error
    # mypy says: "subscribe" takes topics such as channel.status, not a message: leave the data out
    # mypy says: Missing keys ("id", "name") for TypedDict "AuthorInput"
    # mypy says: Incompatible types (expression has type "int", TypedDict item "since" has type "datetime")


async def not_entered(realtime: Realtime) -> None:
    with realtime.subscribe(alerts_channel.alert) as messages:  # error
    # mypy says: "Subscription[Message[AlertsAlert, Literal['alert']]]" has no attribute "__enter__"; maybe "__aenter__" or "__aiter__"?
    # mypy says: "Subscription[Message[AlertsAlert, Literal['alert']]]" has no attribute "__exit__"; maybe "__aexit__" or "__anext__"?
        print(messages)
    for message in realtime.subscribe(alerts_channel.alert):  # error
    # mypy says: "Subscription[Message[AlertsAlert, Literal['alert']]]" has no attribute "__iter__"; maybe "__aiter__" or "__aenter__"? (not iterable)
        print(message)
