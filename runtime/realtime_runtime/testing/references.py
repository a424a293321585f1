"""Document: a topic's schema, and where the references in it lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin

from ..encoding import pointer_token
from ..validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOT = "schemas:/"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a schema stands: the URI of its resource, and a JSON Pointer into that."""

    base: str
    pointer: str

    def at(self, *steps: str | int) -> Place:
        return Place(self.base, self.pointer + "".join(map(pointer_token, steps)))

    def __str__(self) -> str:
        return f"{'' if self.base == _ROOT else self.base}#{self.pointer}"


class Document:
    """A topic's schema with all that it refers to, each part of it known by its place."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._root = {"$id": _ROOT, **schema}
        self._schemas: dict[Place, Any] = {}
        self._own: dict[Place, Place] = {}  # by the place in the resource around it, if it is one
        self._anchors: dict[str, Place] = {}
        self._validators: dict[tuple[Place, ...], Validator] = {}
        # What the draft's own schema accepts begins as these do; the validator has it as it is.
        self._note({"type": ["object", "boolean"]}, Place(_DRAFT, ""))
        self.root: Place = self._note(self._root, Place(self._root["$id"], ""))

    def __getitem__(self, place: Place) -> Any:
        return self._schemas[place]

    def validator(self, places: tuple[Place, ...]) -> Validator:
        """Of what all of these schemas accept."""
        if places not in self._validators:
            references = [{"$ref": f"{p.base}#{quote(p.pointer, safe='/~')}"} for p in places]
            document = {"$defs": {"document": self._root}, "allOf": [True, *references]}
            self._validators[places] = Validator(document)
        return self._validators[places]

    def follow(self, reference: str, place: Place) -> Place | None:
        """Where a `$ref` at this place leads; None when that is out of the document."""
        base, _, fragment = reference.partition("#")
        base = _joined(place.base, base) if base else place.base
        if fragment and not fragment.startswith("/"):
            return self._anchors.get(f"{base}#{fragment}")
        return self._own.get(Place(base, unquote(fragment)))

    def _note(self, schema: Any, outer: Place) -> Place:
        """Note a schema, and every value in it: which of them are schemas, references tell."""
        place = outer
        if isinstance(schema, dict):
            if isinstance(schema.get("$id"), str):
                place = Place(_joined(outer.base, schema["$id"]).removesuffix("#"), "")
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(schema.get(keyword), str):
                    self._anchors.setdefault(f"{place.base}#{schema[keyword]}", place)
        self._schemas[place] = schema
        self._own[outer] = self._own[place] = place
        if isinstance(schema, dict | list):
            parts = schema.items() if isinstance(schema, dict) else enumerate(schema)
            for step, inside in parts:
                own = self._note(inside, place.at(step))
                self._schemas[place.at(step)] = self._schemas[own]
        return place


def _joined(base: str, reference: str) -> str:
    return reference if ":" in reference else urljoin(base, reference)
