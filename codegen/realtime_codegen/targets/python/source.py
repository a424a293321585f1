"""Python source of values, docstrings and types, laid out as a formatter would leave it.

Every text from a definition becomes code here, through `quoted`, `literal` or `docstring`.
"""

from __future__ import annotations

import inspect
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...once import once
from .expressions import ClassRef, Either, Name, Subscript, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from .expressions import Expression

WIDTH = 88
_INDENT = "    "


def columns(text: str) -> int:
    """The width of a line, as formatters count it: East Asian characters and emoji take two."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in ("W", "F") for character in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def quoted(text: str) -> str:
    """A string as a Python literal, with the quotes that formatters choose."""
    literal = repr(text)
    if literal[0] == '"' or text.count('"') > text.count("'"):
        return literal
    body = literal[1:-1].replace("\\'", "'").replace('"', '\\"')
    return f'"{body}"'


def literal(value: Any) -> str:
    """A JSON value as a Python literal on one line."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return repr(value)


def laid_out(value: Any, depth: int, taken: int) -> str:
    """A JSON value as a Python literal, an entry a line where it does not fit on one.

    `taken` columns of its line are taken besides its indentation.
    """
    line = literal(value)
    if len(_INDENT) * depth + taken + columns(line) <= WIDTH or not isinstance(value, dict | list):
        return line
    inner = _INDENT * (depth + 1)
    heads = [f"{quoted(key)}: " for key in value] if isinstance(value, dict) else [""] * len(value)
    items = value.values() if isinstance(value, dict) else value
    lines = [
        f"{inner}{head}{laid_out(item, depth + 1, columns(head) + 1)},\n"
        for head, item in zip(heads, items, strict=True)
    ]
    first, last = "{}" if isinstance(value, dict) else "[]"
    return f"{first}\n{''.join(lines)}{_INDENT * depth}{last}"


def docstring(text: str, depth: int) -> str:
    """A docstring below an indentation of `depth`; nothing for no text."""
    if not text:
        return ""
    lines = [line.rstrip() for line in inspect.cleandoc(text.expandtabs(4)).split("\n")]
    text = _inside_docstring("\n".join(lines).strip())
    if not text:
        return ""
    lines = text.split("\n")
    margin = "\n" + _INDENT * depth
    if len(lines) == 1:
        return f'"""{lines[0]}"""'
    body = margin.join(lines)
    return f'"""{re.sub(r" +$", "", body, flags=re.MULTILINE)}{margin}"""'


def _inside_docstring(text: str) -> str:
    """The text with every quote escaped that could end it, or that touches its quotes."""
    text = text.replace("\\", "\\\\")
    text = re.sub(r'\A"|"""|"+\Z', lambda match: '\\"' * len(match[0]), text)
    return re.sub(r"[^ -~\n]", _printable, text)


def _printable(match: re.Match[str]) -> str:
    return match[0] if match[0].isprintable() else repr(match[0])[1:-1]


def line_of(expression: Expression) -> str:
    """A type on one line."""
    match expression:
        case Name(text):
            return text
        case Subscript(of, parts):
            return f"{of.text}[{', '.join(map(line_of, parts))}]"
        case Either(members):
            return " | ".join(map(line_of, members))
        case ClassRef():
            raise TypeError(f"{expression} has not been spelled for a module")
    return expression.text


@dataclass(frozen=True, eq=False)
class Hint:
    """A type as a module writes it. `union` is asked what `typing.Union` is called there: a union
    of several lines needs it."""

    expression: Expression
    union: Callable[[], str]

    def __str__(self) -> str:
        return self.line

    @once
    def line(self) -> str:
        """On one line."""
        return line_of(self.expression)

    @once
    def roots(self) -> frozenset[str]:
        """The first part of every name in it."""
        return frozenset(n.root for n in named(self.expression) if isinstance(n, Name))

    @property
    def holds_one(self) -> bool:
        """Whether it is a subscript of one part; several are a line each."""
        return isinstance(self.expression, Subscript) and len(self.expression.parts) == 1

    def laid_out(self, depth: int, taken: int) -> str:
        """On one line if it fits after `taken` columns, else each part on its own."""
        if columns(self.line) <= WIDTH - taken:
            return self.line
        return self._laid_out(self.expression, depth, taken)

    def _laid_out(self, expression: Expression, depth: int, taken: int) -> str:
        line = line_of(expression)
        if columns(line) <= WIDTH - taken or not isinstance(expression, Subscript | Either):
            return line
        if isinstance(expression, Either):
            word, parts = self.union(), expression.members
        else:
            word, parts = expression.of.text, expression.parts
        inner = _INDENT * (depth + 1)
        lines = [inner + self._laid_out(part, depth + 1, len(inner) + 1) for part in parts]
        comma = "," if len(lines) > 1 else ""
        return f"{word}[\n" + ",\n".join(lines) + f"{comma}\n{_INDENT * depth}]"


def call(function: str, arguments: list[str], depth: int, taken: int) -> str:
    """A call after `taken` columns: on one line if it fits, else an argument a line."""
    line = f"{function}({', '.join(arguments)})"
    if "\n" not in line and taken + columns(line) <= WIDTH:
        return line
    inner = _INDENT * (depth + 1)
    body = "".join(f"{inner}{argument},\n" for argument in arguments)
    return f"{function}(\n{body}{_INDENT * depth})"


def function(
    name: str,
    first: list[str],
    typed: dict[str, tuple[Hint, str]],
    returned: Hint,
    depth: int,
    body: str = "",
) -> str:
    """The head of a function, with a body of one word: on one line if it fits, else a parameter a
    line. `first` are parameters without a type; the others have a type and, or not, a default.
    """
    colon = f": {body}" if body else ":"
    tails = {key: f" = {default}" if default else "" for key, (_, default) in typed.items()}
    parameters = [*first, *(f"{key}: {hint}{tails[key]}" for key, (hint, _) in typed.items())]
    margin = _INDENT * depth
    line = f"{margin}def {name}({', '.join(parameters)}) -> {returned}{colon}"
    if columns(line) <= WIDTH:
        return line
    inner = margin + _INDENT
    lines = [f"{inner}{parameter},\n" for parameter in first]
    for key, (hint, _) in typed.items():
        taken = columns(f"{inner}{key}: {tails[key]},")
        lines.append(f"{inner}{key}: {hint.laid_out(depth + 1, taken)}{tails[key]},\n")
    result = returned.laid_out(depth, len(f"{margin}) -> {colon}"))
    return f"{margin}def {name}(\n{''.join(lines)}{margin}) -> {result}{colon}"


def assignment(name: str, hint: Hint, value: str, arguments: list[str], depth: int) -> str:
    """`name: hint = value(arguments)`; without arguments only the value, or no value."""
    head = f"{_INDENT * depth}{name}: "
    tail = len(f" = {value}") + (1 if arguments else 0) if value else 0
    laid_out = hint.laid_out(depth, len(head) + tail)
    if not value:
        return head + laid_out
    whole = f"{head}{hint} = ("
    if arguments and "\n" in laid_out and hint.holds_one and columns(whole) <= WIDTH:
        inner = _INDENT * (depth + 1)
        right = call(value, arguments, depth + 1, len(inner))
        return f"{whole}\n{inner}{right}\n{_INDENT * depth})"
    head += laid_out + " = "
    taken = columns(head.rsplit("\n", 1)[-1])
    return head + (call(value, arguments, depth, taken) if arguments else value)
