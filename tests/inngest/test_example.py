"""The example app runs: its routes and functions, in a process of its own, against the stub."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ..support.commands import run
from ..support.files import ROOT
from .engine import RUN_ID, Engine
from .example import environment, served
from .stub import Stub

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[Stub]:
    with Stub() as stub:
        yield stub


@pytest.fixture(scope="module")
def app(server: Stub) -> Iterator[str]:
    """The app's address."""
    with served(server.origin) as origin:
        yield origin


@pytest.fixture
def sent(server: Stub) -> Stub:
    server.requests.clear()
    server.events.clear()
    return server


async def post(url: str, json: object = None) -> int:
    """The status of the answer."""
    async with httpx.AsyncClient() as http:
        return (await http.post(url, json=json)).status_code


def event(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "data": data, "id": "1", "ts": 0}


async def test_a_route_publishes(app: str, sent: Stub) -> None:
    """POST /alerts publishes an alert; one that the route's model refuses is not."""
    right = {"message": "disk full", "severity": "high"}
    assert await post(f"{app}/alerts", json=right) == 202
    assert await post(f"{app}/alerts", json={**right, "severity": "urgent"}) == 422
    assert [request.json for request in sent.published("alert")] == [right]


async def test_tokens_stream_from_inside_a_step(app: str, sent: Stub) -> None:
    """write_text publishes each word once, between its two statuses, and returns the text."""
    assert await post(f"{app}/texts/one", json={"prompt": "tea"}) == 202
    (started,) = sent.events
    started = event(started["name"], started["data"])
    outcome = await Engine(origin=app).execute("realtime-example-write-text", started)
    assert outcome.output == "You asked for tea, and here it is."
    assert " ".join(r.json["token"] for r in sent.published("tokens")) == outcome.output
    said = [request.json["message"] for request in sent.published("status")]
    assert said == ["Writing...", "Done"]
    assert {request.params["run_id"] for request in sent.published()} == {RUN_ID}


async def test_an_upload_has_one_durable_result(app: str, sent: Stub) -> None:
    """process_upload publishes its result as a step of the type of a publish."""
    assert await post(f"{app}/uploads/one") == 202
    started = event(sent.events[0]["name"], sent.events[0]["data"])
    outcome = await Engine(origin=app).execute("realtime-example-process-upload", started)
    assert outcome.output == "https://files.example/one"
    (step,) = outcome.of("publish-result")
    assert step["opts"] == {"type": "step.realtime.publish"}
    (request,) = sent.published("result")
    assert request.json == step["data"] == {"success": True, "url": outcome.output}


async def test_a_cron_function_publishes_from_a_helper(app: str, sent: Stub) -> None:
    """check_disk's alert has the run's ID, although the helper that publishes it has no context."""
    await Engine(origin=app).execute(
        "realtime-example-check-disk", event("inngest/scheduled.timer", {})
    )
    assert [request.params["run_id"] for request in sent.published("alert")] == [RUN_ID]


@pytest.mark.parametrize(
    ("path", "channel", "topics"),
    [
        ("/uploads/one/token", "uploads:one", ["status", "result"]),
        ("/texts/one/token", "pipeline:one", ["status", "tokens"]),
        ("/alerts/token", "alerts", ["alert"]),
    ],
)
def test_a_browser_gets_its_token(
    app: str, server: Stub, path: str, channel: str, topics: list[str]
) -> None:
    """The route answers with what the TypeScript client takes."""
    token = httpx.get(f"{app}{path}").json()
    assert (token["channel"], token["topics"]) == (channel, topics)
    assert token["apiBaseUrl"] == server.origin


async def test_following_prints_what_is_published(app: str, sent: Stub) -> None:
    """follow.py prints the messages of the upload that it is given, and alerts."""
    arguments = ["-m", "examples.inngest_app.follow", "one"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, env=environment(sent.origin), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"following one\n"
        upload = event("app/upload", {"upload_id": "one"})
        await Engine(origin=app).execute("realtime-example-process-upload", upload)
        status, result = [await process.stdout.readline() for _ in range(2)]
        assert status.startswith(b"uploads:one status message='Processing...'")
        assert result == (
            b"uploads:one result success=True url='https://files.example/one' reason=None\n"
        )
    finally:
        process.terminate()
        await process.communicate()


def test_the_example_type_checks() -> None:
    """`mypy --strict` has nothing to say of the example."""
    run("mypy", "--strict", "examples/inngest_app", cwd=ROOT)
