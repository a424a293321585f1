"""Inngest's TypeScript client, unchanged, in Node: the oldest version and the newest."""

from __future__ import annotations

import asyncio
import json
from typing import IO, TYPE_CHECKING, Any

import httpx
import pytest

from generated import pipeline_channel

from ..support import node
from .example import Example
from .serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from realtime_runtime.gateway import TokenRequest

pytestmark = pytest.mark.slow

_HEAD = """
import { subscribe } from "inngest/realtime";
const { origin, id, other, last } = JSON.parse(process.argv[2]);
setTimeout(() => process.exit(1), 300_000);
const print = (value) => console.log(JSON.stringify(value));
async function tokenOf(id, cursor) {
  const query = cursor ? `?since=${encodeURIComponent(cursor)}` : "";
  const response = await fetch(`${origin}/texts/${id}/token${query}`);
  return { ...(await response.json()), apiBaseUrl: origin };
}
"""
# It goes on, behind the newest message that it has, until `last` has come.
_FOLLOW = """
let cursor;
for (let isDone = false; !isDone; ) {
  try {
    const stream = await subscribe(await tokenOf(id, cursor));
    print("open");
    for await (const { topic, data, fnId, kind, channel } of stream) {
      cursor = fnId;
      print([kind, channel, topic, data]);
      isDone = data.token === last;
      if (isDone) break;
    }
    if (!isDone) print("closed");
  } catch {
    await new Promise((again) => setTimeout(again, 100));
  }
}
process.exit(0);
"""
# Whoever has a token asks for another channel with it; and with a token that nobody signed.
_STEAL = """
const { key, topics } = await tokenOf(id);
const seen = [];
console.error = () => {};
await subscribe({ channel: `pipeline:${other}`, topics, key, apiBaseUrl: origin }, (message) => {
  seen.push(message.data);
});
const theirs = await subscribe(await tokenOf(other));
for (const forged of ["", key.slice(0, -8) + "AAAAAAAA", key.replace(/[.].*[.]/, "..")]) {
  const refused = { channel: `pipeline:${other}`, topics, key: forged, apiBaseUrl: origin };
  await subscribe(refused).then(() => print("connected"), () => print("refused"));
}
print("open");
for await (const message of theirs) {
  print([message.data, seen]);
  if (message.data.token === last) break;
}
process.exit(0);
"""

# A backend, which asks for its tokens by itself.
_ASK = """
import { Inngest } from "inngest";
const signingKey = "signkey-test-00";
const client = new Inngest({ id: "app", isDev: true, baseUrl: origin, signingKey });
const topics = ["status"];
await client.realtime
  .subscribe({ channel: `pipeline:${other}`, topics, onMessage: print })
  .then(() => print("connected"), (error) => print(error.message));
const onMessage = ({ data }) => {
  print(data);
  process.exit(0);
};
await client.realtime.subscribe({ channel: `pipeline:${id}`, topics, onMessage });
print("open");
"""


@pytest.fixture(params=node.INNGEST)
def script(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder whose scripts import this version of the client."""
    node.lay(tmp_path, {})
    folder = tmp_path / "script"
    folder.mkdir()
    node.replace(folder, "inngest", node.INNGEST[request.param])
    return folder


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Example]:
    with Example(tmp_path) as example:
        yield example


def begin(folder: Path, text: str, **arguments: str) -> Any:
    """What the script prints, line by line, as a context manager."""
    (folder / "script.mjs").write_text(_HEAD + text, encoding="utf-8")
    return node.running("script.mjs", json.dumps(arguments), cwd=folder)


def follow(folder: Path, example: Example, last: str) -> Any:
    return begin(folder, _FOLLOW, origin=example.origin, id=example.id, last=last)


def read(printed: IO[str], count: int) -> list[Any]:
    return [json.loads(printed.readline()) for _ in range(count)]


async def test_a_client_goes_on_after_the_server_was_killed(script: Path, example: Example) -> None:
    """It is given the history, several topics, what was published while the server was away, and
    each message once."""
    await example.write("before", "too")
    with follow(script, example, "last") as printed:
        assert read(printed, 3) == ["open", *words(example, "before", "too")]
        await asyncio.to_thread(write_a_text, example)
        text = [data["token"] for _, _, topic, data in read(printed, 10) if topic == "tokens"]
        assert text == ["You", "asked", "for", "tea,", "and", "here", "it", "is."]
        example.server.kill()
        assert read(printed, 1) == ["closed"]
        await example.write("meanwhile", "and more")
        example.server.start()
        assert read(printed, 3) == ["open", *words(example, "meanwhile", "and more")]
        await example.write("last")
        assert read(printed, 1) == words(example, "last")
        assert printed.read() == ""


async def test_the_server_is_killed_while_words_arrive(script: Path, example: Example) -> None:
    """Each arrives once, and in its order."""
    with follow(script, example, "end") as printed:
        assert read(printed, 1) == ["open"]
        for place in "abc":
            texts = [f"{place}{number}" for number in range(60)]
            writing = asyncio.create_task(example.write(*texts[:30]))
            lines = await asyncio.to_thread(read, printed, 3)
            await asyncio.to_thread(example.server.kill)
            await writing
            await example.write(*texts[30:])
            example.server.start()
            while lines[-1:] != words(example, texts[-1]):
                lines += read(printed, 1)
            assert [line for line in lines if isinstance(line, list)] == words(example, *texts)
            assert [line for line in lines if isinstance(line, str)] == ["closed", "open"]


def words(example: Example, *texts: str) -> list[Any]:
    return [["data", example.channel.name, "tokens", {"token": text}] for text in texts]


def write_a_text(example: Example) -> None:
    """Two messages of one topic, and eight of another between them."""
    url = f"{example.origin}/texts/{example.id}"
    httpx.post(url, json={"prompt": "tea"}, timeout=60).raise_for_status()


async def test_a_token_opens_nothing_else(script: Path, example: Example) -> None:
    """With a token of one channel nobody gets another one's messages, nor with a forged token."""
    name = f"{example.id}-other"
    other = pipeline_channel(run_id=name)
    names = {"id": example.id, "other": name}
    with begin(script, _STEAL, origin=example.origin, last="last", **names) as printed:
        assert read(printed, 4) == ["refused"] * 3 + ["open"]
        await example.write("not for everybody", "last", channel=other)
        assert read(printed, 2) == [
            [{"token": "not for everybody"}, []],
            [{"token": "last"}, []],
        ]


async def test_a_backend_asks_for_its_own_token(script: Path) -> None:
    """Where `authorize` allows it, and not for another channel. The SDK sends its hashed key."""

    def authorize(request: TokenRequest) -> bool:
        is_known = request.headers["authorization"].startswith("Bearer signkey-test-")
        return is_known and request.channel.name == "pipeline:abc"

    async with serving(authorize=authorize) as served:
        origin = served.base.removesuffix("/v1/realtime")
        with begin(script, _ASK, origin=origin, id="abc", other="def") as printed:
            [refused, opened] = await asyncio.to_thread(read, printed, 2)
            assert "Failed to get subscription token: 403" in refused
            assert opened == "open"
            await served.say("hello")
            assert await asyncio.to_thread(read, printed, 1) == [{"message": "hello"}]
