"""A regular expression of ECMA-262, read: what of it says which characters follow each other."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from .characters import ANY, characters, others, these

if TYPE_CHECKING:
    from .characters import Characters


class NotRegular(Exception):
    """What no automaton of a sensible size says. Its message says what."""


TOO_LARGE = "patterns of this size are not compared"


class Chars(NamedTuple):
    """One of these characters."""

    set: Characters


class Edge(NamedTuple):
    """`^` or `$`: the beginning or the end of the text."""

    mark: str


class Sequence(NamedTuple):
    parts: tuple[Expression, ...]


class Choice(NamedTuple):
    branches: tuple[Expression, ...]


class Repeat(NamedTuple):
    """`most` is None where there is no limit."""

    part: Expression
    least: int
    most: int | None


Expression = Chars | Edge | Sequence | Choice | Repeat

_DIGITS = these(string.digits)
_WORD = these(string.ascii_letters + string.digits + "_")
_SPACE = these(" ")  # of white space the only printable character
_CLASSES = {
    "d": _DIGITS,
    "D": others(_DIGITS),
    "w": _WORD,
    "W": others(_WORD),
    "s": _SPACE,
    "S": others(_SPACE),
}
_CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "0": "\0"}
_CODE = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}")
_TIMES = re.compile(r"\{(\d{1,9})(?:(,)(\d{1,9})?)?\}")
_GROUP = re.compile(r"\?:|\?<[^\W\d]\w*>")
_UNKNOWN = "what ECMA-262 does not have"
_NOT_COMPARED = {
    **dict.fromkeys("bB", "the border of a word"),
    **dict.fromkeys("pP", "a property of Unicode"),
    **dict.fromkeys("123456789k", "a reference back"),
}
_DEEPEST = 50


def expression(pattern: str) -> Expression:
    """The pattern's expression. Raises NotRegular."""
    reader = _Reader(pattern)
    found = reader.choice()
    if not reader.is_at_end:
        raise NotRegular("a lone bracket in a pattern is not compared")
    return found


class _Reader:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._depth = 0

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._pattern)

    def _refuse(self, what: str = _UNKNOWN) -> NoReturn:
        raise NotRegular(f"{what} in a pattern is not compared")

    def choice(self) -> Expression:
        branches = [self._sequence()]
        while self._takes("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Expression:
        parts: list[Expression] = []
        while not self.is_at_end and self._pattern[self._at] not in "|)":
            parts.append(self._repeated(self._part()))
        return Sequence(tuple(parts))

    def _part(self) -> Expression:
        char = self._next()
        if char in "^$":
            return Edge(char)
        if char == "(":
            return self._group()
        if char == "[":
            return Chars(self._class())
        if char == "\\":
            return Chars(self._escape())
        if char in "*+?" or _TIMES.match(self._pattern, self._at - 1):
            self._refuse()  # a second repetition of one part
        return Chars(ANY if char == "." else these(char))  # a line's end is not printable

    def _group(self) -> Expression:
        if self._pattern.startswith("?", self._at):
            match = _GROUP.match(self._pattern, self._at)
            if match is None:
                is_look = re.match(r"\?<?[=!]", self._pattern[self._at :])
                self._refuse("look-around" if is_look else _UNKNOWN)
            self._at = match.end()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotRegular(TOO_LARGE)
        found = self.choice()
        self._depth -= 1
        if not self._takes(")"):
            self._refuse()
        return found

    def _repeated(self, part: Expression) -> Expression:
        limits: tuple[int, int | None] | None = None
        if times := _TIMES.match(self._pattern, self._at):
            self._at = times.end()
            least = int(times[1])
            limits = least, (int(times[3]) if times[3] else None) if times[2] else least
        else:
            known = {"*": (0, None), "+": (1, None), "?": (0, 1)}
            limits = known.get(self._pattern[self._at : self._at + 1])
            self._at += limits is not None
        if limits is None:
            return part
        self._takes("?")  # a lazy quantifier accepts the same strings
        return Repeat(part, *limits)

    def _class(self) -> Characters:
        negated = self._takes("^")
        ranges: list[tuple[int, int]] = []
        while not self._takes("]"):
            start = self._member()
            is_range = self._pattern.startswith("-", self._at) and self._pattern[
                self._at + 1 : self._at + 2
            ] not in ("]", "")
            if not is_range:
                ranges += start
                continue
            self._at += 1
            end = self._member()
            if not _is_one(start) or not _is_one(end):
                ranges += (*start, *end, *these("-"))
            elif start > end:
                self._refuse()
            else:
                ranges.append((start[0][0], end[0][0]))
        if not ranges:
            self._refuse()  # everything or nothing, by engine
        found = characters(*ranges)
        return others(found) if negated else found

    def _member(self) -> Characters:
        char = self._next()
        if char == "\\":
            return these("\b") if self._takes("b") else self._escape()
        is_twice = self._pattern.startswith(char * 2, self._at - 1)
        if char == "[" or (char in "&~-" and is_twice):
            self._refuse()  # means more to some engines
        return these(char)

    def _escape(self) -> Characters:
        if code := _CODE.match(self._pattern, self._at):
            number = int(code[1] or code[2] or code[3], 16)
            if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
                self._refuse()
            self._at = code.end()
            return ((number, number),)
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char in _CONTROLS:
            return these(_CONTROLS[char])
        if char.isalnum():
            self._refuse(_NOT_COMPARED.get(char, _UNKNOWN))
        return these(char)

    def _next(self) -> str:
        if self.is_at_end:
            self._refuse()
        self._at += 1
        return self._pattern[self._at - 1]

    def _takes(self, char: str) -> bool:
        is_there = self._pattern.startswith(char, self._at)
        self._at += len(char) if is_there else 0
        return is_there


def _is_one(set_: Characters) -> bool:
    return len(set_) == 1 and set_[0][0] == set_[0][1]
