"""Telling: a refused value in, problems with their pointers out."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from ..encoding import pointer_token, shorten
from ..errors import NOT_EXPLAINED, Problem
from .deciding import Deciding
from .descent import Descent
from .faults import MOST, Fault, Inside, LeftOut, OfName
from .places import Document, IsDynamicError
from .walking import Walker
from .wording import expected, found
from .work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .faults import Faults

    Path = tuple[str | int, ...]

_FARTHEST = 100_000  # keys of an object, of which the order is looked up


class Explanation:
    """Why a schema refuses values. What it needs of the schema, it compiles when it does."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._document = Document(schema)
        self._deciding = Deciding(self._document)

    def problems(self, value: object, work: Work | None = None) -> tuple[Problem, ...]:
        """What is wrong with a refused value, each problem once, in the order of the value.

        There is always one. The last is NOT_EXPLAINED where there may be more.
        """
        work = work or Work()
        self._deciding.forget()
        descent = Descent(self._document, self._deciding, work)
        try:
            faults = Walker(descent).faults(value)
        except IsDynamicError:
            self._document.keep_scopes()
            faults = Walker(descent).faults(value)
        told = list(islice(_told(faults), MOST + 1))
        certain = [(path, what, name) for path, what, name in told[:MOST] if what is not None]
        order = _Order(value, [path for path, *_ in certain])
        # At one place, what is missing comes last.
        certain.sort(key=lambda one: (order.of(one[0]), one[1].keyword == "required"))
        problems = list(
            dict.fromkeys(_problem(path, what, is_of_name=name) for path, what, name in certain)
        )
        if not problems:
            problems = [Problem("", "what its schema asks for", shorten(value))]
        if not certain or len(certain) < len(told):
            problems.append(NOT_EXPLAINED)
        return tuple(problems)


def _told(faults: Faults) -> Iterator[tuple[Path, Fault | None, bool]]:
    """The faults themselves, each with its place in the value, and whether it is that of a name
    there; None where some were left out.
    """
    # The same faults may stand in many places of the tree: a place of the value has them once.
    seen: set[tuple[Path, int]] = set()
    waiting: list[tuple[Path, Any, bool]] = [((), fault, False) for fault in reversed(faults)]
    while waiting:
        path, fault, is_of_name = waiting.pop()
        if not isinstance(fault, Inside | OfName):
            yield path, None if isinstance(fault, LeftOut) else fault, is_of_name
            continue
        if isinstance(fault, Inside):
            path = (*path, fault.step)
        if (path, id(fault.faults)) not in seen:
            seen.add((path, id(fault.faults)))
            is_of_name = is_of_name or isinstance(fault, OfName)
            waiting += ((path, part, is_of_name) for part in reversed(fault.faults))


def _problem(path: Path, fault: Fault, *, is_of_name: bool) -> Problem:
    name = "for each name " if is_of_name else ""
    pointer = "".join(map(pointer_token, path))
    return Problem(pointer, name + expected(fault), found(fault))


class _Order:
    """How far down a value some paths lead."""

    def __init__(self, value: Any, paths: list[Path]) -> None:
        self._value = value
        steps: dict[int, tuple[dict[Any, Any], set[str | int]]] = {}  # by an object's id
        for path in paths:
            for inside, step in self._along(path):
                if isinstance(inside, dict):
                    steps.setdefault(id(inside), (inside, set()))[1].add(step)
        self._places = {
            key: {name: i for i, name in enumerate(islice(inside, _FARTHEST)) if name in names}
            for key, (inside, names) in steps.items()
        }

    def of(self, path: Path) -> list[Any]:
        return [
            self._places[id(inside)].get(step, _FARTHEST) if isinstance(inside, dict) else step
            for inside, step in self._along(path)
        ]

    def _along(self, path: Path) -> Iterator[tuple[Any, str | int]]:
        inside = self._value
        for step in path:
            yield inside, step
            inside = inside[step]
