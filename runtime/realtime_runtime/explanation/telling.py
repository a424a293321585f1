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
from .suggestions import Suggestions
from .walking import Walker
from .wording import expected, found
from .work import Work

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from .faults import Faults

    Path = tuple[str | int, ...]

_LOOK_INSIDE = ("anyOf", "const", "contains", "enum", "not", "oneOf", "uniqueItems")
_FARTHEST = 100_000  # keys of an object, of which the order is looked up


class Explanation:
    """Why a schema refuses values. What it needs of the schema, it compiles when it does."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._document = Document(schema)
        self._deciding = Deciding(self._document)

    def problems(
        self,
        value: object,
        work: Work | None = None,
        beside: Sequence[Problem] = (),
        apart: Collection[str] = (),
    ) -> tuple[Problem, ...]:
        """What is wrong with a refused value, each problem once, in the order of the value.

        There is always one. The last is NOT_EXPLAINED where there may be more. `beside` are known
        problems; what they say of the places `apart` is all that is told of these.
        """
        faults = self._faults(value, work or Work())
        found = (
            (path, what, name)
            for path, what, name in _told(faults)
            if what is None or not (apart and _is_about(_pointer(path), what, apart))
        )
        told = list(islice(found, MOST + 1))
        certain = [(path, what, name) for path, what, name in told[:MOST] if what is not None]
        suggestions = Suggestions()
        own = (
            (path, what.keyword == "required", _problem(path, what, suggestions, is_of_name=name))
            for path, what, name in certain
        )
        known = ((_path(problem.pointer, value), False, problem) for problem in beside)
        # At one place, what is missing comes last.
        problems = [*known, *own]
        order = _Order(value, [path for path, *_ in problems])
        problems.sort(key=lambda one: (order.of(one[0]), one[1]))
        ordered = list(dict.fromkeys(problem for *_, problem in problems))
        is_complete = len(certain) == len(told) and len(ordered) <= MOST and bool(ordered)
        ordered = ordered[:MOST] or [Problem("", "what its schema asks for", shorten(value))]
        return tuple(ordered if is_complete else [*ordered, NOT_EXPLAINED])

    def _faults(self, value: object, work: Work) -> Faults:
        self._deciding.forget()
        descent = Descent(self._document, self._deciding, work)
        try:
            return Walker(descent).faults(value)
        except IsDynamicError:
            self._document.keep_scopes()
            return Walker(descent).faults(value)


def _is_about(pointer: str, fault: Fault, apart: Collection[str]) -> bool:
    """Whether a fault is one of a stand-in, or may be there because of one."""
    steps = pointer.split("/")
    if any("/".join(steps[:count]) in apart for count in range(1, len(steps) + 1)):
        return True
    inside = pointer + "/"
    return fault.keyword in _LOOK_INSIDE and any(place.startswith(inside) for place in apart)


def _path(pointer: str, value: Any) -> Path:
    """The steps of a pointer into a value."""
    path: list[str | int] = []
    for token in pointer.split("/")[1:]:
        step = token.replace("~1", "/").replace("~0", "~")
        path.append(int(step) if isinstance(value, list) else step)
        value = value[path[-1]]
    return tuple(path)


def _pointer(path: Path) -> str:
    return "".join(map(pointer_token, path))


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


def _problem(path: Path, fault: Fault, suggestions: Suggestions, *, is_of_name: bool) -> Problem:
    name = "for each name " if is_of_name else ""
    return Problem(_pointer(path), name + expected(fault), found(fault), suggestions.of(fault))


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
