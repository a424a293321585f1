"""Definition files of JSON are read strictly, and to the same data as everywhere."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st
from realtime_codegen.documents import parse

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=8,
)
# No surrogates by halves, which the standard library reads, and no number that is none of JSON.
PIECES = ["{", "}", "[", "]", ",", ":", '"a"', '"b\\n"', "1", "-2.5e3", "01", "true", "null", "'a'"]
PIECES += ["a", " ", "\n", "\t", "//", "#", '"', "\\", '"\\u0041"', '"\\x"', "True", ".5", "NaN"]


@given(VALUES, st.sampled_from([None, 2]), st.booleans())
def test_json_is_read_as_it_is(value: object, indent: int | None, ascii_: bool) -> None:  # noqa: FBT001
    """What Python writes, in ASCII or not, comes back, with no problem."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    document, problems = parse("a.json", "a.json", text.encode("utf-8", "surrogatepass"))
    assert problems == []
    assert document is not None
    assert document.data == value


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example('{"a": "\\\\"}')
@example('{"a": "\\"')
@example('{"a": [1, {"b": []}, []]}')
def test_any_text_is_read_or_refused(text: str) -> None:
    """A text is refused where Python's strict reader refuses it, and nowhere else."""
    try:
        wanted = json.loads(text, parse_constant=_refused)
    except ValueError:
        wanted = None
        is_json = False
    else:
        is_json = True
    document, problems = parse("a.json", "a.json", text.encode())
    codes = {problem.code for problem in problems}
    assert ("json-syntax" in codes) == (not is_json and text.strip(" \n\t") != "")
    if is_json and not problems:
        assert document is not None
        assert document.data == wanted


def _refused(word: str) -> None:
    raise ValueError(word)


def test_places_are_those_of_the_text() -> None:
    """Keys and values are found where they stand."""
    document, _ = parse("a.json", "a.json", '{\n  "a": {"😀": [1, "b"]}\n}\n'.encode())
    assert document is not None
    assert document.position(("a",), key=True)[1:] == (2, 3, 2, 6)
    assert document.position(("a",))[1:] == (2, 8, 2, 23)
    assert document.position(("a", "😀", 1))[1:] == (2, 18, 2, 21)


def test_yaml_that_is_json_has_its_escapes() -> None:
    """A file that Python wrote may have any suffix; what is YAML alone is told what to write."""
    text = json.dumps({"a": "😀", "b": {"c": [1, True, "\\ud83d"]}}, indent=1)
    assert "\\ud83d\\ude00" in text
    document, problems = parse("a.yaml", "a.yaml", text.encode())
    assert document is not None
    assert (document.data, problems) == (json.loads(text), [])
    assert document.position(("b",), key=True)[1:] == (3, 2, 3, 5)
    document, (problem,) = parse("a.yaml", "a.yaml", b'a: "x\\uD83D\\uDE00"\n')
    assert document is None
    assert problem.message == ("YAML does not join the halves of a character; write \\U0001f600")
    assert problem.position[1:3] == (1, 6)
    document, problems = parse("a.yaml", "a.yaml", b"a: '\\ud83d\\ude00'\n")
    assert document is not None
    assert document.data == {"a": "\\ud83d\\ude00"}
