"""assert_published: what passes, and what a person reads where it does not."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import Channel, InvalidPayload, Topic
from realtime_runtime.testing import (
    assert_not_published,
    assert_published,
    published,
    recording,
)

from generated import alerts_channel, pipeline_channel
from generated.pipeline import PipelineStatus

if TYPE_CHECKING:
    from realtime_runtime import Realtime

ch = pipeline_channel(run_id="abc")


class WideChannel(Channel, name="wide"):
    any: Topic[Any] = Topic("any", lambda: object, "{}")


def failure(*args: Any, **kwargs: Any) -> str:
    """The text of the failure that these arguments give."""
    with pytest.raises(AssertionError) as caught:
        assert_published(*args, **kwargs)
    return str(caught.value)


async def test_what_was_published_may_be_written_in_any_form(realtime: Realtime) -> None:
    """A dict, a model and a keyword argument say the same, whichever was published."""
    await realtime.publish(ch.status, PipelineStatus(message="ok"))
    assert_published(ch.status, {"message": "ok"})
    assert_published(ch.status, data=PipelineStatus(message="ok"))
    assert_published(ch.status.lazy, lambda: PipelineStatus(message="ok"))


async def test_equal_is_what_json_schema_holds_to_be_equal(realtime: Realtime) -> None:
    """1.0 is 1, the order of keys is nothing, and a datetime is its text."""
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    await realtime.publish(ch.result, {"finished_at": noon, "score": 1, "text": "x"})
    untyped: Any = {"text": "x", "score": 1.0, "finished_at": "2026-01-01T12:00:00Z"}
    assert_published(ch.result, untyped)


async def test_the_message_that_was_found_is_given(realtime: Realtime) -> None:
    """Of equal messages it is the latest, with its ID and its model."""
    await realtime.publish(alerts_channel.count, 1)
    await realtime.publish(alerts_channel.count, 1)
    found = assert_published(alerts_channel.count, 1)
    assert found is published(alerts_channel.count)[1]
    assert found.data == 1


async def test_published_lists_the_messages_of_a_topic(realtime: Realtime) -> None:
    """All messages of the topic, oldest first, decoded, and none of other topics."""
    await realtime.publish(ch.status, {"message": "a"})
    await realtime.publish(ch.tokens, {"token": "t"})
    await realtime.publish(ch.status, {"message": "b"})
    assert [message.data.message for message in published(ch.status)] == ["a", "b"]
    assert published(pipeline_channel(run_id="other").status) == []


async def test_a_difference_is_shown_to_the_nearest_message(realtime: Realtime) -> None:
    """The nearest message is compared line by line, the others follow in order of nearness."""
    await realtime.publish(ch.status, {"message": "far"})
    await realtime.publish(ch.status, {"message": "Writing", "step": "draft"})
    assert failure(ch.status, {"message": "Writing", "step": "final"}) == (
        "this was not published to topic 'status' of channel 'pipeline:abc':\n"
        "--- expected\n"
        "+++ published (the nearest of 2)\n"
        "@@ -1,4 +1,4 @@\n"
        " {\n"
        '   "message": "Writing",\n'
        '-  "step": "final"\n'
        '+  "step": "draft"\n'
        " }\n"
        "also published to it, nearest first:\n"
        '  {"message": "far"}'
    )


async def test_only_the_first_of_many_messages_are_listed(realtime: Realtime) -> None:
    """A failure stays readable after a thousand messages."""
    for number in range(1000):
        await realtime.publish(alerts_channel.count, number)
    text = failure(alerts_channel.count, 1000)
    assert len(text.splitlines()) < 20
    assert "  and 989 more" in text


async def test_a_wrong_topic_is_seen(realtime: Realtime) -> None:
    """Without a message on the topic, those of the channel's other topics are shown."""
    await realtime.publish(ch.status, {"message": "hi"})
    assert failure(ch.tokens, {"token": "hi"}) == (
        "this was not published to topic 'tokens' of channel 'pipeline:abc':\n"
        "  {\n"
        '    "token": "hi"\n'
        "  }\n"
        "nothing was published to it; to other topics of its channel:\n"
        '  \'status\': {"message": "hi"}'
    )


async def test_a_wrong_channel_is_seen(realtime: Realtime) -> None:
    """Without a message on the channel, other channels are counted, the same topic first."""
    await realtime.publish(alerts_channel.count, 1)
    await realtime.publish(ch.status, {"message": "hi"})
    text = failure(pipeline_channel(run_id="xyz").status, {"message": "hi"})
    assert text.endswith(
        "nothing was published to its channel, but to others:\n"
        "  topic 'status' of channel 'pipeline:abc': 1\n"
        "  topic 'count' of channel 'alerts': 1"
    )


async def test_data_that_nobody_could_publish_is_told_apart(realtime: Realtime) -> None:
    """A mistake in the expectation is InvalidPayload, not a difference."""
    untyped: Any = {"massage": "ok"}
    with pytest.raises(InvalidPayload, match="massage"):
        assert_published(ch.status, untyped)


async def test_nothing_published_is_asserted_too(realtime: Realtime) -> None:
    """assert_not_published passes for a quiet topic, and lists what it finds on another."""
    await realtime.publish(ch.status, {"message": "hi"})
    assert_not_published(ch.tokens)
    with pytest.raises(AssertionError) as caught:
        assert_not_published(ch.status)
    assert str(caught.value) == (
        "1 published to topic 'status' of channel 'pipeline:abc':\n  {\"message\": \"hi\"}"
    )


def test_without_a_recording_it_is_said_how_to_make_one() -> None:
    """An assertion outside a recording is a mistake in the test, not a failure."""
    for ask in (lambda: assert_published(ch.status, {"message": ""}), lambda: published(ch.status)):
        with pytest.raises(RuntimeError, match="use the fixture `realtime`"):
            ask()


def test_what_is_no_topic_is_refused() -> None:
    """A channel in a topic's place is a TypeError that shows what a topic is."""
    wrong: Any = ch
    with recording(), pytest.raises(TypeError, match=r"channel\.status"):
        assert_published(wrong, {})


def test_editors_show_the_parameters() -> None:
    """The signature reads (topic, data), as of publish."""
    assert list(inspect.signature(assert_published).parameters) == ["topic", "data"]


async def test_the_text_of_a_large_difference_is_bounded(realtime: Realtime) -> None:
    """Of two payloads of thousands of lines that differ everywhere, the first lines are shown."""
    wide = WideChannel()
    await realtime.publish(wide.any, [{"a": number} for number in range(2_000)])
    text = failure(wide.any, [{"b": number} for number in range(2_000)])
    assert len(text.splitlines()) < 210
    assert text.endswith("and more than these 200 lines")
