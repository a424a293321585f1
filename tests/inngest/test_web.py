"""The page of examples/web, in a browser, beside the app that it follows; and what tsc refuses."""

from __future__ import annotations

import asyncio
import os
import re
import time
from typing import TYPE_CHECKING, NamedTuple

import httpx
import pytest

from ..support import node
from ..support.browser import browser, needs_browser
from ..support.web import OPEN, copied, installed, press, shown
from .engine import Engine
from .example import served
from .stub import Stub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..support.browser import Tab

pytestmark = pytest.mark.slow

DEV = os.environ.get("INNGEST_DEV", "")

# What is written in App.tsx, what somebody writes instead, and what tsc says of it.
WRONG = {
    "no such topic": (
        '["status", "tokens"]',
        '["status", "token"]',
        "Did you mean '\"tokens\"'?",
    ),
    "a topic of another channel": ('["alert"]', '["status"]', """Type '"status"' is not assign"""),
    "a topic that is not followed": (
        "byTopic.result?",
        "byTopic.results?",
        "Property 'results' does not exist",
    ),
    "no such key": (
        "token.token)",
        "token.text)",
        "Property 'text' does not exist on type 'Token'",
    ),
    "no such parameter": ("run_id: id", "runId: id", "'runId' does not exist in type"),
    "a value that is not listed": ('"high"]', '"urgent"]', "'\"urgent\"' is not assignable"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def complaints(folder: Path) -> dict[str, list[str]]:
    """What tsc says, by the file: of the example, and of wrong forms of its App.tsx."""
    text = (folder / "src" / "App.tsx").read_text(encoding="utf-8")
    for name, (right, wrong, _) in WRONG.items():
        assert text.count(right) == 1, f"App.tsx: {right}"
        (folder / "src" / f"{name}.tsx").write_text(text.replace(right, wrong), encoding="utf-8")
    ran = node.run("node_modules/typescript/bin/tsc", "--pretty", "false", cwd=folder)
    found: dict[str, list[str]] = {}
    for name, told in re.findall(r"^(?:src/)?(.+?)(?:\.tsx)?\(\d+,\d+\): (.+)", ran.out, re.M):
        found.setdefault(name, []).append(told)
    return found


def test_the_example_is_clean(complaints: dict[str, list[str]]) -> None:
    """tsc refuses nothing in it."""
    assert complaints.keys() == WRONG.keys()


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused(name: str, complaints: dict[str, list[str]]) -> None:
    """tsc refuses the line, and names what is wrong."""
    assert WRONG[name][2] in complaints[name][0]


def test_the_example_is_formatted(tmp_path: Path) -> None:
    """Prettier, which writes a cache where it runs, finds nothing to format."""
    prettier = node.packages() / "node_modules" / "prettier" / "bin" / "prettier.cjs"
    ran = node.run(
        prettier, "--list-different", "src", "*.html", "*.json", "*.ts", cwd=copied(tmp_path)
    )
    assert ran.said.split() == []


class Page(NamedTuple):
    """The page's address, the app's, and that of the server; the stub that it is, or None."""

    origin: str
    app: str
    inngest: str
    stub: Stub | None


@pytest.fixture(scope="module", params=["stub", "live"])
def page(request: pytest.FixtureRequest, folder: Path) -> Iterator[Page]:
    """The page as it is built, with the app behind it."""
    if request.param == "live" and not DEV.startswith("http"):
        pytest.skip("INNGEST_DEV has no server's address")
    with Stub() as stub:
        inngest = stub.origin if request.param == "stub" else DEV
        with served(inngest) as app, shown(folder, app) as origin:
            if inngest == DEV:
                httpx.put(f"{app}/api/inngest", timeout=60).raise_for_status()
            yield Page(origin, app, inngest, stub if inngest == stub.origin else None)


@pytest.fixture
def tab(page: Page, tmp_path: Path) -> Iterator[Tab]:
    """The page, once it follows its three channels."""
    with browser(tmp_path / "profile") as tab:
        tab.ask("Page.navigate", url=page.origin)
        tab.wait_until(OPEN)
        yield tab


def run(page: Page, function: str) -> None:
    """Run what the page has just started, as a server does by itself."""
    if page.stub is None:
        return
    for _ in range(1200):
        if page.stub.events:
            break
        time.sleep(0.05)
    event = page.stub.events.pop()
    started = {"name": event["name"], "data": event["data"], "id": "1", "ts": 0}
    outcome = asyncio.run(Engine(origin=page.app).execute(f"realtime-example-{function}", started))
    assert outcome.error is None


@needs_browser
def test_the_page_shows_what_the_app_publishes(page: Page, tab: Tab) -> None:
    """A text, an upload's result and an alert appear, each once it was asked for."""
    assert "Nothing is written yet." in tab.run("document.body.innerText")
    press(tab, "Write")
    run(page, "write-text")
    tab.wait_for("Done")
    assert tab.run("document.querySelector('[name=text]').value") == (
        "You asked for tea, and here it is."
    )
    press(tab, "Upload")
    run(page, "process-upload")
    tab.wait_for("https://files.example/")
    press(tab, "Raise")
    tab.wait_for("low disk full")


@needs_browser
def test_tokens_appear_one_by_one(page: Page, tab: Tab) -> None:
    """Each word appears before the next one is published; what the schema refuses never does."""
    loaded = tab.run("performance.getEntriesByType('resource').map((one) => one.name).join(' ')")
    text_id = re.findall(r"/texts/([^/]+)/token", loaded)[-1]
    query = {"channel": f"pipeline:{text_id}", "topic": "tokens"}

    def publish(token: object) -> None:
        httpx.post(f"{page.inngest}/v1/realtime/publish", params=query, json={"token": token})

    for number in range(1, 5):
        publish(number)
        publish(f"word{number}")
        tab.wait_for(" ".join(f"word{one}" for one in range(1, number + 1)))
