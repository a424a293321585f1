"""What is told of data without a JSON form, however much, deep or strange it is."""

from __future__ import annotations

import json
import typing

import pytest
from realtime_runtime import InvalidPayload, Payload
from realtime_runtime.encoding import pointer_token, shorten

from .orders import faults, orders

NAN = float("nan")


class Number(int):
    pass


class Open(Payload):
    x: typing.Any = None


def nested(levels: int) -> typing.Any:
    data: typing.Any = 1
    for _ in range(levels):
        data = [data]
    return data


def test_all_faults_are_found() -> None:
    """Every part without a JSON form is reported, in the order of the payload."""
    data = {"b": NAN, "a": [b"x", 1, {2: 3}], "c": "\udfff"}
    assert list(faults(data)) == ["/b", "/a/0", "/a/2", "/c"]


def test_cycles() -> None:
    """Data that contains itself is refused, at the place where it begins again."""
    cycle: list[object] = [1]
    cycle.append({"again": cycle})
    assert faults(cycle) == {"/1/again": "a cycle"}
    assert faults(Open(x=cycle)) != {}


def test_nesting() -> None:
    """Two hundred levels are sent; any more are refused, however many, without a crash."""
    assert json.loads(orders.any_data(nested(200)).body) == nested(200)
    for levels in (201, 260, 100_000):
        assert list(faults(nested(levels))) == [""]
    assert list(faults({"a": nested(300), "b": NAN})) == ["", "/b"]


def test_nesting_of_models() -> None:
    """Models nest as dicts do: too deep a chain of them is refused without a crash."""
    chain = Open()
    for _ in range(300):
        chain = Open(x=chain)
    assert list(faults(chain)) == [""]


@pytest.mark.parametrize(
    ("value", "text"),
    [("é", '"é"'), ("x" * 100, '"' + "x" * 58 + "…"), (Number(3), "3"), (len, "builtin_fun")],
)
def test_shorten(value: object, text: str) -> None:
    """Long values are cut to sixty characters; values without a JSON form say what they are."""
    assert shorten(value).startswith(text)
    assert len(shorten(value)) <= 60


def test_pointer_token() -> None:
    """A step of a pointer escapes what separates steps."""
    assert pointer_token("a/b~c") == "/a~1b~0c"
    assert pointer_token(3) == "/3"


def test_very_many_faults_are_not_all_listed() -> None:
    """Of data without a JSON form a hundred faults are told, and that there may be more."""
    with pytest.raises(InvalidPayload) as caught:
        orders.any_data([NAN] * 100_000)
    assert len(caught.value.problems) == 101
    assert not caught.value.is_complete
    assert caught.value.problems[99].pointer == "/99"


def test_an_integer_of_very_many_digits() -> None:
    """What Python does not write out is refused, without its digits."""
    with pytest.raises(InvalidPayload) as caught:
        orders.any_data({"a": [1, 10**5_000]})
    (problem,) = caught.value.problems
    assert (problem.pointer, problem.expected) == ("/a/1", "an integer of at most 4300 digits")
    assert orders.any_data(10**4_000).data == 10**4_000
    assert shorten({"a": 10**5_000}) == "dict"


def test_shorten_takes_anything() -> None:
    """Also what no repr can be had of."""

    class Failing:
        def __repr__(self) -> str:
            raise ZeroDivisionError

    assert shorten(Failing()) == "Failing"
    assert shorten([Failing()]) == "list"
