"""Behind the nginx of the page: who waits for the same message costs the gateway one request."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from ...support.files import ROOT
from ...support.nginx import nginx
from ..serving import Served, serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

READERS = int(os.environ.get("STREAM_READERS", "300"))
"""How many follow the topic; `STREAM_READERS=5000 pytest -s` on this file prints the figures."""
POLL = 3.0 if READERS <= 300 else 20.0  # seconds: the default, when many ask again after it
WORDS = [str(number) for number in range(6)]
_PAGE = (ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")


@dataclass
class Reader:
    """Follows a topic by long-polls, as the protocol's clients do."""

    url: str
    client: aiohttp.ClientSession
    seen: list[str] = field(default_factory=list)
    requests: int = 0

    async def follow(self) -> None:
        offset, cursor, live = "-1", "", False
        while len(self.seen) < len(WORDS):
            query = {"cursor": cursor, "live": "long-poll"} if live else {}
            query = {key: value for key, value in query.items() if value}
            self.requests += 1
            async with self.client.get(self.url, params={**query, "offset": offset}) as answer:
                assert answer.status in (200, 204), await answer.text()
                if answer.status == 200:
                    self.seen += [payload["message"] for payload in await answer.json()]
                live = "stream-up-to-date" in answer.headers
                offset = answer.headers["stream-next-offset"]
                cursor = answer.headers["stream-cursor"]


def _site(port: int, folder: Path) -> str:
    """The page's configuration, of this gateway and with its cache in this folder."""
    [site] = re.findall(r"```nginx\n(.*?)```", _PAGE, re.DOTALL)
    for written, here in {
        "/var/cache/nginx/realtime": str(folder / "cache"),
        "127.0.0.1:8000": f"127.0.0.1:{port}",
    }.items():
        assert site.count(written) == 1
        site = site.replace(written, here)
    return str(site)


def _is_public(topic: Any) -> bool:
    return bool(topic.topic == "status")


async def test_readers_of_a_public_topic_are_answered_by_the_cache(tmp_path: Path) -> None:
    async with serving(public=_is_public, poll=POLL) as served:
        server = nginx(_site(_port(served.base), tmp_path), tmp_path)
        await asyncio.to_thread(server.start)
        url = f"http://127.0.0.1:{server.port}/v1/realtime/streams/pipeline:abc/status"
        connector = aiohttp.TCPConnector(limit=0)
        patience = aiohttp.ClientTimeout(600)
        async with aiohttp.ClientSession(connector=connector, timeout=patience) as client:
            readers = [Reader(url, client) for _ in range(READERS)]
            async with asyncio.TaskGroup() as following:
                for reader in readers:
                    following.create_task(reader.follow())
                await _publish(served, readers)
        server.stop()
        asked, cost = sum(reader.requests for reader in readers), served.requests
    print(f"{READERS} readers, {asked} requests, {cost} of them to the gateway")
    assert all(reader.seen == WORDS for reader in readers)
    assert cost * 100 <= asked


async def _publish(served: Served, readers: list[Reader]) -> None:
    """One message after the other, each when all have the one before; and silence in between."""
    for number, word in enumerate(WORDS):
        if number == 3:
            await asyncio.sleep(2.3 * POLL)  # two long-polls in vain
        await served.say(word)
        while min(len(reader.seen) for reader in readers) <= number:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def _port(base: str) -> int:
    found: str = base.removeprefix("http://127.0.0.1:").partition("/")[0]
    return int(found)
