"""docs/browser.md in a browser's place and, where there is one, in a browser: what the app of that
page sends, and what happens to who leaves, comes back or does not read."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import itertools
import re
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from .support.browser import browser, needs_browser
from .support.commands import cli
from .support.files import ROOT
from .support.packages import forgotten
from .support.pages import blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "browser.md"
MODULES = ("generated", "events", "app", "history", "journal")


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The files of the page, with the transport that it borrows, can be imported."""
    for page in (ROOT / "docs" / "transports.md", PAGE):
        for block in blocks_of(page):
            if block.file and block.file != "schemas/chat.yaml":
                file = tmp_path / block.file
                file.parent.mkdir(exist_ok=True)
                file.write_text(block.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    cli("schemas/")
    with contextlib.ExitStack() as forgetting:
        for name in MODULES:
            forgetting.enter_context(forgotten(name))
        yield


class Server:
    """An app of the page, served in a thread on a port of its own."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        """All in this thread: a database belongs to the one that opened it."""
        app = importlib.import_module(self._module).app
        settings: Any = {"log_level": "error", "timeout_graceful_shutdown": 1}
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, **settings))
        self._server.run()

    def __enter__(self) -> Server:
        self._thread.start()
        while not (self._server and self._server.started):
            assert self._thread.is_alive(), "the app has ended"
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        if self._server:
            self._server.should_exit = True
        self._thread.join(30)

    def order(self, dish: str, state: str = "ready") -> httpx.Response:
        body = {"dish": dish, "state": state}
        return httpx.post(f"{self.origin}/tables/7/orders", json=body, timeout=30)

    @contextlib.contextmanager
    def events(self, since: str | None = None) -> Iterator[Iterator[list[str]]]:
        """The events of table 7 as they arrive, each with its lines."""
        headers = {} if since is None else {"Last-Event-ID": since}
        url = f"{self.origin}/tables/7/events"
        with httpx.stream("GET", url, headers=headers, timeout=30) as response:
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            lines = response.iter_lines()
            yield iter(lambda: list(itertools.takewhile(bool, lines)), [])


@pytest.mark.usefixtures("modules")
def test_what_travels_is_what_the_page_shows() -> None:
    """A comment when the subscription is entered, then events with ID, topic and JSON."""
    shown = next(block.text for block in blocks_of(PAGE) if block.text.startswith(": connected\n"))
    with Server("app") as server, server.events() as events:
        arrived = [next(events)]
        assert server.order("soup").status_code == 202
        arrived.append(next(events))
    text = "\n\n".join("\n".join(lines) for lines in arrived) + "\n"
    known = re.compile(r"^id: [0-9a-f]+-[0-9a-f]+$", re.MULTILINE)
    assert known.sub("id", text) == known.sub("id", shown)


@pytest.mark.usefixtures("modules")
def test_what_the_schema_refuses_is_told_to_who_sent_it() -> None:
    """A wrong payload is a 422 with its problems, and reaches no browser."""
    with Server("app") as server, server.events() as events:
        next(events)
        refused = server.order("")
        assert refused.status_code == 422
        assert "payload/dish: expected at least 1 characters" in refused.text
        server.order("soup")
        assert "soup" in next(events)[-1]


@pytest.mark.usefixtures("modules")
def test_without_history_the_browser_is_told_what_it_missed() -> None:
    """A browser that comes back is told to fetch the present state; a new one is not."""
    with Server("app") as server:
        with server.events() as events:
            next(events)
            server.order("soup")
            last = next(events)[0].removeprefix("id: ")
        server.order("bread")
        with server.events(last) as events:
            assert next(events) == ["event: missed", "data: null"]
            server.order("tea")
            assert "tea" in next(events)[-1]


@pytest.mark.usefixtures("modules")
def test_with_history_the_browser_misses_nothing() -> None:
    """The ID of an event is where a browser goes on; an unknown one is told as missed."""
    with Server("history") as server:
        table = importlib.import_module("generated").table_channel(table=7)

        def order(dish: str) -> None:
            other = importlib.import_module("journal").Journal("kitchen.db")  # another process
            asyncio.run(other.send(table.order({"dish": dish, "state": "ready"})))
            asyncio.run(other.aclose())

        with server.events() as events:
            next(events)
            order("soup")
            last = next(events)[0].removeprefix("id: ")
        order("bread")
        order("tea")
        with server.events(last) as events:
            assert next(events) == [": connected"]
            assert ["bread" in next(events)[-1], "tea" in next(events)[-1]] == [True, True]
        with server.events("of-another-history") as events:
            assert next(events) == [": connected"]
            assert next(events) == ["event: missed", "data: null"]
            order("wine")
            assert "wine" in next(events)[-1]


@pytest.mark.usefixtures("modules")
async def test_who_does_not_read_holds_nobody_up() -> None:
    """A connection whose browser takes nothing is closed, and publishers go on."""
    events: Any = importlib.import_module("events")
    app: Any = importlib.import_module("app")
    events.PATIENCE = 0.05
    topic = importlib.import_module("generated").table_channel(table=7).call
    begun = asyncio.Event()

    async def send(part: dict[str, Any]) -> None:
        if part["type"] == "http.response.body":
            begun.set()
            await asyncio.Event().wait()  # the browser sleeps

    async def receive() -> dict[str, Any]:
        return await asyncio.Future()

    response = events.EventResponse(events.events_of(app.realtime.subscribe(topic)))
    serving = asyncio.create_task(response({"type": "http"}, receive, send))
    async with asyncio.timeout(30):
        await begun.wait()
        del response
        for _ in range(3000):  # more than a subscriber has room for
            await app.realtime.publish(topic, "more water")
        await serving


@pytest.mark.usefixtures("modules")
async def test_quiet_times_are_filled() -> None:
    """A connection without messages carries comments, and the message behind them."""
    events: Any = importlib.import_module("events")
    app: Any = importlib.import_module("app")
    events.QUIET = 0.02
    topic = importlib.import_module("generated").table_channel(table=7).call
    parts = events.events_of(app.realtime.subscribe(topic))
    assert [await anext(parts) for _ in range(3)] == [b": connected\n\n"] + [b": quiet\n\n"] * 2
    await app.realtime.publish(topic, "more water")
    seen = [await anext(parts)]
    while not seen[-1].startswith(b"id: "):
        seen.append(await anext(parts))
    assert seen[-1].endswith(b'event: call\ndata: "more water"\n\n')
    await app.realtime.aclose()
    assert [part async for part in parts if part != b": quiet\n\n"] == []


@needs_browser
@pytest.mark.usefixtures("modules")
def test_a_browser_shows_what_is_published(tmp_path: Path) -> None:
    """The page connects, and an order that is published appears on it."""
    with Server("app") as server, browser(tmp_path / "profile") as tab:
        tab.ask("Page.navigate", url=f"{server.origin}/")
        tab.wait_for("connected")
        server.order("soup", "cooking")
        server.order("<b>bread</b>")
        said = tab.wait_for("bread").splitlines()
    assert [line for line in said if line.strip()] == [
        "Table 7",
        "connected",
        "soup: cooking",
        "<b>bread</b>: ready",
    ]
