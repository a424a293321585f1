"""The names that a module uses: read from its source, so that no part can forget one."""

from __future__ import annotations

import builtins
import keyword
import re

# No group is possessive: before 3.11.5 Python matches it wrongly.
_STRINGS = re.compile(
    r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*"""'
    r'|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*"'
    r"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*'",
    re.DOTALL,
)
_OTHERS = re.compile(r"(?:#|^ *+(?:from |import )).*", re.MULTILINE)
# Outside of strings and comments whatever is not ASCII is a part of a name: `\w` has no accents
# that combine, as Python's identifiers have. What is not in it is ASCII, which compiles quickly.
_PART = r"[^\x00-/:-@\[-^`{-\x7f]"
# Not a function's own name, and not that of a property that is given a setter.
_NAME = re.compile(
    rf"(?<![\w.])(?<!\bdef )(?!\d|(?<=@){_PART}++\.setter$)"
    rf"((?<=-> ){_PART}++|{_PART}++(?![=:]))",
    re.MULTILINE,
)
# What needs no binding.
BUILT_IN = {*keyword.kwlist, *dir(builtins)}


def names_in(source: str) -> set[str]:
    """The names that stand outside of strings, without those that are given a value or a type
    there."""
    # Most lines are the same but for their strings.
    lines = set(_STRINGS.sub("", source).splitlines())
    return {*_NAME.findall(_OTHERS.sub("", "\n".join(lines)))}
