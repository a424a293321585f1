"""Escapes of ECMA-262, and what it has in place of those of other languages."""

from __future__ import annotations

CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_SPACES = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
SETS = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACES}
EDGES = {
    "b": "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))",
    "B": "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))",
}
OF_POSIX = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "lower": "a-z",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_INSTEAD = {
    "A": "; write ^",
    "Z": "; write $",
    "z": "; write $",
    "e": r"; write \x1b",
    "h": r"; write [ \t]",
}


def no_escape(char: str) -> str:
    """Why a backslash and this letter or digit are no escape."""
    if char == "x":
        return r"\x must be followed by two hexadecimal digits"
    if char == "u":
        return r"\u must be followed by four hexadecimal digits, or by some in braces"
    if char == "c":
        return r"\c must be followed by a letter"
    if char.isdigit():
        return rf"ECMA-262 has no octal \{char}; write \x and two hexadecimal digits"
    return rf"ECMA-262 has no \{char}{_INSTEAD.get(char, f'; write {char} for the character')}"
