"""What one language publishes, the other receives: strings as strings and null as null, through
Inngest's official npm client and our runtime, with code generated from one definition."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime.inngest import Inngest

from ..support import node
from ..support.commands import cli
from ..support.files import write
from ..support.packages import Package
from .engine import Engine
from .stub import Stub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from realtime_runtime import Channel

pytestmark = pytest.mark.slow

DEV = os.environ.get("INNGEST_DEV", "")
LIMIT = 60
TEXTS = """
channels:
  texts:
    name: "texts:{id}"
    params: {id: {type: string}}
    topics:
      text: {schema: {type: string}}
      nothing: {schema: {type: "null"}}
"""
# Each with what Inngest's server makes of it where it is sent as it is.
STRINGS = ["42", "null", "true", '{"a": 1}', '"quoted"', "text", ""]
SENT = [*(("text", text) for text in STRINGS), ("nothing", None)]

_HEAD = """
import { Inngest } from "inngest";
import { createServer } from "inngest/node";
import { subscribe } from "inngest/realtime";
import { publisher, stepPublisher, textsChannel } from "./out/index.js";
const { origin: baseUrl, id, sent, token } = JSON.parse(process.argv[2]);
const client = new Inngest({ id: "app", isDev: true, checkpointing: false, baseUrl });
const channel = textsChannel({ id });
const print = (value) => console.log(JSON.stringify(value));
"""
# JSON.stringify makes null of undefined too.
_RECEIVED = """
const topics = ["text", "nothing"];
const onMessage = ({ topic, data }) => print([topic, data, typeof data]);
"""
SUBSCRIBE = {
    "the client": "await client.realtime.subscribe({ channel, topics, onMessage });",
    "a token of Python": "await subscribe({ ...token, channel, topics, onMessage });",
}
PUBLISH = {
    "publisher": """
        const publish = publisher(client);
        for (const [topic, data] of sent) await publish(channel[topic], data);
        print(sent.map(([, data]) => data));
    """,
    # What it returns has been through the server: it is what the function's next request brings.
    "stepPublisher": """
        const triggers = [{ event: "test" }];
        const publishes = client.createFunction({ id: "publishes", triggers }, async ({ step }) => {
          const publish = stepPublisher(step);
          const returned = [];
          for (const [index, [topic, data]] of sent.entries()) {
            returned.push(await publish(`step ${index}`, channel[topic], data));
          }
          return returned;
        });
        const server = createServer({ client, functions: [publishes] });
        server.listen(0, "127.0.0.1", () => print(server.address().port));
    """,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`generated/`, and a program's `out/`, of one definition."""
    folder = tmp_path_factory.mktemp("both")
    write({"schemas/texts.yaml": TEXTS}, folder)
    cli("schemas/", "--typescript", "src", cwd=folder)
    files = {path.name: path.read_bytes() for path in (folder / "src").iterdir()}
    shutil.rmtree(folder / "src")
    node.lay(folder, files)
    node.transpile(folder)
    return folder


@pytest.fixture
def channel(folder: Path) -> Iterator[Channel]:
    """The channel in Python, with an ID of its own."""
    with Package(folder / "generated") as package:
        made: Channel = package.root.texts_channel(id=uuid.uuid4().hex)
        yield made


# A real server closes sockets in its own time.
SERVERS = ["stub", pytest.param("live", marks=pytest.mark.filterwarnings("default"))]


@pytest.fixture(params=SERVERS)
def origin(request: pytest.FixtureRequest) -> Iterator[str]:
    """The server's address."""
    if request.param == "live":
        if not DEV.startswith("http"):
            pytest.skip("INNGEST_DEV has no server's address")
        yield DEV
        return
    with Stub() as stub:
        yield stub.origin


@pytest.fixture
async def python(origin: str) -> AsyncIterator[Inngest]:
    """Our client for that server."""
    client = Inngest(
        app_id="python",
        api_base_url=origin,
        event_api_base_url=origin,
        is_production=False,
        logger=logging.getLogger("tests.inngest"),
    )
    yield client
    await client.realtime.aclose()


class Program:
    """A TypeScript program while it runs: what it prints, a JSON value on each line."""

    def __init__(self, folder: Path, script: str, **given: object) -> None:
        write({"script.mjs": _HEAD + script}, folder)
        self._running = node.running("script.mjs", json.dumps(given), cwd=folder)

    async def __aenter__(self) -> Program:
        self._lines = self._running.__enter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._running.__exit__(None, None, None)

    async def printed(self) -> Any:
        async with asyncio.timeout(LIMIT):
            return json.loads(await asyncio.to_thread(self._lines.readline))


@pytest.mark.parametrize("way", SUBSCRIBE)
async def test_typescript_receives_what_python_publishes(
    way: str, folder: Path, origin: str, channel: Any, python: Inngest
) -> None:
    """Inngest's npm client gives each string as a string, and null as null."""
    script = f'{_RECEIVED}{SUBSCRIBE[way]}\nprint("open");'
    token = await python.realtime.token(channel, topics=[channel.text, channel.nothing])
    id_ = channel.name.removeprefix("texts:")
    async with Program(folder, script, origin=origin, id=id_, token=token) as program:
        assert await program.printed() == "open"
        for topic, data in SENT:
            await python.realtime.publish(getattr(channel, topic), data)
        received = [await program.printed() for _ in SENT]
    kinds = {"text": "string", "nothing": "object"}
    assert received == [[topic, data, kinds[topic]] for topic, data in SENT]


async def test_inngests_own_publish_sends_strings_as_they_are(folder: Path) -> None:
    """What docs/frontends.md says of it: the server reads JSON in what is a string."""
    script = """
        for (const [topic, data] of sent) await client.realtime.publish(channel[topic], data);
        print("done");
    """
    with Stub() as stub:
        async with Program(folder, script, origin=stub.origin, id="a", sent=SENT) as program:
            assert await program.printed() == "done"
        assert [request.body.decode() for request in stub.published()] == [*STRINGS, "null"]


@pytest.mark.parametrize("way", PUBLISH)
async def test_python_receives_what_typescript_publishes(
    way: str, folder: Path, origin: str, channel: Any, python: Inngest
) -> None:
    """Our runtime gives each string as a `str`, and null as None; a step returns the same."""
    id_ = channel.name.removeprefix("texts:")
    async with python.realtime.subscribe(channel.text, channel.nothing) as messages:
        async with Program(folder, PUBLISH[way], origin=origin, id=id_, sent=SENT) as program:
            returned = await program.printed()
            if way == "stepPublisher":
                engine = Engine(origin=f"http://127.0.0.1:{returned}")
                event = {"name": "test", "data": {}, "id": "1", "ts": 0}
                outcome = await engine.execute("app-publishes", event)
                assert outcome.error is None
                returned = outcome.output
                types = {step["opts"]["type"] for step in outcome.steps}
                assert types == {"step.realtime.publish"}
        async with asyncio.timeout(LIMIT):
            received = [await anext(messages) for _ in SENT]
    assert [(message.topic, message.data) for message in received] == SENT
    assert returned == [data for _, data in SENT]
