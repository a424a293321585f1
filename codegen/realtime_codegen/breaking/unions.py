"""`anyOf` and `oneOf`: which branch has become which, and which are new or gone."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ..diagnostics import shortened
from ..jsonschema.exclusion import exclude_each_other, tags
from .findings import PUBLISHERS, SUBSCRIBERS
from .scalars import PUBLISHERS_FIRST, SUBSCRIBERS_FIRST
from .sides import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..model import Schema
    from .pairs import Pair

Branches = list[Side]
Matched = list[tuple[Side, Side]]


def one_has_become_several(pair: Pair) -> bool:
    """Compare a schema with a union's branches, where one version has a union and the other none.

    Whether that was so; then nothing else is to be compared.
    """
    if pair.lists_values:
        return False
    for one, union in ((pair.old, pair.new), (pair.new, pair.old)):
        if union.is_bare_union and not one.unions:
            break
    else:
        return False
    site, branches = union.unions_by_side[0]
    old, new = ([one], branches) if union is pair.new else (branches, [one])
    if _are_of_different_types(branches):
        for branch in branches:
            types = branch.types & one.types & pair.types
            if types:  # of the others types_are_kept has told
                sites = (one.schemas, branch.schemas)
                pair.compare(*(sites if union is pair.new else sites[::-1]), types)
        return True
    _compare(pair, old, new)
    if site.site.pointer[-1] == "oneOf" and not _exclude_each_other(branches):
        pair.undecided("oneOf")
    return True


def unions_are_kept(pair: Pair) -> None:
    if pair.lists_values:
        return
    old, new = pair.old.unions_by_side, pair.new.unions_by_side
    if len(old) != len(new):
        has_one_of = any(site.site.pointer[-1] == "oneOf" for site, _ in (*old, *new))
        pair.undecided("oneOf" if has_one_of else "anyOf")
        return
    for (old_site, old_branches), (new_site, new_branches) in zip(old, new, strict=True):
        _union_is_kept(pair, old_site, old_branches, new_site, new_branches)


def _union_is_kept(
    pair: Pair, old_site: Schema, old: Branches, new_site: Schema, new: Branches
) -> None:
    is_same = _compare(pair, old, new)
    kinds = old_site.site.pointer[-1], new_site.site.pointer[-1]
    if is_same and kinds[0] == kinds[1]:
        return
    # Where a value may be of two branches, oneOf refuses it: then each branch decides over others.
    for kind, branches in zip(kinds, (old, new), strict=True):
        if kind == "oneOf" and not _exclude_each_other(branches):
            pair.undecided("oneOf")
            return


def _compare(pair: Pair, old: Branches, new: Branches) -> bool:
    """Compare the branches that belong together. Whether all are the same."""
    matched, gone, added = match(pair, old, new)
    for one, other in matched:
        pair.compare(one.schemas, other.schemas, pair.types)
    tag = _common_tag([*old, *new])
    for branch in added:
        if branch.types & pair.old.types & pair.types:
            which, place = _told(branch, tag)
            message = f"{which} is new, and running subscribers refuse it; {SUBSCRIBERS_FIRST}"
            pair.report("branch-added", SUBSCRIBERS, message, detail=_step(branch), new=place)
    for branch in gone:
        if branch.types & pair.new.types & pair.types:
            which, place = _told(branch, tag)
            message = (
                f"{which} is gone: publishers that send it are refused, by type checkers too; "
                f"{PUBLISHERS_FIRST}"
            )
            detail = _step(branch)
            keywords = "oneOf", "anyOf"
            pair.report("branch-removed", PUBLISHERS, message, *keywords, detail=detail, old=place)
    return not (gone or added) and all(pair.same(a.schemas, b.schemas) for a, b in matched)


def _told(branch: Side, tag: str | None) -> tuple[str, Schema]:
    """What people know a branch by, and where that stands."""
    if tag is not None:
        values, sites = zip(*tags(branch)[tag].values(), strict=True)
        return f"the branch with {tag} {' or '.join(map(shortened, values))}", sites[0]
    name = _name(branch)
    return f'the branch "{name}"' if name else "this branch", branch.place


def _step(branch: Side) -> str:
    return "/".join(map(str, branch.place.site.pointer[-2:]))


def match(pair: Pair, old: Branches, new: Branches) -> tuple[Matched, Branches, Branches]:
    """Which branches belong together, and what is left in either version."""
    matched: Matched = []
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
    tag = _common_tag([*gone, *added])
    if tag is not None:
        join(lambda a, b: bool(tags(a)[tag].keys() & tags(b)[tag].keys()))
        return matched, gone, added
    join(lambda a, b: _name(a) != "" and _name(a) == _name(b))
    join(lambda a, b: a.types == b.types and not a.types & {"object"})
    if len(gone) == len(added):
        join(lambda a, b: True)
    join(lambda a, b: a.types == b.types)
    return matched, gone, added


def _common_tag(branches: Branches) -> str | None:
    """A property that tells the branches apart."""
    all_tags = [tags(branch) for branch in branches]
    common = set.intersection(*(set(found) for found in all_tags)) if all_tags else set()
    several = {key for key in common if len({frozenset(found[key]) for found in all_tags}) > 1}
    return min(several, default=None)


def _name(branch: Side) -> str:
    """The definition that a branch refers to."""
    reference = branch.project.references.get(branch.place)
    target = reference.target if reference is not None else None
    return str(target.site.pointer[-1]) if target is not None else ""


def _are_of_different_types(branches: Sequence[Side]) -> bool:
    return not any(a.types & b.types for a, b in combinations(branches, 2))


def _exclude_each_other(branches: Sequence[Side]) -> bool:
    """Whether no value can be of two branches, as far as can be seen."""
    return all(exclude_each_other(a, b) for a, b in combinations(branches, 2))
