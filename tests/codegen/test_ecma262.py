"""Patterns are those of ECMA-262, and run as such."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from realtime_codegen.jsonschema.ecma262 import fault_in, runnable


@pytest.mark.parametrize(
    ("pattern", "place", "reason"),
    [
        ("(?P<x>a)", (0, 6), "a named group is written (?<x>"),
        ("a(?i)b", (1, 5), "ECMA-262 has no flags in a pattern; write both cases, as in [aA]"),
        ("(?i:a)", (0, 4), "ECMA-262 has no flags in a pattern; write both cases, as in [aA]"),
        ("[[:alpha:]]", (1, 10), "ECMA-262 has no [:alpha:]; write a-zA-Z"),
        ("^a\\Z", (2, 4), "ECMA-262 has no \\Z; write $"),
        ("a++", (2, 3), "a repetition cannot be repeated; write \\+ for the character"),
        ("(a|*)", (3, 4), "there is nothing to repeat here; write \\* for the character"),
        ("a{,5}", (1, 5), "{,5} repeats nothing; write {0,5}"),
        ("(a(b)", (0, 1), "this ( is never closed; write \\( for the character"),
        ("[a\\]", (0, 1), "this [ is never closed; write \\[ for the character"),
        ("(a)\\2", (3, 5), "there is no group 2"),
        ("[b-a]", (1, 4), "the range b-a is backwards"),
        ("\\uD83D.", (0, 6), "this is half of a character; write both halves"),
    ],
)
def test_a_fault_has_a_place_and_a_reason(
    pattern: str, place: tuple[int, int], reason: str
) -> None:
    """What other languages have, and what none has, is refused with what to write."""
    assert fault_in(pattern) == (*place, reason)


@pytest.mark.parametrize(
    ("pattern", "valid", "invalid"),
    [
        ("^/[^\\0]*$", "/a", "/\0"),
        ("^[\\b]$", "\b", "b"),
        ("^[a&&b]$", "&", "c"),
        ("^[[a]$", "[", "]"),
        ("^[+--]$", ",", "a"),
        ("^[~~]$", "~", "a"),
        ("^[^]$", "\n", ""),
        ("^[]$", None, ""),
        ("^{x}$", "{x}", "x"),
        ("^\\ud83d\\ude00$", "😀", "x"),
        ("^(?<x>a|b)\\k<x>1$", "aa1", "ab1"),
        ("^(?<year>\\d{4})-(?!00)\\d\\d$", "2026-01", "2026-00"),
        ("^\\p{Lu}\\cJ\\x41\\u0042\\u{43}\\/\\-$", "É\nABC/-", "é"),
        ("^(?:a|b(?=c))+?.{1,}$", "ax", "c"),
    ],
)
def test_what_is_right_runs(pattern: str, valid: str | None, invalid: str) -> None:
    """The validator accepts by the pattern, as it is embedded, what ECMA-262 accepts."""
    assert fault_in(pattern) is None
    validator = jsonschema_rs.validator_for({"type": "string", "pattern": runnable(pattern)})
    assert valid is None or validator.is_valid(valid)
    assert not validator.is_valid(invalid)


@given(st.text(r"ab[](){}\^$|*+?.-,1<>=!:&~dDwbBkxupPc0é", max_size=12))
def test_any_text_is_read_or_refused(pattern: str) -> None:
    """No pattern is too odd, and what is run instead is no fault either."""
    fault = fault_in(pattern)
    if fault is None:
        assert fault_in(runnable(pattern)) is None
    else:
        assert 0 <= fault.start < fault.end <= max(len(pattern), 1)
        assert runnable(pattern) == pattern
