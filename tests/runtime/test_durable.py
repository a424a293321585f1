"""Durable publishing on an engine of a few lines: what it shares with all others is general."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import InvalidPayload, MemoryTransport, Message, PublishFailed
from realtime_runtime.durable.publishing import (
    DurablePublish,
    ending,
    identity,
    publishing,
    refused_as,
)
from realtime_runtime.durable.runs import Run, inside_run
from realtime_runtime.plans import carry_out

from .orders import Item, orders

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Final(Exception):
    """What this engine does not retry."""


class Engine:
    """Runs a function until it ends, from its beginning after every step."""

    def __init__(self, function: Callable[[Engine], Awaitable[Any]], send: Any) -> None:
        self.function = function
        self.send = send
        self.memos: dict[str, Any] = {}  # in the order of completion
        self.attempts = 0

    async def run(self) -> Any:
        while True:
            self.attempts += 1
            before = len(self.memos)
            self.now = Run("run", dict(self.memos), list(self.memos), None)
            self.counts: Counter[str] = Counter()
            try:
                with inside_run(self.now):
                    result = await self.function(self)
                    await carry_out(ending(self.now), self.send)
                    return result
            except StepDone:
                await carry_out(ending(self.now, has_failed=True), self.send)
            except PublishFailed:
                assert len(self.memos) == before

    async def publish(self, topic: Any, data: object) -> None:
        with refused_as(Final):
            await carry_out(publishing(topic(data), lambda message: None), self.send)

    async def publish_durably(self, step_id: str, topic: Any, data: object) -> Any:
        publish = DurablePublish("run", step_id, topic, (data,), {})
        self.counts[step_id] += 1
        count = self.counts[step_id]
        step = f"{step_id} {count}"
        self.now.asked(step)
        if step not in self.memos:
            with refused_as(Final):
                self.memos[step] = await carry_out(publish.step(count), self.send)
            raise StepDone
        return publish.result(self.memos[step])


class StepDone(Exception):
    """A step has ended, and the function is run again."""


class Failing(MemoryTransport):
    """Sends, and says so only from the second time on."""

    failures = 0

    async def send(self, message: Message[Any], /) -> None:
        await super().send(message)
        if self.failures:
            self.failures -= 1
            raise PublishFailed(message.channel, message.topic, "no answer")


async def shop(engine: Engine) -> Item:
    await engine.publish(orders.word, "before")
    for sku in ("a", "b"):
        item: Item = await engine.publish_durably("item", orders.unchecked, {"sku": sku})
        await engine.publish(orders.word, f"after {sku}")
    return item


async def test_a_function_is_run_again_and_publishes_each_message_once() -> None:
    """Durable or not, each message is sent once, with the run's ID; the result is the model."""
    transport = MemoryTransport(record=True)
    engine = Engine(shop, transport.send)
    assert await engine.run() == Item(sku="b")
    assert engine.attempts == 3
    assert [m.data for m in transport.sent(orders.word)] == ["before", "after a", "after b"]
    assert [m.data.sku for m in transport.sent(orders.unchecked)] == ["a", "b"]
    assert {message.run_id for message in transport.messages} == {"run"}


async def test_a_repetition_has_the_identity_of_the_first() -> None:
    """A message that was sent before its step was memoized is sent again under the same ID, and so
    kept once; another step of the same name has another."""
    transport = Failing(record=True)

    async def function(engine: Engine) -> None:
        transport.failures = 1 if engine.attempts == 1 else 0
        await engine.publish_durably("item", orders.word, "a")
        await engine.publish_durably("item", orders.word, "b")

    await Engine(function, transport.send).run()
    sent = [(message.id, message.data) for message in transport.sent(orders.word)]
    assert sent == [("run:item:1", "a"), ("run:item:2", "b")]


def test_no_two_steps_have_one_identity() -> None:
    """Whatever the IDs of runs and steps consist of: users choose both."""
    parts = ["a", "a:b", "a%3Ab", "b", "b:1", "1", "%", "%25", "b:c"]
    steps = [(run, step, count) for run in parts for step in parts for count in (1, 2)]
    assert len({identity(*step) for step in steps}) == len(steps)


@pytest.mark.parametrize("way", ["publish", "publish_durably"])
async def test_what_no_retry_can_fix_is_the_engines_final_error(way: str) -> None:
    """A payload that its schema refuses ends the run, and nothing is sent."""
    transport = MemoryTransport(record=True)

    async def function(engine: Engine) -> None:
        if way == "publish":
            await engine.publish(orders.word, 3)
        await engine.publish_durably("word", orders.word, 3)

    engine = Engine(function, transport.send)
    with pytest.raises(Final) as caught:
        await engine.run()
    assert isinstance(caught.value.args[0], InvalidPayload)
    assert (engine.attempts, transport.messages) == (1, [])


async def test_out_of_runs_a_publish_is_sent_as_it_is() -> None:
    """Where no run is, nothing is held, and the message has no run's ID."""
    transport = MemoryTransport(record=True)
    message = orders.word("a")
    await carry_out(publishing(message, None), transport.send)
    assert transport.messages == [message]
