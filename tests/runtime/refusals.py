"""Random schemas that are recursive and full of unions, and payloads that they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from realtime_runtime.explanation import Work
from realtime_runtime.validation import Validator

if TYPE_CHECKING:
    from random import Random

NAMES = ("a", "b", "and", "kind")
_FORMATS = ("date-time", "uuid", "email", "date", "regex")


def schema(random: Random) -> dict[str, Any]:
    """A schema of some definitions that refer to each other."""
    count = random.randint(1, 5)
    bodies = {f"D{i}": _Maker(random, count).union(i, 2) for i in range(count)}
    return {"$ref": "#/$defs/D0", "$defs": bodies}


class _Maker:
    """Makes parts of a schema. `above` is the number of the definition that looks at the same
    value, or -1: one that leads back to itself there would mean nothing.
    """

    def __init__(self, random: Random, count: int) -> None:
        self._random = random
        self._count = count

    def union(self, above: int, depth: int) -> dict[str, Any]:
        number = self._random.randint(2, 5)
        branches = [self._any(above, depth) for _ in range(number)]
        keyword = self._random.choice(("anyOf", "anyOf", "oneOf"))
        return {keyword: [*branches, {"type": "string"}]}

    def _any(self, above: int, depth: int) -> Any:
        make = self._random.choice(
            (self._reference, self._array, self._object, self._object, self._in_place)
        )
        return make(above, depth - 1) if depth > 0 else self._reference(above, 0)

    def _reference(self, above: int, _: int) -> Any:
        first = above + 1
        if self._random.random() < 0.3 or first == self._count:
            return _leaf(self._random)
        return {"$ref": f"#/$defs/D{self._random.randrange(first, self._count)}"}

    def _array(self, _: int, depth: int) -> Any:
        one, other = self._any(-1, depth), self._any(-1, depth)
        found = self._random.choice(
            (
                {"items": one, "maxItems": self._random.randint(1, 9)},
                {"items": one},
                {"prefixItems": [one, one], "items": other},
                {"contains": one, "minContains": self._random.randint(1, 2)},
                {"prefixItems": [one], "unevaluatedItems": other},
            )
        )
        return {"type": "array", **found}

    def _object(self, _: int, depth: int) -> Any:
        one, other = self._any(-1, depth), self._any(-1, depth)
        names = self._random.sample(NAMES, self._random.randint(1, 3))
        properties = {"properties": {name: self._any(-1, depth) for name in names}}
        found = self._random.choice(
            (
                properties,
                {**properties, "required": [self._random.choice(NAMES)]},
                {**properties, "additionalProperties": False, "required": names[:1]},
                {"additionalProperties": one},
                {"patternProperties": {"^[ab]": one, "^a(?!x)": other}},
                {"allOf": [properties], "unevaluatedProperties": one},
                {"anyOf": [properties, {"required": names}], "unevaluatedProperties": False},
                {"propertyNames": {"anyOf": [{"maxLength": 1}, {"enum": names}]}},
            )
        )
        return {"type": "object", **found}

    def _in_place(self, above: int, depth: int) -> Any:
        one, other = self._any(above, depth), self._any(above, depth)
        return self._random.choice(
            (
                {"allOf": [one, other]},
                {"if": one, "then": other, "else": self._any(above, depth)},
                {"not": one},
                {"dependentSchemas": {"a": one, "b": other}},
                self.union(above, depth),
            )
        )


def _leaf(random: Random) -> Any:
    return random.choice(
        (
            {"type": "string", "maxLength": 3},
            {"type": "integer", "minimum": 5},
            {"const": "a"},
            {"enum": ["a", "b", None]},
            {"type": "string", "format": random.choice(_FORMATS)},
            {"type": "string", "pattern": "^(a+)+$"},
            {"type": "string", "pattern": "^(?:(?=a)a|a)*$(?!x)"},
            {"type": ["null", "boolean"]},
            {"type": "array", "uniqueItems": True},
            False,
        )
    )


def payload(random: Random) -> Any:
    """A payload: narrow and deep, wide, or of a few levels."""
    shape = random.randrange(4)
    if shape == 0:
        return _chain(random, random.randint(5, 60))
    if shape == 1:
        return [_value(random, random.randint(0, 2)) for _ in range(random.randint(10, 2_000))]
    return _value(random, random.randint(2, 7))


def _chain(random: Random, levels: int) -> Any:
    value = _scalar(random)
    for _ in range(levels):
        value = [value] if random.random() < 0.6 else {random.choice(NAMES): value}
    return value


def _value(random: Random, depth: int) -> Any:
    if depth == 0:
        return _scalar(random)
    if random.random() < 0.5:
        return [_value(random, depth - 1) for _ in range(random.randint(0, 4))]
    names = random.sample((*NAMES, "x", ""), random.randint(0, 4))
    return {name: _value(random, depth - 1) for name in names}


def _scalar(random: Random) -> Any:
    return random.choice((1, 7, 2.5, None, True, "", "a", "abcd", "a" * 40 + "!", "x" * 500))


def told(schema: dict[str, Any], value: object) -> list[str]:
    """The problems of a payload, whatever the clock says."""
    return list(map(str, Validator(schema).explain(value, Work(seconds=60))))
