"""Channels: named by their parameters, with topics as attributes."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from realtime_runtime import Channel, InvalidParameter, Topic, TopicRef, parse_channel

from .orders import OrdersChannel, orders


class Plain(Channel, name="plain"):
    status: Topic[Any] = Topic("status", lambda: Any, "{}")


class Logs(
    Channel,
    name="logs:{tenant}:{run}",
    params={"tenant": {"type": "string", "enum": ["a", "b"]}, "run": {"type": "integer"}},
):
    line: Topic[str, Literal["x"]] = Topic("log-line", lambda: str, '{"type": "string"}')


def test_a_name_is_made_of_its_parameters() -> None:
    """A channel has its resolved name, and gives back the parameters that made it."""
    channel = Logs(tenant="a", run=-3)
    assert channel.name == "logs:a:-3"
    assert channel.params == {"tenant": "a", "run": -3}


class Own(Channel, name="own:{self}", params={"self": {"type": "string"}}):
    pass


def test_a_parameter_may_be_called_self() -> None:
    """A parameter has any name that the definitions give it."""
    assert Own(self="x").name == "own:x"
    assert parse_channel(Own, "own:y").params == {"self": "y"}


def test_a_static_channel() -> None:
    """A channel without placeholders has its name and no parameters."""
    assert Plain().name == "plain"
    assert Plain().params == {}


def test_parse_channel() -> None:
    """A name on the wire becomes the channel of the class, with the parameters' types."""
    channel = parse_channel(Logs, "logs:b:12")
    assert type(channel) is Logs
    assert channel == Logs(tenant="b", run=12)
    assert channel.params == {"tenant": "b", "run": 12}


@pytest.mark.parametrize("name", ["logs:c:1", "logs:a:x", "logs:a", "logs:a:1:2", "plain", ""])
def test_parse_channel_refuses(name: str) -> None:
    """What no parameters of the class make is refused."""
    with pytest.raises(InvalidParameter):
        parse_channel(Logs, name)


def test_topics_by_their_names_on_the_wire() -> None:
    """`topics` gives every topic by its name on the wire."""
    channel = Logs(tenant="a", run=1)
    assert channel.topics == {"log-line": channel.line}
    assert list(orders.topics) == ["order", "word", "any-data", "unchecked"]


def test_a_topic_on_the_class_is_the_declaration() -> None:
    """On the class, the attribute is the Topic; on a channel, the TopicRef."""
    assert isinstance(Logs.line, Topic)
    assert isinstance(Logs(tenant="a", run=1).line, TopicRef)


def test_topics_of_a_channel_are_its_own() -> None:
    """Two channels of a class do not share topics."""
    assert Logs(tenant="a", run=1).line.channel == "logs:a:1"
    assert Logs(tenant="b", run=1).line.channel == "logs:b:1"


def test_equality() -> None:
    """Channels of a class are equal by name; another class with that name is another channel."""

    class Other(Channel, name="plain"):
        pass

    assert Plain() == Plain()
    assert len({Plain(), Plain(), Other()}) == 2
    assert Plain() != Other()
    assert Plain() != "plain"
    assert OrdersChannel(shop="a") != OrdersChannel(shop="b")
    assert repr(Logs(tenant="a", run=1)) == "Logs('logs:a:1')"


def test_names_are_not_set() -> None:
    """A channel's name is what its parameters say, and nothing else."""
    channel = Plain()
    with pytest.raises(AttributeError):
        channel.name = "other"  # type: ignore[misc]
