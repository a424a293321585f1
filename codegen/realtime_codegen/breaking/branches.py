"""The branches of unions that say something: those that no other branch contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..jsonschema.exclusion import tags
from .sides import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..jsonschema.conjunction import Schemas, Union, Value
    from ..model import Schema
    from .versions import Version

    Contains = Callable[[Schema, Schema], bool]


def plain(version: Version, side: Side, contains: Contains) -> Side:
    """The same without branches that another contains."""
    while True:
        needed = {
            union.schema: branches
            for union in side.unions
            if len(branches := _needed(version, union, contains)) < max(2, len(union.branches))
        }
        if not needed:
            return side
        side = side.with_needed(needed)


def _needed(version: Version, union: Union, contains: Contains) -> Schemas:
    if union.schema not in version.needed:
        # In a circle, each says something.
        version.needed[union.schema] = union.branches
        branches = [_Branch(version, schema) for schema in union.branches]
        left = [branch for branch in branches if not branch.side.admits_nothing] or branches[:1]
        if union.keyword == "anyOf":
            left = _without_contained(left, contains)
        version.needed[union.schema] = tuple(branch.schema for branch in left)
    return version.needed[union.schema]


# How often two branches of one union are compared; those that are left say something.
_MOST = 100


def _without_contained(branches: list[_Branch], contains: Contains) -> list[_Branch]:
    left = list(branches)
    compared = 0
    for branch in branches:
        for other in [other for other in left if other is not branch]:
            if compared < _MOST and other.may_contain(branch):
                compared += 1
                if contains(other.schema, branch.schema):
                    left.remove(branch)
                    break
    return left


class _Branch:
    """A branch, with what is seen of it at once."""

    def __init__(self, version: Version, schema: Schema) -> None:
        self.schema = schema
        self.side = Side(version.project, (schema,), schema)
        self.tags: dict[str, dict[str, Value]] = tags(self.side)

    def may_contain(self, other: _Branch) -> bool:
        """Whether nothing says at once that it does not."""
        if not other.side.types <= self.side.types:
            return False
        if "object" in other.side.types and self.side.required.keys() - other.side.required.keys():
            return False
        common = self.tags.keys() & other.tags.keys()
        return all(other.tags[key].keys() <= self.tags[key].keys() for key in common)
