"""Durable Streams' own clients, unchanged, while the gateway is killed and starts again."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import uuid
from typing import TYPE_CHECKING, Literal

import httpx
import pytest
from durable_streams import astream
from realtime_runtime import History, Realtime
from realtime_runtime.transports.redis import RedisTransport

from generated import pipeline_channel

from ...support import node
from ...support.files import write
from ...support.servers import Server, free_port
from ...support.servers.redis import redis_port
from .test_suite import FOLDER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

pytestmark = pytest.mark.slow

TYPESCRIPT = """
import {{ stream }} from "@durable-streams/client";
let offset = "-1";
while (true) {{
  try {{
    const followed = await stream({{ url: "{url}", offset, live: "{live}" }});
    followed.subscribeJson(async (batch) => {{
      for (const item of batch.items) console.log(item.message);
      offset = batch.offset;
    }});
    await followed.closed;
  }} catch {{}}  // an event stream that broke; it goes on where it was
}}
"""
WORDS = [str(number) for number in range(60)]


class Killed:
    """A gateway that can be killed, and what is published beside it."""

    def __init__(self, server: Server, realtime: Realtime) -> None:
        self.url = f"http://127.0.0.1:{server.port}/v1/realtime/streams/pipeline:abc/status"
        self._server = server
        self._realtime = realtime

    async def publish(self, seen: list[str]) -> None:
        """Publish all words, and kill the gateway in the middle, when some were seen; publish more
        before it is there again."""
        topic = pipeline_channel(run_id="abc").status
        for number, word in enumerate(WORDS):
            if number == 20:
                await until(lambda: len(seen) > 5)
                await asyncio.to_thread(self._server.kill)
            if number == 40:
                await asyncio.to_thread(self._server.start)
            await self._realtime.publish(topic, {"message": word})
            await asyncio.sleep(0.01)


@pytest.fixture
async def killed(tmp_path: Path) -> AsyncIterator[Killed]:
    prefix = uuid.uuid4().hex
    port = free_port()
    program = [sys.executable, "-m", "tests.gateway.durable.process"]
    server = Server([*program, str(port), str(redis_port()), prefix], port, tmp_path / "log")
    await asyncio.to_thread(server.start)
    transport = RedisTransport(
        f"redis://127.0.0.1:{redis_port()}", history=History(), prefix=prefix
    )
    async with Realtime(transport) as realtime:
        yield Killed(server, realtime)
    server.stop()


async def until(is_done: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_done():  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("live", ["long-poll", "sse"])
async def test_typescript(live: str, killed: Killed, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(node.packages(FOLDER) / "node_modules")
    write({"follow.mjs": TYPESCRIPT.format(url=killed.url, live=live)}, tmp_path)
    seen: list[str] = []
    with node.running("follow.mjs", cwd=tmp_path) as lines:

        def read() -> None:
            for line in lines:
                seen.append(line.strip())  # noqa: PERF401 - each is seen at once

        reading = asyncio.create_task(asyncio.to_thread(read))
        await killed.publish(seen)
        with contextlib.suppress(TimeoutError):
            await until(lambda: len(seen) >= len(WORDS))
    await reading
    assert seen == WORDS


@pytest.mark.parametrize("live", ["long-poll", "sse"])
async def test_python(live: Literal["long-poll", "sse"], killed: Killed) -> None:
    seen: list[str] = []
    reading = asyncio.create_task(_follow(killed.url, live, seen))
    await killed.publish(seen)
    with contextlib.suppress(TimeoutError):
        await until(lambda: len(seen) >= len(WORDS))
    reading.cancel()
    assert seen == WORDS


async def _follow(url: str, live: Literal["long-poll", "sse"], seen: list[str]) -> None:
    offset = "-1"
    while True:
        try:
            async with astream(url, offset=offset, live=live) as followed:
                async for event in followed.iter_events(mode="json"):
                    seen.extend(payload["message"] for payload in event.data)
                    offset = event.next_offset
        except httpx.TransportError:  # this client does not connect again by itself
            await asyncio.sleep(0.05)
