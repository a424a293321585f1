"""`anyOf` and `oneOf`: which branch has become which, and which are new or gone."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import shortened
from ..jsonschema.exclusion import overlaps, tags
from .labels import definition_of, tag_of
from .pairs import NOTHING, Known
from .sides import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..model import Schema
    from .findings import Finding
    from .pairs import Pair

Branches = list[Side]


class Match(NamedTuple):
    """The branches that belong together, those of one version alone, and the property that tells
    all of them apart; `known` are values of one by which branches belong together."""

    matched: list[tuple[Side, Side]]
    gone: Branches
    added: Branches
    tag: str | None
    known: Known


def has_become_union(pair: Pair) -> bool:
    """Whether one version is a union where the other has none."""
    if pair.lists_values:
        return False
    old, new = pair.old, pair.new
    return (new.is_bare_union and not old.unions) or (old.is_bare_union and not new.unions)


def branches_take_its_place(pair: Pair) -> Iterator[Finding]:
    """Compare the version that has no union with the branches of the other."""
    is_new = pair.new.is_bare_union and not pair.old.unions
    one, union = (pair.old, pair.new) if is_new else (pair.new, pair.old)
    keyword, branches = union.unions_by_side[0]
    if not any(a.types & b.types for a, b in combinations(branches, 2)):
        for branch in branches:
            types = branch.types & one.types & pair.types
            if types:  # types_are_kept reports the others
                sites = (one.schemas, branch.schemas)
                pair.compare(*(sites if is_new else sites[::-1]), types)
        return
    old, new = ([one], branches) if is_new else (branches, [one])
    yield from _changes(pair, match(pair, old, new))
    if keyword == "oneOf" and not _exclude_each_other(branches):
        yield pair.undecided("oneOf")


def unions_are_kept(pair: Pair) -> Iterator[Finding]:
    if pair.lists_values:
        return
    old, new = pair.old.unions_by_side, pair.new.unions_by_side
    if len(old) != len(new):
        has_one_of = any(keyword == "oneOf" for keyword, _ in (*old, *new))
        yield pair.undecided("oneOf" if has_one_of else "anyOf")
        return
    for (before, old_branches), (now, new_branches) in zip(old, new, strict=True):
        yield from _union_is_kept(pair, (before, now), old_branches, new_branches)


def _union_is_kept(
    pair: Pair, kinds: tuple[str, str], old: Branches, new: Branches
) -> Iterator[Finding]:
    found = match(pair, old, new)
    yield from _changes(pair, found)
    is_same = not (found.gone or found.added) and all(
        pair.same(a.schemas, b.schemas) for a, b in found.matched
    )
    if is_same and kinds[0] == kinds[1]:
        return
    # Where a value may be of two branches, oneOf refuses it: then each branch decides over others.
    for kind, branches in zip(kinds, (old, new), strict=True):
        if kind == "oneOf" and not _exclude_each_other(branches):
            yield pair.undecided("oneOf")
            return


def _changes(pair: Pair, found: Match) -> Iterator[Finding]:
    """Compare the branches that match; report those that are new or gone."""
    for one, other in found.matched:
        pair.compare(one.schemas, other.schemas, pair.types, found.known)
    for branch in found.added:
        if branch.types & pair.old.types & pair.types:
            told, place = _told(branch, found.tag)
            detail = pair.comparison.new.branch(branch.place)
            yield pair.finding("branch-added", detail=detail, new=place, branch=told)
    for branch in found.gone:
        if branch.types & pair.new.types & pair.types:
            told, place = _told(branch, found.tag)
            where = ("oneOf", "anyOf")
            detail = pair.comparison.old.branch(branch.place)
            yield pair.finding("branch-removed", *where, detail=detail, old=place, branch=told)


def _told(branch: Side, tag: str | None) -> tuple[str, Schema]:
    """The label of a branch in messages, and its place."""
    if tag is not None:
        values, sites = zip(*tags(branch)[tag].values(), strict=True)
        return f"the branch with {tag} {' or '.join(map(shortened, values))}", sites[0]
    name = _name(branch)
    return f'the branch "{name}"' if name else "this branch", branch.place


def match(pair: Pair, old: Branches, new: Branches) -> Match:
    """Which branches belong together, and what is left in either version."""
    matched: list[tuple[Side, Side]] = []
    gone, added = list(old), list(new)

    def join(belong: Callable[[Side, Side], bool]) -> None:
        for one in list(gone):
            for other in added:
                if belong(one, other):
                    matched.append((one, other))
                    gone.remove(one)
                    added.remove(other)
                    break

    join(lambda a, b: pair.same(a.schemas, b.schemas))
    tag = tag_of([*gone, *added])
    known = NOTHING
    if tag is not None:
        join(lambda a, b: tags(a)[tag].keys() == tags(b)[tag].keys())
        # What was one branch may be several: each is compared with all that have a value of it.
        cut = [(a, b) for a in gone for b in added if tags(a)[tag].keys() & tags(b)[tag].keys()]
        known = Known(tag, frozenset(k for a, b in cut for k in tags(a)[tag].keys() & tags(b)[tag]))
        matched += cut
        gone = [a for a in gone if all(a is not one for one, _ in cut)]
        added = [b for b in added if all(b is not other for _, other in cut)]
    else:
        join(lambda a, b: _name(a) != "" and _name(a) == _name(b))
        join(lambda a, b: a.types == b.types and not a.types & {"object"})
        if len(gone) == len(added):
            join(lambda a, b: True)
        join(lambda a, b: a.types == b.types)
    return Match(matched, gone, added, tag_of([*old, *new]), known)


def _name(branch: Side) -> str:
    return definition_of(branch.project, branch.place)


def _exclude_each_other(branches: Sequence[Side]) -> bool:
    """Whether no value can be of two branches, as far as can be seen."""
    return next(overlaps(branches), None) is None
