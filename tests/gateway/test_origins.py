"""Which pages may ask, and how much."""

import asyncio
from typing import Any

import aiohttp
import pytest
from realtime_runtime.gateway import Limits

from .serving import Served, read_events, serving

EVIL = "https://evil.example"
GOOD = "https://app.example"


async def ask(served: Served, origin: str, method: str = "GET") -> Any:
    params = {"token": served.key()}
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    url = f"{served.base}/sse"
    async with served.client.request(method, url, params=params, headers=headers) as response:
        return response


async def test_pages_of_elsewhere_are_refused() -> None:
    async with serving(origins=[GOOD]) as served:
        for origin in (EVIL, "null", f"{GOOD}.evil.example", "http://app.example"):
            assert (await ask(served, origin)).status == 403, origin
            assert (await ask(served, origin, "OPTIONS")).status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await served.client.ws_connect(f"{served.base}/connect", origin=EVIL)
        assert refused.value.status == 403


async def test_pages_that_may_ask() -> None:
    async with serving(origins=[GOOD]) as served:
        own = served.base.removesuffix("/v1/realtime")
        for origin in (GOOD, own, own.replace("http:", "https:")):
            response = await ask(served, origin)
            assert response.status == 200
            assert response.headers["access-control-allow-origin"] == origin
            assert response.headers["vary"] == "origin"
        assert (await ask(served, GOOD, "OPTIONS")).status == 204
    async with serving(origins=["*"]) as served:
        assert (await ask(served, EVIL)).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("origin", ["app.example", "https://app.example/path", "https://", ""])
async def test_what_is_no_origin(origin: str) -> None:
    with pytest.raises(ValueError, match="an origin is"):
        async with serving(origins=[origin]):
            pass


async def test_there_are_so_many_connections_and_no_more() -> None:
    async with serving(limits=Limits(connections=2)) as served:
        async with served.events(served.key()) as one, served.connect(served.key()):
            await read_events(one, 1)
            async with served.events(served.key()) as third:
                assert (third.status, third.headers["retry-after"]) == (503, "1")
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await served.connect(served.key())
        while len(served.gateway._connections):  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.01)
        async with served.events(served.key()) as response:
            assert response.status == 200


async def test_what_is_not_there() -> None:
    async with serving() as served:
        for method, path, status in (
            ("GET", "/", 404),
            ("GET", "/nix", 404),
            ("GET", "/token", 405),
            ("POST", "/sse", 405),
            ("ET", "/sse", 405),
            ("GET", "/connect", 426),
            ("OPTIONS", "/nix", 404),
        ):
            async with served.client.request(method, served.base + path) as response:
                assert response.status == status, (method, path)
                assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["connections", "topics", "token", "frame", "frames", "page"])
def test_a_limit_is_at_least_one(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Limits(**{name: 0})
