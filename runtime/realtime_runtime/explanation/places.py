"""Place: a schema and where it stands; where the references in it lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urljoin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ONE = frozenset(
    """
    additionalProperties contains else if items not propertyNames then unevaluatedItems
    unevaluatedProperties
    """.split()
)
LISTS = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
MAPS = frozenset(("dependencies", "dependentSchemas", "patternProperties", "properties"))
_NAMES = frozenset(("$anchor", "$dynamicAnchor", "$id"))
DEFINITIONS = frozenset(("$defs", "definitions"))


class Place(NamedTuple):
    """A schema, the URI of the resource that it stands in, and its dynamic scope.

    The scope, the resources on the way to the schema, outermost first, is where a `$dynamicRef`
    looks. It is kept only where one was met.
    """

    schema: Any
    base: str
    scope: tuple[str, ...] = ()


class IsDynamicError(Exception):
    """A `$dynamicRef` was met, and the dynamic scopes were not kept."""


class Document:
    """A schema with all that it refers to. It is read only where a reference asks for more than
    the schema itself and the files in its `$defs`: a schema may be very large.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.root: Place = Place(schema, _joined("", schema.get("$id", "")))
        self._is_read = self._keeps_scopes = False
        self._places: dict[int, Place] = {}  # by the id of the schema
        self._targets: dict[tuple[int, str], Place | None] = {}  # of what refers
        self._resources = {self.root.base: self.root}
        self._anchors: dict[tuple[str, str], Place] = {}
        self._dynamic: set[tuple[str, str]] = set()  # which of the anchors are
        for definition in schema.get("$defs", {}).values():
            if isinstance(definition, dict) and not _NAMES.isdisjoint(definition):
                self._note(self._inside(self.root, definition))

    def keep_scopes(self) -> None:
        """Read all, and keep the dynamic scope of each place from now on."""
        self._read()
        self.root = self.root._replace(scope=(self.root.base,))
        self._keeps_scopes = True

    def _read(self) -> None:
        """Note every resource and anchor."""
        waiting = [self.root]
        while waiting:
            place = waiting.pop()
            self._note(place)
            waiting += (self._inside(place, inside) for inside in subschemas(place.schema))
        self._is_read = True

    def _note(self, place: Place) -> None:
        schema, base, _ = place
        if isinstance(schema.get("$id"), str):
            self._resources.setdefault(base, place)
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(schema.get(keyword), str):
                self._anchors.setdefault((base, schema[keyword]), place)
        if isinstance(schema.get("$dynamicAnchor"), str):
            self._dynamic.add((base, schema["$dynamicAnchor"]))

    def at(self, place: Place, schema: Any) -> Place:
        """A subschema of the one at this place."""
        if self._keeps_scopes or not isinstance(schema, dict):
            return self._entered(self._inside(place, schema))
        found = self._places.get(id(schema))
        if found is None:
            found = self._places[id(schema)] = self._inside(place, schema)
        return found

    def _inside(self, place: Place, schema: Any) -> Place:
        if isinstance(schema, dict) and isinstance(schema.get("$id"), str):
            return Place(schema, _joined(place.base, schema["$id"]), place.scope)
        return Place(schema, place.base, place.scope)

    def _entered(self, place: Place) -> Place:
        if self._keeps_scopes and place.base not in place.scope:
            return place._replace(scope=(*place.scope, place.base))
        return place

    def follow(self, keyword: str, place: Place) -> Place | None:
        """Where a `$ref` or `$dynamicRef` leads; None where that is not in the document."""
        if self._keeps_scopes:
            target = self._followed(keyword, place)
            return target and self._entered(target._replace(scope=place.scope))
        if keyword == "$dynamicRef":
            raise IsDynamicError
        key = (id(place.schema), keyword)
        if key not in self._targets:
            self._targets[key] = self._followed(keyword, place)
        return self._targets[key]

    def _followed(self, keyword: str, place: Place) -> Place | None:
        base, _, fragment = place.schema[keyword].partition("#")
        base = _joined(place.base, base) if base else place.base
        if keyword == "$dynamicRef" and (base, fragment) in self._dynamic:
            outermost = next((b for b in place.scope if (b, fragment) in self._dynamic), base)
            return self._anchors[outermost, fragment]
        fragment = unquote(fragment)
        target = self._target(base, fragment)
        if target is None and not self._is_read:
            self._read()
            target = self._target(base, fragment)
        return target

    def _target(self, base: str, fragment: str) -> Place | None:
        if fragment and not fragment.startswith("/"):
            return self._anchors.get((base, fragment))
        place = self._resources.get(base)
        for token in fragment.split("/")[1:]:
            step = token.replace("~1", "/").replace("~0", "~")
            inside = _part(place.schema, step) if place is not None else None
            if place is None or inside is None:
                return None
            place = self._inside(place, inside)
        return place


def subschemas(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas that stand directly in a schema; those that are true or false are not told."""
    for keyword, said in schema.items():
        found: Any = ()
        if keyword in ONE:
            found = (said,)
        elif keyword in LISTS and isinstance(said, list):
            found = said
        elif (keyword in MAPS or keyword in DEFINITIONS) and isinstance(said, dict):
            found = said.values()
        yield from (inside for inside in found if isinstance(inside, dict))


def _part(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None


def _joined(base: str, reference: str) -> str:
    uri = reference if ":" in reference else urljoin(base, reference)
    return uri.removesuffix("#")
