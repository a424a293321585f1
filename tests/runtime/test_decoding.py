"""Decoding: what a schema accepts is read exactly, and nothing is read as something else."""

from __future__ import annotations

import datetime
import typing
import uuid
from typing import Any, Literal

import pydantic
import pytest
import realtime_runtime
from realtime_runtime import InvalidPayload, Message, Payload
from realtime_runtime.encoding import encode
from realtime_runtime.payloads import UNVALIDATED

from .decoding import Leaf, decoded, topic

UTC = datetime.UTC
KEY = uuid.UUID("6f1c9a52-0a51-4b0e-9d0a-0d5b1c1f6a11")


class Named(Payload):
    class_: str | None = pydantic.Field(
        default=None,
        exclude_if=realtime_runtime.omit_none,
        validation_alias="class",
        serialization_alias="class",
    )


class Nameless(Payload):
    field: str = pydantic.Field(validation_alias="", serialization_alias="")


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [
        (list[int], "[1.0, 2]", [1, 2]),
        (int, "1e22", 10**22),
        (int, "-0.0", 0),
        (int | str, "2.0", 2),
        (int | float, "2.0", 2.0),
        (datetime.datetime | int, "86400.0", 86400),
        (datetime.date | int, "86400.0", 86400),
        (tuple[int, None], "[1.0, null]", (1, None)),
        (Literal[1, "a"], "1.0", 1),
        (Literal[0, False], "0.0", 0),
        (Literal[False, 0], "0", 0),
        (Literal[0, False], "false", False),
        (
            datetime.datetime,
            '"2016-12-31T23:59:60Z"',
            datetime.datetime(2016, 12, 31, 23, 59, 59, 999999, UTC),
        ),
        (datetime.time, '"23:59:60.5Z"', datetime.time(23, 59, 59, 999999, UTC)),
        (
            datetime.datetime,
            '"2026-01-01t10:00:00.1234567891234z"',
            datetime.datetime(2026, 1, 1, 10, 0, 0, 123456, UTC),
        ),
        (datetime.datetime | str, '"2016-12-31T23:59:60Z"', "2016-12-31T23:59:60Z"),
        (datetime.datetime | str, '"123"', "123"),
        (datetime.datetime | str, '"2026-01-01 10:00:00Z"', "2026-01-01 10:00:00Z"),
        (
            datetime.datetime | str,
            '"2026-01-01T10:00:00Z"',
            datetime.datetime(2026, 1, 1, 10, tzinfo=UTC),
        ),
        (datetime.date | str, '"0000-01-01"', "0000-01-01"),
        (datetime.date | datetime.datetime, '"2026-01-01"', datetime.date(2026, 1, 1)),
        (
            datetime.date | datetime.datetime,
            '"2026-01-01T00:00:00Z"',
            datetime.datetime(2026, 1, 1, tzinfo=UTC),
        ),
        (uuid.UUID | str, f'"urn:uuid:{KEY}"', f"urn:uuid:{KEY}"),
        (uuid.UUID | str, f'"{str(KEY).upper()}"', KEY),
        (list[datetime.datetime] | list[str], '["123"]', ["123"]),
        (dict[str, datetime.datetime] | dict[str, str], '{"a": "123"}', {"a": "123"}),
        (dict[str, int], '{"a": "x", "a": 2}', {"a": 2}),
        (object, "[1.0]", [1.0]),
    ],
)
def test_what_is_read(type_: Any, body: str, expected: Any) -> None:
    """JSON becomes the value of the type that is equal to it, and of the type that it has."""
    data = decoded(type_, body)
    assert data == expected
    assert type(data) is type(expected)
    if isinstance(expected, list | tuple):
        assert [type(part) for part in data] == [type(part) for part in expected]


@pytest.mark.parametrize(
    ("type_", "body", "expected"),
    [
        (int, '"5"', "integer"),
        (int, "2.5", "integer"),
        (int, "true", "integer"),
        (bool, '"yes"', "boolean"),
        (bool, "1", "boolean"),
        (str, "5", "string"),
        (float, '"5"', "number"),
        (datetime.datetime, '"1700000000"', "a date-time of the years 1 to 9999"),
        (datetime.datetime, "1700000000", "a date-time of the years 1 to 9999"),
        (datetime.date, '"0"', "a date of the years 1 to 9999"),
        (uuid.UUID, f'"{{{KEY}}}"', "a UUID"),
        (Literal[1], "true", "integer"),
        (Literal[True], "1", "boolean"),
    ],
)
def test_nothing_is_coerced(type_: Any, body: str, expected: str) -> None:
    """Without validation by a schema, too, a string is no number and a number no time."""
    with pytest.raises(InvalidPayload) as caught:
        decoded(type_, body, validate=False)
    (problem,) = caught.value.problems
    assert (problem.pointer, problem.expected) == ("", expected)
    assert caught.value.body == body.encode()


def test_a_key_is_no_name() -> None:
    """A key that happens to be the Python name of another is a key of its own."""
    data = decoded(Named, '{"class_": "a"}')
    assert (data.class_, data.model_extra) == (None, {"class_": "a"})
    assert encode(data)[1] == {"class_": "a"}
    assert Named(class_="a").class_ == "a"


def test_a_key_may_be_empty() -> None:
    """JSON has it, and the model's field is it."""
    assert decoded(Nameless, '{"": "a"}').field == "a"
    assert encode(Nameless(field="a"))[1] == {"": "a"}


def test_the_last_of_a_repeated_key_counts() -> None:
    """As for the schema: what was validated is what is read."""
    assert decoded(Leaf, '{"op": "leaf", "value": 1, "value": 2.0}').value == 2
    with pytest.raises(InvalidPayload):
        decoded(Leaf, '{"op": "leaf", "value": 1, "value": "2"}')


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'"\\ud800"', b"[" * 50_000, b"9" * 5_000])
@pytest.mark.parametrize("type_", [object, Leaf, int, list[int]])
def test_a_body_that_is_no_json(body: bytes, type_: Any) -> None:
    """It is InvalidPayload, and not what the parser raises; also of a message that no topic has
    received.
    """
    for payload in (UNVALIDATED, topic(type_, validate=False).payload):
        with pytest.raises(InvalidPayload) as caught:
            _ = Message("c", "t", body, payload).data
        assert [problem.expected for problem in caught.value.problems] == ["JSON"]
        assert caught.value.body == body


def test_data_of_a_message_that_no_topic_has_received() -> None:
    """It is the JSON as Python has it."""
    message: Message[object] = Message("c", "t", b'{"a": [1.0, null, "x"]}', UNVALIDATED)
    assert message.data == {"a": [1.0, None, "x"]}


def test_models_of_a_user_are_pydantics_to_read() -> None:
    """A type that no generated module has is read by its own rules, strictly."""

    class Own(Leaf):
        @pydantic.field_validator("value")
        @classmethod
        def double(cls, value: int) -> int:
            return 2 * value

    assert decoded(Own, '{"op": "leaf", "value": 2}').value == 4
    assert decoded(typing.Annotated[int, pydantic.Field(ge=1)], "2") == 2
    with pytest.raises(InvalidPayload):
        decoded(Own, '{"op": "leaf", "value": "2"}', validate=False)
