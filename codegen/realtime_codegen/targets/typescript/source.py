"""TypeScript source of strings, keys and comments, as Prettier would leave it.

Every text from a definition becomes code here, through `quoted`, `literal`, `key` or `comment`.
"""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

WIDTH = 80
LARGEST = 2**53
"""Beyond it, whole numbers of JavaScript are not apart from each other."""
_WHOLE = 1e21  # from which on it writes an exponent


def quoted(text: str) -> str:
    """A string, with the quotes that need fewer escapes."""
    body = _printable(json.dumps(text, ensure_ascii=False)[1:-1])
    if text.count('"') > text.count("'"):
        body = body.replace('\\"', '"').replace("'", "\\'")
        return f"'{body}'"
    return f'"{body}"'


def _printable(text: str) -> str:
    """The text without what an editor does not show, or takes for the end of a line."""
    return "".join(char if char.isprintable() or char == "\n" else _code(char) for char in text)


def _code(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"


def key(name: str) -> str:
    """The key of a property."""
    is_plain = name.replace("$", "_").isidentifier() and max(name) < "\U00010000"
    return name if is_plain else quoted(name)


def literal(value: Any) -> str:
    """A JSON value as an expression, on one line. A key `__proto__` would not be one of it."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        inside = ", ".join(f"{key(name)}: {literal(item)}" for name, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return number(value) if isinstance(value, float) else json.dumps(value)


def number(value: float) -> str:
    """A number as JavaScript writes it: 1.0 as 1, and -0.0 as 0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        value = int(value)
    return re.sub(r"e\+?(-?)0*", r"e\1", json.dumps(value))


def laid_out(value: Any, depth: int, taken: int) -> str:
    """A JSON value behind `taken` columns, with a comma behind it: an entry a line where it does
    not fit on one."""
    line = literal(value)
    if taken + len(line) + 1 <= WIDTH or not isinstance(value, dict | list):
        return line
    inner = "  " * (depth + 1)
    heads = [f"{key(name)}: " for name in value] if isinstance(value, dict) else [""] * len(value)
    items = value.values() if isinstance(value, dict) else value
    lines = (
        f"{inner}{head}{laid_out(item, depth + 1, len(inner) + len(head))},\n"
        for head, item in zip(heads, items, strict=True)
    )
    first, last = "{}" if isinstance(value, dict) else "[]"
    return f"{first}\n{''.join(lines)}{'  ' * depth}{last}"


def parsed(json_text: str, depth: int, taken: int) -> str:
    """The value of a JSON text behind `taken` columns, with a comma behind it. As a literal, its
    keys `__proto__` would be lost, and it would be slower to load."""
    text = quoted(json_text)
    line = f"JSON.parse({text})"
    if taken + len(line) + 1 <= WIDTH:
        return line
    return f"JSON.parse(\n{'  ' * (depth + 1)}{text},\n{'  ' * depth})"


def comment(text: str, depth: int = 0, deprecated: str = "", default: Any = None) -> str:
    """A documentation comment with its last line break; nothing for no text."""
    lines = _lines(text)
    if default is not None:
        lines.append(f"@default {_inside_comment(literal(default))}")
    if deprecated:
        lines.append(f"@deprecated {' '.join(_lines(deprecated))}")
    if not lines:
        return ""
    margin = "  " * depth
    if len(lines) == 1:
        return f"{margin}/** {lines[0]} */\n"
    body = "".join(f"{margin} * {line}".rstrip() + "\n" for line in lines)
    return f"{margin}/**\n{body}{margin} */\n"


def _lines(text: str) -> list[str]:
    text = _inside_comment(inspect.cleandoc(text.expandtabs(4)).strip())
    # What is no tag here must not be read as one.
    text = re.sub(r"(?<![^\s{])@", r"\\@", text)
    return [line.rstrip() for line in text.split("\n")] if text else []


def _inside_comment(text: str) -> str:
    return _printable(text.replace("*/", "*\\/"))
