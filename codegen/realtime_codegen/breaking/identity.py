"""Whether two versions of a schema say the same, word for word, references followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..graphs import reached
from ..jsonschema.equality import key_of
from ..jsonschema.following import alias_target
from ..jsonschema.keywords import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, said_by
from ..model import Schema

if TYPE_CHECKING:
    from ..model import Project

Pair = tuple[Schema, Schema]
_SETS = frozenset({"enum", "required", "type"})


class Identity:
    """Schemas in a circle are the same when nothing on their way differs."""

    def __init__(self, old: Project, new: Project) -> None:
        self._old = old
        self._new = new
        self._same: set[Pair] = set()
        self._different: set[Pair] = set()

    def holds(self, old: tuple[Schema, ...], new: tuple[Schema, ...]) -> bool:
        """Whether these are the same, in order."""
        if len(old) != len(new):
            return False
        # Each pair on the way, with those that lead to it.
        above: dict[Pair, list[Pair]] = {}
        waiting: list[tuple[Pair, Pair | None]] = [(p, None) for p in zip(old, new, strict=True)]
        while waiting:
            (a, b), leader = waiting.pop()
            pair = alias_of(self._old, a), alias_of(self._new, b)
            if pair in self._same:
                continue
            is_new = pair not in above
            above.setdefault(pair, []).extend([leader] if leader else [])
            if not is_new:
                continue
            inside = None if pair in self._different else self._inside(*pair)
            if inside is None:
                self._different |= reached([pair], above.__getitem__)  # what leads to it
                return False
            waiting += [(other, pair) for other in inside]
        self._same |= above.keys()
        return True

    def holds_of_keyword(self, keyword: str, a: Schema, b: Schema) -> bool:
        """Whether one keyword of two schemas says the same."""
        pairs = self._keyword(keyword, a, a.value[keyword], b, b.value[keyword])
        if pairs is None:
            return False
        return self.holds(tuple(one for one, _ in pairs), tuple(other for _, other in pairs))

    def _inside(self, a: Schema, b: Schema) -> list[Pair] | None:
        """The pairs that must be the same for this one to be; None if it is not."""
        old, new = a.value, b.value
        if isinstance(old, bool) or isinstance(new, bool):
            return [] if old is new else None
        found: list[Pair] = []
        for keyword in sorted(said_by(old) | said_by(new)):
            if keyword not in old or keyword not in new:
                return None
            pairs = self._keyword(keyword, a, old[keyword], b, new[keyword])
            if pairs is None:
                return None
            found += pairs
        return found

    def _keyword(self, keyword: str, a: Schema, old: Any, b: Schema, new: Any) -> list[Pair] | None:
        a_at, b_at = a.at(keyword), b.at(keyword)
        if keyword == "$ref":
            one, other = self._old.references[a].target, self._new.references[b].target
            if one is None or other is None:
                return [] if one is other and old == new else None
            return [(one, other)]
        if keyword == "$dynamicRef":
            return self._dynamic(a, old, b, new)
        if keyword in ONE_SCHEMA:
            return [(a_at, b_at)]
        if keyword in SCHEMA_LIST:
            same = len(old) == len(new)
            return [(a_at.at(i), b_at.at(i)) for i in range(len(old))] if same else None
        if keyword in SCHEMA_MAP:
            return [(a_at.at(k), b_at.at(k)) for k in old] if old.keys() == new.keys() else None
        if keyword in _SETS:
            return [] if _members(old) == _members(new) else None
        return [] if key_of(old) == key_of(new) else None

    def _dynamic(self, a: Schema, old: str, b: Schema, new: str) -> list[Pair] | None:
        one, other = self._old.dynamic.get(a), self._new.dynamic.get(b)
        if one is not None and other is not None:
            return [(one, other)]
        one_of, other_of = anchored(self._old, old), anchored(self._new, new)
        places = [[(s.path, s.site.pointer) for s in found] for found in (one_of, other_of)]
        if old != new or one is not other or places[0] != places[1]:
            return None
        return list(zip(one_of, other_of, strict=True))


def alias_of(project: Project, schema: Schema) -> Schema:
    """The schema behind the names for it."""
    while (other := alias_target(project, schema)) and len(said_by(schema.value)) == 1:
        schema = other
    return schema


def _members(value: Any) -> set[str]:
    return {key_of(member) for member in (value if isinstance(value, list) else [value])}


def anchored(project: Project, reference: str) -> list[Schema]:
    """Where the `$dynamicRef` may lead."""
    name = reference.partition("#")[2]
    found = project.with_keyword("$dynamicAnchor")
    return [schema for schema in found if schema.value["$dynamicAnchor"] == name]
