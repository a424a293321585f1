"""Any schema, any value. `CONFORMANCE_EXAMPLES=1000` makes the run longer, and another each time.

An example is a dozen schemas, generated together, with a few values for each.
"""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from realtime_runtime import InvalidPayload, Message
from realtime_runtime.encoding import encode, pointer_token
from realtime_runtime.payloads import UNVALIDATED

from ..support.packages import Package
from .strategies import bent, schemas, values
from .whole_path import canonical, definitions, generated, same

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("CONFORMANCE_EXAMPLES", "0"))
_FORMATS = Draft202012Validator.FORMAT_CHECKER

Pair = tuple[Any, list[Any], list[Any]]


@st.composite
def pairs(draw: st.DrawFn) -> list[Pair]:
    """Schemas, each with values, and with the same values as few would write them."""
    found = draw(st.lists(schemas(), min_size=12, max_size=12))
    usual = [[draw(values(schema)) for _ in range(4)] for schema in found]
    odd = [[draw(bent(value)) for value in drawn] for drawn in usual]
    return list(zip(found, usual, odd, strict=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("properties")


@given(pairs=pairs())
@settings(
    max_examples=EXAMPLES or 12,
    derandomize=not EXAMPLES,
    deadline=None,
    phases=[Phase.generate],  # each generation takes long; the failing schema is in the message
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_what_is_valid_is_published_and_what_is_not_is_refused(
    pairs: list[Pair], folder: Path
) -> None:
    """An independent validator agrees on every value, and what is sent decodes to itself, here
    and where it arrives, whatever spelling of its numbers and times it has.
    """
    files, problems = generated(definitions({f"m{i}": pair[0] for i, pair in enumerate(pairs)}))
    with Package.of(files, folder) as package:
        for i, (schema, usual, odd) in enumerate(pairs):
            if f"m{i}.py" in files:
                ref = package.topic(f"m{i}")
                for value in usual:
                    check(ref, schema, value)
                for value in odd:
                    decode(ref, schema, value)
            else:
                assert any(p.is_error and p.position.path == f"m{i}.json" for p in problems)


def decode(ref: Any, schema: Any, value: Any) -> None:
    """Publish a value, read it at both ends, and compare."""
    try:
        message = ref(value)
    except InvalidPayload:
        return
    arrived = ref.receive(Message(ref.channel, ref.topic, message.body, UNVALIDATED))
    for data in (message.data, arrived.data):
        again = encode(data)[1]
        assert same(canonical(again), canonical(value)), (schema, value, data)


def check(ref: Any, schema: Any, value: Any) -> None:
    """Compare what becomes of a value with what the other validator says of it."""
    accepts = Draft202012Validator(schema, format_checker=_FORMATS).is_valid(value)
    try:
        message = ref(value)
    except InvalidPayload as error:
        assert not accepts, (schema, value, error)
        assert error.problems
        assert {problem.pointer for problem in error.problems} <= set(pointers(value))
        return
    assert accepts, (schema, value)
    assert same(encode(message.data)[1], value), (schema, value, message.data)


def pointers(value: Any, pointer: str = "") -> list[str]:
    """The pointers to a value and to all that is in it."""
    parts: Any = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    inside = (pointers(part, pointer + pointer_token(key)) for key, part in parts)
    return [pointer, *itertools.chain.from_iterable(inside)]
