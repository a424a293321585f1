"""One function on Inngest and on DBOS: the same messages, and the differences that the page has."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import inngest
import pytest
from dbos import DBOS
from realtime_runtime import History, MemoryTransport, Message, Realtime
from realtime_runtime.durable.dbos import Durable
from realtime_runtime.inngest import Inngest

from generated import uploads_channel
from generated.uploads import UploadsResult

from ..inngest.engine import RUN_ID
from ..inngest.engine import Engine as InngestEngine
from ..support.files import ROOT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from realtime_runtime.inngest import Context

    from .conftest import Engine

channel = uploads_channel(upload_id="one")
URL = "https://files.example/one"
CASES = ["nothing fails", "the step fails once", "the function fails once, at its end"]
CRASH = "the process dies, the result is sent and not memoized"
MESSAGES = ["before", "inside", "result", "after"]


class Ways(NamedTuple):
    """What an engine has for each way to publish, and for a step."""

    publish: Callable[..., Awaitable[None]]
    publish_anywhere: Callable[..., Awaitable[None]]
    publish_durably: Callable[..., Awaitable[UploadsResult]]
    step: Callable[[str, Callable[[], Awaitable[str]]], Awaitable[str]]


class Record(MemoryTransport):
    """Keeps what is sent, each message once, as an engine of messages does."""

    def __init__(self) -> None:
        super().__init__(record=True, history=History())
        self.dies = False

    async def send(self, message: Message[Any], /) -> None:
        await super().send(message)
        if self.dies and message.topic == "result":
            self.dies = False
            raise asyncio.CancelledError

    def counts(self) -> list[int]:
        """How often each message is stored."""
        found = Counter(m.data.message for m in self.sent(channel.status))
        found["result"] = len(self.sent(channel.result))
        return [found[message] for message in MESSAGES]


class Upload:
    """The function, which may fail once: in its step, or at its end."""

    def __init__(self, case: str) -> None:
        self._case = case

    async def run(self, ways: Ways) -> str | None:
        await ways.publish(channel.status, {"message": "before"})

        async def process() -> str:
            await ways.publish_anywhere(channel.status, {"message": "inside"})
            self._fail("the step fails once")
            return URL

        url = await ways.step("process", process)
        result = await ways.publish_durably("result", channel.result, {"success": True, "url": url})
        assert type(result) is UploadsResult
        await ways.publish(channel.status, {"message": "after"})
        self._fail("the function fails once, at its end")
        return result.url

    def _fail(self, case: str) -> None:
        if case == self._case:
            self._case = ""
            raise RuntimeError(case)


async def on_inngest(case: str) -> Record:
    client = Inngest(app_id="both", is_production=False, api_base_url="http://127.0.0.1:9")
    upload, record = Upload(case), Record()

    @client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="test"))
    async def function(ctx: Context) -> str | None:
        publish = client.realtime.publish
        return await upload.run(Ways(ctx.publish, publish, ctx.step.realtime.publish, ctx.step.run))

    engine = InngestEngine(client, function)
    engine.crash_after = {"result"} if case == CRASH else set()
    with client.realtime.wrapped(lambda _: record):
        outcome = await engine.run(function)
    assert (outcome.output, outcome.error) == (URL, None)
    return record


async def on_dbos(dbos: Engine, case: str) -> Record:
    upload, record = Upload(case), Record()
    realtime = Realtime(record)
    durable = Durable(realtime)

    async def step(name: str, do: Callable[[], Awaitable[str]]) -> str:
        async def body() -> str:
            return await do()

        return await DBOS.run_step_async(
            {"name": name, "retries_allowed": True, "interval_seconds": 0.01}, body
        )

    ways = Ways(realtime.publish, realtime.publish, durable.publish, step)
    if case == CRASH:
        record.dies = True
        with suppress(asyncio.CancelledError):
            await dbos.run(partial(upload.run, ways), RUN_ID)
        await dbos.again()
    with suppress(RuntimeError):  # DBOS retries steps, and no workflow
        assert await dbos.run(partial(upload.run, ways), RUN_ID) == URL
    return record


def of_the_page() -> dict[str, list[list[int]]]:
    """How often each message is sent, by the page: for each case on Inngest, and on DBOS."""
    lines = (ROOT / "docs" / "durable.md").read_text().splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| message, on Inngest"))
    rows = [[cell.strip() for cell in line.split("|")[2:-1]] for line in lines[start : start + 6]]
    heads, _, *cells = rows
    return {
        case: [[int(row[n].split(", ")[engine]) for row in cells] for engine in (0, 1)]
        for n, case in enumerate(heads)
    }


@pytest.mark.parametrize("case", [*CASES, CRASH])
async def test_messages_are_those_of_the_page(dbos: Engine, case: str) -> None:
    """How often each message is sent, on each engine, is what the page's table says."""
    there, here = await on_inngest(case), await on_dbos(dbos, case)
    assert [there.counts(), here.counts()] == of_the_page()[case]


async def test_the_same_function_gives_the_same_messages(dbos: Engine) -> None:
    """Topics, payloads and their order are the same, and the run of what is durable. What is not
    durable has no run on DBOS. An ID ends with a count of that step, or the number of the step."""
    there, here = await on_inngest("nothing fails"), await on_dbos(dbos, "nothing fails")
    sent, sent_here = ([(m.topic, m.body) for m in r.messages] for r in (there, here))
    assert sent == sent_here
    assert [m.run_id for m in there.messages] == [RUN_ID] * 4
    assert [m.run_id for m in here.messages] == [None, None, RUN_ID, None]
    ids = [record.sent(channel.result)[0].id for record in (there, here)]
    assert ids == [f"{RUN_ID}:result:1", f"{RUN_ID}:result:2"]
