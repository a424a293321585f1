"""Essence: the parts of a conjunction that say something of shape which no other part says.

A `$ref` beside `type: object`, `{}` or a repeated `required` means what it refers to. So what is
left of two schemas tells whether they are one type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..jsonschema.conjunction import ALL_TYPES
from ..jsonschema.equality import key_of
from ..jsonschema.keywords import SHAPING, with_integer
from .unions import says_shape

if TYPE_CHECKING:
    from ..jsonschema.conjunction import Conjunction, Reading, Schemas
    from ..model import Schema

_FOLLOWED = frozenset({"$ref", "$dynamicRef", "allOf"})
_SPEAKS_OF = {
    **dict.fromkeys(("items", "prefixItems", "unevaluatedItems"), "array"),
    "format": "string",
}
# What a property says of itself, and not of its values.
_OF_PROPERTIES = frozenset({"default", "deprecated"})
_OTHERS = frozenset({"dependentSchemas", "if", "unevaluatedItems", "unevaluatedProperties"})
_OF_ITSELF = (SHAPING | _OTHERS) - _FOLLOWED


class Essence(NamedTuple):
    """What makes a type. `chosen` are the unions in these parts of which one branch is meant."""

    parts: Schemas
    chosen: frozenset[Schema]
    is_never: bool


class Essences:
    """The essences of a project's conjunctions."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        # Pairs that are being compared: schemas in a circle add nothing when nothing on it does.
        self._open: set[tuple[Schema, Schema]] = set()

    def of(self, conjunction: Conjunction) -> Essence:
        chosen = conjunction.chosen
        if len(conjunction.parts) == 1 and not chosen:
            return Essence(tuple(conjunction.parts), chosen, is_never=conjunction.is_never)
        parts = [part for part in conjunction.parts if self._shaping(part, chosen)]
        if len(parts) > 1:
            parts = self._different(parts, chosen)
        unions = (
            part.at(keyword)
            for part in (parts if chosen else ())
            for keyword in ("anyOf", "oneOf")
            if keyword in part.value
        )
        relevant = chosen.intersection(unions)
        return Essence(
            tuple(parts or conjunction.parts[:1]), relevant, is_never=conjunction.is_never
        )

    def _different(self, parts: list[Schema], chosen: frozenset[Schema]) -> list[Schema]:
        """Of parts that say the same, the one that a file names, else the first."""
        left = list(parts)
        for part in sorted(parts, key=lambda part: part.root is part):
            others = (other for other in left if other is not part)
            if any(self._adds_nothing(part, other, chosen) for other in others):
                left.remove(part)
        return left

    def _shaping(self, part: Schema, chosen: frozenset[Schema]) -> set[str]:
        """The keywords by which a part says something of shape itself."""
        return {
            keyword
            for keyword in part.value.keys() & _OF_ITSELF
            if keyword not in ("anyOf", "oneOf") or part.at(keyword) not in chosen
        }

    def _adds_nothing(self, part: Schema, other: Schema, chosen: frozenset[Schema]) -> bool:
        """Whether `other` says all that a part says."""
        if (part, other) in self._open:
            return True
        self._open.add((part, other))
        try:
            if not all(_says_alike(keyword, part, other) for keyword in _OF_PROPERTIES):
                return False
            keywords = self._shaping(part, chosen)
            return all(self._is_said(keyword, part, other) for keyword in sorted(keywords))
        finally:
            self._open.remove((part, other))

    def _is_said(self, keyword: str, part: Schema, other: Schema) -> bool:
        asked, said = part.value[keyword], other.get(keyword)
        if (kind := _SPEAKS_OF.get(keyword)) and kind not in with_integer(other.get("type", kind)):
            return True
        match keyword:
            case "type":
                types = ALL_TYPES if said is None else with_integer(said)
                return types <= with_integer(asked)
            case "required":
                return set(asked) <= set(said or ())
            case "properties":
                return all(self._is_declared(key, part, other) for key in asked)
            case "additionalProperties" | "unevaluatedProperties" | "items" | "unevaluatedItems":
                return asked in (True, {})
            case "patternProperties":
                return all(value in (True, {}) for value in asked.values())
            case "dependentSchemas":
                return not asked
            case "if":
                return not part.value.keys() & {"then", "else"}
            case "anyOf":
                return True in asked or {} in asked or not says_shape(asked)
            case "oneOf":
                return not says_shape(asked)
            case "enum":
                values = {key_of(value) for value in said or ()}
                return said is not None and values <= {key_of(value) for value in asked}
            case "const" | "format":
                return said is not None and key_of(said) == key_of(asked)
        return False

    def _is_declared(self, key: str, part: Schema, other: Schema) -> bool:
        """Whether another part says of a property all that this one says."""
        if key not in other.get("properties", {}):
            return False
        asked = self._reading.of(part.at("properties", key))
        said = self._reading.of(other.at("properties", key))
        nothing: frozenset[Schema] = frozenset()
        return not asked.is_never and all(
            any(self._adds_nothing(one, two, nothing) for two in said.parts)
            for one in asked.parts
            if self._shaping(one, nothing) or one.value.keys() & _OF_PROPERTIES
        )


def _says_alike(keyword: str, part: Schema, other: Schema) -> bool:
    """Whether a part does not say this, or another says the same."""
    if keyword not in part.value:
        return True
    return keyword in other.value and key_of(part.value[keyword]) == key_of(other.value[keyword])
