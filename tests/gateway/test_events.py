"""Server-sent events."""

import asyncio
import json

from realtime_runtime import MemoryTransport, Message

from .serving import read_events, serving


async def test_messages_arrive_with_cursors() -> None:
    async with serving() as served:
        await served.say("before")
        async with served.events(served.key(last=1)) as response:
            assert response.status == 200
            assert response.headers["content-type"] == "text/event-stream"
            assert response.headers["cache-control"] == "no-cache, no-store, no-transform"
            assert response.headers["x-accel-buffering"] == "no"
            await served.say("now")
            start, before, now = await read_events(response, 3)
        assert start.data == ""
        assert start.id
        assert before.frame["data"] == {"message": "before"}
        assert now.frame["data"] == {"message": "now"}
        assert now.id == now.frame["fn_id"]
        assert now.frame["channel"] == "pipeline:abc"
        assert now.frame["topic"] == "status"


async def test_a_connection_goes_on_behind_its_last_event() -> None:
    async with serving() as served:
        async with served.events(served.key()) as response:
            await served.say("one")
            *_, one = await read_events(response, 2)
        await served.say("two", "three")
        async with served.events(served.key(last=100), one.id) as response:
            _, two, three = await read_events(response, 3)
            assert [two.frame["data"]["message"], three.frame["data"]["message"]] == [
                "two",
                "three",
            ]


async def test_a_connection_that_broke_before_the_first_message_misses_nothing() -> None:
    async with serving() as served:
        async with served.events(served.key()) as response:
            [start] = await read_events(response, 1)
        await served.say("meanwhile")
        async with served.events(served.key(), start.id) as response:
            _, event = await read_events(response, 2)
            assert event.frame["data"] == {"message": "meanwhile"}


async def test_a_new_page_goes_on_at_a_cursor_of_its_url_or_its_token() -> None:
    async with serving() as served:
        async with served.events(served.key()) as response:
            [start] = await read_events(response, 1)
        await served.say("meanwhile")
        assert start.id
        for key, query in ((served.key(), {"since": start.id}), (served.key(since=start.id), {})):
            async with served.events(key, **query) as response:
                _, event = await read_events(response, 2)
                assert event.frame["data"] == {"message": "meanwhile"}


async def test_a_cursor_of_something_else_is_a_gap() -> None:
    async with serving() as served:
        await served.say("old")
        async with served.events(served.key(), "nonsense") as response:
            await served.say("new")
            _, gap, new = await read_events(response, 3)
        assert gap.kind == "gap"
        assert json.loads(gap.data)["kind"] == "reset"
        assert new.frame["data"] == {"message": "new"}


async def test_a_quiet_connection_says_something() -> None:
    async with serving(heartbeat=0.05) as served, served.events(served.key()) as response:
        await read_events(response, 1)
        assert await response.content.readline() == b": ping\n"


async def test_a_connection_ends_at_its_age_and_with_the_gateway() -> None:
    async with serving(max_age=0.2) as served, served.events(served.key()) as response:
        assert len(await read_events(response, 9)) == 1  # and then the response ends
    async with serving() as served, served.events(served.key()) as response:
        await read_events(response, 1)
        await served.gateway.aclose()
        assert await read_events(response, 1) == []
        async with served.events(served.key()) as late:
            assert (late.status, late.headers["retry-after"]) == (503, "1")


async def test_without_history_there_are_no_ids_and_nothing_to_go_on_from() -> None:
    async with serving(MemoryTransport()) as served:
        async with served.events(served.key()) as response:
            await served.say("live")
            start, live = await read_events(response, 2)
            assert (start.id, live.id) == (None, None)
            assert "fn_id" not in live.frame
        async with served.events(served.key(last=3)) as response:
            assert response.status == 501


async def test_a_body_with_line_ends_is_one_event() -> None:
    async with serving() as served, served.events(served.key()) as response:
        topic = served.channel.status
        body = b'{\r\n"message":\n"two\\nlines"\r}\n'
        await served.realtime._transport.send(Message.received(topic.channel, topic.topic, body))
        _, event = await read_events(response, 2)
        assert event.frame["data"] == {"message": "two\nlines"}


async def test_an_invalid_message_is_skipped() -> None:
    async with serving() as served, served.events(served.key()) as response:
        topic = served.channel.status
        for body in (b"{}", b'1},"channel":"other"', b"\xff"):
            message = Message.received(topic.channel, topic.topic, body)
            await served.realtime._transport.send(message)
        await served.say("valid")
        _, event = await read_events(response, 2)
        assert event.frame["data"] == {"message": "valid"}


async def test_a_closed_transport_ends_the_response() -> None:
    async with serving() as served, served.events(served.key()) as response:
        await read_events(response, 1)
        await served.realtime.aclose()
        assert await read_events(response, 1) == []
        async with served.events(served.key()) as late:
            assert late.status == 503


async def test_who_leaves_is_not_served_any_more() -> None:
    async with serving() as served:
        async with served.events(served.key()) as response:
            await read_events(response, 1)
            assert len(served.gateway._connections) == 1
        while len(served.gateway._connections):  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.01)
        assert not served.realtime._transport._inboxes.by_topic  # type: ignore[attr-defined]  # of memory
