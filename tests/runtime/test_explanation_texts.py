"""The texts of problems read no more of a long list, or of a large value, than they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime.encoding import listed, shorten
from realtime_runtime.validation import Validator

from ..support.calls import calls

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW_CALLS = 20_000
MANY = [f"name{n}" for n in range(20_000)]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        pytest.param({"items": {"enum": MANY}}, ["x"] * 200, id="values of an enum"),
        pytest.param({"required": MANY[:2_000]}, dict.fromkeys(MANY[2_000:]), id="required"),
        pytest.param(
            {"dependentRequired": {"a": MANY}}, {"a": 1, **dict.fromkeys("bcde")}, id="dependent"
        ),
        pytest.param(
            {"propertyNames": {"enum": MANY}}, {f"k{n}": 1 for n in range(200)}, id="names"
        ),
        pytest.param(
            {"additionalProperties": False}, dict.fromkeys(MANY), id="properties that are not known"
        ),
    ],
)
def test_what_is_told_of_many_names_is_little(schema: Any, value: Any) -> None:
    """Of long lists, in a schema or in a payload, a text reads no more than it shows."""
    validator = Validator(schema)
    assert not validator.is_valid(value)
    validator.problems(value)
    assert calls(lambda: validator.problems(value)) < 4 * FEW_CALLS


class Endless(list[int]):
    """A list without an end."""

    def __iter__(self) -> Iterator[int]:
        number = 0
        while True:
            yield number
            number += 1


def test_texts_take_no_longer_than_they_are() -> None:
    """Of a large value no more is read than is shown."""
    assert shorten(Endless([0])).startswith("[0, 1, 2, 3")
    assert len(shorten({"a": "x" * 10_000_000})) == 60
    assert shorten(10**5_000) == "int"
    names = {f"name{n}": n for n in range(100_000)}
    assert listed(names).endswith('"name9" and 99990 more')
    assert calls(lambda: listed(names)) < FEW_CALLS
