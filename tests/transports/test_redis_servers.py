"""The ways in which Redis is run: a cluster, behind Sentinel, with TLS, on a Unix socket."""

from __future__ import annotations

import asyncio
import re
import shutil
import ssl
import subprocess
import tempfile
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import pytest
from realtime_runtime import ConnectionFailed, Gap, History, PublishFailed, Realtime
from realtime_runtime.transports.redis import RedisTransport
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.sentinel import Sentinel

from ..support.files import ROOT
from ..support.servers import free_port
from ..support.servers.redis import redis_port, redis_server, sentinel_of
from ..support.waiting import eventually
from .channels import ContractChannel, one, other, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from ..support.servers import Server


async def run(client: Redis, *words: str | int) -> Any:
    """What the server answers to a command; redis-py has no types for that."""
    execute = cast("Callable[..., Any]", client.execute_command)
    return await execute(*words)


async def exchange(transport: RedisTransport) -> None:
    """Publish, receive, read the history."""
    async with (
        Realtime(transport) as realtime,
        realtime.subscribe(one.number, other.number) as messages,
    ):
        for number in range(3):
            await realtime.publish(one.number, number)
            assert await read(messages, 1) == [number]
        await transport.send(other.number(5).replace(id="given"))
        await transport.send(other.number(5).replace(id="given"))
        assert [message.data for message in await realtime.history(one.number)] == [0, 1, 2]
        assert [message.data for message in await realtime.history(other.number)] == [5]


async def test_a_unix_socket() -> None:
    """A server on this machine needs no port."""
    with tempfile.TemporaryDirectory() as folder:  # the path of a socket is short
        server = redis_server("--unixsocket", f"{folder}/redis")
        server.start()
        try:
            await exchange(RedisTransport(f"unix://{folder}/redis"))
        finally:
            server.stop()


async def test_tls(tmp_path: Path) -> None:
    """`rediss://` checks the server's certificate."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("TLS: this machine has no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    command += f" -addext subjectAltName=DNS:localhost -keyout {key} -out {certificate}"
    await asyncio.to_thread(subprocess.run, command.split(), check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        plain_reader, plain_writer = await asyncio.open_connection("127.0.0.1", redis_port())

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while data := await source.read(65536):
                    sink.write(data)
                    await sink.drain()
            sink.close()

        await asyncio.gather(pump(reader, plain_writer), pump(plain_reader, writer))

    server = await asyncio.start_server(forward, "localhost", 0, ssl=context)
    url = f"rediss://localhost:{server.sockets[0].getsockname()[1]}"
    await exchange(RedisTransport(f"{url}?ssl_ca_certs={certificate}", prefix=uuid4().hex))
    async with Realtime(RedisTransport(url)) as realtime:
        with pytest.raises(ConnectionFailed, match=r"(?i)certificate"):
            await realtime.history(one.number)
    server.close()


async def test_a_user_with_the_rights_of_the_page() -> None:
    """The ACL of docs/redis.md is enough, and gives no other keys."""
    page = (ROOT / "docs" / "redis.md").read_text(encoding="utf-8")
    [rights] = re.findall(r"^user app on >secret (.*)$", page, re.MULTILINE)
    server = redis_server()
    server.start()
    try:
        async with Redis(port=server.port) as client:
            await run(client, "ACL", "SETUSER", "app", "on", ">secret", *rights.split())
        await exchange(RedisTransport(f"redis://app:secret@127.0.0.1:{server.port}"))
        await exchange(RedisTransport(f"redis://app:secret@127.0.0.1:{server.port}/1"))
        stranger = RedisTransport(f"redis://app:secret@127.0.0.1:{server.port}", prefix="other")
        async with Realtime(stranger) as realtime:
            with pytest.raises(PublishFailed, match="permission"):
                await realtime.publish(one.number, 1)
            with pytest.raises(ConnectionFailed, match="permission"):
                async with realtime.subscribe(one.number):
                    pass
    finally:
        server.stop()


@asynccontextmanager
async def cluster() -> AsyncIterator[tuple[list[Server], list[Redis]]]:
    """Two servers, each with half of the slots, and a client for each."""
    servers = [
        redis_server("--cluster-enabled", "yes", "--cluster-port", str(free_port()))
        for _ in range(2)
    ]
    clients: list[Redis] = []
    try:
        for server, slots in zip(servers, ((0, 8191), (8192, 16383)), strict=True):
            server.start()
            clients.append(Redis(port=server.port, decode_responses=True))
            await run(clients[-1], "CLUSTER", "ADDSLOTSRANGE", *slots)
        await run(clients[1], "CLUSTER", "SET-CONFIG-EPOCH", 2)
        bus = await clients[0].config_get("cluster-port")
        meet = "CLUSTER", "MEET", "127.0.0.1", servers[0].port, str(bus["cluster-port"])
        await run(clients[1], *meet)
        for client in clients:
            await eventually(partial(_is_whole, client))
        yield servers, clients
    finally:
        for client in clients:
            await client.aclose()
        for server in servers:
            server.stop()


async def _is_whole(client: Redis) -> bool:
    info: Any = await run(client, "CLUSTER", "INFO")
    text = info if isinstance(info, str) else str(info)
    return "cluster_state:ok" in text and "cluster_known_nodes:2" in text


async def move(
    slot: int, source: Redis, target: Redis, port: int, *, meanwhile: Awaitable[Any] | None = None
) -> None:
    """Move a slot and its keys to another server, which has the port. Half way, wait for
    something."""
    ids = [await run(client, "CLUSTER", "MYID") for client in (source, target)]
    await run(target, "CLUSTER", "SETSLOT", slot, "IMPORTING", ids[0])
    await run(source, "CLUSTER", "SETSLOT", slot, "MIGRATING", ids[1])
    keys = await run(source, "CLUSTER", "GETKEYSINSLOT", slot, 100)
    if keys:
        await run(source, "MIGRATE", "127.0.0.1", port, "", 0, 5000, "KEYS", *keys)
    if meanwhile is not None:
        await meanwhile
    for client in (target, source):
        await run(client, "CLUSTER", "SETSLOT", slot, "NODE", ids[1])


@pytest.mark.slow
async def test_a_cluster() -> None:
    """Topics are on the servers that have their slots, and followed when these move."""
    channels = [ContractChannel(id=f"{number}") for number in range(8)]
    gaps: list[Gap] = []
    async with (
        cluster() as (servers, clients),
        RedisCluster(host="127.0.0.1", port=servers[0].port) as client,
    ):
        await exchange(RedisTransport(client))
        transport = RedisTransport(client, history=History(last=1000), prefix="moving")
        topics = [channel.number for channel in channels]
        async with (
            Realtime(transport) as realtime,
            realtime.subscribe(*topics, on_gap=gaps.append) as messages,
        ):
            for topic in topics:
                await realtime.publish(topic, 0)
            assert await read(messages, 8) == [0] * 8
            of_each = [await node.dbsize() for node in clients]
            assert min(of_each) > 0, "both servers have topics"
            slot = client.keyslot(f"moving:{{{channels[0].name}}}:number")
            source = int(slot > 8191)
            target = 1 - source
            await move(slot, clients[source], clients[target], servers[target].port)
            for number in range(1, 4):
                for topic in topics:
                    await realtime.publish(topic, number)
            seen = await read(messages, 24)
            assert sorted(seen) == sorted([1, 2, 3] * 8)
            kept = await realtime.history(topics[0])
            assert [message.data for message in kept] == [0, 1, 2, 3]
    assert gaps == []


@pytest.mark.slow
async def test_publishing_while_a_slot_moves() -> None:
    """Publishers wait until it has moved; each message is stored once."""
    async with (
        cluster() as (servers, clients),
        RedisCluster(host="127.0.0.1", port=servers[0].port) as client,
        Realtime(RedisTransport(client, prefix="moving")) as realtime,
        realtime.subscribe(one.number) as messages,
    ):
        slot = client.keyslot(f"moving:{{{one.name}}}:number")
        source = int(slot > 8191)
        await realtime.publish(one.number, 0)
        sending: list[asyncio.Task[None]] = []

        async def send() -> None:
            publishing = (realtime.publish(one.number, number) for number in range(1, 80))
            sending.extend(map(asyncio.create_task, publishing))
            await asyncio.wait(sending, timeout=0.5)

        target = clients[1 - source], servers[1 - source].port
        await move(slot, clients[source], *target, meanwhile=send())
        await asyncio.gather(*sending)
        assert sorted(await read(messages, 80)) == list(range(80))
        kept = await realtime.history(one.number)
        assert sorted(message.data for message in kept) == list(range(80))


async def test_a_cluster_belongs_to_one_event_loop() -> None:
    """Elsewhere its client would break; that is said."""
    client = RedisCluster(host="127.0.0.1", port=free_port())
    transport = RedisTransport(client)
    with pytest.raises(ConnectionFailed, match="the cluster cannot be reached"):
        await transport.history(one.number, last=1)

    def elsewhere() -> None:
        asyncio.run(transport.history(one.number, last=1))

    with pytest.raises(ConnectionFailed, match="belong to one event loop"):
        await asyncio.to_thread(elsewhere)
    await transport.aclose()
    await client.aclose()


@asynccontextmanager
async def behind_sentinel() -> AsyncIterator[tuple[Server, Redis]]:
    """A master, whose replica Sentinel knows, and the client that Sentinel gives for it."""
    master = redis_server()
    replica = redis_server("--replicaof", f"127.0.0.1 {master.port}")
    sentinel = sentinel_of(master)
    try:
        for server in (master, replica, sentinel):
            server.start()
        async with Redis(port=sentinel.port, decode_responses=True) as client:

            async def sees_replica() -> bool:
                [state] = [await run(client, "SENTINEL", "REPLICAS", "main")]
                return bool(state)

            await eventually(sees_replica)
        watching = cast("Any", Sentinel)([("127.0.0.1", sentinel.port)])
        client_of_master = watching.master_for("main")
        yield master, client_of_master
        await client_of_master.aclose()
        for each in watching.sentinels:
            await each.aclose()
    finally:
        for server in (sentinel, replica, master):
            server.stop()


@pytest.mark.slow
async def test_sentinel() -> None:
    """When the master dies, messages go through the one that takes its place."""
    async with behind_sentinel() as (master, client):
        await exchange(RedisTransport(client))
        async with (
            Realtime(RedisTransport(client, prefix="after")) as realtime,
            realtime.subscribe(one.number, on_gap=lambda gap: None) as messages,
        ):
            await realtime.publish(one.number, 0)
            assert await read(messages, 1) == [0]
            await asyncio.to_thread(master.kill)

            async def is_published() -> bool:
                with suppress(PublishFailed):
                    await realtime.publish(one.number, 1)
                    return True
                return False

            await eventually(is_published)
            async with asyncio.timeout(30):
                assert await read(messages, 1) == [1]
