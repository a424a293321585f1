"""Errors: one tree, texts for a log, and nothing lost in a pickle or a copy."""

from __future__ import annotations

import copy
import pickle

import pytest
import realtime_runtime as runtime
from realtime_runtime import (
    ConnectionFailed,
    InvalidParameter,
    InvalidPayload,
    NoHistory,
    PayloadTooLarge,
    Problem,
    PublishFailed,
    RealtimeError,
    TransportClosed,
    UnknownChannel,
)

ERRORS = [
    InvalidPayload("c:1", "status", [Problem("/a", "string", "3")]),
    InvalidPayload("c:1", "status", [Problem("", "JSON", '"{"')], body=b"{"),
    InvalidParameter("c:{id}", "id", "a string", "3"),
    InvalidParameter("c:{id}", None, "the form 'c:{id}'", '"d"'),
    PayloadTooLarge("c:1", "status", size=2_000, limit=1_000, largest=[("/a", 1_900)]),
    PublishFailed("c:1", "status", "the server answered 500"),
    ConnectionFailed("no connection: refused"),
    NoHistory("MemoryTransport keeps no history"),
    TransportClosed("the memory transport is closed"),
    UnknownChannel("d:1", ["c:{id}"]),
]


def test_every_error_is_in_the_tree_and_here() -> None:
    """Each public error descends from RealtimeError, and is tested below."""
    public = [getattr(runtime, name) for name in runtime.__all__]
    errors = {e for e in public if isinstance(e, type) and issubclass(e, Exception)}
    assert all(issubclass(error, RealtimeError) for error in errors)
    assert errors - {RealtimeError} == {type(error) for error in ERRORS}


@pytest.mark.parametrize("error", [InvalidPayload, InvalidParameter, UnknownChannel])
def test_wrong_values_are_value_errors(error: type[Exception]) -> None:
    """What a caller's value is to blame for is a ValueError too."""
    assert issubclass(error, ValueError)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_keep_everything(error: RealtimeError, duplicate: object) -> None:
    """A copy or a pickle of an error has its type, its attributes and its text."""
    assert callable(duplicate)
    again = duplicate(error)
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            ERRORS[0],
            "1 problem in a payload for topic 'status' of channel 'c:1':\n"
            "  payload/a: expected string, found 3",
        ),
        (ERRORS[2], "parameter 'id' of channel 'c:{id}': expected a string, found 3"),
        (ERRORS[3], "name of channel 'c:{id}': expected the form 'c:{id}', found \"d\""),
        (
            ERRORS[4],
            "2,000 bytes for topic 'status' of channel 'c:1', over the limit of 1,000; "
            "largest fields: /a (1,900 bytes)",
        ),
        (
            ERRORS[5],
            "topic 'status' of channel 'c:1' was not published: the server answered 500",
        ),
    ],
)
def test_text(error: RealtimeError, text: str) -> None:
    """An error says where, what was expected and what was found."""
    assert str(error) == text


def many(count: int) -> InvalidPayload:
    return InvalidPayload("c", "t", [Problem(f"/{i}", "string", "1") for i in range(count)])


def test_text_of_twenty_problems_is_whole() -> None:
    """Where all are shown, none are counted."""
    assert str(many(20)).splitlines()[-1] == "  payload/19: expected string, found 1"


def test_text_of_many_problems_is_bounded() -> None:
    """The text shows twenty problems and counts the rest; `problems` has all."""
    error = many(25)
    assert len(error.problems) == 25
    lines = str(error).splitlines()
    assert lines[0] == "25 problems in a payload for topic 't' of channel 'c':"
    assert lines[20] == "  payload/19: expected string, found 1"
    assert lines[21:] == ["  and 5 more"]
