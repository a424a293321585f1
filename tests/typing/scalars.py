"""A topic whose schema is no object takes and gives the plain value."""

from typing import Any, Literal, Never, assert_type

from generated import alerts_channel
from realtime_runtime import MemoryTransport, Message, Realtime, TopicRef


async def right_values(realtime: Realtime, number: int) -> None:
    assert_type(alerts_channel.count, TopicRef[int, Never, Literal["count"]])
    assert_type(alerts_channel.count(number), Message[int, Literal["count"]])
    assert_type(alerts_channel.count(number).data, int)
    await realtime.publish(alerts_channel.count, 3)
    await realtime.publish(alerts_channel.count, number)
    await realtime.publish(alerts_channel.count, data=number)
    async with realtime.subscribe(alerts_channel.count) as messages:
        async for message in messages:
            assert_type(message, Message[int, Literal["count"]])
            assert_type(message.data + 1, int)


async def wrong_values(realtime: Realtime, number: int | None) -> None:
    await realtime.publish(alerts_channel.count, "3")  # error
    await realtime.publish(alerts_channel.count, 3.5)  # error
    await realtime.publish(alerts_channel.count, None)  # error
    await realtime.publish(alerts_channel.count, number)  # error
    await realtime.publish(alerts_channel.count, [3])  # error
    await realtime.publish(alerts_channel.count, {"count": 3})  # error
    await realtime.publish(alerts_channel.count)  # error
    alerts_channel.count("3")  # error


async def enumerations(
    realtime: Realtime,
    state: TopicRef[Literal["open", "closed"]],
    step: TopicRef[Literal["draft", 3] | None],
    text: str,
) -> None:
    assert_type(state("open"), Message[Literal["open", "closed"]])
    await realtime.publish(state, "open")
    await realtime.publish(state, "ajar")  # error
    await realtime.publish(state, text)  # error
    await realtime.publish(state, 1)  # error
    state("ajar")  # error
    await realtime.publish(step, "draft")
    await realtime.publish(step, 3)
    await realtime.publish(step, None)
    await realtime.publish(step, "final")  # error
    await realtime.publish(step, 4)  # error


async def lists_and_mappings(
    realtime: Realtime,
    names: TopicRef[list[str]],
    states: TopicRef[list[Literal["open", "closed"]]],
    counts: TopicRef[dict[str, int]],
) -> None:
    await realtime.publish(names, ["a", "b"])
    await realtime.publish(names, [])
    await realtime.publish(names, ["a", 1])  # error
    await realtime.publish(names, "a")  # error
    await realtime.publish(states, ["open", "open"])
    await realtime.publish(states, ["ajar"])  # error
    await realtime.publish(counts, {"a": 1})
    await realtime.publish(counts, {"a": "1"})  # error


async def anything_at_all(realtime: Realtime, topic: TopicRef[Any], number: int) -> None:
    await realtime.publish(topic, number)
    await realtime.publish(topic, {"a": [1, None]})
    await realtime.publish(topic)  # error


def what_was_sent(transport: MemoryTransport) -> None:
    assert_type(transport.sent(alerts_channel.count), list[Message[int, Literal["count"]]])
