"""Of a union's branches the one that was meant: its errors are told, and not forty lines of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .encoding import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Fault(Protocol):
    """What the validator says of one failed keyword."""

    @property
    def kind(self) -> Any: ...
    @property
    def instance_path(self) -> list[str | int]: ...
    @property
    def schema_path(self) -> list[str | int]: ...
    @property
    def instance(self) -> Any: ...
    @property
    def message(self) -> str: ...


Branch = list[Fault]


class NoBranch(NamedTuple):
    """What all branches of a union would take in the place of this value."""

    instance_path: list[str | int]
    instance: object
    expected: str


def meant(errors: Iterable[Fault]) -> Iterator[Fault | NoBranch]:
    """The errors, each of a union replaced by what explains it."""
    for error in errors:
        branches = _branches(error)
        if branches and all(branches):
            yield from _explained(error, branches)
        else:
            yield error  # also where several branches of a oneOf fit: no single one was meant


def _branches(error: Fault) -> list[Branch]:
    """Of a failed union, the errors of each branch."""
    is_union = error.kind.name in ("anyOf", "oneOf")
    return getattr(error.kind, "context", []) if is_union else []


def _explained(error: Fault, branches: list[Branch]) -> Iterator[Fault | NoBranch]:
    """By the value's type, then by its tag, then by what is least wrong."""
    depth = len(error.instance_path)
    shaped = [branch for branch in branches if not _types(branch, depth)]
    fitting = [branch for branch in shaped if not _wrong_tags(branch, depth)]
    sizes = [_size(branch) for branch in fitting]
    nearest = [b for b, size in zip(fitting, sizes, strict=True) if size == min(sizes)]
    if not shaped:
        types = dict.fromkeys(type_ for branch in branches for type_ in _types(branch, depth))
        yield NoBranch(list(error.instance_path), error.instance, " or ".join(types))
    elif len(nearest) == 1:
        yield from meant(nearest[0])
    else:
        yield _unknown_tag(shaped, depth) or _missing_in_all(shaped) or error


def _size(branch: Branch) -> int:
    """How much is wrong with the value, if this branch was meant."""
    return sum(min(map(_size, _branches(error)), default=1) for error in branch)


def _unknown_tag(branches: list[Branch], depth: int) -> NoBranch | None:
    """The property for which every branch has constants, and none of them the value's."""
    found = [_wrong_tags(branch, depth) for branch in branches]
    for key, first in found[0].items():
        if all(key in wrong for wrong in found):
            tags = [tag for wrong in found for tag in _tags(wrong[key])]
            return NoBranch(list(first.instance_path), first.instance, f"one of {listed(tags)}")
    return None


def _missing_in_all(branches: list[Branch]) -> Fault | None:
    """A property that every branch asks for."""
    missing = [{e.kind.property: e for e in b if e.kind.name == "required"} for b in branches]
    return next((e for key, e in missing[0].items() if all(key in o for o in missing)), None)


def _wrong_tags(branch: Branch, depth: int) -> dict[Any, Fault]:
    """By their keys, the properties of the union's value that are not a constant of the branch."""
    return {
        error.instance_path[-1]: error
        for error in branch
        if error.kind.name in ("const", "enum") and len(error.instance_path) == depth + 1
    }


def _tags(error: Fault) -> list[object]:
    kind = error.kind
    return [kind.expected_value] if kind.name == "const" else list(kind.options)


def _types(branch: Branch, depth: int) -> list[str]:
    """The types that a branch takes, where the union's value is of none of them."""
    here = [error.kind for error in branch if len(error.instance_path) == depth]
    return [type_ for kind in here if kind.name == "type" for type_ in kind.types]
