"""A transport is any class that can `send`, `subscribe` and `aclose`."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Literal, assert_type

from generated import pipeline_channel
from generated.pipeline import PipelineStatus
from realtime_runtime import Gap, MemoryTransport, Message, Realtime, TopicRef, Transport


class MyTransport:
    async def send(self, message: Message[Any]) -> None:
        print(message.channel, message.topic, message.body)

    @asynccontextmanager
    async def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AsyncGenerator[AsyncIterator[Message[Any]], None]:
        yield self._messages()

    async def aclose(self) -> None: ...

    async def _messages(self) -> AsyncIterator[Message[Any]]:
        yield pipeline_channel(run_id="abc").status({"message": "ok"})


class Subclass(Transport):
    async def send(self, message: Message[Any], /) -> None: ...

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        /,
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]]:
        return MyTransport().subscribe(topics)

    async def aclose(self) -> None: ...


class WithoutAclose:
    async def send(self, message: Message[Any]) -> None: ...

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any]]]:
        return MyTransport().subscribe(topics)


class WithoutHistory:
    async def send(self, message: Message[Any]) -> None: ...

    def subscribe(
        self, topics: Sequence[TopicRef[Any, Any]]
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any]]]:
        return MyTransport().subscribe(topics)

    async def aclose(self) -> None: ...


class OnlySends(Transport):
    async def send(self, message: Message[Any], /) -> None: ...


class SendsBytes(MemoryTransport):
    async def send(self, body: bytes, /) -> None: ...  # error
    # mypy says: Argument 1 of "send" is incompatible with supertype "realtime_runtime.transports.memory.MemoryTransport"; supertype defines the argument type as "Message[Any, str]"


def what_is_a_transport() -> None:
    memory: Transport = MemoryTransport()
    mine: Transport = MyTransport()
    subclass: Transport = Subclass()
    without: Transport = WithoutAclose()  # error
    # mypy says: Incompatible types in assignment (expression has type "WithoutAclose", variable has type "Transport")
    no_history: Transport = WithoutHistory()  # error
    # mypy says: Incompatible types in assignment (expression has type "WithoutHistory", variable has type "Transport")
    print(memory, mine, subclass, without, no_history)
    Realtime(MyTransport())
    Realtime(transport=MemoryTransport())
    Realtime(WithoutAclose())  # error
    # mypy says: Argument 1 to "Realtime" has incompatible type "WithoutAclose"; expected "Transport"
    Realtime(MyTransport)  # error
    # mypy says: Argument 1 to "Realtime" has incompatible type "type[MyTransport]"; expected "Transport"
    Realtime("redis://localhost")  # error
    # mypy says: Argument 1 to "Realtime" has incompatible type "str"; expected "Transport"
    Realtime()  # error
    # mypy says: Missing positional argument "transport" in call to "Realtime"


def the_memory_transport() -> None:
    transport = MemoryTransport(record=True)
    ch = pipeline_channel(run_id="abc")
    assert_type(transport.sent(ch.status), list[Message[PipelineStatus, Literal["status"]]])
    assert_type(transport.sent(ch.status)[0].data.message, str)
    print(transport.sent(ch.status)[0].data.mesage)  # error
    # mypy says: "PipelineStatus" has no attribute "mesage"; maybe "message"?
    transport.sent("status")  # error
    # mypy says: Argument 1 to "sent" of "MemoryTransport" has incompatible type "str"; expected "Callable[..., Message[Never, Never]]"
    transport.sent()  # error
    # mypy says: Missing positional argument "topic" in call to "sent" of "MemoryTransport"
    MemoryTransport(capacity="10")  # error
    # mypy says: Argument "capacity" to "MemoryTransport" has incompatible type "str"; expected "int"
    MemoryTransport(True)  # error
    # mypy says: Too many positional arguments for "MemoryTransport"
    # mypy says: Argument 1 to "MemoryTransport" has incompatible type "bool"; expected "History | None"


class Around:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def send(self, message: Message[Any]) -> None:
        await self._transport.send(message.replace(headers={"a": "b"}, run_id="1"))
        await self._transport.send(message.replace(topic="other"))  # error
        # mypy says: Unexpected keyword argument "topic" for "replace" of "Message"
        await self._transport.send(Message.received("c", "t", b"1", id="1", position="2"))
        await self._transport.send(Message.received("c", "t", b"1", seq=1))  # error
        # mypy says: Unexpected keyword argument "seq" for "received" of "Message"

    def subscribe(
        self,
        topics: Sequence[TopicRef[Any, Any]],
        *,
        since: str | None = None,
        last: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[Message[Any] | Gap]]:
        return self._transport.subscribe(topics, since=since, last=last)

    async def aclose(self) -> None: ...


def transports_around_transports(realtime: Realtime) -> None:
    Realtime(Around(MemoryTransport()))
    with realtime.wrapped(Around):
        pass
    with realtime.wrapped(lambda transport: Around(transport)):
        pass
    with realtime.wrapped(Around(MemoryTransport())):  # error
    # mypy says: Argument 1 to "wrapped" of "Realtime" has incompatible type "Around"; expected "Callable[[Transport], Transport]"
        pass
    with realtime.wrapped(WithoutAclose):  # error
    # mypy says: Argument 1 to "wrapped" of "Realtime" has incompatible type "type[WithoutAclose]"; expected "Callable[[Transport], Transport]"
        pass


async def closing(realtime: Realtime) -> None:
    async with Realtime(MemoryTransport()) as opened:
        assert_type(opened, Realtime)
    await realtime.aclose()
