"""Sizes: what is over the server's limit is refused, with the fields that make it so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import PayloadTooLarge

from .channels import chat
from .stub import READ

if TYPE_CHECKING:
    from realtime_runtime.inngest import Inngest

    from .stub import Stub


async def test_the_largest_payload_passes(stub: Stub, client: Inngest) -> None:
    """As many bytes as the server reads are sent."""
    await client.realtime.publish(chat.text, "x" * (READ - 2))
    assert len(stub.requests[0].body) == READ


async def test_a_byte_more_is_refused(stub: Stub, client: Inngest) -> None:
    """One byte more, which the server would cut off, is PayloadTooLarge; bytes count, not
    letters."""
    for text in ("x" * (READ - 1), "é" * (READ // 2)):
        with pytest.raises(PayloadTooLarge) as caught:
            await client.realtime.publish(chat.text, text)
        assert (caught.value.topic, caught.value.limit) == ("text", READ)
        assert caught.value.size == len(text.encode()) + 2
    assert stub.requests == []


async def test_what_is_too_large_names_its_largest_fields(client: Inngest) -> None:
    """PayloadTooLarge names the largest fields, inside the one that makes up most of it."""
    sources = [{"title": "a", "body": "x" * READ}, {"title": "b", "body": "y" * 10}]
    with pytest.raises(PayloadTooLarge) as caught:
        await client.realtime.publish(chat.messages, {"n": 1, "a/b": {"sources": sources}})
    assert caught.value.largest == (
        ("/a~1b/sources/0/body", READ + 2),
        ("/a~1b/sources/0/title", 3),
    )
    assert "largest fields: /a~1b/sources/0/body (524,290 bytes)" in str(caught.value)


def kilobytes(number: int) -> str:
    """A string of so many thousand bytes, with its quotes."""
    return "x" * (number * 1000 - 2)


def nested(levels: int) -> list[Any]:
    """A string of six hundred thousand bytes in so many lists."""
    data: Any = kilobytes(600)
    for _ in range(levels):
        data = [data]
    return list(data)


LARGEST: dict[str, tuple[Any, list[tuple[str, int]]]] = {
    "the three largest, largest first": (
        {"a": kilobytes(100), "b": kilobytes(200), "c": kilobytes(110), "d": kilobytes(300)},
        [("/d", 300_000), ("/b", 200_000), ("/c", 110_000)],
    ),
    "as many as there are": (
        {"a": kilobytes(300), "b": kilobytes(301)},
        [("/b", 301_000), ("/a", 300_000)],
    ),
    "not inside one that is less than four fifths": (
        {"a": [kilobytes(470)], "b": kilobytes(120)},
        [("/a", 470_002), ("/b", 120_000)],
    ),
    "inside one that is more": (
        {"a": [kilobytes(230), kilobytes(240)], "b": kilobytes(100)},
        [("/a/1", 240_000), ("/a/0", 230_000)],
    ),
    "bytes, not letters": (
        {"é": "é" * 300_000, "n": 12345},
        [("/é", 600_002), ("/n", 5)],
    ),
    "no further than ten levels": (nested(20), [("/0" * 10, 600_020)]),
    "none of a string": (kilobytes(600), []),
    "in the order of the payload where they are of one size": (
        [kilobytes(200), kilobytes(200), kilobytes(200), kilobytes(200)],
        [("/0", 200_000), ("/1", 200_000), ("/2", 200_000)],
    ),
}


@pytest.mark.parametrize("case", LARGEST)
async def test_the_largest_fields(case: str, client: Inngest) -> None:
    """`largest` has the three largest fields of the payload, or of the part that makes it large,
    with their sizes in bytes of JSON; the text has them too."""
    data, largest = LARGEST[case]
    for publish in (client.realtime.publish, None):
        with pytest.raises(PayloadTooLarge) as caught:
            if publish is None:
                client.realtime.publish_sync(chat.messages, data)
            else:
                await publish(chat.messages, data)
        assert caught.value.largest == tuple(largest)
    fields = ", ".join(f"{pointer} ({size:,} bytes)" for pointer, size in largest)
    where = "for topic 'messages' of channel 'wire:chat-1', over the limit of 524,288"
    end = f"; largest fields: {fields}" if fields else ""
    assert str(caught.value) == f"{caught.value.size:,} bytes {where}{end}"
