"""Back references of regular expressions that find a match of their group, whatever the string.

In ECMA-262 a reference to a group without a match is the empty string, and each round of a
repetition forgets the matches of the one before. In the validator such a reference fails, and a
match stays. Where a group surely has one match, the two agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re


@dataclass(eq=False, slots=True)
class Group:
    """Some parentheses of a pattern, or all of it: `start` is -1 then.

    `opening` is what begins it, `(` or `(?:` or `(?<!`; `bars` are where its alternatives end.
    """

    start: int = -1
    opening: str = ""
    above: Group | None = None
    end: int = -1
    least: int = 1
    most: int | None = 1
    bars: list[int] = field(default_factory=list)

    @property
    def can_repeat(self) -> bool:
        """Whether a repetition may stand behind it."""
        return self.opening[-1:] not in ("=", "!")

    def repeat(self, char: str, times: re.Match[str] | None) -> None:
        """Put a repetition behind it: `char` is `*`, `+` or `?` where `times` is no match."""
        self.least, self.most = int(char == "+"), 1 if char == "?" else None
        if times:
            most = times[1] if times[2] is None else times[2]
            self.least, self.most = int(times[1]), int(most) if most else None

    def around(self) -> list[Group]:
        """This group and all that it is in, from the inside out."""
        found: list[Group] = []
        group: Group | None = self
        while group is not None:
            found.append(group)
            group = group.above
        return found


def doubt(group: Group, place: int, inside: Group) -> str:
    """Why a reference to a group, at a place directly in another one, may find no match of it, or
    not the same one everywhere; "" where it surely does."""
    if place < group.end:
        return "has no match before this; remove the reference"
    outer = inside.around()
    between = [one for one in group.around() if one not in outer]
    shared = next(one for one in group.around() if one in outer)
    if any(one.opening[:3] == "(?<" and not one.can_repeat for one in (*between, *outer)):
        return "cannot be referred to in or from a lookbehind, which is read backwards"
    if any(one.opening == "(?!" or one.least == 0 for one in between):
        return _OPTIONAL
    levels = [*between[1:], shared]
    for one, level in zip(between, levels, strict=True):
        if any(level is not shared or one.end <= bar < place for bar in level.bars):
            return _OPTIONAL
    if any(one.most != one.least for one in between):
        return "is repeated, and its last match may not be the same; repeat inside of it"
    return ""


_OPTIONAL = "may have no match here; write it so that it always has one, as in (a|)"
