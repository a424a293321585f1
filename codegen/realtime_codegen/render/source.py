"""Python source of values, docstrings and types, laid out as a formatter would leave it.

Every text from a definition becomes code here, through `quoted`, `literal` or `docstring`.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..payloads.types import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 88
_INDENT = "    "


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
    if len(_INDENT) * depth + taken + len(line) <= WIDTH or not isinstance(value, dict | list):
        return line
    inner = _INDENT * (depth + 1)
    heads = [f"{quoted(key)}: " for key in value] if isinstance(value, dict) else [""] * len(value)
    items = value.values() if isinstance(value, dict) else value
    lines = [
        f"{inner}{head}{laid_out(item, depth + 1, len(head) + 1)},\n"
        for head, item in zip(heads, items, strict=True)
    ]
    first, last = "{}" if isinstance(value, dict) else "[]"
    return f"{first}\n{''.join(lines)}{_INDENT * depth}{last}"


def docstring(text: str, depth: int) -> str:
    """A docstring below an indentation of `depth`; nothing for no text."""
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
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


@dataclass(frozen=True, slots=True)
class _Type:
    """A parsed type: a word, a subscript of some, or a union."""

    word: str
    parts: tuple[_Type, ...] = ()

    def __str__(self) -> str:
        if self.word == "|":
            return " | ".join(map(str, self.parts))
        return f"{self.word}[{', '.join(map(str, self.parts))}]" if self.parts else self.word

    def laid_out(self, depth: int, room: int, union: Callable[[], str]) -> str:
        """On one line if it fits into `room` columns, else each part on its own."""
        if len(str(self)) <= room or not self.parts:
            return str(self)
        word = union() if self.word == "|" else self.word
        inner = _INDENT * (depth + 1)
        rest = WIDTH - len(inner) - 1
        lines = [inner + part.laid_out(depth + 1, rest, union) for part in self.parts]
        comma = "," if len(lines) > 1 else ""
        return f"{word}[\n" + ",\n".join(lines) + f"{comma}\n{_INDENT * depth}]"


_PIECES = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([][|,])|([^][|,"'\s]+)""")


def _parse(hint: str) -> _Type:
    """Read a type back from its source; a stack of unions inside subscripts."""
    stack: list[list[list[_Type]]] = [[[]]]
    for match in _PIECES.finditer(hint):
        text, mark, word = match.groups()
        if mark == "[":
            stack.append([[]])
        elif mark == "]":
            parts = tuple(map(_union, stack.pop()))
            stack[-1][-1][-1] = _Type(stack[-1][-1][-1].word, parts)
        elif mark == ",":
            stack[-1].append([])
        elif mark != "|":
            stack[-1][-1].append(_Type(text or word))
    return _union(stack[0][0])


def _union(members: list[_Type]) -> _Type:
    return members[0] if len(members) == 1 else _Type("|", tuple(members))


def type_(hint: str, depth: int, taken: int, union: Callable[[], str]) -> str:
    """A type laid out after `taken` columns of its line. `union` gives the name that begins a union
    of more than a line."""
    return _parse(hint).laid_out(depth, WIDTH - taken, union)


def call(function: str, arguments: list[str], depth: int, taken: int) -> str:
    """A call after `taken` columns: on one line if it fits, else an argument a line."""
    line = f"{function}({', '.join(arguments)})"
    if "\n" not in line and taken + len(line) <= WIDTH:
        return line
    inner = _INDENT * (depth + 1)
    body = "".join(f"{inner}{argument},\n" for argument in arguments)
    return f"{function}(\n{body}{_INDENT * depth})"


def function(
    name: str,
    first: list[str],
    typed: dict[str, tuple[str, str]],
    returned: str,
    depth: int,
    union: Callable[[], str],
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
    if len(line) <= WIDTH:
        return line
    inner = margin + _INDENT
    lines = [f"{inner}{parameter},\n" for parameter in first]
    for key, (hint, _) in typed.items():
        taken = len(f"{inner}{key}: {tails[key]},")
        lines.append(f"{inner}{key}: {type_(hint, depth + 1, taken, union)}{tails[key]},\n")
    returned = type_(returned, depth, len(f"{margin}) -> {colon}"), union)
    return f"{margin}def {name}(\n{''.join(lines)}{margin}) -> {returned}{colon}"


def assignment(
    name: str, hint: str, value: str, arguments: list[str], depth: int, union: Callable[[], str]
) -> str:
    """`name: hint = value(arguments)`; without arguments the value as it is, or none at all."""
    head = f"{_INDENT * depth}{name}: "
    tail = len(f" = {value}") + (1 if arguments else 0) if value else 0
    laid_out = type_(hint, depth, len(head) + tail, union)
    if not value:
        return head + laid_out
    whole = f"{head}{_parse(hint)} = ("
    holds_one = len(_parse(hint).parts) == 1  # several are a line each
    if arguments and "\n" in laid_out and holds_one and len(whole) <= WIDTH:
        inner = _INDENT * (depth + 1)
        right = call(value, arguments, depth + 1, len(inner))
        return f"{whole}\n{inner}{right}\n{_INDENT * depth})"
    head += laid_out + " = "
    taken = len(head.rsplit("\n", 1)[-1])
    return head + (call(value, arguments, depth, taken) if arguments else value)
