"""Durable.publish in workflows of DBOS: a step, once, typed; what is retried and what is not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from dbos import DBOS, error
from realtime_runtime import (
    InvalidPayload,
    MemoryTransport,
    Message,
    PayloadTooLarge,
    PublishFailed,
    Realtime,
)
from realtime_runtime.durable.dbos import Durable

from generated import alerts_channel, uploads_channel
from generated.uploads import UploadsResult, UploadsStatus

if TYPE_CHECKING:
    from generated.uploads import UploadsResultInput

    from .conftest import Engine

ch = uploads_channel(upload_id="one")
RESULT: UploadsResultInput = {"success": True, "url": "https://files.example/one"}
MODEL = UploadsResult(success=True, url="https://files.example/one")


class Failing(MemoryTransport):
    """Fails so many times with `error` before it sends; or, with `after`, when it has sent."""

    def __init__(self, error: BaseException, times: int, *, after: bool = False) -> None:
        super().__init__(record=True)
        self.error, self.times, self.after = error, times, after
        self.attempts = 0

    async def send(self, message: Message[Any], /) -> None:
        self.attempts += 1
        fails = self.attempts <= self.times
        if not fails or self.after:
            await super().send(message)
        if fails:
            raise self.error


FAILED = PublishFailed("uploads:one", "result", "no connection")


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport(record=True)


@pytest.fixture
def durable(transport: MemoryTransport) -> Durable:
    return Durable(Realtime(transport))


async def test_a_publish_is_a_step(
    dbos: Engine, durable: Durable, transport: MemoryTransport
) -> None:
    """It returns the model. The message has the workflow's ID, and an ID of workflow, step and
    number. DBOS lists the step with the payload."""

    async def body() -> tuple[UploadsStatus, UploadsResult, int]:
        status = await durable.publish("status", ch.status, UploadsStatus(message="ok"))
        result = await durable.publish("result", ch.result, RESULT)
        return status, result, await durable.publish("count", alerts_channel.count, data=3)

    assert await dbos.run(body) == (
        UploadsStatus(message="ok"),
        MODEL,
        3,
    )
    assert [(m.topic, m.id, m.run_id) for m in transport.messages] == [
        ("status", "run:status:1", "run"),
        ("result", "run:result:2", "run"),
        ("count", "run:count:3", "run"),
    ]
    assert [(step["function_name"], step["output"]) for step in await dbos.steps()] == [
        ("realtime.publish status", {"message": "ok"}),
        ("realtime.publish result", RESULT),
        ("realtime.publish count", 3),
    ]


async def test_steps_of_one_name_are_different_messages(
    dbos: Engine, durable: Durable, transport: MemoryTransport
) -> None:
    """One after another or at once, each is sent, in the order in which they were called."""

    async def body() -> list[int]:
        first = await durable.publish("n", alerts_channel.count, 0)
        calls = (durable.publish("n", alerts_channel.count, n) for n in (1, 2, 3))
        return [first, *await asyncio.gather(*calls)]

    assert await dbos.run(body) == [0, 1, 2, 3]
    assert {m.id: m.data for m in transport.messages} == {f"run:n:{n + 1}": n for n in range(4)}


async def test_a_workflow_that_is_not_async(
    dbos: Engine, durable: Durable, transport: MemoryTransport
) -> None:
    """It has publish_sync, and its subscribers may be in the event loop that launched DBOS."""

    def body() -> Any:
        lazy = durable.publish_sync("lazy", ch.status.lazy, lambda: {"message": "ok"})
        return lazy, durable.publish_sync("result", ch.result, RESULT)

    async with Realtime(transport).subscribe(ch.result) as messages:
        result = await dbos.run_sync(body)
        assert (await anext(messages)).data == result[1] == MODEL
    assert [m.id for m in transport.messages] == ["run:lazy:1", "run:result:2"]
    assert result[0] == UploadsStatus(message="ok")


@pytest.mark.parametrize("crashes", ["before", "after"])
async def test_a_recovery_in_the_same_process(dbos: Engine, crashes: str) -> None:
    """What was sent and not checkpointed is sent under the same ID: memory stores it once, its
    subscribers see it once. What was checkpointed is neither made nor sent again."""
    transport = Failing(asyncio.CancelledError(), 0, after=crashes == "after")
    realtime = Realtime(transport)
    durable = Durable(realtime)
    made: list[str] = []

    def make(text: str) -> UploadsStatus:
        made.append(text)
        return UploadsStatus(message=text)

    async def body() -> list[UploadsStatus]:
        first = await durable.publish("a", ch.status.lazy, lambda: make("first"))
        if not transport.times:  # the next one
            transport.times = transport.attempts + 1
        return [first, await durable.publish("b", ch.status.lazy, lambda: make("second"))]

    async with realtime.subscribe(ch.status) as messages:
        with pytest.raises(asyncio.CancelledError):
            await dbos.run(body)
        await dbos.again()
        assert [status.message for status in await dbos.run(body)] == ["first", "second"]
        await realtime.aclose()
        assert [m.data.message async for m in messages] == ["first", "second"]
    assert (made, transport.attempts) == (["first", "second", "second"], 3)
    assert [m.id for m in transport.messages] == ["run:a:1", "run:b:2"]


async def test_a_publish_that_is_not_durable_is_repeated_by_a_recovery(dbos: Engine) -> None:
    """DBOS runs the body again, from its beginning to where it was: those of before are echoes.
    A step that is complete is not run again, and so what it has published is not repeated."""
    transport = Failing(asyncio.CancelledError(), 1, after=True)
    realtime = Realtime(MemoryTransport(record=True))
    durable = Durable(Realtime(transport))

    async def step() -> None:
        await realtime.publish(ch.status, {"message": "in a step"})

    async def body() -> None:
        await realtime.publish(ch.status, {"message": "before"})
        await DBOS.run_step_async({"name": "step"}, step)
        await durable.publish("result", ch.result, RESULT)
        await realtime.publish(ch.status, {"message": "after"})

    with pytest.raises(asyncio.CancelledError):
        await dbos.run(body)
    await dbos.again()
    await dbos.run(body)
    record = realtime._transport
    assert isinstance(record, MemoryTransport)
    sent = [m.data.message for m in record.sent(ch.status)]
    assert sent == ["before", "in a step", "before", "after"]
    assert {m.run_id for m in record.messages} == {None}
    assert len(transport.sent(ch.result)) == 1


@pytest.mark.parametrize(
    "refused", [InvalidPayload("uploads:one", "result", []), PayloadTooLarge("c", "t", 2, 1)]
)
async def test_what_no_retry_can_fix_is_not_retried(dbos: Engine, refused: Exception) -> None:
    """The workflow fails with the error as it is, also where it is read again."""
    transport = Failing(refused, 9)
    durable = Durable(Realtime(transport), interval_seconds=0.01)

    async def body() -> None:
        await durable.publish("result", ch.result, RESULT)

    for _ in range(2):
        with pytest.raises(type(refused)) as raised:
            await dbos.run(body)
        assert str(raised.value) == str(refused)
    assert transport.attempts == 1


async def test_a_payload_that_its_schema_refuses(
    dbos: Engine, durable: Durable, transport: MemoryTransport
) -> None:
    """It is told with its problems, in async workflows and others, and nothing is sent."""
    wrong: Any = {"success": "yes"}

    async def body() -> None:
        await durable.publish("result", ch.result, wrong)

    with pytest.raises(InvalidPayload, match="payload/success: expected boolean"):
        await dbos.run(body, "one")
    with pytest.raises(InvalidPayload, match="payload/success: expected boolean"):
        await dbos.run_sync(lambda: durable.publish_sync("result", ch.result, wrong), "two")
    assert transport.messages == []


@pytest.mark.parametrize("fails", ["before", "after"])
async def test_what_a_transport_could_not_send_is_sent_again(dbos: Engine, fails: str) -> None:
    """As often as it is asked for, and stored once, also where it failed when it had sent."""
    transport = Failing(FAILED, 3, after=fails == "after")
    durable = Durable(Realtime(transport), max_attempts=4, interval_seconds=0.01, backoff_rate=1)

    async def body() -> UploadsResult:
        return await durable.publish("result", ch.result, RESULT)

    assert await dbos.run(body) == MODEL
    assert (transport.attempts, len(transport.messages)) == (4, 1)


async def test_when_all_attempts_have_failed(dbos: Engine) -> None:
    """The workflow has DBOS's own error, with what the transport raised each time."""
    transport = Failing(FAILED, 9)
    durable = Durable(Realtime(transport), interval_seconds=0.01)

    async def body() -> None:
        await durable.publish("result", ch.result, RESULT)

    with pytest.raises(error.DBOSMaxStepRetriesExceeded) as raised:
        await dbos.run(body)
    assert list(map(str, raised.value.errors)) == [str(FAILED)] * 3
    assert transport.attempts == 3


async def test_where_nothing_is_memoized(dbos: Engine, durable: Durable) -> None:
    """Outside of a workflow and inside of a step an error says so, and what to do."""

    async def inside() -> None:
        with pytest.raises(RuntimeError, match=r"Durable\.publish is a step, and DBOS nests none"):
            await durable.publish("result", ch.result, RESULT)

    async def body() -> None:
        await DBOS.run_step_async({"name": "step"}, inside)
        with pytest.raises(RuntimeError, match=r"write `await durable\.publish`"):
            durable.publish_sync("result", ch.result, RESULT)

    await dbos.run(body)
    outside = "was called outside of a DBOS workflow; elsewhere use realtime.publish"
    with pytest.raises(RuntimeError, match=rf"Durable\.publish {outside}"):
        await durable.publish("result", ch.result, RESULT)
    with pytest.raises(RuntimeError, match=rf"Durable\.publish_sync {outside}"):
        await asyncio.to_thread(durable.publish_sync, "result", ch.result, RESULT)


def test_what_is_no_realtime(transport: MemoryTransport) -> None:
    """A transport in its place is told as that."""
    wrong: Any = transport
    with pytest.raises(TypeError, match=r"takes a Realtime, as in Realtime\(transport\)"):
        Durable(wrong)


async def test_what_was_not_given(dbos: Engine, durable: Durable) -> None:
    """A step ID, a topic, its data: each is asked for before a step begins, and none is taken."""
    publish: Any = durable.publish

    async def body() -> None:
        with pytest.raises(TypeError, match="takes a step ID first"):
            await publish(ch.result, RESULT)
        with pytest.raises(TypeError, match=r"publish takes topics such as channel\.status"):
            await publish("result", "result", RESULT)
        with pytest.raises(TypeError, match="publish takes a topic and its data"):
            await publish("result", ch.result)

    await dbos.run(body)
    assert await dbos.steps() == []
