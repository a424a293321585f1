"""A small schema alone, with what it refers to: by it the library decides of much data at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .. import checks
from .places import DEFINITIONS, LISTS, MAPS, ONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from .places import Document, Place

_HEAVIEST = 1_000
_MOST_KEYWORDS = 300
_MOST_DEFINITIONS = 30
_SILENT = DEFINITIONS | frozenset(
    """
    $anchor $comment $dynamicAnchor $id $schema $vocabulary default deprecated description examples
    readOnly title writeOnly
    """.split()
)


class Standalone(NamedTuple):
    """A schema that needs no other."""

    are_valid: Callable[[object], bool]
    """Whether all items of a list are valid."""
    weight: int
    """How many keywords may look at one part of a value."""


class _IsHeavyError(Exception):
    pass


def standalone(document: Document, place: Place) -> Standalone | None:
    """The schema at a place; None where its work is not foreseen to be little.

    That is where it is large, where it has patterns that may take long, and where a reference
    depends on its dynamic scope.
    """
    copier = _Copier(document)
    try:
        copy, weight = copier.copy(place)
    except _IsHeavyError:
        return None
    # Definitions that refer to each other are decided once for each path between them.
    weight <<= max(len(copier.recursive) - 1, 0)
    if weight > _HEAVIEST:
        return None
    return Standalone(checks.compiled({"items": copy, "$defs": copier.definitions}), weight)


class _Copier:
    """Copies schemas so that references lead to copies, and weighs them.

    What refers to itself is weighed once, because the library decides it once for a value.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._names: dict[int, str] = {}  # of definitions, by the id of what they copy
        self._weights: dict[str, int] = {}
        self._keywords = 0
        self.definitions: dict[str, Any] = {}
        self.recursive: set[str] = set()

    def copy(self, place: Place) -> tuple[Any, int]:
        """A schema and its weight."""
        if not isinstance(place.schema, dict):
            return place.schema, 1
        said = {key: said for key, said in place.schema.items() if key not in _SILENT}
        self._keywords += len(said)
        if self._keywords > _MOST_KEYWORDS:
            raise _IsHeavyError
        weight, copy = 1, {}
        for keyword in said:
            copy[keyword], more = self._keyword(place, keyword)
            weight += more
        if "unevaluatedProperties" in said or "unevaluatedItems" in said:
            weight *= 2  # what stands beside them is looked at again
        if weight > _HEAVIEST:
            raise _IsHeavyError
        return copy, weight

    def _keyword(self, place: Place, keyword: str) -> tuple[Any, int]:
        said = place.schema[keyword]
        if keyword == "$ref":
            return self._reference(place)
        if keyword == "$dynamicRef":
            raise _IsHeavyError
        if keyword in ("pattern", "patternProperties"):
            patterns = [said] if keyword == "pattern" else said
            if any(checks.backtracks(p) or checks.is_large(p) for p in patterns):
                raise _IsHeavyError
        if keyword in ONE:
            return self.copy(self._document.at(place, said))
        if keyword in LISTS:
            copies = [self.copy(self._document.at(place, inside)) for inside in said]
            return [copy for copy, _ in copies], sum(weight for _, weight in copies)
        if keyword in MAPS:
            # Of `dependencies` also lists of names, which stay as they are.
            named = {k: self.copy(self._document.at(place, inside)) for k, inside in said.items()}
            weight = sum(weight for _, weight in named.values())
            return {key: copy for key, (copy, _) in named.items()}, weight
        return said, 1 + (len(said) // 4 if isinstance(said, list | dict) else 0)

    def _reference(self, place: Place) -> tuple[str, int]:
        target = self._document.follow("$ref", place)
        if target is None or len(self._names) > _MOST_DEFINITIONS:
            raise _IsHeavyError
        key = id(target.schema)
        if key not in self._names:
            name = self._names[key] = str(len(self._names))
            self.definitions[name], self._weights[name] = self.copy(target)
        name = self._names[key]
        if name not in self._weights:
            self.recursive.add(name)
        return f"#/$defs/{name}", self._weights.get(name, 1)
