"""Pages in a browser: the hooks of docs/frontends.md with the oldest and the newest version of
Inngest's client, and the browser's own EventSource. Each shows every message once."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from realtime_codegen.disk import read_sources

from generated import pipeline_channel

from ..support import node
from ..support.browser import browser, needs_browser
from ..support.files import ROOT, write
from ..support.pages import blocks_of
from ..support.typescript import typescript
from .example import Example
from .serving import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..support.browser import Tab

pytestmark = [pytest.mark.slow, needs_browser]

# Before the scripts, so that the test sees every connection.
_PAGE = """<!doctype html>
<meta charset="utf-8">
<body><div id="root"></div>
<script>
  const sockets = [];
  window.WebSocket = class extends WebSocket {
    constructor(url) { super(url); sockets.push(this); }
  };
</script>
<script src="BUNDLE.js"></script>
"""
_ENTRY = """
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { COMPONENT } from "./COMPONENT";
const id = new URLSearchParams(location.search).get("id");
createRoot(document.getElementById("root")).render(createElement(COMPONENT, { id }));
"""
_EVENTS = """<!doctype html>
<meta charset="utf-8">
<body><script>
  const key = new URLSearchParams(location.search).get("token");
  const events = new EventSource(`/v1/realtime/sse?token=${key}`);
  let opened = 0;
  events.onopen = () => { opened += 1; };
  events.onmessage = (event) => {
    if (event.data) document.body.append(`${JSON.parse(event.data).data.token} `);
  };
</script>
"""
# What the test does by itself: clear the messages, follow another channel, read the cursors.
_MOVING = """
import { StrictMode, useState } from "react";
import { pipelineChannel } from "./realtime/index.js";
import { useChannel } from "./realtime/react.js";
const cursors = [];
function Followed({ id }) {
  const [place, follow] = useState(id);
  const { messages, reset } = useChannel(pipelineChannel({ run_id: place }), ["tokens"], {
    token: async (cursor) => {
      cursors.push(cursor);
      const query = cursor ? `?since=${encodeURIComponent(cursor)}` : "";
      const response = await fetch(`/texts/${place}/token${query}`);
      return { apiBaseUrl: location.origin, ...(await response.json()) };
    },
  });
  Object.assign(window, { cursors, follow, reset });
  return messages.all.map((message) => `${message.data.token} `);
}
export const Moving = ({ id }) => <StrictMode><Followed id={id} /></StrictMode>;
"""
_EVENTS_OF_THE_PAGE = """<!doctype html>
<meta charset="utf-8">
<body><script>
  const id = new URLSearchParams(location.search).get("id");
  const show = ({ data }) => document.body.append(`${data.token} `);
  let made = 0;
  let failing = 0; // answers to requests for a token
  const { fetch: real } = window;
  window.fetch = async (...asked) =>
    failing-- > 0 ? new Response("", { status: 502 }) : real(...asked);
  window.EventSource = class extends EventSource {
    constructor(url) { super(url); made += 1; }
  };
  FOLLOW
  follow();
</script>
"""
COMPONENTS = ("Words", "PlainWords")
BUNDLES = [(sdk, component) for sdk in node.INNGEST for component in (*COMPONENTS, "Moving")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A page for each version and each component of docs/frontends.md, and one with EventSource."""
    folder = tmp_path_factory.mktemp("pages")
    node.lay(folder, {})
    files = {
        f"realtime/{name}": text
        for name, text in typescript(read_sources(ROOT / "schemas"))[0].items()
    }
    for block in blocks_of(ROOT / "docs" / "frontends.md"):
        for component in COMPONENTS:
            if f"function {component}(" in block.text:
                files[f"{component}.tsx"] = block.text
    files["Moving.tsx"] = _MOVING
    made = {"events.html": _EVENTS.encode(), "follow.html": followed_by_events().encode()}
    for sdk, component in BUNDLES:
        inside = folder / sdk
        if not inside.exists():
            write(files, inside)
            node.replace(inside, "inngest", node.INNGEST[sdk])
        name = f"{sdk}-{component}"
        write({"entry.tsx": _ENTRY.replace("COMPONENT", component)}, inside)
        esbuild = ("node_modules/esbuild/bin/esbuild", f"{sdk}/entry.tsx", "--bundle")
        options = ("--jsx=automatic", f"--outfile={name}.js", "--log-level=error")
        node.run(*esbuild, *options, cwd=folder).expect(0)
        made[f"{name}.js"] = (folder / f"{name}.js").read_bytes()
        made[f"{name}.html"] = _PAGE.replace("BUNDLE", name).encode()
    return made


def followed_by_events() -> str:
    """A page with the function of docs/gateway.md, which follows a text here."""
    blocks = blocks_of(ROOT / "docs" / "gateway.md")
    [follow] = [block.text for block in blocks if "function follow(" in block.text]
    assert follow.count('"/runs/abc/token"') == 1
    follow = follow.replace('"/runs/abc/token"', "`/texts/${id}/token`")
    return _EVENTS_OF_THE_PAGE.replace("FOLLOW", follow)


@pytest.fixture
def example(tmp_path: Path, pages: dict[str, bytes]) -> Iterator[Example]:
    write({f"pages/{name}": text for name, text in pages.items()}, tmp_path)
    with Example(tmp_path) as example:
        yield example


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    with browser(tmp_path / "profile") as tab:
        yield tab


def shows(tab: Tab, *words: str) -> bool:
    """Wait for the last word. Whether the page shows these, each once and in order."""
    return tab.wait_for(words[-1]).split() == list(words)


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize("sdk", node.INNGEST)
async def test_a_hook_misses_nothing(sdk: str, component: str, example: Example, tab: Tab) -> None:
    """Not while its tab is hidden or the server was killed, and not when the page is refreshed."""
    await example.write("first")
    url = f"{example.origin}/pages/{sdk}-{component}.html?id={example.id}"
    tab.ask("Page.navigate", url=url)
    assert shows(tab, "first")
    await example.write("live")
    assert shows(tab, "first", "live")
    assert tab.run("sockets.length") == 1
    with tab.hidden():
        tab.wait_until("sockets[0].readyState === WebSocket.CLOSED")
        await example.write("hidden", "still")
    assert shows(tab, "first", "live", "hidden", "still")
    example.server.kill()
    await example.write("away")
    example.server.start()
    assert shows(tab, "first", "live", "hidden", "still", "away")
    await example.write("again")
    assert shows(tab, "first", "live", "hidden", "still", "away", "again")
    tab.ask("Page.reload")
    tab.wait_until("typeof sockets !== 'undefined' && sockets.length === 1")
    assert shows(tab, "first", "live", "hidden", "still", "away", "again")


@pytest.mark.parametrize("sdk", node.INNGEST)
async def test_a_tab_is_hidden_while_words_arrive(sdk: str, example: Example, tab: Tab) -> None:
    """Each appears once, and in its order."""
    tab.ask("Page.navigate", url=f"{example.origin}/pages/{sdk}-Words.html?id={example.id}")
    shown: list[str] = []
    for place in "abc":
        words = [f"{place}{number}." for number in range(50)]
        writing = asyncio.create_task(example.write(*words))
        await asyncio.to_thread(tab.wait_for, words[9])
        await asyncio.to_thread(hide_a_moment, tab)
        await writing
        shown += words
        assert shows(tab, *shown)


def hide_a_moment(tab: Tab) -> None:
    with tab.hidden():
        pass


async def come_back(tab: Tab) -> Any:
    """Hide the tab and show it again. The cursor that the next connection then begins with."""
    count = tab.run("cursors.length")
    with tab.hidden():
        tab.wait_until("sockets.every((socket) => socket.readyState === WebSocket.CLOSED)")
    tab.wait_until(f"cursors.length === {count + 1}")
    return tab.run("cursors.at(-1)")


@pytest.mark.parametrize("sdk", node.INNGEST)
async def test_a_cursor_goes_with_what_is_followed(sdk: str, example: Example, tab: Tab) -> None:
    """It is there after `reset`, and not for another channel, also not when that is left again."""
    name = f"{example.id}-other"
    other = pipeline_channel(run_id=name)
    await example.write("first", "second")
    url = f"{example.origin}/pages/{sdk}-Moving.html?id={example.id}"
    tab.ask("Page.navigate", url=url)
    assert shows(tab, "first", "second")
    assert await come_back(tab)
    tab.run("reset()")
    assert await come_back(tab)
    await example.write("third")
    assert shows(tab, "third")
    tab.run(f"follow({name!r})")
    tab.wait_until("document.body.innerText.trim() === ''")
    assert await come_back(tab) is None
    await example.write("elsewhere", channel=other)
    assert shows(tab, "elsewhere")
    tab.run(f"follow({example.id!r})")
    assert shows(tab, "first", "second", "third")
    assert await come_back(tab)


async def test_eventsource_goes_on_by_itself(example: Example, tab: Tab) -> None:
    """With Last-Event-ID, after the server was killed and started again."""
    await example.write("first")
    tab.ask("Page.navigate", url=f"{example.origin}/pages/events.html?token={example.key(last=9)}")
    assert shows(tab, "first")
    for number in range(3):
        example.server.kill()
        await example.write(f"away{number}")
        example.server.start()
        tab.wait_until(f"opened === {number + 2}")
        await example.write(f"live{number}")
        tab.wait_for(f"live{number}")
    words = [f"{when}{number}" for number in range(3) for when in ("away", "live")]
    assert shows(tab, "first", *words)


async def test_eventsource_with_a_new_token_goes_on(example: Example, tab: Tab) -> None:
    """Where the browser gives up, because its token is refused, the page of docs/gateway.md asks
    until it is given another one, and goes on behind the last message."""
    await example.write("first")
    tab.ask("Page.navigate", url=f"{example.origin}/pages/follow.html?id={example.id}")
    assert shows(tab, "first")
    tab.run("failing = 2")
    example.server.kill()
    await example.write("away")
    with dataclasses.replace(example, secret=SECRET[::-1]):
        assert shows(tab, "first", "away")
        await example.write("live")
        assert shows(tab, "first", "away", "live")
        assert tab.run("made") == 2
