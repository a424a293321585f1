"""A headless browser, asked over its own protocol. Where there is none, `needs_browser` skips."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

_BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
needs_browser = pytest.mark.skipif(not _BROWSER, reason="no Chromium on this machine")


class Tab:
    """A page in a headless browser, asked over the browser's own protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv(60))
            if answer.get("id") == number:
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    @contextlib.contextmanager
    def hidden(self) -> Iterator[None]:
        """Another tab is in front of the page."""
        other = self.ask("Target.createTarget", url="about:blank")
        self.wait_until("document.visibilityState === 'hidden'")
        yield
        self.ask("Target.closeTarget", **other)
        self.ask("Page.bringToFront")
        self.wait_until("document.visibilityState === 'visible'")

    def wait_until(self, expression: str) -> None:
        """Wait until the expression is true."""
        for _ in range(600):
            if self.run(expression):
                return
            time.sleep(0.05)
        said = self.run("document.body.innerText")
        raise AssertionError(f"{expression} is not true; the page says {said!r}")

    def wait_for(self, text: str) -> str:
        """What the page says, once this is in it."""
        self.wait_until(f"document.body.innerText.includes({json.dumps(text)})")
        return str(self.run("document.body.innerText"))


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[Tab]:
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
    places = (f"--user-data-dir={profile}", "--remote-debugging-port=0")
    process = subprocess.Popen(
        [_BROWSER, *options, *places, "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        file = profile / "DevToolsActivePort"
        for _ in range(1200):
            assert process.poll() is None, "the browser has ended"
            if file.exists() and file.read_text().count("\n"):
                break
            time.sleep(0.05)
        port = file.read_text().splitlines()[0]
        pages = httpx.get(f"http://127.0.0.1:{port}/json/list", timeout=60).json()
        url = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        with connect(url, max_size=None) as socket:
            yield Tab(socket)
    finally:
        process.terminate()
        process.wait(60)
