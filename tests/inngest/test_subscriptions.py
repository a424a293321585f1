"""Subscriptions: typed messages over a websocket that is opened again when it breaks."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import ConnectionFailed
from realtime_runtime.inngest import Inngest, TokenFailed

from generated import alerts_channel, pipeline_channel
from generated.pipeline import PipelineStatus, Token

from .channels import WIRE, chat, recorded
from .stub import Answer, Stub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from realtime_runtime import Gap, InvalidPayload, Message

channel = pipeline_channel(run_id="abc")
LIMIT = 10  # seconds, so that a lost message fails a test instead of hanging it


async def take(messages: AsyncIterator[Message[Any]], count: int) -> list[Message[Any]]:
    """The next messages."""
    async with asyncio.timeout(LIMIT):
        return [await anext(messages) for _ in range(count)]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_messages_are_models(stub: Stub, client: Inngest) -> None:
    """What is published arrives as the topics' models, with ids and the time of the server."""
    async with client.realtime.subscribe(channel.status, channel.tokens) as messages:
        await client.realtime.publish(channel.status, {"message": "ok"})
        await client.realtime.publish(channel.tokens, {"token": "word", "index": 1})
        await client.realtime.publish(alerts_channel.count, 1)  # of another channel
        first, second = await take(messages, 2)
    assert (first.data, second.data) == (PipelineStatus(message="ok"), Token(token="word", index=1))
    assert (first.channel, first.topic, first.run_id) == ("pipeline:abc", "status", None)
    assert [first.id, second.id] == [request.metadata["id"] for request in stub.published()[:2]]
    assert timedelta(0) <= datetime.now(UTC) - first.created_at < timedelta(minutes=1)
    await until(lambda: stub.subscribers == 0)


@pytest.mark.parametrize("case", recorded("publish-bodies"), ids=lambda case: case["case"])
async def test_recorded_frames_are_read(case: dict[str, Any], stub: Stub, client: Inngest) -> None:
    """Each recorded frame gives the payload that was published, and the server's time."""
    async with client.realtime.subscribe(chat.messages) as messages:
        stub.send(case["frames"][0])
        (message,) = await take(messages, 1)
    assert message.data == json.loads(case["request"]["body"])
    told = json.loads(case["frames"][0])["created_at"]  # with up to nine digits
    assert message.created_at == datetime.fromisoformat(f"{told.removesuffix('Z')[:26]}+00:00")


async def test_run_ids_are_read(stub: Stub, client: Inngest) -> None:
    """The ID of the run that published is the message's `run_id`."""
    (case,) = [c for c in recorded("publish-params") if c["case"] == "run_id_valid"]
    async with client.realtime.subscribe(chat.messages) as messages:
        stub.send(case["frames"][0])
        (message,) = await take(messages, 1)
    assert message.run_id == case["request"]["query"]["run_id"]


async def test_a_token_is_asked_for_each_topic_once(stub: Stub, client: Inngest) -> None:
    """One token carries all topics, of several channels, each once."""
    topics = (channel.status, alerts_channel.count, channel.status)
    async with client.realtime.subscribe(*topics) as messages:
        await client.realtime.publish(alerts_channel.count, 3)
        (message,) = await take(messages, 1)
    assert message.data == 3
    (request,) = stub.tokens
    asked = [(item["channel"], item["name"], item["kind"]) for item in request.json]
    assert asked == [("pipeline:abc", "status", "run"), ("alerts", "count", "run")]


async def test_a_broken_connection_is_made_again(stub: Stub, client: Inngest) -> None:
    """When the server drops the connection, a new one is opened with a fresh token, and the
    caller is told from when until when messages may have been missed."""
    gaps: list[Gap] = []
    async with client.realtime.subscribe(chat.text, on_gap=gaps.append) as messages:
        await client.realtime.publish(chat.text, "before")
        assert [message.data for message in await take(messages, 1)] == ["before"]
        reading = asyncio.create_task(take(messages, 1))
        await asyncio.to_thread(stub.cut)
        await until(lambda: len(stub.tokens) == 2 and stub.subscribers == 1)
        await client.realtime.publish(chat.text, "after")
        assert [message.data for message in await reading] == ["after"]
    (gap,) = gaps
    assert gap.since < gap.until
    assert gap.reason == "no close frame received or sent"


async def test_connecting_goes_on_until_it_succeeds(stub: Stub, client: Inngest) -> None:
    """While the server is away or refuses, connecting is tried again, with a fresh token each
    time; it is one gap to the caller."""
    gaps: list[Gap] = []
    async with client.realtime.subscribe(chat.text, on_gap=gaps.append) as messages:
        reading = asyncio.create_task(take(messages, 1))
        stub.answers += [Answer(503), Answer(None), Answer(401, "no")]
        await asyncio.to_thread(stub.cut)
        await until(lambda: len(stub.tokens) == 5 and stub.subscribers == 1)
        await client.realtime.publish(chat.text, "after")
        await reading
    assert len(gaps) == 1


async def test_the_first_connection_is_not_tried_again(
    stub: Stub, new_client: Callable[..., Inngest]
) -> None:
    """Entering a subscription that cannot be had is ConnectionFailed, with the server's words;
    where there is no token, TokenFailed."""
    stub.answers.append(Answer(401, "Authentication failed\n"))
    client = new_client()
    with pytest.raises(TokenFailed, match="Authentication failed"):
        async with client.realtime.subscribe(chat.text):
            pass
    stub.answers += [Answer(201, '{"jwt":"a.b.c"}')]
    with pytest.raises(ConnectionFailed, match="401"):
        async with client.realtime.subscribe(chat.text):
            pass
    away = new_client(origin="http://127.0.0.1:9")
    with pytest.raises(TokenFailed, match="Connection refused"):
        async with away.realtime.subscribe(chat.text):
            pass


async def test_closing_ends_subscriptions_of_all_event_loops(stub: Stub, client: Inngest) -> None:
    """Closing, also without an event loop, ends what other threads read, and their connections."""

    async def follow() -> list[Any]:
        async with client.realtime.subscribe(chat.text) as messages:
            return [message async for message in messages]

    followers = [asyncio.create_task(asyncio.to_thread(asyncio.run, follow())) for _ in range(2)]
    followers.append(asyncio.create_task(follow()))
    await until(lambda: stub.subscribers == 3)
    await asyncio.to_thread(client.realtime.close)
    async with asyncio.timeout(LIMIT):
        assert await asyncio.gather(*followers) == [[], [], []]
    await until(lambda: stub.subscribers == 0)


async def test_repetitions_are_dropped(stub: Stub, client: Inngest) -> None:
    """A message that was sent twice under one id, as after a crash, is received once."""
    async with client.realtime.subscribe(chat.text) as messages:
        for id_, text in (("a", "1"), ("a", "1"), ("b", "2"), ("a", "1"), ("c", "3")):
            stub.send(frame(text, metadata={"id": id_}))
        assert [message.data for message in await take(messages, 3)] == ["1", "2", "3"]


async def test_one_id_on_two_topics_is_no_repetition(stub: Stub, client: Inngest) -> None:
    """IDs are compared within a topic: other publishers may give them a meaning of their own."""
    async with client.realtime.subscribe(chat.text, chat.messages) as messages:
        for topic in ("text", "messages", "text"):
            stub.send(frame("x", topic=topic, metadata={"id": "a"}))
        stub.send(frame("last"))
        received = await take(messages, 3)
    assert [message.topic for message in received] == ["text", "messages", "text"]
    assert received[2].data == "last"


async def test_messages_without_an_id_are_all_kept(stub: Stub, client: Inngest) -> None:
    """Other publishers send no id, or metadata of their own: nothing of theirs is dropped."""
    async with client.realtime.subscribe(chat.text) as messages:
        for metadata in (None, None, {"k": "v"}, [1], "text", {"id": 7}, {"id": 7}):
            stub.send(frame("x", metadata=metadata))
        assert len(await take(messages, 7)) == 7


async def test_invalid_messages_are_reported(stub: Stub, client: Inngest) -> None:
    """What the topic's schema refuses goes to `on_invalid`, with its body; the next is read."""
    found: list[InvalidPayload] = []
    async with client.realtime.subscribe(chat.text, on_invalid=found.append) as messages:
        stub.send(frame(5))
        stub.send(frame("right"))
        assert [message.data for message in await take(messages, 1)] == ["right"]
    assert [(error.body, error.problems[0].found) for error in found] == [(b"5", "5")]


OTHER_FRAMES = ["no json", "[]", "{}", "7", '{"kind":"closing"}', "null"]


async def test_other_frames_are_reported(
    stub: Stub, client: Inngest, caplog: pytest.LogCaptureFixture
) -> None:
    """Frames that carry no message, chunk streams among them, are logged and skipped."""
    async with client.realtime.subscribe(chat.text) as messages:
        for text in OTHER_FRAMES:
            stub.send(text)
        stub.send(frame("part", kind="chunk"))
        stub.send(frame("right"))
        assert [message.data for message in await take(messages, 1)] == ["right"]
    skipped = [record for record in caplog.records if "was skipped" in record.message]
    assert len(skipped) == len(OTHER_FRAMES) + 1
    assert "'chunk'" in skipped[-1].message


async def test_a_message_of_no_asked_topic_is_reported(
    stub: Stub, client: Inngest, caplog: pytest.LogCaptureFixture
) -> None:
    """A frame for a topic that was not subscribed to does not end the subscription."""
    async with client.realtime.subscribe(chat.text) as messages:
        stub.send(frame("x", topic="other"))
        stub.send(frame("right"))
        assert [message.data for message in await take(messages, 1)] == ["right"]
    assert "other" in caplog.text


async def test_the_largest_frame_is_read(stub: Stub, client: Inngest) -> None:
    """A payload of the largest size arrives, also where the server writes six bytes for one."""
    text = "<" * 500_000
    async with client.realtime.subscribe(chat.text) as messages:
        stub.send(frame(text).replace("<", "\\u003c"))
        (message,) = await take(messages, 1)
    assert message.data == text


async def test_pings_are_answered(stub: Stub, client: Inngest) -> None:
    """The server's keepalive, a PING at once and every 15 seconds, needs nothing of the caller,
    and its recorded frames give one message."""
    frames = json.loads((WIRE / "websocket-frames.json").read_text())["frames"]
    (recorded_text,) = [item["text"] for item in frames if item.get("opcode") == "text"]
    async with client.realtime.subscribe(chat.messages) as messages:
        await asyncio.to_thread(stub.ping)
        renamed = json.loads(recorded_text) | {"channel": chat.name, "topic": "messages"}
        stub.send(json.dumps(renamed))
        (message,) = await take(messages, 1)
        await until(lambda: stub.pongs >= 2)
    assert message.data == {"n": 1}


def frame(data: object, *, kind: str = "data", topic: str = "text", metadata: object = None) -> str:
    """A frame as the server sends it."""
    fields: dict[str, object] = {"kind": kind, "data": data}
    if metadata is not None:
        fields["metadata"] = metadata
    fields |= {"created_at": "2026-11-22T13:28:22.8975542Z", "channel": chat.name, "topic": topic}
    return json.dumps(fields)
