"""Regular expressions of ECMA-262: what is wrong with one, and the same as the validator runs it.

What both its modes accept is accepted, with the flag `u` and without: `\\-` and a lone `]` have one
meaning. What they take differently, and what other languages alone have, is not.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from .back_references import Group, doubt
from .escapes import CONTROLS, EDGES, OF_POSIX, SETS, no_escape


class Fault(NamedTuple):
    """What is wrong with some characters of a pattern."""

    start: int
    end: int
    reason: str


def fault_in(pattern: str) -> Fault | None:
    """The first thing that is wrong with a pattern."""
    try:
        _Reader(pattern).read()
    except _Wrong as error:
        return Fault(*error.args)
    return None


def runnable(pattern: str) -> str:
    """The same pattern in forms that jsonschema-rs has too; as it is where it is none."""
    reader = _Reader(pattern)
    try:
        reader.read()
    except _Wrong:
        return pattern
    for start, end, text in reversed(reader.replaced):
        pattern = pattern[:start] + text + pattern[end:]
    return pattern


def doubt_in(pattern: str) -> Fault | None:
    """The first part of a right pattern that the validator would take otherwise."""
    reader = _Reader(pattern)
    try:
        reader.read()
    except _Wrong:
        return None
    return reader.doubt


class _Wrong(Exception):
    """Its arguments are those of a Fault."""


ANY_BUT_LINES = r"[^\n\r\u2028\u2029]"
_NAME = r"[^\W\d][\w$]*"
_GROUP = re.compile(rf"\(\?(?::|<?[=!]|<({_NAME})>)")
_TIMES = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
_CODE = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}")
_SECOND_HALF = re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_POSIX = re.compile(r"\[:(\^?[a-z]+):\]")


class _Reader:
    """Goes through a pattern once, without recursion: only brackets nest."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._inside = self._closed = Group()
        self._groups: dict[Group, str | None] = {}  # those that match, and their names
        self._references: list[tuple[int, int, int | str, Group]] = []
        self.doubt: Fault | None = None
        self.replaced: list[tuple[int, int, str]] = []
        # With what looks around or back, the validator's sets have letters of all scripts.
        self._looks = False
        self._sets: list[tuple[int, int, str]] = []

    def read(self) -> None:
        can_repeat = False
        if slash := re.search(r"^/(?=\^)|(?<=\$)/\Z", self._pattern):
            self._refuse(slash.start(), "no pattern has slashes around it; remove them")
        while self._at < len(self._pattern):
            can_repeat = self._term(can_repeat=can_repeat)
        if self._inside.above:
            start = self._inside.start
            self._refuse(start, r"this ( is never closed; write \( for the character")
        for reference in self._references:
            self._refer(*reference)
        self.replaced += self._sets if self._looks or self._references else []
        self.replaced.sort()

    def _refuse(self, start: int, reason: str, end: int = 0) -> NoReturn:
        raise _Wrong(start, min(max(end, start + 1), len(self._pattern)), reason)

    def _term(self, *, can_repeat: bool) -> bool:
        """Go over a part; whether it can be repeated."""
        start, char = self._at, self._pattern[self._at]
        times = _TIMES.match(self._pattern, start)
        if char in "*+?" or times:
            self._repeat(start, times, can_repeat=can_repeat)
            return False
        self._at += 1
        if char == "(":
            self._group(start)
        elif char == ")":
            return self._close(start)
        elif char == "[":
            self._class(start)
        elif char == "\\":
            return self._escape(start)
        elif char == ".":
            self.replaced.append((start, self._at, ANY_BUT_LINES))
        elif char == "{":
            if least := re.compile(r"\{,([0-9]+)\}").match(self._pattern, start):
                reason = f"{least[0]} repeats nothing; write {{0,{least[1]}}}"
                self._refuse(start, reason, least.end())
            self.replaced.append((start, start + 1, r"\{"))
        elif char == "|":
            self._inside.bars.append(start)
        return char not in "(|^$"

    def _repeat(self, start: int, times: re.Match[str] | None, *, can_repeat: bool) -> None:
        self._at = times.end() if times else start + 1
        if not can_repeat:
            twice = start > 0 and self._pattern[start - 1] in "*+?}"
            what = "a repetition cannot be repeated" if twice else "there is nothing to repeat here"
            reason = rf"{what}; write \{self._pattern[start]} for the character"
            self._refuse(start, reason, self._at)
        if times and times[2] and int(times[1]) > int(times[2]):
            reason = f"{times[0]} is backwards; write {{{times[2]},{times[1]}}}"
            self._refuse(start, reason, self._at)
        if self._closed.end == start:
            self._closed.repeat(self._pattern[start], times)
        self._at += self._pattern.startswith("?", self._at)

    def _group(self, start: int) -> None:
        match = _GROUP.match(self._pattern, start)
        if match:
            self._at = match.end()
        elif self._pattern.startswith("?", self._at):
            self._no_group(start)
        name = match[1] if match else None
        if name in self._groups.values() and name is not None:
            self._refuse(start, f"two groups are named {name}; rename one", self._at)
        self._inside = Group(start, match[0] if match else "(", self._inside)
        if match is None or name:
            self._groups[self._inside] = name
        self._looks |= not self._inside.can_repeat

    def _close(self, start: int) -> bool:
        """Leave a group; whether it can be repeated."""
        group = self._inside
        if group.above is None:
            self._refuse(start, r"this ) closes nothing; write \) for the character")
        group.end, self._inside, self._closed = self._at, group.above, group
        return group.can_repeat

    def _no_group(self, start: int) -> NoReturn:
        rest = self._pattern[start:]
        if match := re.match(rf"\(\?P<({_NAME})>", rest):
            self._refuse(start, f"a named group is written (?<{match[1]}>", start + match.end())
        if match := re.match(r"\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?[:)]", rest):
            reason = "ECMA-262 has no flags in a pattern; write both cases, as in [aA]"
            self._refuse(start, reason, start + match.end())
        reason = "ECMA-262 has no such group; it has (?:, (?=, (?!, (?<=, (?<! and (?<name>"
        self._refuse(start, reason, start + 3)

    def _escape(self, start: int) -> bool:
        """Go over an escape outside of a class; whether it can be repeated."""
        char = self._pattern[self._at : self._at + 1]
        if char in EDGES:
            self._at += 1
            self._looks = True
            self.replaced.append((start, self._at, EDGES[char]))
            return False
        if char and char in "123456789":
            match = re.compile("[0-9]+").match(self._pattern, self._at)
            assert match is not None
            self._at = match.end()
            self._references.append((start, self._at, int(match[0][:9]), self._inside))
        elif char == "k":
            match = re.compile(rf"k<({_NAME})>").match(self._pattern, self._at)
            if match is None:
                self._refuse(start, r"\k must be followed by a group's name, as in \k<name>")
            self._at = match.end()
            self._references.append((start, self._at, match[1], self._inside))
        else:
            self._character(start, in_class=False)
        return True

    def _refer(self, start: int, end: int, name: int | str, inside: Group) -> None:
        numbers = {key: at for at, key in enumerate(self._groups.values(), 1) if key}
        number = numbers.get(name, 0) if isinstance(name, str) else name
        if not 0 < number <= len(self._groups):
            self._refuse(start, f"there is no group {name}", end)
        if isinstance(name, str):
            self.replaced.append((start, end, rf"(?:\{number})"))
        why = doubt([*self._groups][number - 1], start, inside)
        if why and self.doubt is None:
            self.doubt = Fault(start, end, f"group {name} {why}")

    def _character(self, start: int, *, in_class: bool) -> str | None:
        """Go over the rest of an escape; its character, None for a set of some."""
        if code := _CODE.match(self._pattern, self._at):
            self._at = code.end()
            return self._coded(start, int(code[1] or code[2] or code[3], 16))
        char = self._pattern[self._at : self._at + 1]
        self._at += 1
        if not char:
            self._refuse(start, r"a backslash at the end escapes nothing; write \\")
        if char in CONTROLS:
            return CONTROLS[char]
        if char.lower() in SETS:
            members = SETS[char.lower()]
            text = members if in_class and char.islower() else f"[{'^' * char.isupper()}{members}]"
            self._sets.append((start, self._at, text))
            return None
        following = self._pattern[self._at : self._at + 1]
        if char == "0" and not following.isdigit():
            self.replaced.append((start, self._at, r"\x00"))
            return "\0"
        if char == "c" and following.isascii() and following.isalpha():
            self._at += 1
            return chr(ord(following) % 32)
        if char in "pP":
            match = re.compile(r"\{[a-zA-Z]\w*(?:=\w+)?\}").match(self._pattern, self._at)
            if match is None:
                self._refuse(start, rf"\{char} must be followed by a name, as in \{char}{{L}}")
            self._at = match.end()
            return None
        if char.isalnum():
            self._refuse(start, no_escape(char), self._at)
        if not char.isascii() or char in "<>":  # of which the validator makes edges of words
            self.replaced.append((start, self._at, char))
        return char

    def _coded(self, start: int, code: int) -> str:
        if 0xD800 <= code < 0xDC00 and (half := _SECOND_HALF.match(self._pattern, self._at)):
            self._at = half.end()
            code = 0x10000 + (code - 0xD800) * 0x400 + int(half[1], 16) - 0xDC00
            self.replaced.append((start, self._at, chr(code)))
        elif 0xD800 <= code < 0xE000:
            self._refuse(start, "this is half of a character; write both halves", self._at)
        if code > 0x10FFFF:
            self._refuse(start, "there is no such character", self._at)
        return chr(code)

    def _class(self, start: int) -> None:
        is_negated = self._pattern.startswith("^", self._at)
        first = self._at = self._at + is_negated
        while not self._pattern.startswith("]", self._at):
            if self._at >= len(self._pattern):
                self._refuse(start, r"this [ is never closed; write \[ for the character")
            self._range(self._at)
        self._at += 1
        if self._at == first + 1:
            self.replaced.append((start, self._at, r"[\s\S]" if is_negated else r"[^\s\S]"))

    def _range(self, start: int) -> None:
        """Go over a member of a class, or over a range of some."""
        low = self._member()
        behind = self._pattern[self._at + 1 : self._at + 2]
        if not self._pattern.startswith("-", self._at) or behind in ("", "]"):
            return
        self._at += 1
        high = self._member()
        text = self._pattern[start : self._at]
        if low is None or high is None:
            self._refuse(start, rf"{text} is no range; write \- for the character", self._at)
        if low > high:
            self._refuse(start, f"the range {text} is backwards", self._at)

    def _member(self) -> str | None:
        start, char = self._at, self._pattern[self._at]
        if posix := _POSIX.match(self._pattern, start):
            way = OF_POSIX.get(posix[1])
            hint = f"write {way}" if way else "list its characters"
            self._refuse(start, f"ECMA-262 has no {posix[0]}; {hint}", posix.end())
        self._at += 1
        if char == "\\":
            if self._pattern.startswith("b", self._at):
                self._at += 1
                self.replaced.append((start, self._at, r"\x08"))
                return "\b"
            return self._character(start, in_class=True)
        # In the validator these open a class in the class, and join or subtract sets.
        if char == "[" or (char in "&~-" and self._pattern[start - 1] == char):
            self.replaced.append((start, self._at, rf"\x{ord(char):02x}"))
        return char
