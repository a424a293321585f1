"""What has a JSON form is sent in it; what has none is refused where it stands."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import json
import pathlib
import re
import typing
import uuid
import zoneinfo

import pydantic
import pytest
from realtime_runtime import InvalidPayload, Payload

from .orders import faults, orders

NAN = float("nan")


class Colour(enum.Enum):
    RED = "red"
    RAW = b"red"


class Level(enum.IntEnum):
    HIGH = 3


class Name(enum.StrEnum):
    KEY = "key"


class Number(int):
    pass


class Table(dict[str, int]):
    pass


class Point(typing.NamedTuple):
    x: object


@dataclasses.dataclass
class Record:
    x: object


class Open(Payload):
    x: typing.Any = None


class Foreign(pydantic.BaseModel):
    """A model of the user's own, with all that pydantic offers."""

    x: float = 1.0
    at: datetime.date = pydantic.Field(default=datetime.date(2026, 1, 2), serialization_alias="At")
    hidden: typing.Any = pydantic.Field(default=None, exclude=True)
    marks: list[typing.Annotated[int, pydantic.PlainSerializer(hex)]] = []

    @pydantic.field_serializer("x")
    def write_x(self, x: float) -> str:
        return f"{x:.1f}"


class Measured(pydantic.BaseModel):
    x: float


class Numbers(pydantic.RootModel[list[float]]):
    pass


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, None),
        (True, True),
        ("", ""),
        ("\0 \u2028 é 😀", "\0 \u2028 é 😀"),
        (10**400, 10**400),
        (-(2**63), -(2**63)),
        (1e308, 1e308),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        ({Name.KEY: Name.KEY}, {"key": "key"}),
        (Number(3), 3),
        (Table(a=1), {"a": 1}),
        (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        ((1, (2,)), [1, [2]]),
        (Point(1), [1]),
        (collections.deque([1]), [1]),
        (Record({"a": [1]}), {"x": {"a": [1]}}),
        (decimal.Decimal("1.10"), "1.10"),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        (datetime.time(1, 2, tzinfo=datetime.UTC), "01:02:00Z"),
        (datetime.timedelta(seconds=90), "PT1M30S"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (pathlib.Path("/a/b"), "/a/b"),
        (pydantic.AnyUrl("http://a.example/b"), "http://a.example/b"),
        (Foreign(x=2, at=datetime.date(2026, 1, 2)), {"x": "2.0", "At": "2026-01-02"}),
        ([Foreign(x=2, hidden={1: b"not sent"})], [{"x": "2.0"}]),
        (Foreign(marks=[255]), {"marks": ["0xff"]}),
        (Numbers([1.5]), [1.5]),
        ([[1]] * 2, [[1], [1]]),
    ],
)
def test_data_with_a_json_form(data: object, expected: object) -> None:
    """The wire carries the JSON that pydantic's users expect for this value."""
    assert json.loads(orders.any_data(data).body) == expected


@pytest.mark.parametrize(
    "value",
    [
        NAN,
        float("inf"),
        decimal.Decimal("NaN"),
        b"bytes",
        bytearray(b"bytes"),
        memoryview(b"bytes"),
        {1, 2},
        frozenset(),
        iter([1]),
        (i for i in range(2)),
        range(3),
        {}.keys(),
        1j,
        re.compile("a"),
        object(),
        int,
        Record,
        len,
        ...,
        10**5000,
        "\ud800",
        Colour.RAW,
        {1: "a"},
        {None: "a"},
        {True: "a"},
        {(1, 2): "a"},
        {uuid.UUID(int=1): "a"},
        {"\ud800": "a"},
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize(
    ("around", "pointer"),
    [
        (lambda value: value, ""),
        (lambda value: {"a/b": [0, value]}, "/a~1b/1"),
        (lambda value: Open(x=value), "/x"),
        (lambda value: Open.model_construct(x=1, y=(value,)), "/y/0"),
        (lambda value: [Record(value)], "/0/x"),
        (lambda value: [Point(value)], "/0/0"),
        (lambda value: collections.deque([value]), "/0"),
    ],
    ids=["itself", "dict", "model", "extra", "dataclass", "tuple", "deque"],
)
def test_values_without_a_json_form(
    value: object, around: typing.Callable[[object], object], pointer: str
) -> None:
    """What an encoder would refuse, or convert in silence, is refused where it stands."""
    assert list(faults(around(value))) == [pointer]


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        (Measured(x=NAN), "/x"),
        ([Measured(x=NAN)], "/0/x"),
        (Numbers([1, NAN]), "/1"),
        (Open(x=Measured.model_construct(x=b"a")), "/x/x"),
    ],
)
def test_foreign_models_turn_nothing_into_null(data: object, pointer: str) -> None:
    """NaN in a model of the user's own is refused, though pydantic writes null for it."""
    assert list(faults(data)) == [pointer]


def test_data_is_not_changed() -> None:
    """Publishing leaves the publisher's data as it was."""
    data = {"a": [Open(x=1)], "t": (1, 2)}
    orders.any_data(data)
    assert data == {"a": [Open(x=1)], "t": (1, 2)}


AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")


LOCAL = datetime.timezone(datetime.timedelta(minutes=19, seconds=32))  # Amsterdam's until 1937


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime(1930, 1, 1, 12, tzinfo=LOCAL),
        datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(seconds=-30))),
        datetime.datetime(
            2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(minutes=1, microseconds=1))
        ),
        datetime.time(12, tzinfo=LOCAL),
    ],
)
def test_an_offset_with_seconds(moment: typing.Any) -> None:
    """JSON's times have no such offset, and without its seconds a moment would be another."""
    for data in (moment, {"a": moment}, [{"a": moment}], Open(x=moment), {"a": Open(x=[moment])}):
        assert list(faults(data).values()) == [str(moment.utcoffset())]
    with pytest.raises(InvalidPayload, match=r"whole minutes, as \.astimezone\(UTC\)"):
        orders.any_data(moment)


def test_moments_stay_where_they_are() -> None:
    """Whatever offset is written, the instant that is read back is the same."""
    for moment in (
        datetime.datetime(1930, 1, 1, 12, tzinfo=AMSTERDAM).astimezone(datetime.UTC),
        datetime.datetime(1950, 1, 1, 12, 0, 0, 1, tzinfo=AMSTERDAM),
        datetime.datetime(2026, 6, 1, 12, tzinfo=zoneinfo.ZoneInfo("Asia/Kathmandu")),
        datetime.datetime(1, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=23))),
        datetime.datetime.max.replace(tzinfo=datetime.timezone(-datetime.timedelta(hours=23))),
    ):
        message = orders.order({"id": "1", "items": [], "at": moment})
        assert message.data.at == moment
        assert orders.order(message.data).data.at == moment
