"""An automaton has the texts that the validator finds the pattern in."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from realtime_codegen.addresses.expressions import NotRegular
from realtime_codegen.addresses.patterns import of_pattern

ATOMS = st.sampled_from(
    r"""
    a b . - ^ $ / \/ \. \d \w \W \s \S \u0061 \x62 é [ab] [^a] [a-c1] [\w-] [+-] [^\d] [à-ï] [.\]]
    """.split()
)
TIMES = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "{,2}"])


@st.composite
def around(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    text = draw(inside)
    return draw(st.sampled_from([f"({text})", f"(?:{text})", f"(?<n>{text})"])) + draw(TIMES)


PATTERNS = st.recursive(
    st.builds(str.__add__, ATOMS, TIMES),
    lambda inside: st.one_of(
        st.lists(inside, min_size=1, max_size=3).map("".join),
        st.lists(inside, min_size=1, max_size=3).map("|".join),
        around(inside),
    ),
    max_leaves=6,
)
TEXTS = st.lists(st.text("ab1-é. /c]", max_size=6), min_size=1, max_size=10)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, TEXTS)
@example("^$", ["a"])
@example("a$|^b", ["ba", "ab", "cb", "a"])
@example("(a$)+b", ["ab"])
@example("[]a]", ["a"])
@example("[^]", ["a"])
@example("a{2}{3}", ["aaaaaa"])
@example("a++", ["aaa"])
@example("[a&&b]", ["a"])
@example("{a}", ["{a}"])
def test_the_validator_agrees(pattern: str, texts: list[str]) -> None:
    """Of every pattern that is read, on every text that is not empty."""
    try:
        judge = jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except ValueError:
        assume(False)  # noqa: FBT003
    try:
        automaton = of_pattern(pattern)
    except NotRegular:
        return
    for text in filter(None, texts):
        assert automaton.accepts(text) == judge.is_valid(text), (pattern, text)


@given(st.text(r"ab[](){}\^$|*+?.-,1<>=!:dwsDWSbBpPux0&~", max_size=12))
def test_any_text_is_read_or_refused(pattern: str) -> None:
    """No pattern is too odd."""
    try:
        of_pattern(pattern)
    except NotRegular as error:
        assert str(error)


@pytest.mark.parametrize(
    "pattern", ["(?:a{2,})+$", "^(?<year>\\d{4})-\\d\\d$", "[a-z]+|^\\.$", "^" + "(a|b)" * 60]
)
def test_patterns_that_people_write_are_read(pattern: str) -> None:
    """None of them is taken for everything."""
    assert not of_pattern(pattern).accepts("!")
