"""The branch by which a union is explained: its faults are told, and not those of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .faults import LEFT_OUT, Fault, Faults, Inside, are_certain, size_of, types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def decided(
    keyword: str, value: object, branches: Sequence[Faults], name: Callable[[int], str]
) -> Faults:
    """What the faults of its branches say of an `anyOf` or a `oneOf`. `name` says what the branch
    at a position is called.
    """
    fitting = branches.count(())
    if fitting > 1 and keyword == "oneOf":
        names = [name(i) for i, branch in enumerate(branches) if not branch]
        return (Fault(keyword, names, value),)
    if fitting and keyword == "anyOf":
        return ()
    if not all(are_certain(branch) for branch in branches if branch):
        return (LEFT_OUT,)
    return () if fitting else (Fault(keyword, None, value, min(map(size_of, branches), default=1)),)


def explained_branch(value: object, branches: Sequence[Faults]) -> int | Faults:
    """The position of the branch that the publisher most likely wanted, where all refuse a value;
    else what they have in common, if anything.

    By the value's type, then by its tag, then by what is least wrong.
    """
    shaped = [branch for branch in branches if not _types(branch)]
    fitting = [branch for branch in shaped if not _wrong_tags(branch)]
    least = min(map(_wrongness, fitting), default=None)
    nearest = [branch for branch in fitting if _wrongness(branch) == least]
    if not shaped:
        found = dict.fromkeys(type_ for branch in branches for type_ in _types(branch))
        return (Fault("type", " or ".join(found), value),)
    if nearest and len(set(map(_what, nearest))) == 1:
        return next(i for i, branch in enumerate(branches) if branch is nearest[0])
    return _unknown_tag(shaped) or _missing_in_all(shaped)


def _wrongness(branch: Faults) -> tuple[int, int]:
    """How much is wrong; of two alike, what is wrong in a part is less than what is missing."""
    return size_of(branch), sum(isinstance(fault, Fault) for fault in branch)


def _what(branch: Faults) -> frozenset[object]:
    """Tells apart what is wrong in different branches."""
    return frozenset(
        (part.step, frozenset(map(id, part.faults))) if isinstance(part, Inside) else id(part)
        for part in branch
    )


def _unknown_tag(branches: list[Faults]) -> Faults:
    """The property for which every branch has constants, and none of them the value's."""
    found = [_wrong_tags(branch) for branch in branches]
    for key, first in found[0].items():
        if all(key in wrong for wrong in found):
            tags = [tag for wrong in found for tag in _tags(wrong[key])]
            return (Inside(key, (Fault("enum", tags, first.value),)),)
    return ()


def _missing_in_all(branches: list[Faults]) -> Faults:
    """A property that every branch asks for."""
    missing = [{fault.said: fault for fault in _here(b, "required")} for b in branches]
    return next(((f,) for key, f in missing[0].items() if all(key in o for o in missing)), ())


def _wrong_tags(branch: Faults) -> dict[str | int, Fault]:
    """By their keys, the properties of the union's value that are not a constant of the branch."""
    return {
        part.step: fault
        for part in branch
        if isinstance(part, Inside)
        for fault in _here(part.faults, "const", "enum")
    }


def _tags(fault: Fault) -> list[Any]:
    return [fault.said] if fault.keyword == "const" else fault.said


def _types(branch: Faults) -> list[str]:
    """The types that a branch takes, where the union's value is of none of them."""
    return [type_ for fault in _here(branch, "type") for type_ in types(fault.said)]


def _here(faults: Faults, *keywords: str) -> Iterator[Fault]:
    """Faults of the value itself."""
    return (f for f in faults if isinstance(f, Fault) and f.keyword in keywords)
