"""What RedisTransport does beyond the contract: who shares a connection, settings, refusals."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from realtime_runtime import ConnectionFailed, PublishFailed, Realtime, TransportClosed
from realtime_runtime.transports.redis import RedisTransport
from realtime_runtime.transports.redis import __name__ as module

from ..support.servers.redis import redis_port
from .channels import one, other, read
from .engines import redis_transport

if TYPE_CHECKING:
    from redis.asyncio import Redis


async def test_waiting_publishers_go_together(realtime: Realtime, client: Redis) -> None:
    """A thousand publishers at once take some rounds to the server, and one connection."""
    await realtime.publish(one.number, 0)
    before, clients = await client.info("stats"), await client.info("clients")
    await asyncio.gather(*(realtime.publish(one.number, number) for number in range(1000)))
    after = await client.info("stats")
    assert after["total_reads_processed"] - before["total_reads_processed"] < 100
    assert after["total_commands_processed"] - before["total_commands_processed"] >= 1000
    assert (await client.info("clients"))["connected_clients"] == clients["connected_clients"]


async def test_large_messages_at_once(realtime: Realtime) -> None:
    """What is on its way to the server is bounded, and all of it arrives."""
    words = [f"{number}" * 400_000 for number in range(10)]
    await asyncio.gather(*(realtime.publish(one.word, word) for word in words))
    kept = await realtime.history(one.word)
    assert sorted(message.data for message in kept) == words


async def test_a_connection_that_was_closed_while_idle(
    realtime: Realtime, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent over it: another one is opened, and nothing needs to be sent again."""
    monkeypatch.setattr(f"{module}._PATIENCE", 0)
    await realtime.publish(one.number, 0)
    await client.client_kill_filter(_type="normal", skipme=True)
    for _ in range(3):
        await client.ping()  # meanwhile the connection's end has come
    await realtime.publish(one.number, 1)
    assert [message.data for message in await realtime.history(one.number)] == [0, 1]


async def test_a_cancelled_publisher_disturbs_nobody(realtime: Realtime) -> None:
    """The others' messages are stored, each once."""
    for moment in range(8):
        sending = [asyncio.create_task(realtime.publish(one.number, n)) for n in range(20)]
        for _ in range(moment):
            await asyncio.sleep(0)
        for task in sending[::2]:
            task.cancel()
        done = await asyncio.gather(*sending, return_exceptions=True)
        assert done[1::2] == [None] * 10
        kept = [message.data for message in await realtime.history(one.number, last=20)]
        odd = [number for number in kept if number % 2]
        assert odd[-10:] == list(range(1, 20, 2))


@pytest.mark.parametrize("url", ["", "localhost", "http://localhost", "redis://localhost:port"])
def test_a_url_that_is_none(url: str) -> None:
    """It is refused at once."""
    with pytest.raises(ValueError, match=r"Redis|[Pp]ort"):
        RedisTransport(url)


async def test_a_wrong_password() -> None:
    """The server's words are in the error, the password is not."""
    url = f"redis://:secret@127.0.0.1:{redis_port()}"
    async with Realtime(RedisTransport(url)) as realtime:
        with pytest.raises(ConnectionFailed, match=r"AUTH|WRONGPASS|password") as failed:
            await realtime.history(one.number)
    assert "secret" not in str(failed.value)


async def test_a_key_of_another_kind(realtime: Realtime, client: Redis, prefix: str) -> None:
    """What the server refuses is said at once, and nothing is retried; others are not disturbed."""
    await client.set(f"{prefix}:{{contract:one}}:number", "text")
    with pytest.raises(PublishFailed, match=r"Redis refused it: .*WRONGTYPE"):
        await realtime.publish(one.number, 1)
    with pytest.raises(ConnectionFailed, match=r"the history cannot be read: .*WRONGTYPE"):
        await realtime.history(one.number)
    await asyncio.gather(
        *(realtime.publish(topic, 1) for topic in (one.number, other.number)),
        return_exceptions=True,
    )
    assert len(await realtime.history(other.number)) == 1


async def test_closing_waits_for_what_is_being_sent(prefix: str, client: Redis) -> None:
    """A message that is on its way is stored and acknowledged; later ones are refused."""
    transport = redis_transport(prefix)
    sending = [asyncio.create_task(transport.send(one.number(n))) for n in range(50)]
    await asyncio.sleep(0)
    await transport.aclose()
    assert await asyncio.gather(*sending) == [None] * 50
    assert await client.xlen(f"{prefix}:{{contract:one}}:number") == 50
    with pytest.raises(TransportClosed):
        await transport.send(one.number(1))


async def test_a_client_gives_its_settings(prefix: str, client: Redis) -> None:
    """Its own connections are not used, and it is not closed."""
    async with (
        Realtime(RedisTransport(client, prefix=prefix)) as realtime,
        realtime.subscribe(one.number) as messages,
    ):
        await realtime.publish(one.number, 1)
        assert await read(messages, 1) == [1]
    assert await client.ping()


def test_the_core_does_not_load_redis() -> None:
    """Who has no use for Redis needs no redis-py."""
    code = "import realtime_runtime, sys; print('redis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
