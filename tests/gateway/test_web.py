"""The page of examples/web follows the app of examples/gateway, in a browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ..support.browser import browser, needs_browser
from ..support.commands import run
from ..support.files import ROOT
from ..support.servers.redis import redis_server
from ..support.web import OPEN, installed, press, shown
from .example import Example

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..support.browser import Tab

pytestmark = pytest.mark.slow

TEXT = "You asked for tea, and here it is."
SAID = "document.querySelector('[name=text]').value"


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Example]:
    """The app, over a server whose alerts are this page's alone."""
    server = redis_server()
    server.start()
    with Example(tmp_path, redis=f"redis://127.0.0.1:{server.port}") as example:
        yield example
    server.stop()


@pytest.fixture
def tab(example: Example, tmp_path: Path) -> Iterator[Tab]:
    """The page, once it follows its three channels."""
    with shown(installed(tmp_path), example.origin) as origin, browser(tmp_path / "profile") as tab:
        tab.ask("Page.navigate", url=origin)
        tab.wait_until(OPEN)
        yield tab


@needs_browser
def test_a_refreshed_page_misses_nothing(tab: Tab) -> None:
    """A text is written on while the page is not there; what was seen before is there again."""
    press(tab, "Write")
    tab.wait_until(f"{SAID}.startsWith('You')")
    tab.ask("Page.reload")
    tab.wait_for("Done")
    assert tab.run(SAID) == TEXT
    tab.wait_until(OPEN)
    press(tab, "Upload")
    tab.wait_for("https://files.example/")
    press(tab, "Raise")
    tab.wait_for("disk full")
    before = tab.run("document.body.innerText")
    tab.ask("Page.reload")
    tab.wait_until(f"document.body.innerText === {json.dumps(before)}")
    press(tab, "Write")  # what is written now is not what was there
    tab.wait_until(f"{SAID} === 'You'")
    tab.wait_until(f"{SAID} === {TEXT!r}")


@needs_browser
async def test_a_page_that_was_away_misses_nothing(example: Example, tab: Tab) -> None:
    """Its tab is hidden, and its app is killed and started again. It shows nothing twice."""
    await example.alert("one")
    tab.wait_for("low one")
    with tab.hidden():
        tab.wait_for("paused")
        await example.alert("two")
    tab.wait_for("low two")
    example.server.kill()
    tab.wait_until(f"!({OPEN})")
    await example.alert("three")
    example.server.start()
    tab.wait_for("low three")
    alerts = "[...document.querySelectorAll('li')].map((alert) => alert.innerText)"
    assert tab.run(alerts) == ["low one", "low two", "low three"]


def test_the_example_type_checks() -> None:
    """`mypy --strict` has nothing to say of the example."""
    run("mypy", "--strict", "examples/gateway", cwd=ROOT)
