"""Against a real server, whose address is in INNGEST_DEV: `npx inngest-cli@latest dev`.

Nothing here can be known from recordings alone: that the server's graph shows durable publishes as
such, and that counts hold under its own retries.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
import urllib.request
import uuid
import warnings
from typing import TYPE_CHECKING, Any

import fastapi
import httpx
import inngest
import pytest
import uvicorn
from realtime_runtime.inngest import Context, Inngest

from generated import uploads_channel
from generated.uploads import UploadsResult

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # as in engine.py
    import inngest.fast_api

if TYPE_CHECKING:
    from collections.abc import Iterator

DEV = os.environ.get("INNGEST_DEV", "")
pytestmark = [
    pytest.mark.skipif(not DEV.startswith("http"), reason="INNGEST_DEV has no server's address"),
    # The dev server and uvicorn close sockets in their own time.
    pytest.mark.filterwarnings("default"),
]
LIMIT = 60
GRAPH = """query Run($id: String!) { run(runID: $id) { status trace(preview: true) {
  childrenSpans { name status stepInfo { ... on RunStepInfo { type } } } } } }"""


@pytest.fixture
def client() -> Inngest:
    name = f"live-{uuid.uuid4().hex[:8]}"
    return Inngest(
        app_id=name,
        api_base_url=DEV,
        event_api_base_url=DEV,
        is_production=False,
        logger=logging.getLogger("tests.inngest"),
    )


@pytest.fixture
def function(client: Inngest) -> Iterator[inngest.Function[Any]]:
    """A function that uses each method and fails once at its end, served and registered."""

    @client.create_function(
        fn_id="publishes", trigger=inngest.TriggerEvent(event=f"{client.app_id}/go"), retries=2
    )
    async def publishes(ctx: Context) -> bool:
        channel = uploads_channel(upload_id=str(ctx.event.data["upload_id"]))
        await ctx.publish(channel.status, {"message": "before"})
        await ctx.step.run("work", work)
        result = await ctx.step.realtime.publish("result", channel.result, {"success": True})
        await client.realtime.publish(channel.status, {"message": "after"})
        if ctx.attempt == 0:
            raise inngest.RetryAfterError("once", 1000)
        return result.success

    async def work() -> None: ...

    app = fastapi.FastAPI()
    inngest.fast_api.serve(app, client, [publishes])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    register = urllib.request.Request(f"http://127.0.0.1:{port}/api/inngest", method="PUT")
    urllib.request.urlopen(register, timeout=10).close()
    yield publishes
    server.should_exit = True
    thread.join()


async def test_counts_run_ids_and_the_graph(
    client: Inngest, function: inngest.Function[Any]
) -> None:
    """With a retry: durably once, before the steps once, after them once per attempt; all with
    the run's ID; the run's graph has a step of the type of a publish."""
    upload_id = uuid.uuid4().hex
    channel = uploads_channel(upload_id=upload_id)
    seen: list[Any] = []
    async with client.realtime.subscribe(channel.status, channel.result) as messages:
        await client.send(inngest.Event(name=f"{client.app_id}/go", data={"upload_id": upload_id}))
        async with asyncio.timeout(LIMIT):
            while len(seen) < 4:
                seen.append(await anext(messages))
    said = [m.data if isinstance(m.data, UploadsResult) else m.data.message for m in seen]
    assert said == ["before", UploadsResult(success=True), "after", "after"]
    (run_id,) = {message.run_id for message in seen}
    async with httpx.AsyncClient(base_url=DEV) as http, asyncio.timeout(LIMIT):
        while True:
            body = {"query": GRAPH, "variables": {"id": run_id}}
            run = (await http.post("/v0/gql", json=body)).json()["data"]["run"]
            if run["status"] == "COMPLETED":
                break
            await asyncio.sleep(0.2)
    types = {s["name"]: (s["stepInfo"] or {}).get("type") for s in run["trace"]["childrenSpans"]}
    assert types["result"] == "step.realtime.publish"
    assert types["work"] is None
    await client.realtime.aclose()


async def test_strings_and_null_arrive_as_they_are(client: Inngest) -> None:
    """Text that looks like a number stays text; None is null."""
    from .channels import WireChannel

    channel = WireChannel(name=uuid.uuid4().hex)
    async with client.realtime.subscribe(channel.text, channel.nothing) as messages:
        await client.realtime.publish(channel.text, "42")
        await client.realtime.publish(channel.nothing, None)
        async with asyncio.timeout(LIMIT):
            assert [(await anext(messages)).data for _ in range(2)] == ["42", None]
    await client.realtime.aclose()


async def test_a_subscription_is_made_again(client: Inngest) -> None:
    """After its connection was cut, a subscription goes on with a fresh token, and says so."""
    from .channels import WireChannel

    channel = WireChannel(name=uuid.uuid4().hex)
    gaps: list[object] = []
    async with client.realtime.subscribe(channel.text, on_gap=gaps.append) as messages:
        connection: Any = messages._source._connection  # type: ignore[attr-defined]
        connection.transport.abort()

        async def repeat() -> None:
            while True:
                await client.realtime.publish(channel.text, "again")
                await asyncio.sleep(0.1)

        repeating = asyncio.create_task(repeat())
        async with asyncio.timeout(LIMIT):
            assert (await anext(messages)).data == "again"
        repeating.cancel()
    assert len(gaps) == 1
    await client.realtime.aclose()


async def test_a_token_is_accepted(client: Inngest) -> None:
    """The token for a browser names this server, and has a key of three parts."""
    channel = uploads_channel(upload_id="one")
    token = await client.realtime.token(channel, topics=[channel.status])
    assert token["apiBaseUrl"] == DEV.rstrip("/")
    assert token["key"].count(".") == 2
    await client.realtime.aclose()
