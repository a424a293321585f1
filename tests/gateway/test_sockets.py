"""Websockets in Inngest's wire format."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from generated import alerts_channel, pipeline_channel

from .serving import Served, serving

REFUSED = b'{"error":"Not authenticated","data":null,"status":401}\n'


async def frames(socket: Any, count: int) -> list[Any]:
    return [json.loads(await socket.receive_str(timeout=30)) for _ in range(count)]


async def test_a_frame_is_as_inngests_server_writes_it() -> None:
    async with serving() as served, served.connect(served.key()) as socket:
        channel = served.channel
        message = channel.status({"message": "hello"}).replace(run_id="01ABC")
        await served.realtime._transport.send(message)
        [frame] = await frames(socket, 1)
        assert frame.pop("fn_id")
        assert frame.pop("created_at").endswith("Z")
        assert frame == {
            "kind": "data",
            "data": {"message": "hello"},
            "channel": "pipeline:abc",
            "topic": "status",
            "env_id": "00000000-0000-4000-b000-000000000000",
            "run_id": "01ABC",
            "metadata": {"id": message.id},
        }


async def test_a_token_brings_history_and_the_cursor_goes_on() -> None:
    async with serving() as served:
        await served.say("a", "b", "c")
        async with served.connect(served.key(last=2)) as socket:
            b, c = await frames(socket, 2)
            assert [b["data"]["message"], c["data"]["message"]] == ["b", "c"]
        await served.say("d")
        async with served.connect(served.key(since=c["fn_id"])) as socket:
            [d] = await frames(socket, 1)
            assert d["data"]["message"] == "d"
        async with served.connect(served.key(), since=c["fn_id"]) as socket:
            assert (await frames(socket, 1))[0]["data"]["message"] == "d"


@pytest.mark.parametrize("key", ["", "nope", "a.b.c"])
async def test_a_bad_token_gets_inngests_answer(key: str) -> None:
    async with serving() as served:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await served.connect(key)
        assert refused.value.status == 401
        async with served.events(key) as response:
            assert (response.status, await response.read()) == (401, REFUSED)


async def test_more_topics_on_an_open_socket() -> None:
    async with serving() as served:
        alerts = served.gateway.token(alerts_channel, topics=[alerts_channel.count], last=1)
        await served.realtime.publish(alerts_channel.count, 1)
        topics = [served.channel.status]
        async with served.connect(served.key(topics=topics)) as socket:
            for token in (alerts["key"], alerts["key"], served.key(topics=topics)):  # each once
                await socket.send_str(json.dumps({"kind": "sub", "data": token}))
            [first] = await frames(socket, 1)
            assert (first["channel"], first["data"]) == ("alerts", 1)
            await served.realtime.publish(alerts_channel.count, 2)
            await served.say("still here")
            got = await frames(socket, 2)
            assert sorted(str(frame["data"]) for frame in got) == ["2", "{'message': 'still here'}"]
            leave = {"kind": "run", "channel": "alerts", "name": "count"}
            await socket.send_str(json.dumps({"kind": "unsub", "data": [leave]}))
            await _until_heard(served)
            await served.realtime.publish(alerts_channel.count, 3)
            await served.say("the last")
            assert (await frames(socket, 1))[0]["data"] == {"message": "the last"}


async def _until_heard(served: Served) -> None:
    """Until nobody reads the topic that was left."""
    inboxes = served.realtime._transport._inboxes  # type: ignore[attr-defined]  # of memory
    while ("alerts", "count") in inboxes.by_topic:  # noqa: ASYNC110 - no event tells it
        await asyncio.sleep(0.01)


async def test_what_a_browser_says_besides_is_ignored() -> None:
    async with serving() as served, served.connect(served.key()) as socket:
        for text in (
            "junk",
            "[]",
            '"x"',
            '{"kind":"x"}',
            '{"kind":"sub","data":"no token"}',
            '{"kind":"sub","data":7}',
            '{"kind":"unsub","data":[1,{}]}',
            "[" * 9000,
        ):
            await socket.send_str(text)
        await socket.send_bytes(b"\x00\xff")
        await served.say("still open")
        assert (await frames(socket, 1))[0]["data"] == {"message": "still open"}


async def test_a_huge_frame_and_too_many_close_the_socket() -> None:
    async with serving() as served:
        async with served.connect(served.key()) as socket:
            await socket.send_str("x" * 100_000)
            message = await socket.receive(timeout=30)
            assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1009)
        async with served.connect(served.key()) as socket:
            for _ in range(1001):
                await socket.send_str("junk")
            message = await socket.receive(timeout=30)
            assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1008)


async def test_a_gap_is_told() -> None:
    async with serving() as served, served.connect(served.key(since="nonsense")) as socket:
        [gap] = await frames(socket, 1)
        assert (gap["kind"], gap["data"]["kind"]) == ("gap", "reset")


async def test_the_end_of_the_gateway_and_of_the_transport() -> None:
    async with serving() as served, served.connect(served.key()) as socket:
        closing = asyncio.create_task(served.gateway.aclose())
        message = await socket.receive(timeout=30)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1012)
        await closing
    async with serving() as served, served.connect(served.key()) as socket:
        await served.realtime.aclose()
        message = await socket.receive(timeout=30)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1012)


async def test_only_the_tokens_topics_are_sent() -> None:
    async with serving() as served:
        other = pipeline_channel(run_id="other")
        async with served.connect(served.key(topics=[served.channel.status], last=100)) as socket:
            await served.realtime.publish(other.status, {"message": "not yours"})
            await served.realtime.publish(served.channel.tokens, {"token": "not yours", "index": 0})
            await served.say("yours")
            assert (await frames(socket, 1))[0]["data"] == {"message": "yours"}
