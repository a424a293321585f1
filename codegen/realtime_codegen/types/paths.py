"""Paths: what the type that a place in a schema gives is called."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..jsonschema.following import alias_target
from .data import Path, Step

if TYPE_CHECKING:
    from ..jsonschema.conjunction import Reading, Union
    from ..model import Schema
    from ..model.project import Place

_STEPS = {
    "items": Step("item", "item"),
    "unevaluatedItems": Step("item", "item"),
    "additionalProperties": Step("value", "value"),
    "unevaluatedProperties": Step("value", "value"),
}


class Paths:
    """A type is named by its topic or definition, and by its path in that: pipeline status step.

    `x-name` on any schema names its type itself.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        project = reading.project
        self.definitions = {
            definition.schema: definition.key
            for file in project.files
            for definition in file.definitions
        }
        self._roots = {schema: (key,) for schema, key in self.definitions.items()} | {
            topic.schema: (channel.key, topic.key)
            for channel in project.channels
            for topic in channel.topics
        }
        self._labels = cache(self._labels_of)
        self._known: dict[Schema, Path] = {}

    def of(self, schema: Schema) -> Path:
        """The path of a schema: its root's, and a word for each step."""
        if schema not in self._known:
            self._known[schema] = _given(schema) or self._by_place(schema)
        return self._known[schema]

    def _by_place(self, schema: Schema) -> Path:
        if schema.around is None:
            return Path(self._roots[schema])
        place = self._reading.project.places.get(schema)
        if place is None:  # in an unknown keyword
            return self.of(schema.around).inside(Step("part", str(schema.step)))
        return self.of(place.schema).inside(*self._words(place, schema.step))

    def _words(self, place: Place, step: str | int) -> tuple[Step, ...]:
        """What the step from a schema to one in a keyword of it is called."""
        keyword = place.keyword
        match keyword:
            case "properties":
                return (Step("property", str(step)),)
            case "$defs" | "dependentSchemas":
                return (Step("part", str(step)),)
            case "patternProperties":
                return (Step("value", _pattern_label(place.schema, str(step))),)
            case "prefixItems":
                return (Step("item", f"item{int(step) + 1}"),)
            case "anyOf" | "oneOf":
                return (Step("branch", self._labels(place.schema.at(keyword))[int(step)]),)
            case "allOf":
                return ()
        return (_STEPS.get(keyword, Step("part", keyword)),)

    def branch_label(self, union: Union, branch: Schema) -> str:
        """What tells a union's branch apart: its tag, else the definition that it is, else its
        place."""
        return self._labels(union.schema)[union.branches.index(branch)]

    def _labels_of(self, union: Schema) -> list[str]:
        branches = [union.at(i) for i in range(len(union.value))]
        told = zip(self._tags(branches), map(self.named_by, branches), strict=True)
        labels = [tag or self.definitions.get(named, "") for tag, named in told]
        return [
            label if label and labels.count(label) == 1 else f"option{number}"
            for number, label in enumerate(labels, 1)
        ]

    def _tags(self, branches: list[Schema]) -> list[str]:
        """The constants of the property that most branches have one of, each another."""
        constants = [self._constants(branch) for branch in branches]
        best = [""] * len(branches)
        for key in dict.fromkeys(key for found in constants for key in found):
            tags = [found.get(key, "") for found in constants]
            given = [tag for tag in tags if tag]
            if len(set(given)) == len(given) > len(best) - best.count(""):
                best = tags
        return best

    def _constants(self, branch: Schema) -> dict[str, str]:
        """The properties of a branch that have one value, a string that can be a word."""
        found = {}
        conjunction = self._reading.of(branch)
        for key in conjunction.properties:
            listed = self._reading.of(*conjunction.of_property(key)).listed
            values = [value.value for value in (listed or {}).values()]
            if len(values) == 1 and isinstance(values[0], str) and _is_word(values[0]):
                found[key] = values[0]
        return found

    def named_by(self, schema: Schema) -> Schema:
        """The schema that this one is just a name for, unless the file names this one itself."""
        while schema not in self.definitions:
            other = alias_target(self._reading.project, schema)
            if other is None:
                break
            schema = other
        return schema


def _given(schema: Schema) -> Path | None:
    """The name that the user wrote at a schema."""
    name = schema.get("x-name")
    return Path((name,)) if isinstance(name, str) else None


def _is_word(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _pattern_label(schema: Schema, pattern: str) -> str:
    """`value`, with a number where there are several."""
    patterns = list(schema.value["patternProperties"])
    others = isinstance(schema.get("additionalProperties"), dict)
    return f"value{patterns.index(pattern) + 1}" if others or len(patterns) > 1 else "value"
