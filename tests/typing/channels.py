"""A channel is made with its own parameters, by name, and has its own topics and no others."""

from uuid import UUID, uuid4
from typing import Any, Literal, assert_type

from generated import agent_chat_channel, alerts_channel, pipeline_channel, uploads_channel
from generated.agent_chat import AgentChatChannel, AgentChatPresence, AgentChatPresenceInput
from generated.alerts import AlertsAlert, AlertsAlertInput, AlertsChannel
from generated.common import Usage, UsageInput
from generated.pipeline import PipelineChannel, PipelineStatus, PipelineStatusInput
from generated.pipeline import Token, TokenInput
from realtime_runtime import Channel, TopicRef, parse_channel


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
    print(ch.statuses)  # error
    print(alerts_channel.status)  # error
    print(PipelineChannel.nope)  # error
    # The factory is no channel.
    print(pipeline_channel.status)  # error


def topics_and_names_are_fixed() -> None:
    ch = pipeline_channel(run_id="abc")
    ch.name = "pipeline:other"  # error
    ch.status = ch.tokens  # error


def wrong_parameters() -> None:
    pipeline_channel()  # error
    pipeline_channel("abc")  # error
    pipeline_channel(run="abc")  # error
    pipeline_channel(run_id="abc", step="draft")  # error
    pipeline_channel(run_id=1)  # error
    pipeline_channel(run_id=None)  # error
    pipeline_channel(run_id=uuid4())  # error
    alerts_channel()  # error


def wrong_parameters_of_several(tenant: str) -> None:
    agent_chat_channel(tenant="acme")  # error
    agent_chat_channel(chat_id=uuid4())  # error
    agent_chat_channel(tenant="initech", chat_id=uuid4())  # error
    agent_chat_channel(tenant=tenant, chat_id=uuid4())  # error
    agent_chat_channel(tenant="acme", chat_id=1)  # error
    agent_chat_channel(tenant="acme", chat_id=b"1")  # error


def parsed_names() -> None:
    ch = parse_channel(PipelineChannel, "pipeline:abc")
    assert_type(ch, PipelineChannel)
    assert_type(ch.status, TopicRef[PipelineStatus, PipelineStatusInput, Literal["status"]])
    assert_type(parse_channel(AlertsChannel, "alerts"), AlertsChannel)
    parse_channel(pipeline_channel, "pipeline:abc")  # error
    parse_channel(PipelineChannel, UUID(int=0))  # error
    parse_channel(PipelineStatus, "pipeline:abc")  # error
    parse_channel("pipeline:abc")  # error
