"""Which servers and options NatsTransport refuses, and what it tells."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import (
    ConnectionFailed,
    PayloadTooLarge,
    PublishFailed,
    Realtime,
    TransportClosed,
)
from realtime_runtime.transports.nats import NatsTransport

from ..support.proxy import Proxy
from ..support.servers import free_port
from ..support.servers.nats import nats_server
from .channels import one, read
from .nats_streams import new, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..support.servers import Server


async def test_too_large() -> None:
    """What is over the server's limit is refused before it is sent; headers count."""
    async with new() as realtime:
        await realtime.publish(one.data, "x" * (2**20 - 1000))
        for message in (
            one.data("x" * 2**20),
            one.data("x" * (2**20 - 1000)).replace(headers={"a": "b" * 1000}),
        ):
            with pytest.raises(PayloadTooLarge, match="1,048,576"):
                await realtime._transport.send(message)
        await realtime.publish(one.data, "y")


async def test_without_a_server() -> None:
    """The error says where it was looked for, and not the password."""
    port = free_port()
    servers = f"nats://user:secret@127.0.0.1:{port}"
    async with Realtime(NatsTransport(servers)) as realtime:
        expected = rf"no connection to nats://127.0.0.1:{port} .*is nats-server running there\?"
        with pytest.raises(PublishFailed, match=expected):
            await realtime.publish(one.number, 1)
        for _ in range(2):
            with pytest.raises(ConnectionFailed, match=expected) as caught:
                async with realtime.subscribe(one.number):
                    pass
            assert "secret" not in str(caught.value)
        with pytest.raises(ConnectionFailed, match=expected):
            await realtime.history(one.number)


async def test_without_jetstream() -> None:
    """The error says how it is started."""
    server = nats_server()
    server._command.remove("--jetstream")
    server.start()
    async with new(port=server.port) as realtime:
        with pytest.raises(ConnectionFailed, match="nats-server -js"):
            async with realtime.subscribe(one.number):
                pass
    server.stop()


async def test_what_is_refused_at_once() -> None:
    """What can be no server, no stream or no option."""
    for wrong in ("localhost:4222", "http://localhost"):
        with pytest.raises(ValueError, match="URL begins with"):
            NatsTransport(wrong)
    with pytest.raises(ValueError, match="letters, digits"):
        NatsTransport(stream="a.b")
    with pytest.raises(ValueError, match="storage"):
        NatsTransport(storage="disk")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="options cannot have allow_reconnect"):
        NatsTransport(options={"allow_reconnect": True})
    with pytest.raises(ValueError, match="capacity"):
        NatsTransport(capacity=0)


USERS = """
    authorization { users: [
        {user: maker, password: secret}
        {user: app, password: secret, permissions: {
            publish: ["S.>", "$JS.API.STREAM.INFO.S", "$JS.API.DIRECT.GET.S", "_INBOX.>"]
            subscribe: ["_INBOX.>", "live.S.>"]
        }}
        {user: reader, password: secret, permissions: {subscribe: "_INBOX.>"}}
    ] }
"""


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Server]:
    """A server that knows `USERS`, and nobody else."""
    settings = tmp_path / "nats.conf"
    settings.write_text(USERS)
    server = nats_server("--config", str(settings))
    server.start()
    yield server
    server.stop()


def options(user: str, password: str = "secret") -> dict[str, Any]:
    return {"options": {"user": user, "password": password}}


async def test_credentials(guarded: Server) -> None:
    """Options go to nats-py; a wrong password is told, and so is what an account may not do."""
    port = guarded.port
    async with new("S", port, **options("maker")) as realtime:
        assert await realtime.history(one.number) == []
    async with (
        new("S", port, **options("app")) as realtime,
        realtime.subscribe(one.number) as messages,
    ):
        await realtime.publish(one.number, 1)
        assert await read(messages, 1) == [1]
    async with new("S", port, **options("app", "wrong")) as realtime:
        with pytest.raises(ConnectionFailed, match="Authorization Violation"):
            await realtime.history(one.number)
    async with new("S", port, **options("reader")) as realtime:
        assert len(await realtime.history(one.number)) == 1
        with pytest.raises(ConnectionFailed, match="permissions violation"):
            async with realtime.subscribe(one.number):
                await realtime.publish(one.number, 2)


async def test_closing_while_it_connects_and_sends() -> None:
    """Whoever waits is told."""
    async with Proxy(free_port()) as proxy:
        realtime = Realtime(NatsTransport(url(proxy.port)))
        sending = [asyncio.create_task(realtime.publish(one.number, n)) for n in range(3)]
        await asyncio.sleep(0.05)
        await realtime.aclose()
        for error in await asyncio.gather(*sending, return_exceptions=True):
            assert isinstance(error, TransportClosed)
