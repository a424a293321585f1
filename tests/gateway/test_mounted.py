"""The gateway inside apps of FastAPI, Starlette and Django, as docs/gateway.md mounts it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import uvicorn
from fastapi import FastAPI
from realtime_runtime import History, MemoryTransport, Realtime
from realtime_runtime.gateway import Gateway
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from generated import CHANNELS, pipeline_channel

from .serving import SECRET, Server, read_events

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from realtime_runtime.gateway.asgi import Receive, Scope, Send


def in_fastapi(gateway: Gateway) -> Any:
    app = FastAPI()
    app.mount("/v1/realtime", gateway)

    @app.get("/own")
    async def own() -> str:
        return "own"

    return app


def in_starlette(gateway: Gateway) -> Any:
    async def own(request: Any) -> PlainTextResponse:
        return PlainTextResponse("own")

    return Starlette(routes=[Route("/own", own), Mount("/v1/realtime", gateway)])


def in_django(gateway: Gateway) -> Any:
    # Imported so, since Django has no types.
    conf, http, urls, asgi = map(
        import_module, ("django.conf", "django.http", "django.urls", "django.core.asgi")
    )

    class Urls:
        urlpatterns = (urls.path("own", lambda request: http.HttpResponse("own")),)

    if not conf.settings.configured:
        conf.settings.configure(ROOT_URLCONF=Urls, ALLOWED_HOSTS=["*"])
    django = asgi.get_asgi_application()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        mine = scope["type"] != "lifespan" and scope["path"].startswith("/v1/realtime/")
        await (gateway if mine else django)(scope, receive, send)

    return application


@asynccontextmanager
async def running(app: Any) -> AsyncIterator[str]:
    server = Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="auto"))
    task = asyncio.create_task(server.serve())
    try:
        yield f"http://127.0.0.1:{await server.port()}"
    finally:
        server.should_exit = True
        await task


@pytest.mark.parametrize("mount", [in_fastapi, in_starlette, in_django])
async def test_the_app_and_the_gateway_answer(mount: Callable[[Gateway], Any]) -> None:
    async with Realtime(MemoryTransport(history=History())) as realtime:
        gateway = Gateway(realtime, SECRET, channels=CHANNELS)
        channel = pipeline_channel(run_id="abc")
        await realtime.publish(channel.status, {"message": "hello"})
        params = {"token": gateway.token(channel, topics=[channel.status], last=1)["key"]}
        async with running(mount(gateway)) as base, aiohttp.ClientSession() as client:
            async with client.get(f"{base}/own") as response:
                assert "own" in await response.text()
            async with client.get(f"{base}/v1/realtime/sse", params=params) as response:
                _, event = await read_events(response, 2)
                assert event.frame["data"] == {"message": "hello"}
            async with client.ws_connect(f"{base}/v1/realtime/connect", params=params) as socket:
                assert (await socket.receive_json(timeout=30))["topic"] == "status"
            url = f"{base}/v1/realtime/streams/{channel.name}/status"
            async with client.get(url, params=params) as response:
                assert await response.json() == [{"message": "hello"}]
            await gateway.aclose()
