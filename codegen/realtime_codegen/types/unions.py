"""Unions of types: flat, and each member once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..jsonschema.keywords import SHAPING
from .data import ANYTHING, NEVER, Constant, Reference, Scalar, Union

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .data import Type


def union(types: Iterable[Type]) -> Type:
    """The union of some types. Of none, NEVER.

    Constants come first. ANYTHING stands for all others but what is declared, whose keys are
    worth to be known; a number, for whole ones too.
    """
    flat: list[Type] = []
    for type_ in types:
        flat += type_.members if isinstance(type_, Union) else [type_]
    if len(flat) == 1:
        return flat[0]
    members = [type_ for type_ in dict.fromkeys(flat) if type_ != NEVER]
    if ANYTHING in members:
        members = [*(type_ for type_ in members if isinstance(type_, Reference)), ANYTHING]
    if Scalar("number") in members:
        members = [type_ for type_ in members if type_ != Scalar("integer")]
    members.sort(key=lambda type_: not isinstance(type_, Constant))
    if not members:
        return NEVER
    return members[0] if len(members) == 1 else Union(tuple(members))


def says_shape(branches: Iterable[object]) -> bool:
    """Whether a union's branches say anything of shape. Those that only require keys do not."""
    said = (branch.keys() for branch in branches if isinstance(branch, dict))
    return any(keys & (SHAPING - {"required"}) for keys in said)
