"""Pair: the schemas of one value in both versions; Comparison: what was found, what is waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..payloads.views import ALL_TYPES
from .conjunctions import Conjunction
from .findings import BOTH, Finding, finding
from .identity import Identity, meant

if TYPE_CHECKING:
    from typing import Literal

    from ..diagnostics import Position
    from ..model import Project, Site
    from .conjunctions import Sites
    from .findings import Code


class Waiting(NamedTuple):
    """What is to be compared, for values of some types."""

    old: Sites
    new: Sites
    types: frozenset[str]


class Pair:
    """A value's schemas in both versions, and the findings about them."""

    def __init__(
        self, comparison: Comparison, old: Conjunction, new: Conjunction, types: frozenset[str]
    ) -> None:
        self.comparison = comparison
        self.old = old
        self.new = new
        self.types = types

    @property
    def shared(self) -> frozenset[str]:
        """The types that values may have in both versions."""
        return self.old.types & self.new.types & self.types

    def same(self, old: Sites, new: Sites) -> bool:
        return self.comparison.identity.holds(old, new)

    def compare(self, old: Sites, new: Sites, types: frozenset[str] = ALL_TYPES) -> None:
        """Compare these later. Where one asks nothing, its place is this pair's."""
        self.comparison.add(old, new, self.old.place, self.new.place, types)

    def report(
        self,
        code: Code,
        breaks: frozenset[str],
        message: str,
        *keywords: str,
        detail: str | int = "",
        new: Site | None = None,
        old: Site | None = None,
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        """A finding at these sites, else at the first of these keywords that is there.

        `detail` tells it from others of this code about the same schema.
        """
        subject = subject_of(self.comparison.new, self.new.place)
        if detail != "":
            subject += f"/{detail}"
        self.comparison.findings.append(
            finding(
                code,
                subject,
                breaks,
                message,
                _position(self.new, keywords, new),
                _position(self.old, keywords, old),
                severity,
            )
        )

    def undecided(self, keyword: str) -> None:
        message = (
            f'"{keyword}" has changed, and nobody can tell from the schemas alone whom that '
            "breaks; look at what is sent, and accept this when it is safe"
        )
        self.report("undecided", BOTH, message, keyword, detail=keyword)


class Comparison:
    """The findings about schemas of two versions. Each pair is compared once."""

    def __init__(self, old: Project, new: Project) -> None:
        self.old = old
        self.new = new
        self.identity = Identity(old, new)
        self.findings: list[Finding] = []
        self._seen: set[Waiting] = set()
        self._waiting: list[Pair] = []

    def add(
        self,
        old: Sites,
        new: Sites,
        old_place: Site,
        new_place: Site,
        types: frozenset[str] = ALL_TYPES,
    ) -> None:
        pair = Waiting(_each_once(self.old, old), _each_once(self.new, new), types)
        if pair in self._seen or self.identity.holds(pair.old, pair.new):
            return
        self._seen.add(pair)
        self._waiting.append(
            Pair(
                self,
                Conjunction(self.old, pair.old, _first(pair.old, old_place)),
                Conjunction(self.new, pair.new, _first(pair.new, new_place)),
                types,
            )
        )

    def take(self) -> Pair | None:
        """A pair that is not compared yet."""
        return self._waiting.pop() if self._waiting else None


def subject_of(project: Project, site: Site) -> str:
    """A schema's place without the lines: `pipeline.status/properties/step`, in `$defs` with the
    file."""
    root = site.root
    steps = site.pointer[len(root.pointer) :]
    if root.pointer[0] == "channels":
        _, channel, _, topic, _ = root.pointer
        owner = f"{channel}.{topic}"
    else:
        owner = f"{site.path}#/$defs/{root.pointer[1]}"
    return "/".join([owner, *map(str, steps)])


def _each_once(project: Project, sites: Sites) -> Sites:
    """A definition in place of what only refers to it, so that it is compared once."""
    return tuple(dict.fromkeys(meant(project, site) for site in sites))


def _first(sites: Sites, place: Site) -> Site:
    return sites[0] if sites else place


def _position(side: Conjunction, keywords: tuple[str, ...], site: Site | None) -> Position:
    if site is not None:
        return side.project.position(site, key=isinstance(site.pointer[-1], str))
    return side.position(*keywords)
