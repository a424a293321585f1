"""A program that runs one workflow and is killed at a moment; each run is a process of its own.

`python -m tests.durable.program` reads Settings, a JSON object on a line, forks a process for each
run, and prints what that reported, or null where it was killed. So all that a run imports is
imported once.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from dbos import DBOS, AsyncSQLAlchemyDatasource, SetWorkflowID
from realtime_runtime import History, MemoryTransport, Message, Realtime
from realtime_runtime.durable.dbos import Durable
from realtime_runtime.transports.nats import NatsTransport
from realtime_runtime.transports.postgres import PostgresTransport
from realtime_runtime.transports.redis import RedisTransport
from sqlalchemy import event

from generated import uploads_channel
from generated.uploads import UploadsResult, UploadsStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from realtime_runtime import Subscription
    from realtime_runtime.transports import LastingTransport, Transport

    from generated.uploads import UploadsChannel


Moment = Literal["before", "between", "commit", "after", "random"]


class Settings(TypedDict):
    """`url` is the transport's server, `system` DBOS's database, `run` the workflow's ID.

    `crash` is when the process is killed: before the second message is sent, between that and
    DBOS's checkpoint, between the commit and the checkpoint, after the checkpoint, or at random,
    `delay` seconds after the start. Without `identity` no message has the same ID twice.
    """

    transport: str
    url: str
    name: str
    system: str
    run: str
    crash: Moment | None
    delay: float
    identity: bool
    is_async: bool


class Report(TypedDict):
    """How a run ended: the workflow's result, what DBOS lists as its steps, what a subscriber in
    the process has seen, and how long the workflow took."""

    result: str
    steps: list[str]
    seen: list[str]
    seconds: float


def make_transport(settings: Settings) -> LastingTransport:
    url, name = settings["url"], settings["name"]
    match settings["transport"]:
        case "redis":
            return RedisTransport(url, prefix=name)
        case "postgres" | "transaction":
            return PostgresTransport(url, table=f"t_{name}")
        case "nats":
            return NatsTransport(url, stream=name)
    return MemoryTransport(history=History())


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Crashing:
    """Stands around a transport, and kills the process at the second message's moment."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    async def send(self, message: Message[Any], /) -> None:
        await self._around(message, self._transport.send)

    async def send_in(self, connection: Any, message: Message[Any], /) -> None:
        await self._around(message, partial(self._transport.send_in, connection))

    async def _around(self, message: Message[Any], send: Callable[..., Any]) -> None:
        is_second = message.topic == "result"
        if is_second and now["crash"] == "before":
            kill()
        if not now["identity"]:
            names = message.channel, message.topic
            message = Message(*names, message.body, message.payload, run_id=message.run_id)
        await send(message)
        if is_second and now["crash"] == "between":
            kill()
        if is_second and now["crash"] == "commit":
            assert datasource is not None
            event.listen(datasource.engine.sync_engine, "checkin", lambda *_: kill())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


END = "the end of what a run has seen"
"""In place of a run's ID."""

now: Settings
durable: Durable
datasource: AsyncSQLAlchemyDatasource | None = None


@DBOS.workflow()
async def work(run: str) -> str:
    """Two durable messages, and a step between them."""
    channel = uploads_channel(upload_id=run)
    first = await durable.publish("first", channel.status, {"message": "first"})
    assert type(first) is UploadsStatus
    url = await DBOS.run_step_async({"name": "process"}, process, run)
    make = partial(UploadsResult, success=True, url=url)
    result = await durable.publish("result", channel.result.lazy, make)
    assert type(result) is UploadsResult
    if now["crash"] == "after":
        kill()
    return f"{first.message} {result.url}"


@DBOS.workflow()
def work_sync(run: str) -> str:
    """The same, not async."""
    channel = uploads_channel(upload_id=run)
    first = durable.publish_sync("first", channel.status, {"message": "first"})
    url = DBOS.run_step({"name": "process"}, process, run)
    make = partial(UploadsResult, success=True, url=url)
    result = durable.publish_sync("result", channel.result.lazy, make)
    if now["crash"] == "after":
        kill()
    return f"{first.message} {result.url}"


async def process(run: str) -> str:
    return f"https://files.example/{run}"


async def started() -> str:
    if now["is_async"]:
        with SetWorkflowID(now["run"]):
            handle = await DBOS.start_workflow_async(work, now["run"])
        return await handle.get_result(polling_interval_sec=0.02)

    def start() -> str:
        with SetWorkflowID(now["run"]):
            return DBOS.start_workflow(work_sync, now["run"]).get_result()

    return await asyncio.to_thread(start)


async def seen_until_now(
    transport: Transport, channel: UploadsChannel, messages: Subscription[Message[Any]]
) -> list[str]:
    """What a subscriber in this process has seen: it may come later than the workflow ends."""
    ends = channel.status({"message": "end"}), channel.result({"success": False})
    for end in ends:
        await transport.send(end.replace(run_id=END))
    seen: list[str] = []
    left = len(ends)
    async for message in messages:
        if message.run_id != END:
            seen.append(message.id)
        elif not (left := left - 1):
            break
    return seen


async def run() -> Report:
    """The workflow, started now or by the run before."""
    global durable, datasource
    if now["transport"] == "transaction":
        datasource = await AsyncSQLAlchemyDatasource.create(now["url"])
    transport = make_transport(now)
    realtime = Realtime(transport)
    channel = uploads_channel(upload_id=now["run"])
    DBOS(config={"name": "kills", "system_database_url": now["system"], "log_level": "CRITICAL"})
    async with realtime, realtime.subscribe(channel.status, channel.result) as messages:
        with realtime.wrapped(Crashing):
            durable = Durable(realtime, datasource=datasource, interval_seconds=0.05)
            DBOS.launch()
            if now["crash"] == "random":
                threading.Timer(now["delay"], kill).start()
            start = time.monotonic()
            result = await started()
            seconds = time.monotonic() - start
        steps = await DBOS.list_workflow_steps_async(now["run"])
        seen = await seen_until_now(transport, channel, messages)
    names = [step["function_name"] for step in steps]
    return {"result": result, "steps": names, "seen": seen, "seconds": seconds}


def main() -> None:
    global now
    for line in sys.stdin:
        now = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, json.dumps(asyncio.run(run())).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or said, f"the run has failed: {status}"
        print(said.decode() if said else "null", flush=True)


if __name__ == "__main__":
    main()
