"""Connections of subscriptions: slow readers, dead connections, servers that hang up."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import ConnectionFailed, Gap, Message
from realtime_runtime.inngest.websocket import Pings
from realtime_runtime.transports.backoff import Backoff
from realtime_runtime.transports.inbox import Inbox

from .channels import chat
from .proxy import Proxy
from .subscribing import Item, collect, read, subscription
from .test_frames import frame
from .test_subscriptions import take, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from realtime_runtime.inngest import Inngest

    from .stub import Stub

pytestmark = pytest.mark.slow


async def test_the_socket_is_emptied_while_nobody_reads(stub: Stub, client: Inngest) -> None:
    """However much has arrived, the server's pings are answered; then all is read, in order."""
    count, text = 200, "x" * 50_000
    gaps: list[Gap] = []
    async with client.realtime.subscribe(chat.messages, on_gap=gaps.append) as messages:
        for number in range(count):
            await asyncio.to_thread(stub.send, frame(f'[{number},"{text}"]'))
        await asyncio.to_thread(stub.ping)
        await until(lambda: stub.pongs >= 2)  # the server's first ping is its greeting
        assert [message.data[0] for message in await take(messages, count)] == list(range(count))
    assert gaps == []


class Counting(Inbox):
    taken = 0

    def take(self, item: Item) -> None:
        super().take(item)
        self.taken += 1


@pytest.mark.parametrize("room", [{"unread": 3}, {"size": 3}])
async def test_a_slow_reader_is_told_what_it_missed(
    room: dict[str, int], stub: Stub, client: Inngest
) -> None:
    """A gap stands in the place of the oldest messages; then come the newest, and the next."""
    inbox = Counting(**room)
    async with subscription(client, inbox=inbox) as source:
        for number in range(10):
            stub.send(frame(f"{number}"))
        await until(lambda: inbox.taken == 10)
        gap, *messages = await read(source, 4)
        stub.send(frame("10"))
        messages += await read(source, 1)
    assert isinstance(gap, Gap)
    assert gap.reason == "the reader was too slow: 7 unread messages were dropped"
    bodies = [item.body for item in messages if isinstance(item, Message)]
    assert bodies == [b"7", b"8", b"9", b"10"]


async def test_a_gap_begins_at_the_last_sign_of_life(
    stub: Stub, new_client: Callable[..., Inngest]
) -> None:
    """While a proxy forwards nothing and closes nothing, messages are lost: all of them within
    the gap that is told, by the server's time."""
    received: list[Item] = []
    everything: list[Message[Any]] = []
    async with Proxy(stub.origin) as proxy:
        direct, client = new_client(), new_client(origin=proxy.origin)
        client.realtime.api.timeout = 0.3
        pings, backoff = Pings(0.05, 0.2), Backoff(longest=0.1)

        async with (
            subscription(client, pings=pings, backoff=backoff) as source,
            direct.realtime.subscribe(chat.messages) as witness,
        ):
            following = asyncio.create_task(collect(source, received))
            async with asyncio.timeout(30):
                while not any(isinstance(item, Gap) for item in received[:-1]):
                    await direct.realtime.publish(chat.messages, len(everything))
                    everything += await take(witness, 1)
                    await asyncio.sleep(0.01)
                    if len(everything) == 20:
                        proxy.stall()
                    elif len(everything) == 50:
                        proxy.resume()
            following.cancel()
    (gap,) = (item for item in received if isinstance(item, Gap))
    ids = {item.id for item in received if isinstance(item, Message)}
    lost = [message for message in everything if message.id not in ids]
    assert len(lost) >= 20
    assert all(gap.since <= message.created_at <= gap.until for message in lost)
    assert gap.since > everything[0].created_at  # and not at the beginning of it all
    assert gap.reason == "the server answered no ping for 0.2 s"


async def test_a_busy_program_is_no_dead_server(stub: Stub, client: Inngest) -> None:
    """An answer to a ping that arrived in time counts, though nothing ran to see it in time."""
    async with subscription(client, pings=Pings(0.05, 0.4)) as source:
        for number in range(2):
            await asyncio.sleep(0.06)  # a ping is under way
            time.sleep(0.8)  # noqa: ASYNC251 - this is the busy program
            stub.send(frame(f"{number}"))
            (item,) = await read(source, 1)
            assert isinstance(item, Message)
    assert len(stub.tokens) == 1


class Recorded(Backoff):
    """Its waits are kept instead of waited for. Its clock stands still until it is set."""

    def __init__(self) -> None:
        super().__init__(clock=lambda: self.now)
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self) -> float:
        self.waits.append(super().wait())
        return 0


async def test_a_server_that_hangs_up_is_asked_less_and_less(stub: Stub, client: Inngest) -> None:
    """Accepting a connection and closing it counts as a failure: the waits grow to the limit."""
    backoff = Recorded()
    async with subscription(client, backoff=backoff):
        stub.hangs_up = True
        await asyncio.to_thread(stub.cut)
        await until(lambda: len(backoff.waits) >= 12)
    growing = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30, 30]
    waits = backoff.waits[:12]
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, growing, strict=True))
    assert len(stub.tokens) <= len(backoff.waits) + 1


async def test_a_server_that_hangs_up_gets_few_requests(stub: Stub, client: Inngest) -> None:
    """One after each wait, in 1.5 seconds at most five after the first."""
    stub.hangs_up = True
    async with client.realtime.subscribe(chat.messages, on_gap=lambda gap: None) as messages:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.5):
                await anext(messages)
    assert len(stub.tokens) <= 6


async def test_the_waits_begin_again_after_a_healthy_connection(
    stub: Stub, client: Inngest
) -> None:
    """A connection that was open for ten seconds is one; a handshake, or a message, makes none."""
    backoff = Recorded()
    async with subscription(client, backoff=backoff) as source:
        for open_for in (9.0, 9.0, 10.0):
            stub.send(frame())
            await read(source, 1)
            backoff.now += open_for
            await asyncio.to_thread(stub.cut)
            await read(source, 1)
    first, second, third = backoff.waits
    assert first <= 0.1 <= second <= 0.2
    assert third <= 0.1


class Broken(Backoff):
    def wait(self) -> float:
        raise LookupError("a fault of ours")


async def test_what_fails_in_the_background_reaches_the_reader(stub: Stub, client: Inngest) -> None:
    """After the messages that had arrived; and leaving works as ever."""
    async with subscription(client, backoff=Broken()) as source:
        stub.send(frame("1"))
        await asyncio.to_thread(stub.cut)
        (item,) = await read(source, 1)
        assert isinstance(item, Message)
        with pytest.raises(LookupError, match="a fault of ours"):
            await read(source, 1)


ANSWERS = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n" * 10,
    "a line without an end": b"x" * 100_000,
    "headers without an end": b"HTTP/1.1 101 Switching Protocols\r\n" + b"a: b\r\n" * 10_000,
    "a page": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
    "no upgrade": b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "another key": b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n"
    b"connection: upgrade\r\nsec-websocket-accept: eA==\r\n\r\n",
    "another place": b"HTTP/1.1 302 Found\r\nlocation: /v1/realtime/connect\r\n\r\n",
    "no place": b"HTTP/1.1 302 Found\r\nlocation: http://[\r\n\r\n",
    "no port": b"HTTP/1.1 302 Found\r\nlocation: ws://h:99999999/\r\n\r\n",
    "no scheme": b"HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\n\r\n",
    "no name": b"HTTP/1.1 302 Found\r\nlocation: ws://" + b"x" * 64 + b".test/\r\n\r\n",
    "TLS": b"HTTP/1.1 302 Found\r\nlocation: wss://127.0.0.1:%d/\r\n\r\n",
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_whatever_fails_in_connecting_is_connection_failed(
    case: str, new_client: Callable[..., Inngest]
) -> None:
    """A server that gives a token and no websocket: ConnectionFailed, with the reason."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readline()
        if request.startswith(b"POST"):
            writer.write(b"HTTP/1.1 201 Created\r\ncontent-length: 15\r\n\r\n" + b'{"jwt":"a.b.c"}')
        else:
            writer.write(ANSWERS[case].replace(b"%d", b"%d" % port))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = new_client(origin=f"http://127.0.0.1:{port}")
        with pytest.raises(ConnectionFailed, match=r"no connection for a subscription: ."):
            async with client.realtime.subscribe(chat.messages):
                pass
