"""Reads JSON, strictly: its tokens, and the first mistake in our words.

The standard library's parser has no places of values, and its messages differ between versions.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .document import Document


class Token(NamedTuple):
    """A bracket, a string with its value, or a word (a number, `true`, `null`) as it stands."""

    kind: Literal["{", "}", "[", "]", "string", "word"]
    start: int
    end: int
    value: str = ""


class NotJson(Exception):
    """The text is no JSON: where, and why. `begin` is the place of the bracket around it."""

    def __init__(self, start: int, end: int, message: str, begin: int | None = None) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
        self.message = message
        self.begin = begin


def tokens(text: str) -> Iterator[Token]:
    """The brackets, strings and words of a JSON text; nothing of an empty one. Raises NotJson."""
    reader = _Reader(text)
    reader.skip()
    if reader.at < len(text):
        yield from reader.tokens()


def json_problem(document: Document, error: NotJson) -> Diagnostic:
    begin = error.begin
    related = () if begin is None else ((document.stretch(begin, begin + 1), "it begins here"),)
    place = document.stretch(error.start, error.end)
    return Diagnostic("json-syntax", error.message, place, related=related)


_CLOSING = {"{": "}", "[": "]"}
_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"?')
_WORD = re.compile(r"[\w$.+-]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_COMMENT = re.compile(r"//|/\*|#")
_CONSTANTS = {"true", "false", "null"}
_MEANT = {"none": "null", "nil": "null", "undefined": "null", "~": "null"}


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0
        self._open: list[Token] = []

    def tokens(self) -> Iterator[Token]:
        """All tokens, without recursion: a text may be nested as deep as it likes."""
        while True:
            token = self._value()
            yield token
            if token.kind in _CLOSING:
                self._open.append(token)
                if self._here() != _CLOSING[token.kind]:
                    if token.kind == "{":
                        yield self._key()
                    continue
            while self._open and self._here() == _CLOSING[self._open[-1].kind]:
                yield self._closing()
            if not self._open:
                break
            self._comma()
            if self._open[-1].kind == "{":
                yield self._key()
        if self.at < len(self._text):
            raise self._wrong("a JSON file has one value; remove what follows it")

    def skip(self) -> None:
        """Go to the next token."""
        match = _SPACE.match(self._text, self.at)
        assert match is not None
        self.at = match.end()
        if _COMMENT.match(self._text, self.at):
            raise self._wrong("JSON has no comments; remove this one, or write the file as .yaml")

    def _here(self) -> str:
        return self._text[self.at : self.at + 1]

    def _taken(self, kind: Literal["{", "}", "[", "]", "string", "word"], end: int) -> Token:
        token = Token(kind, self.at, end, self._text[self.at : end])
        self.at = end
        self.skip()
        return token

    def _wrong(self, message: str, length: int = 1) -> NotJson:
        return NotJson(self.at, self.at + length, message)

    def _closing(self) -> Token:
        kind: Literal["}", "]"] = "}" if self._open.pop().kind == "{" else "]"
        return self._taken(kind, self.at + 1)

    def _comma(self) -> None:
        if self._here() != ",":
            raise self._missing()
        comma = self.at
        self.at += 1
        self.skip()
        if self._here() in ("}", "]"):
            raise NotJson(comma, comma + 1, "nothing follows this comma; remove it")

    def _missing(self) -> NotJson:
        """What an entry must be followed by is not there."""
        begin = self._open[-1]
        message = f"a comma or the closing {_CLOSING[begin.kind]} is missing here"
        return NotJson(self.at, self.at + 1, message, begin.start)

    def _key(self) -> Token:
        if self._here() != '"':
            if not self._here():
                raise self._missing()
            match = _WORD.match(self._text, self.at)
            if match is None:
                raise self._wrong(_QUOTE if self._here() == "'" else "a key is missing here")
            message = f'a key must be a string; write "{match[0]}" with double quotes'
            raise self._wrong(message, len(match[0]))
        key = self._string()
        if self._here() != ":":
            raise self._wrong("a colon is missing here, between the key and its value")
        self.at += 1
        self.skip()
        return key

    def _value(self) -> Token:
        here = self._here()
        if here == "{" or here == "[":
            return self._taken("{" if here == "{" else "[", self.at + 1)
        if here == '"':
            return self._string()
        match = _WORD.match(self._text, self.at)
        if match is None:
            raise self._wrong(_QUOTE if here == "'" else "a value is missing here")
        if match[0] in _CONSTANTS or _NUMBER.fullmatch(match[0]):
            return self._taken("word", match.end())
        raise self._wrong(_word_problem(match[0]), len(match[0]))

    def _string(self) -> Token:
        match = _STRING.match(self._text, self.at)
        assert match is not None
        if len(match[0]) < 2 or not match[0].endswith('"') or _is_open(match[0]):
            raise self._broken(match.end())
        value: str = json.loads(match[0])
        half = next((char for char in value if "\ud800" <= char <= "\udfff"), "")
        if half:
            message = f"\\u{ord(half):04x} is half of a character; write both halves"
            raise self._wrong(message, len(match[0]))
        token = self._taken("string", match.end())
        return token._replace(value=value)

    def _broken(self, place: int) -> NotJson:
        """What is wrong in a string that goes no further than to a place."""
        char = self._text[place : place + 1]
        if char == "\\":
            escape = self._text[place : place + 2]
            if escape == "\\u":
                return NotJson(place, place + 2, "\\u must be followed by four hexadecimal digits")
            message = f"{escape} is no escape of JSON; write \\\\ for a backslash"
            return NotJson(place, place + len(escape), message)
        if char == "\t":
            return NotJson(place, place + 1, "a string cannot contain a tab; write \\t")
        if char and char != "\n":
            message = f"a string cannot contain U+{ord(char):04X}; write \\u{ord(char):04x}"
            return NotJson(place, place + 1, message)
        return self._wrong("this quote is never closed")


_QUOTE = "JSON's strings have double quotes; write them in place of '"


def _is_open(text: str) -> bool:
    """Whether the quote at the end of a string is escaped, and so none."""
    slashes = len(text[:-1]) - len(text[:-1].rstrip("\\"))
    return slashes % 2 == 1


def _word_problem(word: str) -> str:
    lower = word.lower()
    if lower in _CONSTANTS or lower in _MEANT:
        return f"write {_MEANT.get(lower, lower)} in place of {word}"
    if lower.lstrip("+-") in ("nan", "infinity", "inf"):
        return f"JSON has no {word}; remove it"
    if word[0].isdigit() or word[0] in "+-.":
        return f"JSON has no number {word}; write it with decimal digits, and no zero before others"
    return f'a string needs double quotes; write "{word}"'
