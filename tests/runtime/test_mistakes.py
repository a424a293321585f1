"""Something in the place of a topic, a channel, a transport or a step ID: what to write there."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import MemoryTransport, Realtime, parse_channel
from realtime_runtime.durable.publishing import DurablePublish
from realtime_runtime.testing import (
    assert_not_published,
    assert_published,
    example,
    published,
    recording,
)

from generated import alerts_channel, pipeline_channel
from generated.pipeline import PipelineChannel

if TYPE_CHECKING:
    from collections.abc import Callable

pipeline = pipeline_channel(run_id="1")
realtime: Any = Realtime(MemoryTransport())
data: Any = {"message": "ok"}

NO_TOPICS = [
    (
        pipeline,
        "not the channel PipelineChannel('pipeline:1') itself, which has the topics 'status',",
    ),
    ("status", "not the string 'status'"),
    (pipeline_channel, "not the function pipeline_channel"),
    (PipelineChannel, "not the class PipelineChannel"),
    (
        PipelineChannel.status,
        "not <topic 'status': read it on a channel, not on the channel's class>",
    ),
    (pipeline.status(data), "not a message, which has its topic and data already"),
    (None, "not None"),
    ([pipeline.status], "not a list of them: write topics one after the other, without the list"),
    (data, "not {'message': 'ok'}"),
]


TAKE_TOPICS: dict[str, Callable[[Any], Any]] = {
    "publish": lambda topic: realtime.publish(topic, data).send(None),
    "subscribe": realtime.subscribe,
    "example": example,
    "published": published,
    "assert_published": lambda topic: assert_published(topic, data),
    "assert_not_published": assert_not_published,
    "sent": lambda topic: MemoryTransport(record=True).sent(topic),
    "durable": lambda topic: DurablePublish("run", "id", topic, (data,), {}),
}


@pytest.mark.parametrize("method", TAKE_TOPICS)
@pytest.mark.parametrize(("value", "told"), NO_TOPICS, ids=[told for _, told in NO_TOPICS])
def test_no_topic(method: str, value: Any, told: str) -> None:
    """A channel, a string, a function or a class in the place of a topic is named as such."""
    with pytest.raises(TypeError, match=re.escape(told)) as caught:
        TAKE_TOPICS[method](value)
    assert "takes topics such as channel.status" in str(caught.value)


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((), {}), ((data, data), {}), ((), {"message": "ok"}), ((data,), {"data": data})],
)
async def test_publish_takes_a_topic_and_its_data(args: Any, kwargs: Any) -> None:
    """A publish without data, or with the payload's keys as arguments, says how it is written."""
    form = re.escape(
        'publish takes a topic and its data: publish(channel.status, {"key": "value"})'
    )
    with pytest.raises(TypeError, match=form):
        await realtime.publish(pipeline.status, *args, **kwargs)


@pytest.mark.parametrize("step_id", [pipeline.status, pipeline, None])
def test_a_durable_publish_takes_a_step_id(step_id: Any) -> None:
    """A forgotten step ID is told as that."""
    with pytest.raises(TypeError, match=r'takes a step ID first: publish\("step-id", channel'):
        DurablePublish("run", step_id, pipeline.status, ({"message": "ok"},), {})


class SendsOnly:
    def send(self) -> None: ...


@pytest.mark.parametrize(
    ("transport", "told"),
    [
        ("redis://localhost", "not the string 'redis://localhost', which has no send, subscribe"),
        (SendsOnly(), "which has no subscribe, aclose"),
        (realtime, "such as MemoryTransport(), not <realtime_runtime.realtime.Realtime"),
        (None, "not None, which has no send"),
        (MemoryTransport, "pass a transport, MemoryTransport(), and not its class"),
    ],
)
def test_no_transport(transport: Any, told: str) -> None:
    """What cannot carry messages is refused where it is given."""
    with pytest.raises(TypeError, match=re.escape(told)):
        Realtime(transport)


def test_a_wrap_gives_a_transport() -> None:
    """A wrap that forgets to return its transport is told when it is put around one."""
    inside = realtime._transport
    with pytest.raises(TypeError, match="not None"), realtime.wrapped(lambda _: None):
        pass
    assert realtime._transport is inside


class Wrong(MemoryTransport):
    """Each method as somebody may write it."""

    def send(self, message: Any, /) -> Any:
        """Not async."""

    def aclose(self) -> Any:
        """Not async."""


class Generating(MemoryTransport):
    async def send(self, message: Any, /) -> Any:
        yield message

    async def subscribe(self, topics: Any, /, **options: Any) -> Any:
        yield topics, options


class Awaited(MemoryTransport):
    async def subscribe(self, topics: Any, /, **options: Any) -> Any:  # type: ignore[override]
        return topics, options


class Yielding(MemoryTransport):
    @asynccontextmanager
    async def subscribe(self, topics: Any, /, **options: Any) -> Any:  # type: ignore[override]
        try:
            yield [topics, options]
        finally:
            self.was_left = True


async def test_a_transport_that_is_not_async() -> None:
    """A method that nothing can await is told, with what to write."""
    wrong = Realtime(Wrong())
    with pytest.raises(
        TypeError, match=r"Wrong.send must be async: it gave None, .*`async def sen"
    ):
        await wrong.publish(pipeline.status, data)
    with pytest.raises(
        TypeError, match=r"Wrong.aclose must be async: it gave None, .*`async def a"
    ):
        await wrong.aclose()
    with pytest.raises(
        TypeError, match=r"send must be async: it gave an async gen.*no yield in it"
    ):
        await Realtime(Generating()).publish(pipeline.status, data)


@pytest.mark.parametrize(
    ("transport", "told"),
    [(Generating(), "not an async generator; put @asynccontext"), (Awaited(), "not a coroutine; ")],
)
def test_a_subscription_that_is_no_context(transport: Any, told: str) -> None:
    """An async generator without @asynccontextmanager, and what is awaited first, are told."""
    with pytest.raises(TypeError, match="subscribe must give an async context manager, " + told):
        Realtime(transport).subscribe(pipeline.status)


async def test_a_subscription_that_gives_no_iterator() -> None:
    """What is yielded in place of an iterator of messages is told, and the context is left."""
    transport: Any = Yielding()
    with pytest.raises(TypeError, match="must give an async iterator of messages, not a list; yie"):
        await Realtime(transport).subscribe(pipeline.status).__aenter__()
    assert transport.was_left


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (pipeline_channel, "write PipelineChannel, not the function pipeline_channel"),
        (alerts_channel, "write AlertsChannel, not the channel AlertsChannel('alerts') itself"),
        (pipeline, "write PipelineChannel, not the channel"),
        ("pipeline", "such as PipelineChannel, not the string 'pipeline'"),
        (int, "not the class int"),
    ],
)
def test_no_channel_class(value: Any, told: str) -> None:
    """A factory or a channel in the place of a channel's class is told, with the class."""
    with pytest.raises(TypeError, match=re.escape(told)):
        parse_channel(value, "pipeline:1")


def test_no_name() -> None:
    """A channel's name is a string."""
    name: Any = pipeline
    with pytest.raises(TypeError, match="takes the channel's name, a string, not PipelineChannel"):
        parse_channel(PipelineChannel, name)


class Client:
    realtime = realtime


@pytest.mark.parametrize(
    ("value", "told"),
    [(MemoryTransport(), "takes a Realtime, as in Realtime(tr"), (Client(), "takes its .realtime")],
)
def test_no_realtime(value: Any, told: str) -> None:
    """A recording is of what publishes."""
    with pytest.raises(TypeError, match=re.escape(told)), recording(value):
        pass


async def later(_: object) -> None:
    raise AssertionError("nobody awaits it")


class Later:
    async def __call__(self, _: object) -> None:
        await later(self)


@pytest.mark.parametrize("name", ["on_invalid", "on_gap"])
@pytest.mark.parametrize("callback", [later, Later()])
def test_a_callback_that_is_async_is_refused(name: str, callback: object) -> None:
    """It would never run, and what it is told of would be lost."""
    with pytest.raises(TypeError, match=f"{name} is called and not awaited"):
        realtime.subscribe(pipeline.status, **{name: callback})


def test_subscribing_to_nothing_says_so() -> None:
    """Who passes no topic passed no None."""
    with pytest.raises(TypeError, match="takes at least one topic, such as channel"):
        realtime.subscribe()


def entered(subscription: Any) -> None:
    with subscription:
        pass


@pytest.mark.parametrize("use", [entered, list, lambda subscription: subscription.__await__()])
def test_a_subscription_is_entered_and_read_as_async(use: Callable[[Any], Any]) -> None:
    """`with`, `for` and `await` say how it is entered and read."""
    with pytest.raises(TypeError, match=r"entered with `async with .* read with `async for"):
        use(realtime.subscribe(pipeline.status))
