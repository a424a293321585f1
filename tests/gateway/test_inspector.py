"""The inspector: off unless it is asked for, for this machine alone. It changes nothing that
the app does."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import History, InvalidPayload, MemoryTransport, Message, NoHistory, Realtime
from realtime_runtime.gateway import Gateway

from generated import CHANNELS, pipeline_channel

from ..support.files import ROOT
from ..support.waiting import eventually
from .serving import SECRET, Served, read_events, serving

if TYPE_CHECKING:
    from collections.abc import Generator


def as_they_are(*messages: Message[Any]) -> Generator[Message[Any], None, None]:
    """A plan that sends what no topic has made."""
    yield from messages


def foreign(body: bytes, topic: str = "status", channel: str = "pipeline:abc") -> Message[Any]:
    return Message.received(channel, topic, body)


async def told(served: Served) -> dict[str, Any]:
    """What the page is told first: all that is kept."""
    async with served.client.get(f"{served.base}/inspect/events") as response:
        assert response.status == 200
        [event] = await read_events(response, 1)
        news: dict[str, Any] = event.frame
        return news


async def history(served: Served, **query: str) -> tuple[int, dict[str, Any]]:
    url = f"{served.base}/inspect/history"
    async with served.client.get(url, params=query) as response:
        return response.status, await response.json()


async def test_what_passes_is_told_with_its_topic_and_validity() -> None:
    async with serving(inspector=True) as served:
        status = served.channel.status
        skipped: list[InvalidPayload] = []
        subscription = served.realtime.subscribe(status, on_invalid=skipped.append)
        async with subscription as messages:
            await served.realtime.send(as_they_are(foreign(b'{"message": 1}')))
            await served.say("hello")
            await anext(messages)
            news = await told(served)
        invalid, valid = news["messages"]
        assert (valid["channel"], valid["topic"]) == ("pipeline:abc", "status")
        assert valid["template"] == "pipeline:{run_id}"
        assert json.loads(valid["body"]) == {"message": "hello"}
        assert valid["size"] == len(valid["body"])
        assert valid["problems"] == []
        assert valid["ways"] == {"published": 1, "received": 1}
        assert invalid["problems"] == [str(problem) for problem in skipped[0].problems]
        [active] = news["channels"]
        assert (active["name"], active["subscriptions"]) == ("pipeline:abc", 1)
        assert (active["published"], active["received"], active["invalid"]) == (2, 2, 2)
        assert "status" in active["topics"]


async def test_messages_are_told_as_they_pass() -> None:
    async with (
        serving(inspector=True, heartbeat=0.25) as served,
        served.client.get(f"{served.base}/inspect/events") as response,
    ):
        [start] = await read_events(response, 1)
        assert start.frame == {"messages": [], "channels": []}
        while await response.content.readline() != b": ping\n":
            pass
        await served.say("now")
        [event] = await read_events(response, 1)
        assert [json.loads(each["body"]) for each in event.frame["messages"]] == [
            {"message": "now"}
        ]


async def test_what_no_channel_of_the_package_is() -> None:
    async with serving(inspector=True) as served:
        names = [("pipeline:abc", "nothing"), ("nobody", "status"), ("x" * 5000, "status")]
        for channel, topic in names:
            await served.realtime.send(as_they_are(foreign(b"1", topic, channel)))
        problems = [message["problems"] for message in (await told(served))["messages"]]
        assert problems[0] == ["the channel 'pipeline:{run_id}' has no topic 'nothing'"]
        assert "no channel has the name 'nobody'" in problems[1][0]
        assert "no channel has the name" in problems[2][0]


async def test_what_was_refused_is_told_as_not_published() -> None:
    async with serving(MemoryTransport(), inspector=True) as served:
        await served.realtime.aclose()
        with pytest.raises(Exception, match="closed") as refused:
            await served.say("late")
        [message] = (await told(served))["messages"]
        assert (message["ways"], message["problems"]) == ({"failed": 1}, [str(refused.value)])


async def test_the_history_of_a_topic() -> None:
    transport = MemoryTransport(history=History())
    async with serving(transport, inspector=True) as served:
        await served.say("one")
        await transport.send(foreign(b"{"))
        await served.say("two")
        where = {"channel": "pipeline:abc", "topic": "status"}
        status, answer = await history(served, **where)
        assert status == 200
        assert [message["body"] for message in answer["messages"]] == [
            '{"message":"one"}',
            "{",
            '{"message":"two"}',
        ]
        assert [bool(message["problems"]) for message in answer["messages"]] == [False, True, False]
        assert len((await history(served, **where, last="1"))[1]["messages"]) == 1
        for last in ("", "-1", "1000000", "x", "²"):
            assert (await history(served, **where, last=last))[0] == 400, last
        assert (await history(served, channel="nobody", topic="status"))[0] == 404
        assert (await history(served, channel="pipeline:abc", topic="nothing"))[0] == 404
        assert (await history(served))[0] == 404


async def test_a_transport_without_history() -> None:
    async with serving(MemoryTransport(), inspector=True) as served:
        status, answer = await history(served, channel="pipeline:abc", topic="status")
        assert status == 501
        assert "MemoryTransport" in answer["error"]
        with pytest.raises(NoHistory, match="MemoryTransport"):
            await served.realtime.history(served.channel.status)


async def test_cursors_and_the_log_pass_through() -> None:
    async with serving(inspector=True) as served:
        async with served.realtime.subscribe(served.channel.status) as messages:
            cursor = messages.cursor
        await served.say("meanwhile")
        async with served.realtime.subscribe(served.channel.status, since=cursor) as messages:
            assert (await anext(messages)).data.message == "meanwhile"
        newest = await served.realtime.log().newest(("pipeline:abc", "status"), 5)
        assert len(newest.messages) == 1


async def test_a_subscription_that_is_left_or_dropped_is_not_open() -> None:
    async with serving(inspector=True) as served:
        subscription = served.realtime.subscribe(served.channel.status)
        async with subscription:
            assert (await told(served))["channels"][0]["subscriptions"] == 1
        assert (await told(served))["channels"] == []
        subscription = served.realtime.subscribe(served.channel.status)
        await subscription.__aenter__()
        assert (await told(served))["channels"][0]["subscriptions"] == 1
        del subscription
        gc.collect()
        assert (await told(served))["channels"] == []


async def test_a_slow_reader_holds_nobody() -> None:
    """Its connection ends; what is published meanwhile passes at once."""
    async with serving(inspector=True, send_timeout=0.5) as served:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", int(served.base.split(":")[2].split("/")[0]), limit=1024
        )
        writer.write(b"GET /v1/realtime/inspect/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        connections = served.gateway._connections
        async with asyncio.timeout(60):
            while len(connections):
                await served.say(*["x" * 4000] * 100)
                await asyncio.sleep(0.01)
        writer.close()


async def test_it_is_off_by_default() -> None:
    async with serving() as served:
        for path in ("", "/events", "/history"):
            async with served.client.get(f"{served.base}/inspect{path}") as response:
                assert response.status == 404


def test_it_is_not_imported_where_it_is_off() -> None:
    program = (
        "import sys; from realtime_runtime import *; from realtime_runtime.gateway import Gateway;"
        "from generated import CHANNELS; Gateway(Realtime(MemoryTransport()), 'x' * 32, "
        "channels=CHANNELS); print([m for m in sys.modules if 'inspector' in m])"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert ran.stdout.strip() == b"[]"


async def test_it_says_once_that_it_is_on_and_ends_with_the_gateway(
    caplog: pytest.LogCaptureFixture,
) -> None:
    transport = MemoryTransport()
    realtime = Realtime(transport)
    with caplog.at_level(logging.WARNING, "realtime_runtime"):
        gateway = Gateway(realtime, SECRET, channels=CHANNELS, inspector=True)
        assert realtime._transport is not transport
        await realtime.publish(pipeline_channel(run_id="a").status, {"message": "a"})
        await gateway.aclose()
    assert realtime._transport is transport
    [record] = caplog.records
    assert "for development" in record.message


async def ask(client: tuple[str, int] | None, path: str = "/inspect", **headers: str) -> int:
    """What a server would answer to who asks from an address."""
    gateway = Gateway(Realtime(MemoryTransport()), SECRET, channels=CHANNELS, inspector=True)
    own = {"host": "localhost:8000", **headers}
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/v1/realtime{path}",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), own[name].encode()) for name in own],
        "client": client,
    }
    answers: list[Any] = []

    async def send(event: Any) -> None:
        answers.append(event)

    async def receive() -> Any:
        await asyncio.Event().wait()

    await gateway(scope, receive, send)
    return int(answers[0]["status"])


async def test_it_answers_only_to_this_machine() -> None:
    here = ("127.0.0.1", 5)
    for client in (here, ("::1", 5), ("::ffff:127.0.0.1", 5), ("127.1.2.3", 5)):
        assert await ask(client) == 200, client
    for other in (("192.0.2.1", 5), ("2001:db8::1", 5), ("::ffff:192.0.2.1", 5), ("", 0), None):
        for path in ("/inspect", "/inspect/events", "/inspect/history"):
            assert await ask(other, path) == 403, other
    for host in ("127.0.0.1", "[::1]:80", "LOCALHOST"):
        assert await ask(here, host=host) == 200, host
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "[", "a@b"):
        assert await ask(here, host=host) == 403, host
    assert await ask(here, origin="http://localhost:8000") == 200
    for origin in ("http://evil.example", "http://localhost:3000", "null"):
        assert await ask(here, origin=origin) == 403, origin
    assert await ask(here, x_forwarded_for="192.0.2.1") == 403


async def test_pages_that_the_gateway_admits_are_not_admitted_here() -> None:
    async with serving(inspector=True, origins=["*"]) as served:
        url = f"{served.base}/inspect/events"
        headers = {"Origin": "https://evil.example"}
        async with served.client.get(url, headers=headers) as response:
            assert response.status == 403
            assert "access-control-allow-origin" not in response.headers
            assert response.headers["cross-origin-resource-policy"] == "same-origin"
        async with served.client.post(url) as response:
            assert (response.status, response.headers["allow"]) == (405, "GET")


async def test_other_readers_are_served_beside_it() -> None:
    async with serving(inspector=True) as served, served.events(served.key()) as response:
        await read_events(response, 1)
        await served.say("hello")
        [event] = await read_events(response, 1)
        assert event.frame["data"] == {"message": "hello"}

        async def is_told() -> bool:
            [active] = (await told(served))["channels"]
            return (active["subscriptions"], active["received"]) == (1, 1)

        await eventually(is_told)
