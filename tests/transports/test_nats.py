"""What NatsTransport promises beside the contract: names, retries, streams that change."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import nats
import pytest
from realtime_runtime import (
    ConnectionFailed,
    Gap,
    History,
    Message,
    PayloadTooLarge,
    PublishFailed,
    Realtime,
    TopicRef,
    TransportClosed,
)
from realtime_runtime.payloads import UNVALIDATED
from realtime_runtime.transports.nats import NatsTransport
from realtime_runtime.transports.nats.messages import Place
from realtime_runtime.transports.nats.subjects import live, subject, token

from ..support.files import ROOT
from ..support.proxy import Proxy
from ..support.servers import free_port
from ..support.servers.nats import nats_port, nats_server
from .test_contract import one, other, read

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from nats.js import JetStreamContext

    from ..support.servers import Server

NUMBER = ("contract:one", "number")
LONG = "a-name-that-is-long." * 200
NAMES = [
    *("", " ", ".", "..", "*", ">", "a.b", "a", "A", "%", "%2E", "%-", "a*", "a>", "$JS.API", "é"),
    *(
        "\r\n",
        "\0",
        "\ud800",
        "日本" * 40,
        "日本" * 41,
        LONG,
        LONG + "1",
        token(LONG),
        "=?utf-8?q?a?=",
    ),
]


def url(port: int | None = None) -> str:
    return f"nats://127.0.0.1:{port or nats_port()}"


@asynccontextmanager
async def new(
    stream: str | None = None, port: int | None = None, **options: Any
) -> AsyncIterator[Realtime]:
    transport = NatsTransport(url(port), stream=stream or uuid4().hex, **options)
    async with Realtime(transport) as realtime:
        yield realtime


@asynccontextmanager
async def administrator(port: int | None = None) -> AsyncIterator[JetStreamContext]:
    """What somebody else does to the server."""
    client = await nats.connect(url(port))
    try:
        yield client.jetstream()
    finally:
        await client.close()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that the test may kill."""
    server = nats_server()
    server.start()
    yield server
    server.stop()


async def test_any_name() -> None:
    """Whatever their names, two topics share nothing, neither live nor in the history."""
    keys = [(name, "t") for name in NAMES] + [("c", name) for name in NAMES]
    refs = [TopicRef(*key, UNVALIDATED) for key in keys]
    transport = NatsTransport(url(), stream=uuid4().hex)
    async with transport.subscribe(refs) as messages, asyncio.timeout(60):
        for channel, topic in keys:
            body = json.dumps([channel, topic]).encode()
            await transport.send(Message.received(channel, topic, body))
        for channel, topic in keys:
            message = await anext(messages)
            assert isinstance(message, Message)
            assert [message.channel, message.topic] == json.loads(message.body) == [channel, topic]
    for ref in refs:
        [kept] = await transport.history(ref, last=10)
        assert [kept.channel, kept.topic] == json.loads(kept.body) == [ref.channel, ref.topic]
    await transport.aclose()


def test_tokens() -> None:
    """A token is never two names', and stays short."""
    tokens = [token(name) for name in NAMES]
    assert len(set(tokens)) == len(NAMES)
    assert max(map(len, tokens)) <= 150
    assert not any(set(token) & set(" .*>\r\n") for token in tokens)


@pytest.mark.parametrize(
    "place", [(0, 0, False), (2**64 - 1, 2**43 - 1, True), (1 << 60, 1, False)]
)
def test_places(place: tuple[int, int, bool]) -> None:
    """A place is read as it was written; the sequence comes first in their order."""
    text = str(Place(*place))
    assert Place.parse(text) == place
    before, at = Place(5, 9, is_message=False), Place(6, 1, is_message=False)
    assert str(before) < str(at) < str(at._replace(is_message=True))
    assert Place.parse("f" * 28)


async def test_an_envelope_of_any_strings() -> None:
    """ID, run ID and headers come back as they were, live and from the history."""
    headers = {name: name for name in NAMES} | {"Nats-Msg-Id": "x", "Status": "404"}
    async with new() as realtime:
        for given in NAMES[1:]:
            message = one.number(1).replace(id=given, run_id=given, headers=headers)
            async with realtime.subscribe(one.number) as messages, asyncio.timeout(30):
                await realtime._transport.send(message)
                arrived = await anext(messages)
            [kept] = await realtime.history(one.number, last=1)
            for each in (arrived, kept):
                assert (each.id, each.run_id, dict(each.headers)) == (given, given, headers)
                assert each.created_ns == message.created_ns


async def test_what_others_publish() -> None:
    """Messages of other programs are received, whatever their headers; none ends a subscription."""
    where = "stream-of-others"
    odd: list[dict[str, str] | None] = [
        None,
        {"Realtime": "{"},
        {"Realtime": "[1]"},
        {"Realtime": '{"id": 5, "at": "x", "run": [], "headers": {"a": 1, "b": "c"}}'},
        {"Realtime": "[" * 50_000},
        {"Status": "404", "Nats-Sequence": "x", "Nats-Msg-Id": "given"},
    ]
    async with new(where) as realtime, administrator() as js:
        invalid: list[Exception] = []
        async with realtime.subscribe(one.number, on_invalid=invalid.append) as messages:
            for number, headers in enumerate(odd):
                await js.publish(subject(where, NUMBER), str(number).encode(), headers=headers)
            await js.publish(subject(where, NUMBER), b"\xff{")
            await js._nc.publish(live(subject(where, NUMBER)), b"not stored")
            await js.publish(subject(where, NUMBER), b"99")
            assert await read(messages, len(odd) + 1) == [*range(len(odd)), 99]
        assert len(invalid) == 1
        kept = await realtime.history(one.number, on_invalid=lambda error: None)
        assert [message.data for message in kept] == [*range(len(odd)), 99]
        assert kept[-2].id == "given"
        assert len({message.id for message in kept}) == len(kept)
        await js.delete_stream(where)


async def test_nothing_is_missed_while_the_connection_is_broken(server: Server) -> None:
    """What is published meanwhile comes from the history: once, in order, without a Gap."""
    name, gaps = uuid4().hex, list[Gap]()
    async with (
        new(name, server.port) as sender,
        Proxy(server.port) as proxy,
        new(name, proxy.port) as realtime,
        realtime.subscribe(one.number, on_gap=gaps.append) as messages,
    ):
        for number in range(0, 40, 4):
            await sender.publish(one.number, number)
            assert await read(messages, 1) == [number]
            proxy.break_off()
            await sender.publish(one.number, number + 1)
            await sender.publish(one.number, number + 2)
            proxy.mend()
            await realtime.publish(one.number, number + 3)
            assert await read(messages, 3) == [number + 1, number + 2, number + 3]
    assert gaps == []


async def test_a_server_that_stops_for_a_while(server: Server) -> None:
    """A message that the server has taken without an answer is not stored again."""
    async with new(port=server.port) as realtime:
        await realtime.publish(one.number, -1)
        assert server._process is not None
        for number in range(3):
            server._process.send_signal(signal.SIGSTOP)
            sending = [
                asyncio.create_task(realtime.publish(one.number, 10 * number + n)) for n in range(5)
            ]
            await asyncio.sleep(2.2)  # an attempt takes 1.5
            server._process.send_signal(signal.SIGCONT)
            await asyncio.gather(*sending)
        kept = [message.data for message in await realtime.history(one.number)]
    assert sorted(kept) == [-1, *(10 * number + n for number in range(3) for n in range(5))]


async def test_an_attempt_that_comes_late(server: Server) -> None:
    """What the server still has to read of a silent connection is not overtaken over another one:
    it would be stored twice."""
    name = uuid4().hex
    async with (
        new(name, server.port) as beside,
        Proxy(server.port) as proxy,
        new(name, proxy.port) as realtime,
    ):
        await realtime.publish(one.number, 0)
        proxy.hold()
        sending = asyncio.create_task(realtime.publish(one.number, 1))
        await asyncio.wait([sending], timeout=5)  # an attempt takes 1.5
        proxy.release()
        await sending
        await realtime.publish(one.number, 2)
        assert [message.data for message in await beside.history(one.number)] == [0, 1, 2]


async def test_an_answer_that_is_lost(server: Server) -> None:
    """The connection breaks between storing and the answer: the retry finds the message."""
    name = uuid4().hex
    async with (
        new(name, server.port) as beside,
        Proxy(server.port) as proxy,
        new(name, proxy.port) as realtime,
    ):
        await realtime.publish(one.number, 0)
        for number in range(1, 40):
            sending = asyncio.create_task(realtime.publish(one.number, number))
            for _ in range(number):
                await asyncio.sleep(0)
            proxy.break_off()
            await asyncio.sleep(0.01)
            proxy.mend()
            await sending
            kept = await beside.history(one.number, last=2)
            assert [message.data for message in kept] == [number - 1, number]


async def test_a_retry_that_cannot_be_told(server: Server) -> None:
    """Where newer messages have taken the history, PublishFailed says that it may be stored."""
    name = uuid4().hex
    history = History(last=1)
    async with new(name, server.port, history=history) as realtime:
        await realtime.publish(one.number, 0)
        transport = realtime._transport
        assert isinstance(transport, NatsTransport)
        floor = transport._link()._newest
        for number in range(3):
            await realtime.publish(one.number, number)
        transport._link()._newest = floor  # as it was when the message was first sent
        assert server._process is not None
        server._process.send_signal(signal.SIGSTOP)
        sending = asyncio.create_task(realtime.publish(one.number, 9))
        await asyncio.sleep(2)
        server._process.send_signal(signal.SIGCONT)
        await asyncio.gather(sending, return_exceptions=True)
        kept = [m.data for m in await realtime.history(one.number, last=1)]
        error = sending.exception()
    # The message is there, or it is said that this is not certain: never twice, never silence.
    assert kept == [9] if error is None else "may have been stored" in str(error)


async def test_a_given_id_is_known_to_all(server: Server) -> None:
    """Also to other processes, after a crash of the server, and when the message has expired."""
    name = uuid4().hex
    message = one.number(1).replace(id="given")
    history = History(lifetime=timedelta(seconds=1))
    async with new(name, server.port, history=history) as realtime:
        await realtime._transport.send(message)
        async with new(name, server.port) as again:
            await again._transport.send(message)
        assert len(await realtime.history(one.number)) == 1
        server.kill()
        server.start()
        await realtime._transport.send(message)
        async with asyncio.timeout(30):
            while await realtime.history(one.number):  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.1)
        await realtime._transport.send(message)
        assert await realtime.history(one.number) == []


async def test_the_server_keeps_no_more_than_the_history(server: Server) -> None:
    """Of each topic one more than asked for, and nothing when it has expired."""
    name = uuid4().hex
    history = History(last=5, lifetime=timedelta(seconds=1))
    async with (
        new(name, server.port, history=history) as realtime,
        administrator(server.port) as js,
    ):
        for number in range(40):
            await realtime.publish(one.number, number)
            await realtime.publish(other.number, number)
        assert (await js.stream_info(name)).state.messages <= 12
        async with asyncio.timeout(30):
            while (await js.stream_info(name)).state.messages:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.1)


async def test_a_quiet_topic_has_no_gap(server: Server) -> None:
    """Where all messages have expired before the connection broke, nothing was missed."""
    name, gaps = uuid4().hex, list[Gap]()
    history = History(lifetime=timedelta(seconds=3))
    async with (
        new(name, server.port, history=history) as sender,
        Proxy(server.port) as proxy,
        new(name, proxy.port, history=history) as realtime,
        realtime.subscribe(one.number, on_gap=gaps.append) as messages,
    ):
        await sender.publish(one.number, 1)
        assert await read(messages, 1) == [1]
        async with asyncio.timeout(30):
            while await sender.history(one.number):  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.1)
        proxy.break_off()
        proxy.mend()
        await sender.publish(one.number, 2)
        assert await read(messages, 1) == [2]
    assert gaps == []


async def test_messages_that_were_purged(server: Server) -> None:
    """An administrator has removed what a cursor was at: a Gap, once, and then what is new."""
    name, gaps = uuid4().hex, list[Gap]()
    async with new(name, server.port) as realtime, administrator(server.port) as js:
        async with realtime.subscribe(one.number) as messages:
            await realtime.publish(one.number, 1)
            await read(messages, 1)
            cursor = messages.cursor
        await realtime.publish(one.number, 2)
        await js.purge_stream(name)
        for expected in (["trimmed"], []):
            gaps.clear()
            async with realtime.subscribe(one.number, since=cursor, on_gap=gaps.append) as messages:
                await realtime.publish(one.number, 3)
                assert await read(messages, 1) == [3]
                cursor = messages.cursor
            assert [gap.kind for gap in gaps] == expected


@pytest.mark.parametrize("how", ["memory", "deleted", "counted from one"])
async def test_a_stream_that_is_lost(server: Server, how: str) -> None:
    """It is made again; a subscriber is told, and misses nothing that came later."""
    name, gaps = uuid4().hex, list[Gap]()
    storage = "memory" if how == "memory" else "file"
    async with new(name, server.port, storage=storage) as realtime:
        async with realtime.subscribe(one.number, on_gap=gaps.append) as messages:
            for number in range(3):
                await realtime.publish(one.number, number)
            assert await read(messages, 3) == [0, 1, 2]
            cursor = messages.cursor
            if how == "memory":
                server.kill()
                server.start()
            else:
                async with administrator(server.port) as js:
                    config = (await js.stream_info(name)).config
                    await js.delete_stream(name)
                    if how == "counted from one":
                        await js.add_stream(config.evolve(first_seq=None))
            for number in range(3, 6):
                await realtime.publish(one.number, number)
            assert await read(messages, 3) == [3, 4, 5]
        assert [gap.kind for gap in gaps] == ([] if how == "deleted" else ["reset"])
        gaps.clear()
        async with realtime.subscribe(one.number, since=cursor, on_gap=gaps.append) as messages:
            assert await read(messages, 3) == [3, 4, 5]
        assert [gap.kind for gap in gaps] == ["reset"]
        assert [m.data for m in await realtime.history(one.number)] == [3, 4, 5]


async def test_a_message_that_a_server_skipped(server: Server) -> None:
    """Servers of a cluster may lose what one publishes to another: what follows shows it, and the
    history fills it."""
    name, gaps = uuid4().hex, list[Gap]()
    async with (
        new(name, server.port) as realtime,
        administrator(server.port) as js,
        realtime.subscribe(one.number, on_gap=gaps.append) as messages,
    ):
        await realtime.publish(one.number, 0)
        assert await read(messages, 1) == [0]
        last = (await js.stream_info(name)).state.last_seq
        headers = {
            "Nats-Sequence": str(last + 2),
            "Nats-Last-Sequence": str(last + 1),
            "Nats-Time-Stamp": "2026-01-31T00:00:00Z",
        }
        await js._nc.publish(live(subject(name, NUMBER)), b"2", headers=headers)
        await js.stream_info(name)  # on the same connection: the message has come before
        for number in (1, 2, 3):
            await realtime.publish(one.number, number)
        assert await read(messages, 3) == [1, 2, 3]
    assert gaps == []


async def test_the_longest_history_wins() -> None:
    """Processes with other histories share the stream; nobody's messages are dropped for them."""
    name = uuid4().hex
    async with (
        new(name, history=History(last=2)) as short,
        new(name, history=History(last=20)) as long,
    ):
        for realtime, kept in ((short, [28, 29]), (long, list(range(10, 30))), (short, [28, 29])):
            for number in range(30):
                await realtime.publish(one.number, number)
            assert [m.data for m in await realtime.history(one.number, last=50)] == kept
        async with new(name, history=History(last=2)) as again:
            await again.publish(one.number, 30)
        assert len(await long.history(one.number)) == 20


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"storage": "memory"}, "its storage is 'memory', not 'file'"),
        ({"retention": "workqueue"}, "its retention is 'workqueue', not 'limits'"),
        ({"subjects": ["elsewhere.>"]}, "does not take the subjects"),
        ({"max_age": 60.0}, "duplicates window can not be larger"),
    ],
)
async def test_a_stream_that_cannot_be_used(changes: dict[str, Any], told: str) -> None:
    """It is left as it is, and an error says why."""
    name = uuid4().hex
    async with administrator() as js, new(name) as realtime:
        await js.add_stream(
            **{"name": name, "subjects": [f"{name}.>"], "storage": "file", **changes}
        )
        try:
            with pytest.raises(ConnectionFailed, match=told):
                async with realtime.subscribe(one.number):
                    pass
            with pytest.raises(PublishFailed, match=told):
                await realtime.publish(one.number, 1)
        finally:
            await js.delete_stream(name)


async def test_a_stream_that_somebody_made() -> None:
    """What it lacks is changed, and its own limits stay."""
    name = uuid4().hex
    async with administrator() as js, new(name) as realtime:
        await js.add_stream(name=name, subjects=[f"{name}.>", f"{name}-more"], max_bytes=10**6)
        async with realtime.subscribe(one.number) as messages:
            await realtime.publish(one.number, 1)
            assert await read(messages, 1) == [1]
        config = (await js.stream_info(name)).config
        assert (config.max_bytes, config.max_msgs_per_subject) == (10**6, -1)
        assert config.subjects == [f"{name}.>", f"{name}-more"]


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


async def test_credentials() -> None:
    """Options go to nats-py; a wrong password is told, and so is what an account may not do."""
    config = """
        authorization { users: [
            {user: maker, password: secret}
            {user: app, password: secret, permissions: {
                publish: ["S.>", "$JS.API.STREAM.INFO.S", "$JS.API.DIRECT.GET.S", "_INBOX.>"]
                subscribe: ["_INBOX.>", "live.S.>"]
            }}
            {user: reader, password: secret, permissions: {subscribe: "_INBOX.>"}}
        ] }
    """
    folder = ROOT / ".pytest_cache"
    folder.mkdir(exist_ok=True)
    path = folder / f"nats-{os.getpid()}.conf"
    path.write_text(config)
    server = nats_server("--config", str(path))
    server.start()
    path.unlink()
    maker, app, stranger, reader = (
        {"user": user, "password": password}
        for user, password in zip(
            ("maker", "app", "app", "reader"), ("secret", "secret", "wrong", "secret"), strict=True
        )
    )
    async with new("S", server.port, options=maker) as realtime:
        assert await realtime.history(one.number) == []
    async with (
        new("S", server.port, options=app) as realtime,
        realtime.subscribe(one.number) as messages,
    ):
        await realtime.publish(one.number, 1)
        assert await read(messages, 1) == [1]
    async with new("S", server.port, options=stranger) as realtime:
        with pytest.raises(ConnectionFailed, match="Authorization Violation"):
            await realtime.history(one.number)
    async with new("S", server.port, options=reader) as realtime:
        assert len(await realtime.history(one.number)) == 1
        with pytest.raises(ConnectionFailed, match="permissions violation"):
            async with realtime.subscribe(one.number):
                await realtime.publish(one.number, 2)
    server.stop()


def test_two_event_loops_at_once() -> None:
    """A transport serves event loops in several threads; closing it ends all subscriptions."""
    transport = NatsTransport(url(), stream=uuid4().hex)
    realtime = Realtime(transport)
    entered = threading.Barrier(3)
    seen: dict[int, list[Any]] = {0: [], 1: []}

    async def follow(number: int) -> None:
        async with realtime.subscribe(one.number) as messages:
            entered.wait()
            async for message in messages:
                seen[number].append(message.data)
                if message.data == 9:
                    entered.wait()

    threads = [threading.Thread(target=lambda n=n: asyncio.run(follow(n))) for n in seen]
    for thread in threads:
        thread.start()

    async def publish() -> None:
        for number in range(10):
            await realtime.publish(one.number, number)

    entered.wait()
    asyncio.run(publish())
    entered.wait()
    asyncio.run(realtime.aclose())
    for thread in threads:
        thread.join(30)
    assert seen == {0: list(range(10)), 1: list(range(10))}


async def test_closing_while_it_connects_and_sends() -> None:
    """Whoever waits is told."""
    async with Proxy(free_port()) as proxy:
        realtime = Realtime(NatsTransport(url(proxy.port)))
        sending = [asyncio.create_task(realtime.publish(one.number, n)) for n in range(3)]
        await asyncio.sleep(0.05)
        await realtime.aclose()
        for error in await asyncio.gather(*sending, return_exceptions=True):
            assert isinstance(error, TransportClosed)


READER = """
import asyncio, sys
from pathlib import Path
from realtime_runtime import History, Realtime
from realtime_runtime.transports.nats import NatsTransport
from tests.transports.test_contract import one

url, stream, path = sys.argv[1:]

async def main():
    seen = Path(path)
    lines = seen.read_text().splitlines() if seen.exists() else []
    since = lines[-1].split()[1] if lines else None
    realtime = Realtime(NatsTransport(url, stream=stream, history=History(last=10**6)))
    with seen.open("a") as file:
        async with realtime.subscribe(
            one.number, since=since, last=None if since else 10**6,
            on_gap=lambda gap: print(gap, file=sys.stderr),
        ) as messages:
            async for message in messages:
                # One write: it is there whole, or not at all.
                file.write(f"{message.data} {messages.cursor}\\n")
                file.flush()

asyncio.run(main())
"""


@pytest.mark.slow
async def test_a_subscriber_that_is_killed(tmp_path: Any) -> None:
    """It stores its cursor with each message; killed at any time, it sees each message once."""
    stream, seen = uuid4().hex, tmp_path / "seen"
    command = [sys.executable, "-c", READER, url(), stream, str(seen)]
    async with new(stream, history=History(last=10**6)) as realtime:
        number = 0

        async def publish() -> None:
            nonlocal number
            while True:
                await realtime.publish(one.number, number)
                number += 1
                await asyncio.sleep(0.02)

        async def until(count: int) -> None:
            async with asyncio.timeout(60):
                while not seen.exists() or len(seen.read_text().splitlines()) < count:  # noqa: ASYNC110
                    await asyncio.sleep(0.03)

        publishing = asyncio.create_task(publish())
        for kill in range(4):
            process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=PIPE)
            await until(5 + kill + (len(seen.read_text().splitlines()) if seen.exists() else 0))
            if kill == 3:
                publishing.cancel()
                await until(number)
            process.kill()
            _, told = await process.communicate()
            assert told == b""
    numbers = [int(line.split()[0]) for line in seen.read_text().splitlines()]
    assert numbers in (list(range(number)), list(range(number + 1)))
