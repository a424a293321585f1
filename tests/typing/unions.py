"""A tagged union is told apart by its tag, for the sender and for the reader."""

from typing import Literal, assert_never, assert_type
from uuid import uuid4

from generated import agent_chat_channel
from generated.agent_chat import ErrorEvent, Event, EventInput, MessageEvent, ToolCallEvent
from generated.agent_chat import ToolCallEventCall
from generated.common import Author
from generated.pipeline import PipelineStatus
from realtime_runtime import Message, Realtime, TopicRef


async def right_members(realtime: Realtime) -> None:
    event = agent_chat_channel(tenant="acme", chat_id=uuid4()).event
    assert_type(event, TopicRef[Event, EventInput, Literal["event"]])
    await realtime.publish(event, {"type": "error", "message": "no"})
    await realtime.publish(event, {"type": "error", "message": "no", "retryable": True})
    await realtime.publish(
        event, {"type": "message", "author": {"id": uuid4(), "name": "Ada"}, "text": "Hello"}
    )
    await realtime.publish(
        event, {"type": "tool_call", "call": {"id": uuid4(), "name": "search", "arguments": {}}}
    )
    await realtime.publish(event, ErrorEvent(type="error", message="no"))
    author = Author(id=uuid4(), name="Ada")
    await realtime.publish(event, MessageEvent(type="message", author=author, text="Hello"))
    call = ToolCallEventCall(id=uuid4(), name="search", arguments={"q": [1, None]})
    await realtime.publish(event, ToolCallEvent(type="tool_call", call=call))


async def inputs_made_elsewhere(realtime: Realtime) -> None:
    event = agent_chat_channel(tenant="acme", chat_id=uuid4()).event
    said: EventInput = {"type": "message", "author": {"id": uuid4(), "name": "A"}, "text": "Hi"}
    await realtime.publish(event, said)
    either: Event = ErrorEvent(type="error", message="no")
    await realtime.publish(event, either)


async def wrong_members(realtime: Realtime) -> None:
    event = agent_chat_channel(tenant="acme", chat_id=uuid4()).event
    await realtime.publish(event, {"type": "nope", "message": "no"})  # error
    # mypy says: Incompatible types (expression has type "Literal['nope']", TypedDict item "type" has type "Literal['message', 'tool_call', 'error']")
    await realtime.publish(event, {"message": "no"})  # error
    # mypy says: Missing key "type" for TypedDict "MessageEventInput | ToolCallEventInput | ErrorEventInput"
    await realtime.publish(event, {"type": "error"})  # error
    # mypy says: Missing key "message" for TypedDict "ErrorEventInput"
    await realtime.publish(event, {"type": "error", "text": "no"})  # error
    # mypy says: Missing key "message" for TypedDict "ErrorEventInput"
    # mypy says: Extra key "text" for TypedDict "ErrorEventInput"
    await realtime.publish(event, {"type": "error", "message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await realtime.publish(event, {"type": "message", "message": "no"})  # error
    # mypy says: Missing keys ("author", "text") for TypedDict "MessageEventInput"
    # mypy says: Extra key "message" for TypedDict "MessageEventInput"
    await realtime.publish(event, {"type": "message", "author": {"name": "A"}, "text": ""})  # error
    # mypy says: Missing key "id" for TypedDict "AuthorInput"
    await realtime.publish(event, {"type": "tool_call", "call": {"name": "search"}})  # error
    # mypy says: Missing keys ("id", "arguments") for TypedDict "ToolCallEventCallInput"
    await realtime.publish(event, ErrorEvent(type="message", message="no"))  # error
    # mypy says: Argument "type" to "ErrorEvent" has incompatible type "Literal['message']"; expected "Literal['error']"
    await realtime.publish(event, PipelineStatus(message="ok"))  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "PipelineStatus"; expected "MessageEvent | ToolCallEvent | ErrorEvent | MessageEventInput | ToolCallEventInput | ErrorEventInput"
    await realtime.publish(event, "error")  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "str"; expected "MessageEvent | ToolCallEvent | ErrorEvent | MessageEventInput | ToolCallEventInput | ErrorEventInput"


def told_apart_by_match(event: Event) -> str:
    match event:
        case MessageEvent():
            assert_type(event, MessageEvent)
            return event.text
        case ToolCallEvent(call=call):
            assert_type(call, ToolCallEventCall)
            return call.name
        case ErrorEvent():
            return event.message
        case _:
            assert_never(event)


def told_apart_by_match_of_the_tag(event: Event) -> str:
    match event.type:
        case "message":
            return "said"
        case "tool_call":
            return "called"
        case "error":
            return "failed"
        case _:
            assert_never(event.type)


def told_apart_by_if(event: Event) -> str:
    assert_type(event.type, Literal["message", "tool_call", "error"])
    if event.type == "message":
        assert_type(event, MessageEvent)
        return event.text
    if event.type == "tool_call":
        assert_type(event, ToolCallEvent)
        return event.call.name
    if event.type == "error":
        assert_type(event, ErrorEvent)
        return event.message
    assert_never(event)


def told_apart_by_isinstance(event: Event) -> str:
    if isinstance(event, MessageEvent):
        return event.author.name
    rest: ToolCallEvent | ErrorEvent = event
    if isinstance(event, ToolCallEvent):
        return str(event.call.id)
    last: ErrorEvent = event
    print(rest, last)
    return event.message


def a_forgotten_member_is_noticed(event: Event) -> str:
    match event:
        case MessageEvent():
            return event.text
        case ToolCallEvent():
            return event.call.name
        case _:
            assert_never(event)  # error
            # mypy says: Argument 1 to "assert_never" has incompatible type "ErrorEvent"; expected "Never"


def a_forgotten_tag_is_noticed(event: Event) -> str:
    if event.type == "message":
        return event.text
    if event.type == "error":
        return event.message
    assert_never(event)  # error
    # mypy says: Argument 1 to "assert_never" has incompatible type "ToolCallEvent"; expected "Never"


def what_only_one_member_has(event: Event) -> None:
    print(event.type)
    print(event.text)  # error
    # mypy says: Item "ToolCallEvent" of "MessageEvent | ToolCallEvent | ErrorEvent" has no attribute "text"
    # mypy says: Item "ErrorEvent" of "MessageEvent | ToolCallEvent | ErrorEvent" has no attribute "text"
    print(event.nope)  # error
    # mypy says: Item "MessageEvent" of "MessageEvent | ToolCallEvent | ErrorEvent" has no attribute "nope"
    # mypy says: Item "ToolCallEvent" of "MessageEvent | ToolCallEvent | ErrorEvent" has no attribute "nope"
    # mypy says: Item "ErrorEvent" of "MessageEvent | ToolCallEvent | ErrorEvent" has no attribute "nope"
    if event.type == "error":
        print(event.text)  # error
        # mypy says: "ErrorEvent" has no attribute "text"


def inputs_are_told_apart_too(event: EventInput) -> str:
    if event["type"] == "message":
        return event["text"]
    if event["type"] == "tool_call":
        return event["call"]["name"]
    if event["type"] == "error":
        return event["message"]
    assert_never(event)


async def read_from_a_subscription(realtime: Realtime) -> None:
    chat = agent_chat_channel(tenant="acme", chat_id=uuid4())
    async with realtime.subscribe(chat.event) as messages:
        async for message in messages:
            assert_type(message, Message[Event, Literal["event"]])
            match message.data:
                case MessageEvent(text=text):
                    assert_type(text, str)
                case ToolCallEvent(call=call):
                    assert_type(call.name, str)
                case ErrorEvent(retryable=retryable):
                    assert_type(retryable, bool)
                case _:
                    assert_never(message.data)
