"""Expressions: types as TypeScript writes them, and how they are laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .source import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Word:
    """A type that has no parts to be laid out, such as `string` or a literal."""

    text: str


@dataclass(frozen=True, slots=True)
class Array:
    """`item[]`."""

    item: Expression


@dataclass(frozen=True, slots=True)
class Index:
    """`{ [key: string]: value }`."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Items:
    """`[first, second?, ...rest[]]`: each with what stands before and behind it."""

    items: tuple[tuple[str, Expression, str], ...]


@dataclass(frozen=True, slots=True)
class Either:
    """`members[0] | members[1]`: at least two, each once."""

    members: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Of:
    """`name<part>`."""

    name: str
    part: Expression


Expression = Word | Array | Index | Items | Either | Of

UNKNOWN, NEVER, NULL = Word("unknown"), Word("never"), Word("null")


def either(members: Iterable[Expression]) -> Expression:
    """The union of some types, null last; `unknown` stands for all others."""
    flat: list[Expression] = []
    for member in members:
        flat += member.members if isinstance(member, Either) else [member]
    once = [member for member in dict.fromkeys(flat) if member not in (NEVER, NULL)]
    once += [NULL] * (NULL in flat)
    if UNKNOWN in once:
        return UNKNOWN
    return once[0] if len(once) == 1 else Either(tuple(once)) if once else NEVER


def line_of(expression: Expression) -> str:
    """A type on one line."""
    match expression:
        case Word(text):
            return text
        case Array(Either() as item):
            return f"({line_of(item)})[]"
        case Array(item):
            return f"{line_of(item)}[]"
        case Index(value):
            return f"{{ [key: string]: {line_of(value)} }}"
        case Items(items):
            return f"[{', '.join(_item(b, line_of(e), e, a) for b, e, a in items)}]"
        case Either(members):
            return " | ".join(map(line_of, members))
        case Of(name, part):
            return f"{name}<{line_of(part)}>"


def _item(before: str, text: str, expression: Expression, after: str) -> str:
    is_whole = not isinstance(expression, Either) or not after
    return f"{before}{text if is_whole else f'({text})'}{after}"


def laid_out(expression: Expression, depth: int, taken: int) -> str:
    """A type behind `taken` columns, with one more character behind it: on one line if it fits."""
    line = line_of(expression)
    if taken + len(line) + 1 <= WIDTH:
        return line
    margin, inner = "  " * depth, "  " * (depth + 1)
    match expression:
        case Either(members):
            return "".join(f"\n{inner}| {laid_out(m, depth + 2, len(inner) + 2)}" for m in members)
        case Array(Either() as item):
            return f"({laid_out(item, depth, WIDTH)}\n{margin})[]"
        case Array(item):
            return f"{laid_out(item, depth, taken + 2)}[]"
        case Index(value):
            head = f"{inner}[key: string]: "
            return f"{{\n{_behind(head, value, depth + 1)};\n{margin}}}"
        case Items(items):
            lines = (f"{inner}{_item(b, line_of(e), e, a)},\n" for b, e, a in items)
            return f"[\n{''.join(lines)}{margin}]"
        case Of(name, Index() as part):
            return f"{name}<{laid_out(part, depth, WIDTH)}>"
        case Of(name, part) if not isinstance(part, Word):
            inside = laid_out(part, depth + 1, len(inner)).removeprefix("\n").removeprefix(inner)
            return f"{name}<\n{inner}{inside}\n{margin}>"
    return line


def _behind(head: str, expression: Expression, depth: int) -> str:
    """`head type`: the line breaks of a union stand in place of the last space of the head."""
    text = laid_out(expression, depth, len(head))
    return f"{head.rstrip() if text.startswith(chr(10)) else head}{text}"


def member(name: str, expression: Expression, depth: int) -> str:
    """A property of an object's type, with its line break."""
    head = "  " * depth + f"{name}: "
    return f"{_behind(head, expression, depth)};\n"


def alias(name: str, expression: Expression) -> str:
    """A name for a type."""
    return f"{_behind(f'export type {name} = ', expression, 0)};\n"
