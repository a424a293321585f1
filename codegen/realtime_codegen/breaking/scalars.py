"""The constraints on a value as a whole: its type, values, patterns and formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import shortened
from ..jsonschema.validator import compiled
from .bounds import constraint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..jsonschema.conjunction import Value
    from .findings import Finding
    from .pairs import Pair
    from .sides import Side

_WORDS = {
    "array": "an array",
    "boolean": "a boolean",
    "integer": "an integer",
    "null": "null",
    "number": "a fraction",
    "object": "an object",
    "string": "a string",
}


def types_are_kept(pair: Pair) -> Iterator[Finding]:
    old, new = pair.old.types & pair.types, pair.new.types & pair.types
    keywords = ("type", "enum", "const", "anyOf", "oneOf")
    if added := _words(new - old):
        yield pair.finding("type-widened", *keywords, types=added)
    if removed := _words(old - new):
        yield pair.finding("type-narrowed", *keywords, types=removed)


def _words(types: Iterable[str]) -> str:
    return " or ".join(_WORDS[type_] for type_ in sorted(types))


def values_are_kept(pair: Pair) -> Iterator[Finding]:
    """Those of the types that both versions accept."""
    old, new = pair.values(pair.old), pair.values(pair.new)
    keywords = ("enum", "const", "type")
    if old is None and new is not None:
        values = _listed(new)
        yield pair.finding("type-narrowed/list", *keywords, detail="enum", values=values)
    elif new is None and old is not None:
        values = _listed(old)
        yield pair.finding("type-widened/list", *keywords, detail="enum", values=values)
    elif old is not None and new is not None:
        yield from _listed_values_are_kept(pair, old, new)


def _listed(values: dict[str, Value]) -> str:
    return ", ".join(shortened(value) for value, _ in values.values())


def _listed_values_are_kept(
    pair: Pair, old: dict[str, Value], new: dict[str, Value]
) -> Iterator[Finding]:
    keywords = ("const", "enum", "type")
    known = pair.known.values if pair.known.key is None else ()
    for key, (value, site) in new.items():
        if key not in old and key not in known:
            detail, told = value if isinstance(value, str) else key, shortened(value)
            yield pair.finding("enum-value-added", *keywords, detail=detail, new=site, value=told)
    for key, (value, site) in old.items():
        if key not in new and key not in known:
            detail, told = value if isinstance(value, str) else key, shortened(value)
            yield pair.finding("enum-value-removed", *keywords, detail=detail, old=site, value=told)


def strings_are_kept(pair: Pair) -> Iterator[Finding]:
    """Patterns and formats: which of two different ones accepts more cannot be decided."""
    if "string" not in pair.shared:
        return
    old, new = _asked_alone(pair, "pattern")
    if old and new:
        yield pair.undecided("pattern")
    elif old or new:
        yield constraint(pair, "pattern", is_tighter=bool(new))
    before, now = map(" and ".join, _asked_alone(pair, "format"))
    if before and now:
        yield pair.finding("format-changed", "format", before=before, now=now)
    elif before:
        yield pair.finding("format-changed/gone", "format", before=before)
    elif now:
        yield pair.finding("format-changed/new", "format", now=now)


def _asked_alone(pair: Pair, keyword: str) -> tuple[list[str], list[str]]:
    """What the keyword asks in one version alone, unless all listed values of the other have it."""
    old, new = (set(side.values_of(keyword)) for side in (pair.old, pair.new))
    return (
        sorted(asked for asked in old - new if not _is_implied(pair, pair.new, {keyword: asked})),
        sorted(asked for asked in new - old if not _is_implied(pair, pair.old, {keyword: asked})),
    )


def _is_implied(pair: Pair, side: Side, asked: dict[str, str]) -> bool:
    values = pair.values(side)
    if values is None:
        return False
    is_valid = compiled(asked, formats=True).is_valid
    return all(is_valid(value) for value, _ in values.values())
