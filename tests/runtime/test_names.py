"""A channel's name: filled, parsed back, and never that of other parameters."""

from __future__ import annotations

import copy
import enum
import json
import pickle
import uuid
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from realtime_runtime import InvalidParameter
from realtime_runtime.names import ChannelName

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
ID = uuid.UUID("6f1c9a52-0a51-4b0e-9d0a-0d5b1c1f6a11")

# What may stand around placeholders, with words and marks that overlap themselves.
between = st.sampled_from([":", "::", "-", ".", "/", "to", "aba", "aa", "0", "x-", "-x"])
around = st.sampled_from(["", "c:", "a", "ab:", ":"])
texts = st.text(st.sampled_from("abtox0-:./é "), min_size=1, max_size=6)


class Tenant(str, enum.Enum):  # noqa: UP042 - whose str() is not its value
    ACME = "acme"


class Port(enum.IntEnum):
    WEB = 80


def refused(name: ChannelName, values: dict[str, Any]) -> InvalidParameter:
    with pytest.raises(InvalidParameter) as caught:
        name.fill(values)
    return caught.value


@st.composite
def names(draw: st.DrawFn) -> ChannelName:
    parameters = dict(zip("xyz", draw(st.lists(st.sampled_from([STRING, INTEGER]))), strict=False))
    template = draw(around)
    for index, parameter in enumerate(parameters):
        template += (draw(between) if index else "") + "{" + parameter + "}"
    return ChannelName(template + draw(around), parameters)


def values_of(name: ChannelName) -> st.SearchStrategy[dict[str, str | int]]:
    kinds: dict[str, st.SearchStrategy[str | int]] = {
        parameter: texts if schema is STRING else st.integers(-200, 200)
        for parameter, schema in name.parameters.items()
    }
    return st.fixed_dictionaries(kinds)


@given(st.data(), names())
def test_a_name_parses_back(data: st.DataObject, name: ChannelName) -> None:
    """Whatever parameters are accepted, the name that they make gives them back."""
    values = data.draw(values_of(name))
    try:
        filled = name.fill(values)
    except InvalidParameter:
        assume(False)  # noqa: FBT003
    assert name.parse(filled) == values


@given(st.data(), names())
def test_no_name_twice(data: st.DataObject, name: ChannelName) -> None:
    """Parameters that differ never make one name."""
    one, other = data.draw(values_of(name)), data.draw(values_of(name))
    assume(one != other)
    try:
        assert name.fill(one) != name.fill(other)
    except InvalidParameter:
        assume(False)  # noqa: FBT003


@given(st.text(max_size=12) | texts, names())
def test_any_text_parses_or_is_refused(text: str, name: ChannelName) -> None:
    """Text from outside is refused, or is a name that its parameters make again."""
    try:
        values = name.parse(text)
    except InvalidParameter:
        return
    assert name.fill(values) == text


@pytest.mark.parametrize(
    ("template", "values", "other"),
    [
        ("{x}aba{y}", {"x": "xab", "y": "q"}, {"x": "x", "y": "baq"}),
        ("{x}aa{y}", {"x": "a", "y": "b"}, {"x": "c", "y": "ab"}),
    ],
)
def test_words_that_overlap_themselves(
    template: str, values: dict[str, str], other: dict[str, str]
) -> None:
    """A value may not begin the word that follows it, where that would move the border."""
    name = ChannelName(template, {"x": STRING, "y": STRING})
    assert "without the separator" in refused(name, values).expected
    assert name.parse(name.fill(other)) == other


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (STRING, "", "a string that is not empty"),
        (STRING, 3, "a string"),
        (STRING, None, "a string"),
        (STRING, True, "a string"),
        (STRING, b"a", "a string"),
        (STRING, ID, "a string"),
        (STRING, "a:b", "a value without the separator ':'"),
        (STRING, "a/b", "a value without the separator '/'"),
        (STRING, "a\nb", "printable characters"),
        (STRING, "a\u202eb", "printable characters"),
        (INTEGER, True, "an integer"),
        (INTEGER, "3", "an integer"),
        (INTEGER, 3.0, "an integer"),
        ({**STRING, "format": "uuid"}, "6f1c", "a string of format uuid"),
        ({**STRING, "enum": ["a", "b"]}, "c", 'one of "a", "b"'),
        ({**STRING, "pattern": "^[a-z]+$"}, "A", 'a string that matches "^[a-z]+$"'),
        ({**INTEGER, "minimum": 0}, -1, "at least 0"),
    ],
)
def test_refused_values(schema: dict[str, Any], value: object, expected: str) -> None:
    """A value that cannot stand in the name is refused, with what was expected of it."""
    error = refused(ChannelName("c:{x}/end", {"x": schema}), {"x": value})
    assert (error.parameter, error.template) == ("x", "c:{x}/end")
    assert error.expected == expected


@pytest.mark.parametrize(
    ("schema", "value", "text"),
    [
        (STRING, "é x", "é x"),
        (INTEGER, -3, "-3"),
        (INTEGER, 10**30, str(10**30)),
        (INTEGER, Port.WEB, "80"),
        (STRING, Tenant.ACME, "acme"),
        ({**STRING, "enum": ["acme"]}, Tenant.ACME, "acme"),
        ({**STRING, "format": "uuid"}, ID, str(ID)),
        ({**STRING, "format": "uuid"}, str(ID), str(ID)),
        ({**STRING, "pattern": "^[a-z]+$"}, "abc", "abc"),
    ],
)
def test_accepted_values(schema: dict[str, Any], value: object, text: str) -> None:
    """A value stands in the name as JSON would have it, without quotes."""
    assert ChannelName("c:{x}", {"x": schema}).fill({"x": value}) == f"c:{text}"


UPPER = str(ID).upper()


@pytest.mark.parametrize(
    "more", [{}, {"enum": [UPPER]}, {"enum": [str(ID)]}, {"pattern": "^6f1c"}], ids=str
)
def test_a_uuid_is_one_channel(more: dict[str, Any]) -> None:
    """However a UUID is written, its channel is that of its lower case, and no other is."""
    name = ChannelName("c:{x}", {"x": {**STRING, "format": "uuid", **more}})
    filled = {name.fill({"x": value}) for value in (ID, str(ID), UPPER, UPPER[:9] + str(ID)[9:])}
    assert filled == {f"c:{ID}"}
    assert name.parse(f"c:{ID}") == {"x": str(ID)}
    with pytest.raises(InvalidParameter):
        name.parse(f"c:{UPPER}")


def test_a_subclass_is_its_value() -> None:
    """What a subclass of str or int makes of itself is in no name."""

    class Sly(str):
        __slots__ = ()

        def __str__(self) -> str:
            return "b:c"

        def isprintable(self) -> bool:
            return True

        def lower(self) -> str:
            return "b:c"

    class Slier(int):
        def __repr__(self) -> str:
            return "b:c"

        __str__ = __index__ = __repr__  # type: ignore[assignment]  # what is tested

    class Id(uuid.UUID):
        def __str__(self) -> str:
            return "b:c"

    assert ChannelName("c:{x}", {"x": STRING}).fill({"x": Sly("a")}) == "c:a"
    assert ChannelName("c:{x}", {"x": INTEGER}).fill({"x": Slier(1)}) == "c:1"
    with pytest.raises(InvalidParameter):
        ChannelName("c:{x}", {"x": STRING}).fill({"x": Sly("a\n")})
    with pytest.raises(InvalidParameter):
        ChannelName("c:{x}", {"x": {**STRING, "format": "uuid"}}).fill({"x": Id(int=1)})


@pytest.mark.parametrize("schema", [INTEGER, {**INTEGER, "minimum": 0}, STRING], ids=str)
def test_an_integer_of_very_many_digits(schema: dict[str, Any]) -> None:
    """What Python does not write out is refused, by name and without its digits."""
    error = refused(ChannelName("c:{x}", {"x": schema}), {"x": 10**5_000})
    assert error.parameter == "x"
    assert len(str(error)) < 200


def test_a_value_whose_repr_fails() -> None:
    """It is refused like any other that is none of the parameter's type."""

    class Failing:
        def __repr__(self) -> str:
            raise ZeroDivisionError

    assert refused(ChannelName("c:{x}", {"x": STRING}), {"x": Failing()}).found == "Failing"


def test_parameters_are_complete() -> None:
    """A missing parameter and one too many are refused by name."""
    name = ChannelName("c:{x}", {"x": STRING})
    assert refused(name, {}).parameter == "x"
    assert refused(name, {"x": "1", "y": "2"}).parameter == "y"


@pytest.mark.parametrize("text", ["01", "+1", "1_0", "\uff11", "-0", " 1", "1.0", "", "9" * 5_000])
def test_integers_have_one_spelling(text: str) -> None:
    """Another spelling of an integer is not that integer's channel."""
    with pytest.raises(InvalidParameter):
        ChannelName("c:{x}", {"x": INTEGER}).parse(f"c:{text}")


@pytest.mark.parametrize("text", ["", "c:", "d:1", "c:1:2", "C:1", "c:1\n", " c:1"])
def test_other_names_are_refused(text: str) -> None:
    """What is no name of the channel does not parse."""
    with pytest.raises(InvalidParameter):
        ChannelName("c:{x}", {"x": STRING}).parse(text)


def test_long_names_are_parsed_in_linear_time() -> None:
    """A name that a user made long does not hold up the process."""
    parameters = dict.fromkeys("abcd", STRING)
    name = ChannelName("{a}:{b}:{c}:{d}:end", parameters)
    with pytest.raises(InvalidParameter):
        name.parse("x:" * 50_000)


def test_found_values_are_shortened() -> None:
    """A long value is cut in the error's text."""
    error = refused(ChannelName("c:{x}", {"x": STRING}), {"x": ":" + "a" * 500})
    assert len(str(error)) < 200
    assert json.loads(error.found[:-1] + '"').startswith(":a")


def test_all_wrong_parameters_are_told_together() -> None:
    """One error has each of them, in the channel's order, behind what is no parameter."""
    name = ChannelName("chat:{tenant}:{room}", {"tenant": STRING, "room": INTEGER})
    error = refused(name, {"tenant": "a:b", "room": "x"})
    assert error.parameter == "tenant"
    assert [other.parameter for other in error.others] == ["room"]
    assert str(error).splitlines() == [
        "parameter 'tenant' of channel 'chat:{tenant}:{room}': "
        "expected a value without the separator ':', found \"a:b\"",
        "parameter 'room' of channel 'chat:{tenant}:{room}': expected an integer, found \"x\"",
    ]
    assert str(pickle.loads(pickle.dumps(error))) == str(copy.deepcopy(error)) == str(error)
    error = refused(name, {"tennant": "a"})
    assert [one.parameter for one in (error, *error.others)] == ["tennant", "tenant", "room"]
