"""Frames of a websocket: whatever arrives is a message, an `on_invalid` or a skipped frame."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from realtime_runtime import InvalidPayload
from realtime_runtime.inngest.frames import parse_frame

from .channels import chat

if TYPE_CHECKING:
    from realtime_runtime import Message
    from realtime_runtime.inngest import Inngest

    from .stub import Stub

TIME = "2026-11-22T13:28:22.8975542Z"


def frame(data: str = "1", /, **fields: Any) -> str:
    """A frame as the server writes it, around a payload's JSON. Fields may be replaced."""
    usual = {"kind": "data", "created_at": TIME, "channel": chat.name, "topic": "messages"}
    other = json.dumps(usual | fields)[1:-1]
    return f'{{"data":{data},{other}}}'


def message(text: str) -> Message[Any]:
    found = parse_frame(text.encode())
    assert found is not None
    return found


PAYLOADS = ["1.0", "1.50", "1e400", "-0", "1" * 5000, '{"a":1,"a":2}', '"\\u003cb\\u003e"', '"é"']


@pytest.mark.parametrize("payload", [*PAYLOADS, '"\\ud800"', '"\t"', "NaN", '{"b" : [ ] }'])
def test_the_payload_stays_as_it_was_sent(payload: str) -> None:
    """To the digit and the byte, whatever it is."""
    assert message(frame(payload)).body == payload.encode()
    assert message(f' {{ "data" :\n{payload} , {frame()[10:]} ').body == payload.encode()


def test_a_payload_that_is_no_utf8_stays_as_it_was_sent() -> None:
    """Its bytes are the message's, for the topic to refuse."""
    found = parse_frame(frame('"x"').encode().replace(b"x", b"\xff"))
    assert found is not None
    assert found.body == b'"\xff"'
    with pytest.raises(InvalidPayload):
        chat.messages.receive(found)


TIMES = {
    "2026-11-22T13:28:22Z": "2026-11-22T13:28:22",
    "2026-11-22T13:28:22z": "2026-11-22T13:28:22",
    "2026-11-22T13:28:22.5Z": "2026-11-22T13:28:22.500000",
    "2026-11-22T13:28:22.000001999Z": "2026-11-22T13:28:22.000001",
    "2026-11-22T13:28:22.1234567891234Z": "2026-11-22T13:28:22.123456",
    "2026-11-22t15:28:22.25+02:00": "2026-11-22T13:28:22.250000",
    "2016-12-31T23:59:60Z": "2017-01-01T00:00:00",
    "1969-12-31T23:59:59.75Z": "1969-12-31T23:59:59.750000",
    "0001-01-01T00:00:00Z": "0001-01-01T00:00:00",
    "9999-12-31T23:59:59.9Z": "9999-12-31T23:59:59.900000",
}


@pytest.mark.parametrize("told", TIMES)
def test_times_are_read(told: str) -> None:
    """`created_at` is the server's time, to the microsecond; without a fraction, to the second."""
    created = message(frame(created_at=told)).created_at
    assert created == datetime.fromisoformat(f"{TIMES[told]}+00:00")


NO_TIMES: list[object] = [
    *(
        "2026-13-22T13:28:22Z",
        "2026-02-30T13:28:22Z",
        "2026-11-22T13:28:61Z",
        "xZ",
        "",
        "Z",
        TIME * 2,
    ),
    *("2026-11-22T13:28:22", "2026-11-22T13:28:22.Z", "2026-11-22T25:28:22Z", TIME + "\n"),
    *("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:60Z", "\uff12026-11-22T13:28:22Z", "\ud800"),
    *(None, 7, 1e300, True, [], {}, [TIME]),
]


@pytest.mark.parametrize("told", NO_TIMES, ids=str)
def test_a_message_without_a_time_has_that_of_its_arrival(told: object) -> None:
    """Whatever stands in `created_at`; nor need it be there."""
    began = datetime.now(UTC)
    for text in (frame(created_at=told), frame().replace("created_at", "created")):
        assert began <= message(text).created_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    "odd", [None, 7, 1.5, True, [], {}, ["x"], {"id": "x"}, "\ud800"], ids=ascii
)
def test_what_is_no_string_is_no_run_and_no_id(odd: object) -> None:
    """Metadata and run IDs of other kinds count as left out."""
    assert message(frame(run_id=odd)).run_id is None
    assert message(frame(run_id="01")).run_id == "01"
    for metadata in (odd, {"id": odd}):
        if metadata != {"id": "x"}:
            assert message(frame(metadata=metadata)).id not in ("x", "\ud800")
    assert message(frame(metadata={"id": "x"})).id == "x"


ODD: list[Any] = [[], {}, 7, None]
DEEP = "[" * 50_000 + "]" * 50_000
SKIPPED = [
    *("", "no json", "[]", "{}", "7", "null", '"x"', "{", '{"data"', '{"data":', '{"data":1', DEEP),
    *('{"kind":"closing"}', '{"data":1}', '{1:2,"data":1}', '{[]:2,"data":1}', '{"data":1}{}'),
    *(frame(DEEP), frame(metadata=1).replace("1}", DEEP + "}"), frame() + "x", frame()[:-1]),
    frame().replace('"data":1,', ""),
    *(frame(**{key: odd}) for key in ("kind", "channel", "topic") for odd in ODD),
    *(frame(**{key: "\ud800"}) for key in ("kind", "channel", "topic")),
    frame(kind="chunk"),
]


@pytest.mark.parametrize("text", SKIPPED, ids=lambda text: ascii(text[:40]))
def test_other_frames_are_logged(text: str, caplog: pytest.LogCaptureFixture) -> None:
    """A frame without a message is one line in the log, which shows its beginning."""
    assert parse_frame(text.encode()) is None
    (record,) = caplog.records
    assert "was skipped" in record.message
    assert len(record.message) < 1000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=5,
)
KEYS = ["kind", "data", "channel", "topic", "created_at", "run_id", "metadata", "env_id"]
frames = st.dictionaries(
    st.sampled_from(KEYS), json_values | st.sampled_from(["data", chat.name, "messages", TIME])
).map(lambda fields: json.dumps(fields).encode())


FUZZ = settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@FUZZ
@given(frames | st.binary() | st.builds(lambda a, b: a + b, frames, st.binary()))
@example(frame(DEEP).encode())
def test_no_frame_raises(arrived: bytes) -> None:
    """Whatever arrives is a message with all its properties, or none."""
    found = parse_frame(arrived)
    if found is not None:
        assert found.created_at.tzinfo is UTC
        assert found.id.encode()
        try:
            chat.messages.receive(found)
        except InvalidPayload as error:
            assert error.body == found.body


@FUZZ
@given(json_values, st.data())
def test_the_payload_is_cut_out_of_any_frame(value: object, data: st.DataObject) -> None:
    """Wherever it stands among the fields."""
    body = json.dumps(value)
    fields = {"kind": '"data"', "channel": '"c"', "topic": '"t"', "x": '{"data":[]}', "data": body}
    order = data.draw(st.permutations(list(fields)))
    found = parse_frame(("{" + ",".join(f'"{key}":{fields[key]}' for key in order) + "}").encode())
    assert found is not None
    assert found.body == body.encode()


ARRIVING = [
    *(frame('"\\ud800"'), frame(DEEP), frame().replace('"data":1,', "")),
    *(frame(channel=[]), frame(topic={}), frame(run_id=[]), frame(metadata="\ud800")),
    *(frame(created_at=told) for told in ("2026-11-22T13:28:60Z", "2026-13-22T13:28:22Z", "xZ")),
]


async def test_no_frame_ends_a_subscription(
    stub: Stub, client: Inngest, caplog: pytest.LogCaptureFixture
) -> None:
    """Each is a message, an `on_invalid` or a line in the log, and the next one is read."""
    invalid: list[InvalidPayload] = []
    received = []
    async with client.realtime.subscribe(chat.messages, on_invalid=invalid.append) as messages:
        for text in ARRIVING:
            stub.send(text)
        stub.send(frame('"last"'))
        async with asyncio.timeout(10):
            async for found in messages:
                if found.data == "last":
                    break
                received.append(found.data)
    skipped = [record for record in caplog.records if "was skipped" in record.message]
    assert (len(received), len(invalid), len(skipped)) == (5, 1, 4)
    assert invalid[0].body == b'"\\ud800"'
    assert len(stub.tokens) == 1  # over one connection


async def test_bytes_that_are_no_utf8_end_no_connection(stub: Stub, client: Inngest) -> None:
    """Nor do binary frames: what they hold is read like any other."""
    invalid: list[InvalidPayload] = []
    async with client.realtime.subscribe(chat.messages, on_invalid=invalid.append) as messages:
        stub.send_bytes(frame('"x"').encode().replace(b"x", b"\xff"), text=True)
        stub.send_bytes(frame("2").encode(), text=False)
        async with asyncio.timeout(10):
            assert (await anext(messages)).data == 2
    assert [error.body for error in invalid] == [b'"\xff"']
    assert len(stub.tokens) == 1
