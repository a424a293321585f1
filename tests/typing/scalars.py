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
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "str"; expected "int"
    await realtime.publish(alerts_channel.count, 3.5)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "float"; expected "int"
    await realtime.publish(alerts_channel.count, None)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "None"; expected "int"
    await realtime.publish(alerts_channel.count, number)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "int | None"; expected "int"
    await realtime.publish(alerts_channel.count, [3])  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "list[int]"; expected "int"
    await realtime.publish(alerts_channel.count, {"count": 3})  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, int]"; expected "int"
    await realtime.publish(alerts_channel.count)  # error
    # mypy says: Missing positional argument "data" in call to "publish" of "Realtime"
    alerts_channel.count("3")  # error
    # mypy says: Argument 1 to "__call__" of "TopicRef" has incompatible type "str"; expected "int"


async def enumerations(
    realtime: Realtime,
    state: TopicRef[Literal["open", "closed"]],
    step: TopicRef[Literal["draft", 3] | None],
    text: str,
) -> None:
    assert_type(state("open"), Message[Literal["open", "closed"]])
    await realtime.publish(state, "open")
    await realtime.publish(state, "ajar")  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Literal['ajar']"; expected "Literal['open', 'closed']"
    await realtime.publish(state, text)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "str"; expected "Literal['open', 'closed']"
    await realtime.publish(state, 1)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Literal[1]"; expected "Literal['open', 'closed']"
    state("ajar")  # error
    # mypy says: Argument 1 to "__call__" of "TopicRef" has incompatible type "Literal['ajar']"; expected "Literal['open', 'closed']"
    await realtime.publish(step, "draft")
    await realtime.publish(step, 3)
    await realtime.publish(step, None)
    await realtime.publish(step, "final")  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Literal['final']"; expected "Literal['draft', 3] | None"
    await realtime.publish(step, 4)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Literal[4]"; expected "Literal['draft', 3] | None"


async def lists_and_mappings(
    realtime: Realtime,
    names: TopicRef[list[str]],
    states: TopicRef[list[Literal["open", "closed"]]],
    counts: TopicRef[dict[str, int]],
) -> None:
    await realtime.publish(names, ["a", "b"])
    await realtime.publish(names, [])
    await realtime.publish(names, ["a", 1])  # error
    # mypy says: List item 1 has incompatible type "int"; expected "str"
    await realtime.publish(names, "a")  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "str"; expected "list[str]"
    await realtime.publish(states, ["open", "open"])
    await realtime.publish(states, ["ajar"])  # error
    # mypy says: List item 0 has incompatible type "Literal['ajar']"; expected "Literal['open', 'closed']"
    await realtime.publish(counts, {"a": 1})
    await realtime.publish(counts, {"a": "1"})  # error
    # mypy says: Dict entry 0 has incompatible type "str": "str"; expected "str": "int"


async def anything_at_all(realtime: Realtime, topic: TopicRef[Any], number: int) -> None:
    await realtime.publish(topic, number)
    await realtime.publish(topic, {"a": [1, None]})
    await realtime.publish(topic)  # error
    # mypy says: Missing positional argument "data" in call to "publish" of "Realtime"


def what_was_sent(transport: MemoryTransport) -> None:
    assert_type(transport.sent(alerts_channel.count), list[Message[int, Literal["count"]]])
