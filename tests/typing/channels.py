"""A channel is made with its own parameters, by name, and has its own topics and no others."""

from uuid import UUID, uuid4
from typing import Any, Literal, assert_type

from generated import CHANNELS, agent_chat_channel, alerts_channel, pipeline_channel
from generated import uploads_channel
from generated.agent_chat import AgentChatChannel, AgentChatPresence, AgentChatPresenceInput
from generated.alerts import AlertsAlert, AlertsAlertInput, AlertsChannel
from generated.common import Usage, UsageInput
from generated.pipeline import PipelineChannel, PipelineStatus, PipelineStatusInput
from generated.pipeline import Token, TokenInput
from realtime_runtime import Channel, Channels, DeclaredChannel, Topic, TopicRef
from realtime_runtime import parse_channel


def channels_have_classes(tenant: Literal["acme", "globex"]) -> None:
    assert_type(pipeline_channel(run_id="abc"), PipelineChannel)
    assert_type(alerts_channel, AlertsChannel)
    assert_type(agent_chat_channel(tenant="acme", chat_id=uuid4()), AgentChatChannel)
    assert_type(agent_chat_channel(tenant=tenant, chat_id=str(uuid4())), AgentChatChannel)
    any_channel: Channel = uploads_channel(upload_id="1")
    assert_type(any_channel.name, str)
    assert_type(any_channel.params, dict[str, str | int])
    assert_type(any_channel.topics, dict[str, TopicRef[Any, Any]])


def topics_have_types() -> None:
    ch = pipeline_channel(run_id="abc")
    assert_type(ch.status, TopicRef[PipelineStatus, PipelineStatusInput, Literal["status"]])
    assert_type(ch.tokens, TopicRef[Token, TokenInput, Literal["tokens"]])
    assert_type(ch.usage, TopicRef[Usage, UsageInput, Literal["usage"]])
    assert_type(alerts_channel.alert, TopicRef[AlertsAlert, AlertsAlertInput, Literal["alert"]])
    chat = agent_chat_channel(tenant="acme", chat_id=uuid4())
    assert_type(
        chat.presence,
        TopicRef[AgentChatPresence, AgentChatPresenceInput, Literal["presence"]],
    )


def unknown_topics() -> None:
    ch = pipeline_channel(run_id="abc")
    print(ch.nope)  # error
    # mypy says: "PipelineChannel" has no attribute "nope"
    print(ch.statuses)  # error
    # mypy says: "PipelineChannel" has no attribute "statuses"; maybe "status"?
    print(alerts_channel.status)  # error
    # mypy says: "AlertsChannel" has no attribute "status"
    print(PipelineChannel.nope)  # error
    # mypy says: "type[PipelineChannel]" has no attribute "nope"
    # The factory is no channel.
    print(pipeline_channel.status)  # error
    # mypy says: "def pipeline_channel(*, run_id: str) -> PipelineChannel" has no attribute "status"


def topics_and_names_are_fixed() -> None:
    ch = pipeline_channel(run_id="abc")
    ch.name = "pipeline:other"  # error
    # mypy says: Property "name" defined in "Channel" is read-only
    ch.status = ch.tokens  # error
    # mypy says: Incompatible types in assignment (expression has type "TopicRef[Token, TokenInput, Literal['tokens']]", variable has type "TopicRef[PipelineStatus, PipelineStatusInput, Literal['status']]")


def wrong_parameters() -> None:
    pipeline_channel()  # error
    # mypy says: Missing named argument "run_id" for "pipeline_channel"
    pipeline_channel("abc")  # error
    # mypy says: Too many positional arguments for "pipeline_channel"
    pipeline_channel(run="abc")  # error
    # mypy says: Unexpected keyword argument "run" for "pipeline_channel"
    pipeline_channel(run_id="abc", step="draft")  # error
    # mypy says: Unexpected keyword argument "step" for "pipeline_channel"
    pipeline_channel(run_id=1)  # error
    # mypy says: Argument "run_id" to "pipeline_channel" has incompatible type "int"; expected "str"
    pipeline_channel(run_id=None)  # error
    # mypy says: Argument "run_id" to "pipeline_channel" has incompatible type "None"; expected "str"
    pipeline_channel(run_id=uuid4())  # error
    # mypy says: Argument "run_id" to "pipeline_channel" has incompatible type "UUID"; expected "str"
    alerts_channel()  # error
    # mypy says: "AlertsChannel" not callable


def wrong_parameters_of_several(tenant: str) -> None:
    agent_chat_channel(tenant="acme")  # error
    # mypy says: Missing named argument "chat_id" for "agent_chat_channel"
    agent_chat_channel(chat_id=uuid4())  # error
    # mypy says: Missing named argument "tenant" for "agent_chat_channel"
    agent_chat_channel(tenant="initech", chat_id=uuid4())  # error
    # mypy says: Argument "tenant" to "agent_chat_channel" has incompatible type "Literal['initech']"; expected "Literal['acme', 'globex']"
    agent_chat_channel(tenant=tenant, chat_id=uuid4())  # error
    # mypy says: Argument "tenant" to "agent_chat_channel" has incompatible type "str"; expected "Literal['acme', 'globex']"
    agent_chat_channel(tenant="acme", chat_id=1)  # error
    # mypy says: Argument "chat_id" to "agent_chat_channel" has incompatible type "int"; expected "UUID | str"
    agent_chat_channel(tenant="acme", chat_id=b"1")  # error
    # mypy says: Argument "chat_id" to "agent_chat_channel" has incompatible type "bytes"; expected "UUID | str"


def parsed_names() -> None:
    ch = parse_channel(PipelineChannel, "pipeline:abc")
    assert_type(ch, PipelineChannel)
    assert_type(ch.status, TopicRef[PipelineStatus, PipelineStatusInput, Literal["status"]])
    assert_type(parse_channel(AlertsChannel, "alerts"), AlertsChannel)
    parse_channel(pipeline_channel, "pipeline:abc")  # error
    # mypy says: Argument 1 to "parse_channel" has incompatible type "def pipeline_channel(*, run_id: str) -> PipelineChannel"; expected "type[PipelineChannel]"
    parse_channel(PipelineChannel, UUID(int=0))  # error
    # mypy says: Argument 2 to "parse_channel" has incompatible type "UUID"; expected "str"
    parse_channel(PipelineStatus, "pipeline:abc")  # error
    # mypy says: Value of type variable "TChannel" of "parse_channel" cannot be "PipelineStatus"
    parse_channel("pipeline:abc")  # error
    # mypy says: Missing positional argument "name" in call to "parse_channel"
    # mypy says: Argument 1 to "parse_channel" has incompatible type "str"; expected "type[Never]"


def resolved_names(name: str) -> None:
    assert_type(CHANNELS, Channels)
    ch = CHANNELS.resolve(name)
    assert_type(ch, Channel)
    ch.status  # error
    # mypy says: "Channel" has no attribute "status"
    if isinstance(ch, PipelineChannel):
        assert_type(ch.status, TopicRef[PipelineStatus, PipelineStatusInput, Literal["status"]])
        ch.alert  # error
        # mypy says: "PipelineChannel" has no attribute "alert"
    elif isinstance(ch, AlertsChannel):
        assert_type(ch.alert, TopicRef[AlertsAlert, AlertsAlertInput, Literal["alert"]])
    assert_type(CHANNELS.template_of(name), str)
    CHANNELS.resolve(UUID(int=0))  # error
    # mypy says: Argument 1 to "resolve" of "Channels" has incompatible type "UUID"; expected "str"
    CHANNELS.resolve(PipelineChannel, "pipeline:abc")  # error
    # mypy says: Too many arguments for "resolve" of "Channels"
    # mypy says: Argument 1 to "resolve" of "Channels" has incompatible type "type[PipelineChannel]"; expected "str"
    CHANNELS.pipeline  # error
    # mypy says: "Channels" has no attribute "pipeline"
    for declared in CHANNELS:
        assert_type(declared, DeclaredChannel)
        assert_type(declared.channel_class, type[Channel])
        assert_type(declared.topics, dict[str, Topic[Any, Any]])
        declared.template = "pipeline"  # error
        # mypy says: Property "template" defined in "DeclaredChannel" is read-only
