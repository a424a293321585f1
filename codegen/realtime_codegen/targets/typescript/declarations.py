"""Interfaces and aliases: the types that a module declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types.data import ANYTHING, NEVER, Object
from .expressions import NEVER as NO_VALUE
from .expressions import Index, Word, alias, either, member
from .source import comment, key
from .spelling import spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...types.data import Alias
    from .expressions import Expression


def declaration(
    name: str, declared: Object | Alias, described: str, name_of: Callable[[int], str]
) -> str:
    """A declared type. `described` serves where it is not described itself."""
    head = comment(declared.description or described)
    if not isinstance(declared, Object):
        return head + alias(name, spelled(declared.type, name_of))
    if not declared.properties and declared.rest == NEVER:
        return head + alias(name, Index(NO_VALUE))
    members = "".join(_members(declared, name_of))
    body = f"\n{members}" if members else ""
    return f"{head}export interface {name} {{{body}}}\n"


def _members(object_: Object, name_of: Callable[[int], str]) -> Iterator[str]:
    types: list[Expression] = []
    for property_ in object_.properties:
        types.append(spelled(property_.type, name_of))
        mark = "" if property_.required else "?"
        yield comment(property_.description, 1, property_.deprecated, property_.default)
        yield member(f"{key(property_.key)}{mark}", types[-1], 1)
    # An open object of which nothing more is known has none: a misspelt key is then refused.
    if object_.patterns or object_.rest not in (ANYTHING, NEVER):
        types.append(spelled(object_.rest, name_of))
        if not all(property_.required for property_ in object_.properties):
            types.append(Word("undefined"))  # what an optional property is without a compiler flag
        yield member("[key: string]", either(types), 1)
