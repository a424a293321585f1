"""YAML syntax errors in our words, from where the reader stopped and what is there.

The reader's own messages are not used: they differ between libyaml's versions and PyYAML's own
reader.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..diagnostics import Diagnostic, Position, spaced

if TYPE_CHECKING:
    from .document import Document

HALVES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
"""A character beyond U+FFFF as JSON escapes it."""


class Stop(NamedTuple):
    """Where the reader stopped: at a character, in a token, or at a token out of place."""

    at: Literal["character", "token", "grammar"]
    place: int
    begin: int  # of the token, or of what it stands in; `place` where that is nothing


def syntax_problem(document: Document, stop: Stop) -> Diagnostic:
    text, (at, place, begin) = document.text, stop
    start, message = {"character": _character, "token": _token, "grammar": _grammar}[at](
        text, place, begin
    )
    opened = at == "grammar" and begin < place and text[begin] in _CLOSING
    related = ((document.stretch(begin, begin + 1), "it begins here"),) if opened else ()
    return Diagnostic("yaml-syntax", message, document.stretch(start, start + 1), related=related)


def encoding_problem(shown: str, source: bytes, start: int) -> Diagnostic:
    """The byte at which a file is no longer UTF-8."""
    before = source[:start].decode("utf-8-sig").rpartition("\n")[2]
    line, column = source.count(b"\n", 0, start) + 1, len(before) + 1
    message = "this byte is not UTF-8; save the file as UTF-8"
    return Diagnostic("not-utf-8", message, Position(shown, line, column, line, column + 1))


def conflict_problem(document: Document) -> Diagnostic | None:
    """The first conflict that a merge has left; no definition has such lines for anything else."""
    text, spans, at = document.text, [], 0
    for marker in _CONFLICT if "<<<<<<< " in text else ():
        match = marker.search(text, at)
        if match is None:
            return None
        spans.append(match.span())
        at = match.end()
    if not spans:
        return None
    message = "a merge conflict begins here; choose one of its sides and remove the markers"
    related = ((document.stretch(*spans[-1]), "it ends here"),)
    return Diagnostic("merge-conflict", message, document.stretch(*spans[0]), related=related)


# The markers of git and of most others, in their order.
_CONFLICT = [re.compile(form, re.MULTILINE) for form in (r"^<{7} .*", r"^={7}( .*)?$", r"^>{7} .*")]


def _character(text: str, place: int, _begin: int) -> tuple[int, str]:
    return place, f"YAML cannot contain the character U+{ord(text[place]):04X}; escape it"


def _token(text: str, place: int, begin: int) -> tuple[int, str]:
    """What is wrong with a token, and where."""
    here, first = text[place : place + 1], text[begin : begin + 1]
    if begin < place and first in ("'", '"'):
        if first == '"' and (escape := _escape(text, begin, place)) is not None:
            return escape
        return begin, "this quote is never closed"
    if here == "\t":
        return place, "a tab cannot indent a line; use spaces"
    if begin == place:
        if here == ":" and (unspaced := _unspaced_before(text, place)) is not None:
            return unspaced
        return place, _NOT_HERE.get(here, _FIRST)
    if first in ("|", ">"):
        return place, f"the string after {first} must begin on the next line"
    if first in ("&", "*", "!", "%"):
        return begin, _FIRST
    return begin, spaced(text[begin:].partition("\n")[0]) or "this key has no : and no value"


def _unspaced_before(text: str, place: int) -> tuple[int, str] | None:
    """The line above, comments aside, if its colon has no space: YAML reads on from there."""
    start = text.rfind("\n", 0, place) + 1
    while start > 0:
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].strip()
        if line and not line.startswith("#"):
            key = line.lstrip("- ")
            message = spaced(key)
            return (text.index(key, start), message) if message else None
    return None


def _escape(text: str, begin: int, place: int) -> tuple[int, str] | None:
    """What is wrong with the escape that the reader stopped in, where it is one."""
    slash = text.rfind("\\", begin, place + 1)
    if slash < 0 or place - slash > 2 or place >= len(text) > slash + 1:
        return None
    digits = _DIGITS.get(text[slash + 1 : slash + 2]) if place - slash == 2 else None
    if pair := HALVES.match(text, slash):
        char = ord(json.loads(f'"{pair[0]}"'))
        return slash, f"YAML does not join the halves of a character; write \\U{char:08x}"
    if digits:
        kind = text[slash : slash + 2]
        return slash, f"{kind} must be followed by the {digits} hexadecimal digits of a character"
    return slash, "a backslash in double quotes begins an escape; use single quotes"


def _grammar(text: str, place: int, begin: int) -> tuple[int, str]:
    """What the grammar expects in place of a token."""
    if (comment := _comment(text, place)) is not None:
        return comment, "a comment begins here; a string with # in it needs quotes"
    if begin == place or text[begin] not in "{[-":
        unspaced = _unspaced_before(text, place)
        if unspaced is not None:
            return unspaced
    if begin == place:
        return place, _misplaced(text, place)
    if (opening := text[begin]) in _CLOSING:
        return place, f"a comma or the closing {_CLOSING[opening]} is missing here"
    if opening == "-" and text[begin + 1 : begin + 2].isspace():
        return place, "the next - of the list is missing here"
    if (end := text[place - 1 : place]) in _ENDS:
        return place, _ENDS[end]
    return place, _KEY


def _misplaced(text: str, place: int) -> str:
    """The message for a token where a value, or the end, is expected."""
    if place >= len(text):
        return "a value is missing here"
    return _FIRST if text[place] in _INDICATORS else _KEY


def _comment(text: str, end: int) -> int | None:
    """Where, in the braces that are open at a place, a value is a comment."""
    brace = text.rfind("{", 0, end)
    found = text.find(": #", brace, end) if brace >= 0 else -1
    if found < 0 or "}" in text[brace:found]:
        return None
    line_end = text.find("\n", found, end)
    closed = line_end >= 0 and "}" in text[line_end:end]
    return None if closed else found + 2


_CLOSING = {"{": "}", "[": "]"}
_DIGITS = {"x": 2, "u": 4, "U": 8}
# What begins something else than a string.
_INDICATORS = frozenset("[]{},&*!%@`|>-?:#'\"")
_FIRST = "a string cannot begin with this character; put it in quotes"
_NOT_HERE = {
    ":": "a key cannot be here; a string with : in it needs quotes",
    "-": "a list must begin on a new line; a string that begins with - needs quotes",
}
_KEY = "a key is expected here; check its indentation"
# What comes before the place where a key is expected, and what the mistake then is.
_BRACKETS = "a string that begins with a bracket needs quotes"
_INNER = "a quote inside quotes ends the string; use the other kind around it"
_ENDS = {"}": _BRACKETS, "]": _BRACKETS, "'": _INNER, '"': _INNER}
