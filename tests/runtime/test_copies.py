"""Channels, topics and messages are copied, pickled, and sent to other processes."""

from __future__ import annotations

import copy
import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import Message, TopicRef

from generated import alerts_channel, pipeline_channel
from generated.pipeline import PipelineChannel, PipelineStatus

from ..support.commands import python
from ..support.files import ROOT
from .orders import orders

if TYPE_CHECKING:
    from collections.abc import Callable

channel = pipeline_channel(run_id="1")
COPIES: list[Callable[[Any], Any]] = [
    lambda thing: pickle.loads(pickle.dumps(thing)),
    copy.copy,
    copy.deepcopy,
]
ways = pytest.mark.parametrize("copied", COPIES, ids=["pickle", "copy", "deepcopy"])


@ways
def test_channels(copied: Callable[[Any], Any]) -> None:
    """A copy of a channel is equal, and its topics are those of its class."""
    _ = channel.status
    for original in (channel, alerts_channel):
        assert copied(original) == original
        assert copied(original).topics == original.topics
    assert copied(channel).params == {"run_id": "1"}
    assert copied(channel).status.payload is PipelineChannel.status.payload


@ways
def test_topics(copied: Callable[[Any], Any]) -> None:
    """A copy of a topic makes messages as the topic does, and shares what was compiled."""
    for topic in (channel.status, channel.tokens, orders.any_data):
        assert copied(topic) == topic
        assert copied(topic).payload is topic.payload
    assert copied(channel.status)({"message": "ok"}).data == PipelineStatus(message="ok")


@ways
def test_messages(copied: Callable[[Any], Any]) -> None:
    """A copy of a message has its data and its envelope, and its topic receives it."""
    sent = channel.status({"message": "ok"}).replace(run_id="r", headers={"trace": "1"})
    arrived = Message.received(channel.name, "status", b'{"message":"ok"}', position="7")
    for message in (sent, arrived):
        other = copied(message)
        assert (other.body, other.envelope) == (message.body, message.envelope)
        assert other.data == message.data
        assert channel.status.receive(other).data.message == "ok"


def test_a_topic_that_no_class_declares() -> None:
    """It is copied too; pickling it says what can be pickled."""
    topic = TopicRef("a", "b", type(orders.word.payload)(lambda: str, "{}", None, validate=True))
    assert copy.deepcopy(topic)("x").data == "x"
    with pytest.raises(TypeError, match="that a channel's class declares"):
        pickle.dumps(topic)


OTHER = """
import json, pickle, sys
channel, topic, message = pickle.loads(bytes.fromhex(sys.stdin.read()))
print(json.dumps([channel.name, topic({"token": "a"}).data.token, message.data.message]))
"""


def test_another_process() -> None:
    """They are pickled for a process that has the same generated package."""
    things = channel, channel.tokens, channel.status({"message": "ok"})
    done = python(OTHER, stdin=pickle.dumps(things).hex(), cwd=ROOT)
    assert json.loads(done.out) == ["pipeline:1", "a", "ok"]
