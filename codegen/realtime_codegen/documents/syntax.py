"""What is no YAML, in our words: told by where the reader stopped and what stands there.

Never by what the reader says, which differs between libyaml's versions and PyYAML's own reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ..diagnostics import Diagnostic

if TYPE_CHECKING:
    from .document import Document


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


def _character(text: str, place: int, _begin: int) -> tuple[int, str]:
    return place, f"the character U+{ord(text[place]):04X} cannot stand in YAML; escape it"


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
        return place, _NOT_HERE.get(here, _FIRST)
    if first in ("|", ">"):
        return place, f"the text after {first} begins on the next line"
    if first in ("&", "*", "!", "%"):
        return begin, _FIRST
    return begin, "a key is without its : and its value"


def _escape(text: str, begin: int, place: int) -> tuple[int, str] | None:
    """What is wrong with the escape that the reader stopped in, where it is one."""
    slash = text.rfind("\\", begin, place + 1)
    if slash < 0 or place - slash > 2 or place >= len(text) > slash + 1:
        return None
    digits = _DIGITS.get(text[slash + 1 : slash + 2]) if place - slash == 2 else None
    if digits:
        kind = text[slash : slash + 2]
        return slash, f"{kind} needs {digits} hexadecimal digits after it that are a character"
    return slash, "a backslash in double quotes begins an escape; use single ones"


def _grammar(text: str, place: int, begin: int) -> tuple[int, str]:
    """What the grammar expects in place of a token."""
    if (comment := _comment(text, place)) is not None:
        return comment, "here a comment begins; a text with # in it needs quotes"
    if begin == place:
        return place, _misplaced(text, place)
    if (opening := text[begin]) in _CLOSING:
        return place, f"here a , or the closing {_CLOSING[opening]} is missing"
    if opening == "-" and text[begin + 1 : begin + 2].isspace():
        return place, "here a list's next - is expected"
    if (end := text[place - 1 : place]) in _ENDS:
        return place, _ENDS[end]
    return place, _KEY


def _misplaced(text: str, place: int) -> str:
    """What is said of a token where a value, or nothing more, is expected."""
    if place >= len(text):
        return "here a value is missing"
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
# What begins something else than a text.
_INDICATORS = frozenset("[]{},&*!%@`|>-?:#'\"")
_FIRST = "no text begins with this character; put the text in quotes"
_NOT_HERE = {
    ":": "no key can be here; a text with : in it needs quotes",
    "-": "a list begins on a line of its own; a text that begins with - needs quotes",
}
_KEY = "here a key is expected; is it indented as the others are?"
# What stands before the place where a key is expected, and what then was meant.
_BRACKETS = "a text that begins with a bracket needs quotes"
_INNER = "a quote inside of quotes ends the text; use the other kind around it"
_ENDS = {"}": _BRACKETS, "]": _BRACKETS, "'": _INNER, '"': _INNER}
