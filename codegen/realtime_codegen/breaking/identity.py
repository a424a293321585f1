"""Whether two versions of a schema say the same, word for word, references followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model import Site
from ..payloads.views import only_stands_for
from ..vocabulary import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP
from .conjunctions import ANNOTATIONS, key_of

if TYPE_CHECKING:
    from ..model import Project

Pair = tuple[Site, Site]
_SETS = frozenset({"enum", "required", "type"})


class Identity:
    """Schemas in a circle are the same when nothing on their way differs."""

    def __init__(self, old: Project, new: Project) -> None:
        self._old = old
        self._new = new
        self._same: set[Pair] = set()
        self._different: set[Pair] = set()

    def holds(self, old: tuple[Site, ...], new: tuple[Site, ...]) -> bool:
        """Whether these are the same, in order."""
        if len(old) != len(new):
            return False
        # Each pair on the way, with those that lead to it.
        above: dict[Pair, list[Pair]] = {}
        waiting: list[tuple[Pair, Pair | None]] = [(p, None) for p in zip(old, new, strict=True)]
        while waiting:
            (a, b), leader = waiting.pop()
            pair = meant(self._old, a), meant(self._new, b)
            if pair in self._same:
                continue
            is_new = pair not in above
            above.setdefault(pair, []).extend([leader] if leader else [])
            if not is_new:
                continue
            inside = None if pair in self._different else self._inside(*pair)
            if inside is None:
                self._tell_apart(pair, above)
                return False
            waiting += [(other, pair) for other in inside]
        self._same |= above.keys()
        return True

    def holds_of_keyword(self, keyword: str, a: Site, b: Site) -> bool:
        """Whether one keyword of two schemas says the same."""
        old, new = self._old.schema_at(a)[keyword], self._new.schema_at(b)[keyword]
        pairs = self._keyword(keyword, a, old, b, new)
        if pairs is None:
            return False
        return self.holds(tuple(one for one, _ in pairs), tuple(other for _, other in pairs))

    def _tell_apart(self, pair: Pair, above: dict[Pair, list[Pair]]) -> None:
        """What leads to a difference is different."""
        waiting, told = [pair], set[Pair]()
        while waiting:
            other = waiting.pop()
            if other not in told:
                told.add(other)
                waiting += above[other]
        self._different |= told

    def _inside(self, a: Site, b: Site) -> list[Pair] | None:
        """The pairs that must be the same for this one to be; None if it is not."""
        old, new = self._old.schema_at(a), self._new.schema_at(b)
        if isinstance(old, bool) or isinstance(new, bool):
            return [] if old is new else None
        keywords = {k for k in (*old, *new) if k not in ANNOTATIONS and not k.startswith("x-")}
        found: list[Pair] = []
        for keyword in sorted(keywords):
            if keyword not in old or keyword not in new:
                return None
            pairs = self._keyword(keyword, a, old[keyword], b, new[keyword])
            if pairs is None:
                return None
            found += pairs
        return found

    def _keyword(self, keyword: str, a: Site, old: Any, b: Site, new: Any) -> list[Pair] | None:
        a_at, b_at = a / (keyword,), b / (keyword,)
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
            return [(a_at / (i,), b_at / (i,)) for i in range(len(old))] if same else None
        if keyword in SCHEMA_MAP:
            return [(a_at / (k,), b_at / (k,)) for k in old] if old.keys() == new.keys() else None
        if keyword in _SETS:
            return [] if _members(old) == _members(new) else None
        return [] if key_of(old) == key_of(new) else None

    def _dynamic(self, a: Site, old: str, b: Site, new: str) -> list[Pair] | None:
        one, other = self._old.dynamic.get(a), self._new.dynamic.get(b)
        if one is not None and other is not None:
            return [(one, other)]
        anchored, other_anchored = _anchored(self._old, old), _anchored(self._new, new)
        if old != new or one is not other or anchored != other_anchored:
            return None
        return [(site, site) for site in anchored]


def meant(project: Project, site: Site) -> Site:
    """The schema that stands behind names for it."""
    while (other := only_stands_for(project, site)) is not None and _only_names(project, site):
        site = other
    return site


def _only_names(project: Project, site: Site) -> bool:
    said = project.schema_at(site).keys() - ANNOTATIONS
    return len([keyword for keyword in said if not keyword.startswith("x-")]) == 1


def _members(value: Any) -> set[str]:
    return {key_of(member) for member in (value if isinstance(value, list) else [value])}


def _anchored(project: Project, reference: str) -> list[Site]:
    """Where the `$dynamicRef` may lead."""
    name = reference.partition("#")[2]
    return [
        site
        for site in project.schemas
        if isinstance(schema := project.schema_at(site), dict)
        and schema.get("$dynamicAnchor") == name
    ]
