"""Conjunction: what the schemas that hold together for one value say of it, in one version."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..model import Site
from ..payloads.views import ALL_TYPES, joined_by, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Position
    from ..model import Project

Sites = tuple[Site, ...]
# How deep unions are looked into for the types that they admit; below, any type may come.
_DEPTH = 8
_EVALUATING = frozenset(
    """
    $dynamicRef $ref allOf anyOf contains dependentSchemas else if oneOf then
    """.split()
)
ANNOTATIONS = frozenset(
    """
    $anchor $comment $defs $dynamicAnchor $id $schema $vocabulary contentEncoding contentMediaType
    contentSchema default deprecated description examples readOnly title writeOnly
    """.split()
)
"""What says nothing of which values are valid, once references are followed."""


class Conjunction:
    """Some schemas with all that they refer to and their `allOf`. None at all admit every value.

    `place` is where people look for what is not there.
    """

    def __init__(self, project: Project, sites: Sites, place: Site, depth: int = _DEPTH) -> None:
        self.project = project
        self.sites = sites
        self.place = place
        self._depth = depth
        self.parts: list[tuple[Site, dict[str, Any]]] = []
        self._is_false = False
        seen = set()
        waiting = list(reversed(sites))
        while waiting:
            site = waiting.pop()
            if site in seen:
                continue
            seen.add(site)
            schema = project.schema_at(site)
            self._is_false |= schema is False
            if isinstance(schema, dict):
                self.parts.append((site, schema))
                waiting += reversed(joined_by(project, site))

    def each(self, keyword: str) -> Iterator[tuple[Site, Any]]:
        """Every place where the keyword stands, and its value."""
        for site, schema in self.parts:
            if keyword in schema:
                yield site / (keyword,), schema[keyword]

    def position(self, *keywords: str) -> Position:
        """The first of these keywords that is there, else the schema."""
        for keyword in keywords:
            for site, _ in self.each(keyword):
                return self.project.position(site, key=True)
        return self.project.position(self.place)

    @property
    def is_never(self) -> bool:
        """Whether it is plain that no value is valid."""
        return self._is_false or not self.types

    @cached_property
    def types(self) -> frozenset[str]:
        """No value of another type is valid. `number` beside `integer` stands for fractions."""
        types = ALL_TYPES
        for _, said in self.each("type"):
            named = {said} if isinstance(said, str) else set(said)
            types &= named | {"integer"} if "number" in named else named
        if self._listed is not None:
            types &= {type_of(value) for _, value in self._listed.values()}
        for _, branches in self.unions:
            types &= frozenset().union(*(branch.types for branch in branches))
        return types

    @cached_property
    def _listed(self) -> dict[str, tuple[Site, Any]] | None:
        found: dict[str, tuple[Site, Any]] | None = None
        # The first says where the values stand: what a const allows, it alone allows.
        lists = [
            *({key_of(value): (site, value)} for site, value in self.each("const")),
            *(
                {key_of(v): (site / (i,), v) for i, v in enumerate(values)}
                for site, values in self.each("enum")
            ),
        ]
        for values in lists:
            found = values if found is None else {k: v for k, v in found.items() if k in values}
        return found

    def values(self, types: frozenset[str]) -> dict[str, tuple[Site, Any]] | None:
        """The only values of these types, by a key that is the same for equal ones; None for
        many."""
        if self._listed is not None:
            return {k: v for k, v in self._listed.items() if type_of(v[1]) in types}
        if types <= {"boolean", "null"}:
            known = {"boolean": (False, True), "null": (None,)}
            all_ = [value for type_ in sorted(types) for value in known[type_]]
            return {key_of(value): (self.place, value) for value in all_}
        return None

    @cached_property
    def unions(self) -> list[tuple[Site, list[Conjunction]]]:
        """Each `anyOf` and `oneOf`, with its branches."""
        if self._depth == 0:
            return []
        found = []
        for keyword in ("anyOf", "oneOf"):
            for site, branches in self.each(keyword):
                sites = [site / (i,) for i in range(len(branches))]
                found.append((site, [self.branch(branch) for branch in sites]))
        return found

    def branch(self, site: Site) -> Conjunction:
        return Conjunction(self.project, (site,), site, self._depth - 1)

    @cached_property
    def is_bare_union(self) -> bool:
        """Whether one union and the types are all that is said."""
        said = [keyword for _, schema in self.parts for keyword in schema]
        silent = ANNOTATIONS | {"$ref", "allOf", "type"}
        rest = [k for k in said if k not in silent and not k.startswith("x-")]
        return len(self.unions) == 1 and rest in (["anyOf"], ["oneOf"])

    @cached_property
    def required(self) -> dict[str, Site]:
        return {
            key: site / (i,)
            for site, keys in reversed(list(self.each("required")))
            for i, key in enumerate(keys)
        }

    @cached_property
    def properties(self) -> dict[str, Site]:
        """The first place where each property is declared."""
        return {
            key: site / (key,)
            for site, schemas in reversed(list(self.each("properties")))
            for key in schemas
        }

    def of_property(self, key: str) -> Sites:
        """What is asked of a property, where no pattern speaks of it."""
        found: list[Site] = []
        for site, schema in self.parts:
            if key in schema.get("properties", {}):
                found.append(site / ("properties", key))
            else:
                found += _rest(site, schema, "additionalProperties", "unevaluatedProperties")
        return tuple(found)

    @cached_property
    def extras(self) -> Sites:
        """What is asked of the properties that are not declared."""
        found: list[Site] = []
        for site, schema in self.parts:
            found += _rest(site, schema, "additionalProperties", "unevaluatedProperties")
        return tuple(found)

    @property
    def has_patterns(self) -> bool:
        return any(True for _ in self.each("patternProperties"))

    @property
    def asks_nothing(self) -> bool:
        """Whether it is plain that every value is valid."""
        said = {keyword for _, schema in self.parts for keyword in schema} - ANNOTATIONS
        return not self._is_false and all(keyword.startswith("x-") for keyword in said)

    @property
    def is_closed(self) -> bool:
        return any(self.project.schema_at(site) is False for site in self.extras)

    def of_item(self, index: int | None) -> Sites:
        """What is asked of the item at an index; None for all behind those that are counted."""
        found: list[Site] = []
        for site, schema in self.parts:
            if index is not None and index < len(schema.get("prefixItems", ())):
                found.append(site / ("prefixItems", index))
            else:
                found += _rest(site, schema, "items", "unevaluatedItems")
        return tuple(found)

    @property
    def counted_items(self) -> int:
        return max((len(schemas) for _, schemas in self.each("prefixItems")), default=0)

    @cached_property
    def unevaluated(self) -> Sites:
        """Schemas whose `unevaluated...` depends on more than their own properties or items."""
        return tuple(
            site
            for site, schema in self.parts
            if schema.keys() & {"unevaluatedProperties", "unevaluatedItems"}
            and schema.keys() & _EVALUATING
        )


def key_of(value: Any) -> str:
    """The same text for equal JSON values: 1.0 is 1, and true is not."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _rest(site: Site, schema: dict[str, Any], plain: str, unevaluated: str) -> list[Site]:
    """The schema for what is not declared. True asks nothing."""
    for keyword in (plain, unevaluated):
        if keyword in schema:
            counts = keyword == plain or not schema.keys() & _EVALUATING
            return [site / (keyword,)] if counts and schema[keyword] is not True else []
    return []
