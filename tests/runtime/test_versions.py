"""Publishers and subscribers of different versions, over one transport."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from realtime_runtime import (
    Channel,
    InvalidPayload,
    MemoryTransport,
    Payload,
    Realtime,
    Topic,
    TopicRef,
)


class Job(Payload):
    state: Literal["running", "done"]
    note: str | None = None


class NewJob(Payload):
    state: Literal["running", "done", "failed"]
    note: str | None = None
    attempts: int


class OldChannel(Channel, name="jobs"):
    job: Topic[Job, Any] = Topic(
        "job",
        lambda: Job,
        '{"type":"object","required":["state"],"properties":'
        '{"state":{"enum":["running","done"]},"note":{"type":"string"}}}',
    )


class NewChannel(Channel, name="jobs"):
    job: Topic[NewJob, Any] = Topic(
        "job",
        lambda: NewJob,
        '{"type":"object","required":["state","attempts"],"properties":'
        '{"state":{"enum":["running","done","failed"]},"attempts":{"type":"integer"}}}',
    )


old, new = OldChannel().job, NewChannel().job


async def received(
    publisher: TopicRef[Any, Any], subscriber: TopicRef[Any, Any], *payloads: object
) -> tuple[list[Any], list[InvalidPayload]]:
    """What a subscriber gets of a publisher of another version, and what it is told of."""
    refused: list[InvalidPayload] = []
    realtime = Realtime(MemoryTransport())
    async with realtime.subscribe(subscriber, on_invalid=refused.append) as messages:
        for payload in payloads:
            await realtime.publish(publisher, payload)
        await realtime.aclose()
        async with asyncio.timeout(10):
            return [message.data async for message in messages], refused


async def test_what_a_newer_publisher_adds_is_kept() -> None:
    """A property that the subscriber does not know is no fault, and is there to be read."""
    (job,), refused = await received(new, old, {"state": "done", "attempts": 2})
    assert (type(job), job.state, job.note) == (Job, "done", None)
    assert job.model_extra == {"attempts": 2}
    assert refused == []


async def test_what_the_subscriber_cannot_read_is_told() -> None:
    """A value that it does not know is an event with the JSON as it came; the rest goes on."""
    jobs, (refused,) = await received(
        new, old, {"state": "failed", "attempts": 1}, {"state": "done", "attempts": 2}
    )
    assert [job.state for job in jobs] == ["done"]
    assert refused.body == b'{"state":"failed","attempts":1}'
    (problem,) = refused.problems
    assert (problem.pointer, problem.found) == ("/state", '"failed"')


async def test_what_an_older_publisher_leaves_out_is_told() -> None:
    """A property that the subscriber requires and the publisher does not have is an event."""
    jobs, (refused,) = await received(old, new, {"state": "running"})
    assert jobs == []
    assert refused.body == b'{"state":"running"}'
    assert refused.problems[0].expected == 'the property "attempts"'
