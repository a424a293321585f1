"""Durable Streams: what the protocol's clients read. Its own conformance suite is run besides."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from realtime_runtime import History, MemoryTransport, Message
from realtime_runtime.gateway import Limits

from .serving import Served, read_events, serving

FRESH = "max-age=60, stale-while-revalidate=300"


class Read:
    """An answer of a stream."""

    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def words(self) -> list[str]:
        return [payload["message"] for payload in json.loads(self.body)]

    @property
    def next(self) -> str:
        offset: str = self.headers["stream-next-offset"]
        return offset

    @property
    def is_up_to_date(self) -> bool:
        return "stream-up-to-date" in self.headers


async def read(served: Served, *, method: str = "GET", tag: str = "", **query: str) -> Read:
    query.setdefault("token", served.key())
    url = f"{served.base}/streams/{served.channel.name}/{query.pop('topic', 'status')}"
    headers = {"If-None-Match": tag} if tag else {}
    async with served.client.request(method, url, params=query, headers=headers) as response:
        return Read(response.status, response.headers, await response.read())


async def test_catching_up_and_going_on() -> None:
    async with serving() as served:
        empty = await read(served)
        assert (empty.body, empty.is_up_to_date) == (b"[]", True)
        await served.say("a", "b")
        both = await read(served, offset=empty.next)
        assert (both.words, both.is_up_to_date) == (["a", "b"], True)
        assert (await read(served, offset="-1")).words == ["a", "b"]
        none = await read(served, offset=both.next)
        assert (none.words, none.next) == ([], both.next)
        await served.say("c")
        assert (await read(served, offset=both.next)).words == ["c"]
        now = await read(served, offset="now")
        assert (now.words, now.headers["cache-control"]) == ([], "no-store")


async def test_much_is_read_in_parts() -> None:
    async with serving(limits=Limits(page=45)) as served:
        await served.say(*"abcdefg")
        offset, words, parts = "-1", "", 0
        while True:
            part = await read(served, offset=offset)
            words, parts, offset = words + "".join(part.words), parts + 1, part.next
            if part.is_up_to_date:
                break
        assert (words, parts) == ("abcdefg", 3)


async def test_offsets_grow_as_text() -> None:
    async with serving(MemoryTransport(history=History(last=300))) as served:
        offsets = [(await read(served)).next]
        for _ in range(40):
            await served.say("x")
            offsets.append((await read(served, offset="now")).next)
        assert offsets == sorted(set(offsets))


async def test_the_same_answer_is_not_sent_twice() -> None:
    async with serving() as served:
        await served.say("a")
        first = await read(served)
        tag = first.headers["etag"]
        assert first.headers["cache-control"].startswith("private, ")
        again = await read(served, tag=tag)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        await served.say("b")
        assert (await read(served, tag=tag)).words == ["a", "b"]


async def test_what_the_history_has_no_more_is_gone() -> None:
    history = History(last=2, lifetime=timedelta(hours=1))
    async with serving(MemoryTransport(history=history)) as served:
        await served.say("a")
        first = await read(served)
        await served.say("b", "c", "d")
        assert (await read(served, offset=first.next)).status == 410
        assert (await read(served, offset="-1")).words == ["c", "d"]
        long_ago = f"{1:011x}01"
        assert (await read(served, offset=long_ago)).status == 410


@pytest.mark.parametrize(
    "query",
    [
        {"offset": "nonsense"},
        {"offset": ""},
        {"offset": "1,2"},
        {"offset": "0" * 400},
        {"live": "long-poll"},
        {"live": "sse"},
        {"live": "x", "offset": "-1"},
    ],
)
async def test_what_the_protocol_does_not_have(query: dict[str, str]) -> None:
    async with serving() as served:
        assert (await read(served, **query)).status == 400


async def test_a_long_poll_waits() -> None:
    async with serving() as served:
        for is_now in (True, False):
            offset = "now" if is_now else (await read(served)).next
            polling = asyncio.create_task(read(served, offset=offset, live="long-poll"))
            while not _readers(served):  # noqa: ASYNC110 - no event tells it
                await asyncio.sleep(0.01)
            await served.say("new")
            polled = await polling
            assert (polled.words, polled.is_up_to_date) == (["new"], True)
            assert polled.headers["stream-cursor"].isdigit()
            kept = polled.headers["cache-control"]
            assert kept == ("no-store" if is_now else "private, " + FRESH)
            assert ("etag" in polled.headers) is not is_now


def _readers(served: Served) -> object:
    return served.realtime._transport._inboxes.by_topic  # type: ignore[attr-defined]  # of memory


async def test_a_long_poll_answers_what_is_there_at_once() -> None:
    async with serving() as served:
        await served.say("a")
        assert (await read(served, offset="-1", live="long-poll")).words == ["a"]


@pytest.mark.parametrize("is_public", [True, False])
async def test_a_long_poll_in_vain(*, is_public: bool) -> None:
    async with serving(poll=0.1, public=lambda _: is_public) as served:
        polled = await read(served, offset="now", live="long-poll", cursor="99999999")
        assert (polled.status, polled.body, polled.is_up_to_date) == (204, b"", True)
        assert int(polled.headers["stream-cursor"]) > 99999999
        assert polled.headers["cache-control"] == "no-store"
        end = await read(served, offset=polled.next, live="long-poll")
        kept = "public, max-age=20" if is_public else "no-store"
        assert (end.status, end.headers["cache-control"]) == (204, kept)
        await served.say("a")
        assert (await read(served, offset=polled.next)).words == ["a"]


async def test_events() -> None:
    async with serving() as served:
        await served.say("a", "b")
        url = f"{served.base}/streams/pipeline:abc/status"
        params = {"token": served.key(), "offset": "-1", "live": "sse"}
        async with served.client.get(url, params=params) as response:
            data, control = await read_events(response, 2)
            assert (data.kind, json.loads(data.data)) == (
                "data",
                [{"message": "a"}, {"message": "b"}],
            )
            assert control.kind == "control"
            assert json.loads(control.data)["upToDate"] is True
            await served.say("c")
            data, control = await read_events(response, 2)
            assert json.loads(data.data) == [{"message": "c"}]
            end = json.loads(control.data)["streamNextOffset"]
        assert (await read(served, offset="now")).next == end


async def test_head_tells_the_end() -> None:
    async with serving() as served:
        await served.say("a")
        head = await read(served, method="HEAD")
        assert head.headers["cross-origin-resource-policy"] == "same-origin"
        assert (head.status, head.body) == (200, b"")
        assert head.headers["cache-control"] == "no-store"
        assert head.next == (await read(served)).next


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
async def test_streams_are_only_read(method: str) -> None:
    async with serving() as served:
        refused = await read(served, method=method)
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


async def test_who_may_read() -> None:
    async with serving(public=lambda topic: topic.topic == "tokens") as served:
        refused = await read(served, token="")
        assert (refused.status, refused.headers["cache-control"]) == (401, "no-store")
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert (await read(served, topic="result")).status == 403
        assert (await read(served, topic="nix")).status == 403  # nobody is told what there is
        assert (await read(served, topic="nix", token="")).status == 401
        anybody = await read(served, topic="tokens", token="")
        assert anybody.status == 200
        assert anybody.headers["cache-control"].startswith("public, ")
        assert anybody.headers["access-control-allow-origin"] == "*"


async def test_an_invalid_message_is_left_out() -> None:
    async with serving() as served:
        topic = served.channel.status
        for body in (b"{}", b'{"message":"valid"}', b"\xff"):
            message = Message.received(topic.channel, topic.topic, body)
            await served.realtime._transport.send(message)
        got = await read(served)
        assert (got.words, got.is_up_to_date) == (["valid"], True)
        assert (await read(served, offset=got.next)).words == []


async def test_without_history_there_are_no_streams() -> None:
    async with serving(MemoryTransport()) as served:
        assert (await read(served)).status == 404
