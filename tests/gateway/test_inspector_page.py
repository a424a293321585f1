"""The inspector's page, in a browser: it shows messages as they pass, whatever they hold."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ..support.browser import browser, needs_browser
from .serving import Served, serving
from .test_inspector import as_they_are, foreign

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ..support.browser import Tab

pytestmark = [pytest.mark.slow, needs_browser]

MARKUP = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
# Before the page's own scripts: what the browser refuses and what the page does wrong.
_WATCH = """
  window.faults = [];
  for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"])
    addEventListener(kind, (event) => {
      faults.push(`${kind} ${event.message ?? event.violatedDirective}`);
    }, true);
  for (const kind of ["error", "warn"])
    console[kind] = (...said) => faults.push(said.join(" "));
"""
_ROWS = "[...document.querySelectorAll('#messages > li:not([hidden])')]"
_MESSAGES = f"{_ROWS}.map((row) => row.innerText)"
_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Page:
    """The page, asked from a thread, so that the gateway can answer it meanwhile."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    async def run(self, expression: str) -> Any:
        return await asyncio.to_thread(self._tab.run, expression)

    async def wait_until(self, expression: str) -> None:
        await asyncio.to_thread(self._tab.wait_until, expression)

    async def wait_for(self, text: str) -> str:
        return await asyncio.to_thread(self._tab.wait_for, text)

    async def ask(self, method: str, **params: object) -> Any:
        return await asyncio.to_thread(self._tab.ask, method, **params)

    async def messages(self) -> list[str]:
        found: list[str] = await self.run(_MESSAGES)
        return found

    async def press(self, *keys: str) -> None:
        """Keys of a keyboard, one after the other."""
        for key in keys:
            text = {"Enter": "\r", "Tab": ""}.get(key, key)
            code = {"Enter": 13, "Tab": 9}.get(key, 0)
            named = {"key": key, "text": text, "windowsVirtualKeyCode": code}
            await self.ask("Input.dispatchKeyEvent", type="keyDown", **named)
            await self.ask("Input.dispatchKeyEvent", type="keyUp", **named)


@asynccontextmanager
async def shown(folder: Path) -> AsyncIterator[tuple[Served, Page]]:
    """A gateway with the inspector, and its page once it is connected. It makes no mistake."""
    async with serving(inspector=True) as served:
        with browser(folder / "profile") as tab:
            page = Page(tab)
            await page.ask("Page.enable")
            await page.ask("Page.addScriptToEvaluateOnNewDocument", source=_WATCH)
            await page.ask("Page.navigate", url=f"{served.base}/inspect")
            await page.wait_for("Connected")
            yield served, page
            assert await page.run("faults") == []
            assert await page.run("window.hurt") is None


async def test_messages_appear_as_they_pass(tmp_path: Path) -> None:
    """With their topics and validity; the list can be sifted, paused and cleared."""
    async with shown(tmp_path) as (served, page):
        assert "None: no subscription is open" in await page.wait_for("None:")
        await served.say("hello")
        await page.wait_for("pipeline:{run_id}")
        [valid] = await page.messages()
        assert "valid\nstatus\npipeline:abc\n19 bytes" in valid
        await served.realtime.send(as_they_are(foreign(b'{"message": 1}')))
        await page.wait_for("1 invalid")
        newest, _ = await page.messages()
        assert "\ninvalid\nstatus" in newest
        await page.run("document.querySelector('#invalid').click()")
        assert await page.messages() == [newest]
        await page.run("document.querySelector('#messages summary').click()")
        await page.wait_for("payload/message: expected string")
        await page.run("document.querySelector('#invalid').click()")
        await page.run("document.querySelector('#pause').click()")
        await served.say("meanwhile")
        await page.wait_for("3 published")
        assert len(await page.messages()) == 2
        await page.run("document.querySelector('#pause').click()")
        assert len(await page.messages()) == 3
        await page.run("document.querySelector('#clear').click()")
        assert await page.messages() == []
        await served.say("again")
        await page.wait_until(f"{_MESSAGES}.length === 1")


async def test_the_history_of_one_topic_by_keyboard(tmp_path: Path) -> None:
    """The focus goes to it, and back where it is closed."""
    async with shown(tmp_path) as (served, page):
        await served.say("one", "two")
        await page.wait_for("2 published")
        label = "History of status"
        await page.press("Tab")
        for _ in range(9):
            if await page.run("document.activeElement.innerText") == label:
                break
            await page.press("Tab")
        await page.press("Enter")
        await page.wait_for("2 messages, newest first")
        title = "History of status in pipeline:abc"
        assert await page.run("document.activeElement.innerText") == title
        rows = "[...document.querySelectorAll('#history-messages summary')]"
        await page.run(f"{rows}.forEach((row) => row.click())")
        await page.wait_until(
            "[...document.querySelectorAll('#history-messages pre')].map((each) => each.innerText)"
            """.join() === '{"message":"two"},{"message":"one"}'"""
        )
        await served.say("three")  # the list of channels is made anew
        await page.wait_for("3 published")
        await page.press("Tab", "Enter")
        assert await page.run("document.querySelector('#history').hidden")
        assert await page.run("document.activeElement.innerText") == label


async def test_what_a_message_holds_is_text(tmp_path: Path) -> None:
    async with shown(tmp_path) as (served, page):
        await served.say(MARKUP)
        hurting = foreign(json.dumps(MARKUP).encode(), MARKUP, MARKUP)
        await served.realtime.send(as_they_are(hurting))
        await page.wait_for("unknown channel")
        await page.run("document.querySelectorAll('summary').forEach((row) => row.click())")
        await page.wait_until("document.querySelectorAll('#messages pre').length === 2")
        said = await page.run("document.body.innerText")
        assert said.count(MARKUP) >= 4
        assert await page.run("document.querySelectorAll('script, img').length") == 1
        asked = "performance.getEntriesByType('resource').map((asked) => asked.name)"
        assert all(url.startswith(served.base) for url in await page.run(asked))


async def test_a_phone_and_the_dark(tmp_path: Path) -> None:
    """Nothing is wider than a phone, and the colours follow what the user has chosen."""
    async with shown(tmp_path) as (served, page):
        size = {"width": 360, "height": 700, "deviceScaleFactor": 2, "mobile": True}
        await page.ask("Emulation.setDeviceMetricsOverride", **size)
        await served.say("w" * 3000)
        await served.realtime.send(as_they_are(foreign(b"1", "t" * 300, "c" * 300)))
        await page.wait_for("unknown channel")
        await page.run("document.querySelectorAll('summary').forEach((row) => row.click())")
        await page.run("document.querySelector('#messages > li:last-child button').click()")
        await page.wait_for("1 message, newest first")
        assert not await page.run(_WIDE)
        ground = "getComputedStyle(document.body).backgroundColor"
        colours = []
        for value in ("light", "dark"):
            features = [{"name": "prefers-color-scheme", "value": value}]
            await page.ask("Emulation.setEmulatedMedia", features=features)
            colours.append(await page.run(ground))
        assert colours == ["rgb(255, 255, 255)", "rgb(22, 24, 28)"]
