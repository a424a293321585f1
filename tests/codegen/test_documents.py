"""YAML text becomes plain data, and every key and value has its position."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from realtime_codegen.documents import Document, parse

from .reading import codes, read

if TYPE_CHECKING:
    from collections.abc import Iterator


def text_at(document: Document, *pointer: str | int, key: bool = False) -> str:
    """What stands in the file at the position of a key or a value."""
    place = document.position(pointer, key=key)
    lines = document.text.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


# Positions

EVERYTHING = """\
# a comment
plain: some words here   # and a comment
"quoted key": 'single ''quoted'' text'
double: "with \\u0041 and
  a second line"
literal: |
  first
    second

  third
folded: >-
  one
  two
flow: {a: [1, two, {three: 3}], b: "x"}
block:
  - first
  - key: value
    other: [x,
            y]
  -
    deep: 1
écran: ünïcode
"\\U0001F600 😀": after
empty:
? complex
: value
last: end"""


@pytest.mark.parametrize(
    ("pointer", "key", "value"),
    [
        (("plain",), "plain", "some words here"),
        (("quoted key",), '"quoted key"', "'single ''quoted'' text'"),
        (("double",), "double", '"with \\u0041 and\n  a second line"'),
        (("flow",), "flow", '{a: [1, two, {three: 3}], b: "x"}'),
        (("flow", "a"), "a", "[1, two, {three: 3}]"),
        (("flow", "a", 1), "two", "two"),
        (("flow", "a", 2, "three"), "three", "3"),
        (("flow", "b"), "b", '"x"'),
        (("block", 0), "first", "first"),
        (("block", 1), "key: value\n    other: [x,\n            y]", None),
        (("block", 1, "other"), "other", "[x,\n            y]"),
        (("block", 1, "other", 1), "y", "y"),
        (("block", 2, "deep"), "deep", "1"),
        (("écran",), "écran", "ünïcode"),
        (("😀 😀",), '"\\U0001F600 😀"', "after"),
        (("complex",), "complex", "value"),
        (("last",), "last", "end"),
    ],
)
def test_every_key_and_value_has_its_position(
    pointer: tuple[str | int, ...], key: str, value: str | None
) -> None:
    """The position of a key or a value is where it begins and where it ends."""
    document = read(EVERYTHING)
    assert text_at(document, *pointer, key=True) == key
    assert text_at(document, *pointer) == (key if value is None else value)


@pytest.mark.parametrize(("key", "begins"), [("literal", "|\n  first"), ("folded", ">-\n  one")])
def test_a_block_scalar_begins_at_its_mark(key: str, begins: str) -> None:
    """A block scalar's position begins at its | or >."""
    assert text_at(read(EVERYTHING), key).startswith(begins)


def test_a_block_collection_ends_with_its_last_entry() -> None:
    """A block mapping's position is from its first key to its last value."""
    document = read("a:\n  b: 1\n  c:\n    d: end\n\n\ne: 2\n")
    assert text_at(document, "a") == "b: 1\n  c:\n    d: end"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_move_nothing(start: str, line_end: str) -> None:
    """With CRLF or a byte order mark, data and positions are those without."""
    document = read((start + EVERYTHING.replace("\n", line_end)).encode())
    plain = read(EVERYTHING)
    assert document.data == plain.data
    for pointer in (("literal",), ("block", 1, "other", 1), ("last",), ("écran",)):
        assert document.position(pointer) == plain.position(pointer)


class Counted(dict[str, Any]):
    """A mapping that counts how often its keys are gone through."""

    times = 0

    def __iter__(self) -> Iterator[str]:
        Counted.times += 1
        return super().__iter__()


def test_positions_in_a_large_mapping_do_not_go_through_it_each_time() -> None:
    """8,000 warnings in one mapping took time for each two of its entries."""
    text = "".join(f"k{number}: 1\n" for number in range(100))
    plain = read(text)
    data = Counted(plain.data)
    document = replace(plain, data=data, spans={id(data): plain.spans[id(plain.data)]})
    assert [document.position((key,)).line for key in plain.data] == [*range(1, 101)]
    assert Counted.times == 1


def test_a_place_that_is_none_is_the_nearest() -> None:
    """A pointer that leads nowhere is shown at the last place that exists."""
    document = read("a: {b: 1}")
    assert text_at(document, "a", "c", 3) == "{b: 1}"


# Data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-12", -12),
        ("+1", 1),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("12345678901234567890123", 12345678901234567890123),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0b1", "0b1"),
        ("y", "y"),
        ("n", "n"),
        ('"yes"', "yes"),
        ("'12'", "12"),
        ("=", "="),
        ("1.2.3", "1.2.3"),
        ("tRue", "tRue"),
        ("0", 0),
        ("-0", 0),
    ],
)
def test_words_mean_what_yaml_1_2_says(text: str, value: Any) -> None:
    """Words without quotes are read by YAML 1.2's core schema; dates are text."""
    found = read(f"a: {text}").data["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("yes", "ambiguous-word"),
        ("No", "ambiguous-word"),
        ("ON", "ambiguous-word"),
        ("off", "ambiguous-word"),
        ("010", "ambiguous-number"),
        (".nan", "not-json"),
        ("-.inf", "not-json"),
        ("1e400", "not-json"),
        ("9" * 5000, "not-json"),
        ("&a 1", "anchor"),
        ("*a", "alias"),
        ("!!str 1", "tag"),
        ("!x y", "tag"),
        ("{b: 1, b: 2}", "duplicate-key"),
        ("{<<: {b: 1}}", "merge-key"),
        ("{1: 2}", "key-not-string"),
        ("{[1]: 2}", "key-not-string"),
        ("{true: 2}", "key-not-string"),
        ("[", "yaml-syntax"),
        ("'x", "yaml-syntax"),
        ("b: c", "yaml-syntax"),
        ("\n\t- x", "yaml-syntax"),
        ("@x", "yaml-syntax"),
        ("\x01", "yaml-syntax"),
        ("1\n---\nb: 2", "several-documents"),
    ],
)
def test_what_yaml_readers_disagree_on_is_refused(text: str, code: str) -> None:
    """What other readers would take for something else, and what JSON has not, is a problem."""
    assert code in codes(f"a: {text}")


@pytest.fixture(params=["libyaml", "PyYAML"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two readers that PyYAML has: their words differ, and so do their versions'."""
    if request.param == "PyYAML":
        monkeypatch.setattr(yaml, "__with_libyaml__", False)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("'x", 1, "this quote is never closed"),
        ('"x\n---\n"', 1, "this quote is never closed"),
        ('"a\\d"', 3, "a backslash in double quotes begins an escape; use single quotes"),
        ('"\\xZZ"', 2, r"\x must be followed by the 2 hexadecimal digits of a character"),
        ("a: @x", 4, "a string cannot begin with this character; put it in quotes"),
        ("a: &", 4, "a string cannot begin with this character; put it in quotes"),
        ("a: !<x", 4, "a string cannot begin with this character; put it in quotes"),
        ("a: ]", 4, "a string cannot begin with this character; put it in quotes"),
        ("[a,,b]", 4, "a string cannot begin with this character; put it in quotes"),
        ("\ta: 1", 1, "a tab cannot indent a line; use spaces"),
        ("a: b: c", 5, "a key cannot be here; a string with : in it needs quotes"),
        ("{a: 1", 6, "a comma or the closing } is missing here"),
        ('["a" "b"]', 6, "a comma or the closing ] is missing here"),
        ("a: 'It's'", 8, "a quote inside quotes ends the string; use the other kind around it"),
        ("a: [a-z]+", 9, "a string that begins with a bracket needs quotes"),
        ("a: {$ref: #/x}", 11, "a comment begins here; a string with # in it needs quotes"),
        ("? a: {b: # c\n  1}\na: [", 5, "a value is missing here"),
        ("a: 1\n- b", 1, "a key is expected here; check its indentation"),
        (" a: 1\nb: 2", 1, "a key is expected here; check its indentation"),
        ("- a\nb: 1", 1, "the next - of the list is missing here"),
        ("- a\n-b", 1, "this key has no : and no value"),
        ("a: - b", 4, "a list must begin on a new line; a string that begins with - needs quotes"),
        ("a: > x", 6, "the string after > must begin on the next line"),
        ("é: \x07", 4, "YAML cannot contain the character U+0007; escape it"),
    ],
)
def test_what_is_no_yaml_is_told_in_our_words(
    text: str, column: int, message: str, reader: None
) -> None:
    """The message and the column are the same, whatever PyYAML reads with and says."""
    *_, last = parse("a.yaml", "a.yaml", text.encode())[1]
    assert (last.code, last.position.column, last.message) == ("yaml-syntax", column, message)


def test_text_is_utf_8() -> None:
    """Bytes that are not UTF-8 are told by line and column, in characters."""
    _, (problem,) = parse("a.yaml", "a.yaml", "a: 1\né: ".encode() + b"\xff\n")
    assert problem.code == "not-utf-8"
    place = problem.position
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 4, 2, 5)


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(value=st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_json_is_read_as_json(value: dict[str, Any]) -> None:
    """A JSON file means what a JSON reader reads, however it was written."""
    for indent in (None, 2):
        text = json.dumps(value, indent=indent)
        assert read(text, "a.json").data == json.loads(text)
