"""Input that does harm costs no more than its size."""

from __future__ import annotations

import pytest
from realtime_codegen.documents import MAX_DEPTH, parse

from ..support.calls import calls
from .reading import codes, read


@pytest.mark.parametrize("end", ["", "@", '"x', "\x01", "\n"])
@pytest.mark.parametrize("mark", ["[", "{", "[{", "{a: ", "- ", "? "])
def test_nesting_has_a_limit(mark: str, end: str) -> None:
    """Nesting over the limit is the problem, however deep it is and whatever ends the file."""
    for times in (MAX_DEPTH + 1, 1001, 20_000):
        *_, last = parse("a.yaml", "a.yaml", (mark * times + end).encode())[1]
        levels = MAX_DEPTH // (2 if mark == "[{" else 1)
        assert (last.code, last.position.column) == ("too-deep", levels * len(mark) + 1)


def test_nesting_up_to_the_limit_is_read() -> None:
    """The limit itself is allowed."""
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).data is not None


def test_aliases_do_not_grow() -> None:
    """A billion laughs are as many problems as there are aliases."""
    laughs = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30)
    )
    found = codes(laughs)
    assert found.count("alias") == 290
    assert found.count("anchor") == 30


def test_steps_grow_with_the_file() -> None:
    """A file of ten times the entries, and of the problems, takes ten times the steps."""
    assert steps_of(5000) < 12 * steps_of(500)


def steps_of(entries: int) -> int:
    """How many functions are called while a file is read."""
    text = "".join(f"key{n}: {{a: yes, b: [1, 2], b: 3}}\n" for n in range(entries))
    return calls(lambda: parse("a.yaml", "a.yaml", text.encode()))


@pytest.mark.parametrize(
    "source",
    [
        "a: " + "x" * 3_000_000,
        'a: "' + "\\u0041" * 400_000 + '"',
        "a: |\n" + "  line\n" * 300_000,
        "a: [" + "1, " * 200_000 + "]",
    ],
    ids=["plain", "quoted", "block", "flow"],
)
def test_large_values_are_read(source: str) -> None:
    """Megabytes in one value are a value."""
    assert len(read(source).data["a"]) >= 200_000
