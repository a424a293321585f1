"""Patterns as automata."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from realtime_codegen.addresses.expressions import NotRegular
from realtime_codegen.addresses.patterns import of_pattern

if TYPE_CHECKING:
    from realtime_codegen.addresses.automata import Automaton

pytestmark = pytest.mark.slow

ATOMS = st.sampled_from(
    r"""
    a b . - ^ $ / \/ \. \d \w \W \s \S \u0061 \x62 é [ab] [^a] [a-c1] [\w-] [+-] [^\d] [à-ï] [.\]]
    """.split()
)
TIMES = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?"])


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


def accepts(automaton: Automaton, text: str) -> bool:
    """Whether its language has this text."""
    states = {0}
    for code in map(ord, text):
        states = {
            target
            for state in states
            for set_, target in automaton.moves[state]
            if any(low <= code <= high for low, high in set_)
        }
    return any(automaton.accepting[state] for state in states)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, TEXTS)
@example("^$", ["a"])
@example("a$|^b", ["ba", "ab", "cb", "a"])
@example("(a$)+b", ["ab"])
@example("b+a?b+", ["b"])
def test_an_automaton_has_the_texts_in_which_the_pattern_is_found(
    pattern: str, texts: list[str]
) -> None:
    """As Python finds them, with classes as ECMA-262 has them. Not the validator: jsonschema-rs
    0.60 finds `b+a?b+` in "b"."""
    names = count()
    spelled = re.sub(r"\(\?<n>", lambda _: f"(?P<n{next(names)}>", pattern)
    try:
        found = re.compile(spelled, re.ASCII)
        automaton = of_pattern(pattern)
    except (re.error, NotRegular):
        return
    for text in filter(None, texts):
        assert accepts(automaton, text) == bool(found.search(text)), (pattern, text)


@pytest.mark.parametrize(
    "pattern",
    ["[]a]", "[^]", "a++", "a{2}{3}", "[a&&b]", "[[a]]", "[a--b]", "(?i)a", "\\u00", "[b-a]"],
)
def test_what_engines_take_differently_is_not_compared(pattern: str) -> None:
    """So nothing that the validator may find is left out."""
    with pytest.raises(NotRegular):
        of_pattern(pattern)


def test_a_character_may_be_written_by_its_code() -> None:
    """In each of the forms that ECMA-262 has, also as an end of a range."""
    automaton = of_pattern(r"^\x61[\u0062-\u{64}]$")
    assert accepts(automaton, "ac")
    assert not accepts(automaton, "ae")


def test_a_brace_that_counts_nothing_is_itself() -> None:
    """As in ECMA-262."""
    assert accepts(of_pattern("^a{,2}b{x}$"), "a{,2}b{x}")


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
    assert not accepts(of_pattern(pattern), "!")
