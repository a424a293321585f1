"""Random schemas of a draft of JSON Schema, with what tells drafts apart, and values for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

KEYS = "abc"
VALUES: tuple[Any, ...] = (
    *(None, True, 0, 1, 2.5, -1, "", "a", "bb"),
    *([], ["a"], [1, 2], [1, "a"], [1, 1], ["a", "a", "b"], [[1]]),
    *({}, {"a": 1}, {"a": "x", "b": 2}, {"a": None}, {"b": [1]}, {"a": 1, "b": 1, "c": 1}),
    *({"ab": 1}, {"c": {"a": 1}}),
)
DEFINITIONS = {
    "Row": {"properties": {"a": {"type": "integer"}}, "items": {"type": "integer"}},
    "Other": {"anyOf": [{"type": "string"}, {"$ref": "#/definitions/Row", "type": "object"}]},
}
_TYPES = ("string", "integer", "number", "array", "object", "null", "boolean", ["string", "null"])


class Schemas:
    """Makes schemas. `draft` is the name of theirs: what a draft does not have is there too."""

    def __init__(self, random: Random, draft: str) -> None:
        self._random = random
        self._is_04 = draft == "draft-04"
        self._has_tuples = draft != "2020-12"
        self._keywords: list[Callable[[int], dict[str, Any]]] = [
            self._scalar,
            self._scalar,
            self._object,
            self._array,
            self._array,
            self._joined,
            self._conditional,
            self._reference,
        ]

    def schema(self, depth: int = 0) -> Any:
        if not self._is_04 and self._random.random() < 0.07:
            return self._random.choice([True, False])
        if depth > 3:
            return self._random.choice([{}, {"type": "string"}, {"enum": [1, "a", None]}])
        found: dict[str, Any] = {}
        for _ in range(self._random.choice([1, 1, 2, 2, 3])):
            found |= self._random.choice(self._keywords)(depth + 1)
        return found

    def _several(self, depth: int) -> list[Any]:
        return [self.schema(depth) for _ in range(self._random.randint(1, 2))]

    def _one_of(self, *found: dict[str, Any]) -> dict[str, Any]:
        return self._random.choice(found)

    def _scalar(self, _: int) -> dict[str, Any]:
        limit = {"minimum": 1, "exclusiveMinimum": self._random.choice([True, False])}
        return self._one_of(
            {"type": self._random.choice(_TYPES)},
            {"enum": self._random.sample([None, 1, "a", [], {}], 2)},
            {"const": self._random.choice([None, 1, "a"])},
            limit if self._is_04 else {"exclusiveMinimum": 0},
            {"multipleOf": 2},
            {"maxLength": 1},
        )

    def _object(self, depth: int) -> dict[str, Any]:
        key = self._random.choice(KEYS)
        return self._one_of(
            {"properties": {key: self.schema(depth), "a": self.schema(depth)}},
            {"patternProperties": {"^a": self.schema(depth), "b$": self.schema(depth)}},
            {"additionalProperties": self._random.choice([False, self.schema(depth)])},
            {"unevaluatedProperties": self._random.choice([False, {"type": "string"}])},
            {"required": [key]},
            {"dependencies": {"a": self._random.choice([["c"], self.schema(depth)])}},
            {"dependentRequired": {"b": ["c"]}},
            {"dependentSchemas": {"b": self.schema(depth)}},
            {"propertyNames": {"maxLength": 1}, "minProperties": 1},
        )

    def _array(self, depth: int) -> dict[str, Any]:
        first = {"items": self._several(depth), "additionalItems": self.schema(depth)}
        return self._one_of(
            first if self._has_tuples else {"prefixItems": self._several(depth)},
            {"items": self.schema(depth), "additionalItems": False},
            {"contains": self.schema(depth), "minContains": self._random.choice([0, 2])},
            {"contains": self.schema(depth), "maxContains": 1},
            {"unevaluatedItems": self._random.choice([False, {"type": "string"}])},
            {"uniqueItems": True, "minItems": 1},
        )

    def _joined(self, depth: int) -> dict[str, Any]:
        keyword = self._random.choice(["allOf", "anyOf", "oneOf"])
        return self._one_of({keyword: self._several(depth)}, {"not": self.schema(depth)})

    def _conditional(self, depth: int) -> dict[str, Any]:
        return {keyword: self.schema(depth) for keyword in ("if", "then", "else")}

    def _reference(self, _: int) -> dict[str, Any]:
        return {"$ref": f"#/definitions/{self._random.choice([*DEFINITIONS])}"}
