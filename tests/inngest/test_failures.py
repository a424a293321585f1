"""Failures: whatever goes wrong in publishing is PublishFailed and says what to do; where a token
is asked for, TokenFailed says the same."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import inngest
import pytest
from realtime_runtime import PublishFailed, RealtimeError
from realtime_runtime.inngest import Inngest, TokenFailed

from .channels import chat, topic
from .stub import Answer, Stub, bearer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

KEY = "signkey-test-00112233445566778899aabbccddeeff"
OTHER_KEY = "signkey-test-ffeeddccbbaa99887766554433221100"
SETTING = "INNGEST_SIGNING_KEY, or signing_key= of Inngest"


def calls(client: Inngest) -> list[Callable[[], Any]]:
    """All that makes a request."""
    realtime = client.realtime
    return [
        lambda: realtime.publish(chat.messages, 1),
        lambda: realtime.token(chat, topics=[chat.messages]),
        lambda: asyncio.to_thread(realtime.publish_sync, chat.messages, 1),
        lambda: asyncio.to_thread(realtime.token_sync, chat, topics=[chat.messages]),
    ]


async def reason(client: Inngest) -> str:
    """Why each of the calls fails; it is the same for all."""
    reasons = []
    for call in calls(client):
        with pytest.raises((PublishFailed, TokenFailed)) as caught:
            await call()
        assert isinstance(caught.value, RealtimeError)
        # "... was not published: the server answered", "the server gave no token; it answered"
        reasons.append(re.split("(?:published|token)(?:: |; it )", str(caught.value))[1])
    assert len({text.removeprefix("the server ") for text in reasons}) == 1
    return reasons[0]


@pytest.mark.parametrize("key", ["signkey-test-secret!", "secret!", "signkey-test-abc"])
async def test_a_key_that_is_none_is_told_without_it(
    key: str, stub: Stub, new_client: Callable[..., Inngest]
) -> None:
    """A signing key that is not hexadecimal names its setting; the key is not shown."""
    told = await reason(new_client(signing_key=key))
    assert told == f"the signing key is not hexadecimal after its prefix: check {SETTING}"
    assert stub.requests == []


async def test_a_fallback_key_that_is_none_names_its_own_setting(
    stub: Stub, new_client: Callable[..., Inngest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fallback key comes from another variable."""
    monkeypatch.setenv("INNGEST_SIGNING_KEY_FALLBACK", "signkey-test-secret!")
    told = await reason(new_client(signing_key=KEY))
    setting = "INNGEST_SIGNING_KEY_FALLBACK"
    assert told == f"the signing key is not hexadecimal after its prefix: check {setting}"


async def test_production_mode_needs_a_key(stub: Stub) -> None:
    """Without a key nothing is sent there, and the error names the setting."""
    client = Inngest(app_id="tests", api_base_url=stub.origin, is_production=True)
    assert await reason(client) == f"production mode needs a signing key: set {SETTING}"
    assert stub.requests == []


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_names_its_setting(
    status: int, stub: Stub, new_client: Callable[..., Inngest]
) -> None:
    """What the server says of the key is told with the setting, and not tried again."""
    client = new_client(signing_key=OTHER_KEY)
    client.realtime.transport.retries = 3
    stub.answers += [Answer(status, "Authentication failed\n")] * 4
    told = await reason(client)
    assert told == f"the server answered {status}: Authentication failed (check {SETTING})"
    assert len(stub.requests) == 4


async def test_both_keys_refused(
    stub: Stub, new_client: Callable[..., Inngest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each key is tried once."""
    monkeypatch.setenv("INNGEST_SIGNING_KEY_FALLBACK", OTHER_KEY)
    stub.answers += [Answer(401, "no")] * 8
    assert await reason(new_client(signing_key=KEY)) == (
        f"the server answered 401: no (check {SETTING})"
    )
    sent = [request.headers["authorization"] for request in stub.requests]
    assert sent == [bearer(KEY), bearer(OTHER_KEY)] * 4


async def test_requests_carry_the_headers_of_the_sdk(
    stub: Stub, new_client: Callable[..., Inngest]
) -> None:
    """They say which SDK asks, in which environment, as its own requests do."""
    client: Any = new_client(signing_key=KEY, env="branch")
    theirs = client._build_send_request([inngest.Event(name="test")]).headers
    for call in calls(client):
        await call()
    names = "content-type user-agent x-inngest-env x-inngest-req-version x-inngest-sdk".split()
    expected = {name: theirs[name] for name in names} | {"authorization": bearer(KEY)}
    assert all(request.headers.items() >= expected.items() for request in stub.requests)
    assert len(stub.requests) == 4


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        pytest.param({"origin": "http://127.0.0.1:99999"}, "invalid port number", id="port"),
        pytest.param({"origin": "http://a b.example:80"}, "invalid", id="host"),
        pytest.param({"env": "two\nlines"}, "two\nlines", id="env"),
    ],
)
async def test_a_setting_that_makes_no_request(
    settings: dict[str, str], told: str, new_client: Callable[..., Inngest]
) -> None:
    """An address that is none, or an environment that no header can hold."""
    assert told in await reason(new_client(**settings))


async def test_a_time_limit_that_is_none(client: Inngest) -> None:
    """A negative number of seconds."""
    client.realtime.api.timeout = -1
    assert "negative" in await reason(client)


async def test_a_name_that_is_no_text(stub: Stub, client: Inngest) -> None:
    """Half a surrogate pair, as only hand-written channels can have."""
    for names in (("\ud800", "messages"), ("channel", "\udfff")):
        with pytest.raises(PublishFailed, match="surrogates not allowed"):
            await client.realtime.publish(topic(*names), 1)
    assert stub.requests == []


def test_a_forked_process_can_close(stub: Stub, client: Inngest) -> None:
    """Closing in a process that was forked after publishing does nothing, and ends."""
    client.realtime.publish_sync(chat.messages, 1)
    asyncio.run(client.realtime.publish(chat.messages, 2))

    def close() -> None:
        client.realtime.close()
        asyncio.run(client.realtime.aclose())

    process = multiprocessing.get_context("fork").Process(target=close)
    process.start()
    process.join(20)
    if process.is_alive():
        process.kill()
        process.join()
    assert process.exitcode == 0
    client.realtime.publish_sync(chat.messages, 3)


class Served(NamedTuple):
    origin: str
    requests: list[object]


@contextmanager
def answering(*parts: bytes, again: bytes = b"", pause: float = 0.0) -> Iterator[Served]:
    """A server that answers each request with these parts, and then with `again` until the
    connection is closed."""
    closed = threading.Event()
    requests: list[object] = []

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while b"\r\n\r\n" not in connection.recv(65536):
                pass
            requests.append(connection)
            for part in parts:
                connection.sendall(part)
            while again and not closed.wait(pause):
                connection.sendall(again)

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, daemon=True).start()
        yield Served(f"http://127.0.0.1:{server.getsockname()[1]}", requests)
        closed.set()
        server.shutdown(socket.SHUT_RDWR)


HEAD = b"HTTP/1.1 500 Error\r\nConnection: close\r\n"


async def test_an_endless_answer_is_read_to_a_limit(new_client: Callable[..., Inngest]) -> None:
    """Of an answer without an end the beginning is told, as of a long one."""
    with answering(HEAD + b"\r\n", again=b"x" * 65536) as server:
        assert (
            await reason(new_client(origin=server.origin))
            == f"the server answered 500: {'x' * 200}"
        )


async def test_a_slow_answer_is_read_for_a_limited_time(new_client: Callable[..., Inngest]) -> None:
    """An answer that goes on and on ends at the limit for a request."""
    with answering(HEAD + b"\r\n", again=b"x", pause=0.01) as server:
        client = new_client(origin=server.origin)
        client.realtime.api.timeout = 0.3
        assert "timeout" in await reason(client)


async def test_a_200_that_does_not_end_is_a_success(new_client: Callable[..., Inngest]) -> None:
    """A publish that was accepted is over, whatever the body that follows."""
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    with answering(head, again=b"x" * 65536) as server:
        client = new_client(origin=server.origin)
        await client.realtime.publish(chat.messages, 1)
        await asyncio.to_thread(client.realtime.publish_sync, chat.messages, 1)


async def test_an_answer_in_parts_is_whole(new_client: Callable[..., Inngest]) -> None:
    """Up to the limit an answer is read to its end; bytes that are no text are replaced."""
    with answering(HEAD + b"Content-Length: 12\r\n\r\n", b"first ", b"then \xff") as server:
        assert (
            await reason(new_client(origin=server.origin))
            == "the server answered 500: first then \ufffd"
        )


async def test_answers_are_not_unpacked(stub: Stub, client: Inngest) -> None:
    """No compressed answer is asked for, and none is read as one: it could be of any size."""
    stub.answers += [Answer(500, "plain", headers={"content-encoding": "gzip"})] * 4
    assert await reason(client) == "the server answered 500: plain"
    assert not any("accept-encoding" in request.headers for request in stub.requests)


async def test_connections_that_are_closed_meanwhile(
    stub: Stub, new_client: Callable[..., Inngest]
) -> None:
    """What another task or thread closes fails what is being sent, and not what comes next."""
    with answering(again=b"x", pause=20.0) as server:
        client = new_client(origin=server.origin)
        publishing = asyncio.gather(
            client.realtime.publish(chat.messages, 1),
            asyncio.to_thread(client.realtime.publish_sync, chat.messages, 1),
            return_exceptions=True,
        )
        while len(server.requests) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await client.realtime.aclose()
        failed = await publishing
        assert [type(error) for error in failed] == [PublishFailed] * 2
        assert not any("timeout" in str(error) for error in failed), failed
    client.realtime.api.origin = stub.origin
    await client.realtime.publish(chat.messages, 2)
