"""What is no YAML, in our words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic

if TYPE_CHECKING:
    from .document import Document


def syntax_problem(document: Document, error: Any) -> Diagnostic:
    offset, begin = (mark.index if mark else 0 for mark in (error.problem_mark, error.context_mark))
    place, context = document.stretch(offset, offset + 1), error.context or ""
    problem = error.problem or ""
    if "quoted scalar" in context and "end of stream" in problem:
        place, message = document.stretch(begin, begin + 1), "this quote is never closed"
    elif "cannot start any token" in problem and document.text[offset] == "\t":
        message = "a tab cannot indent a line; use spaces"
    elif "flow" in context and (comment := _comment(document.text, offset)) is not None:
        place = document.stretch(comment, comment + 1)
        message = "here a comment begins; a text with # in it needs quotes"
    elif "expected key" in problem and document.text[offset - 1 : offset] in _ENDS:
        message = _ENDS[document.text[offset - 1 : offset]]
    else:
        known = (hint for words, hint in _SYNTAX.items() if words in problem)
        message = next(known, f"not YAML: {f'{context} {problem}'.strip()}")
    opened = "flow" in context and begin < offset
    related = ((document.stretch(begin, begin + 1), "it begins here"),) if opened else ()
    return Diagnostic("yaml-syntax", message, place, related=related)


def _comment(text: str, end: int) -> int | None:
    """Where, in the brackets that are open at a place, a value is a comment."""
    found = text.find(": #", max(text.rfind("{", 0, end), 0), end)
    return found + 2 if found >= 0 else None


# What stands before the place where YAML had expected a key, and what then was meant.
_BRACKETS = "a text that begins with a bracket needs quotes"
_INNER = "a quote inside of quotes ends the text; use the other kind around it"
_ENDS = {"}": _BRACKETS, "]": _BRACKETS, "'": _INNER, '"': _INNER}
# libyaml's words for what goes wrong most often, and ours.
_SYNTAX = {
    "unknown escape character": "a backslash in double quotes begins an escape; use single ones",
    "mapping values are not allowed": "no key can be here; a text with : in it needs quotes",
    "found unexpected ':'": "a colon needs a space after it; a text with : in it needs quotes",
    "cannot start any token": "no text begins with this character; put the text in quotes",
    "did not find expected ',' or '}'": "here a , or the closing } is missing",
    "did not find expected ',' or ']'": "here a , or the closing ] is missing",
    "did not find expected key": "here a key is expected; is it indented as the others are?",
    "did not find expected '-' indicator": "here a list's next - is expected",
    "could not find expected ':'": "a key is without its : and its value",
}
