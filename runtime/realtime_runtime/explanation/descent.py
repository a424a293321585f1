"""Descent: what one explanation has at hand on its way down a schema and a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .faults import LEFT_OUT, MOST, Faults, Inside, are_certain
from .parts import has_parts

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from .deciding import Deciding
    from .places import Document, Place
    from .work import Work

_AT_ONCE = 64  # values
_MANY = 32  # parts: here the library begins to be quicker than a walk

Asked: TypeAlias = "tuple[Place, Any, bool]"
"""A schema, a value, and whether this is a probe: it looks only for as many faults as tell
whether the value is refused, and which branch of a union is explained.
"""
Walk: TypeAlias = "Generator[Asked, Faults, Faults]"
"""Asks for faults, is given them, and returns those of what asked for it."""
Part: TypeAlias = "tuple[str | int, Any, Any]"
"""A step into a value, the schema that what is there has to meet, and what is there."""


class Descent:
    """A document, what was compiled of it, the work that is left, and what was found out."""

    def __init__(self, document: Document, deciding: Deciding, work: Work) -> None:
        self.document = document
        self.deciding = deciding
        self.work = work
        self.evaluated: dict[tuple[object, ...], frozenset[str | int]] = {}
        """What `evaluated` has found."""
        self._known_valid: dict[tuple[int, ...], bool] = {}

    def are_valid(self, place: Place, values: list[Any], only: tuple[str, ...] = ()) -> bool | None:
        """Whether a schema, or `only` some keywords of it, accepts all values; None where the
        library might take long to say so.
        """
        if not isinstance(place.schema, dict) or self.work.is_spent:
            return None
        return self.deciding.at_once(place, values, self.work, only)

    def _are_many_and_valid(self, place: Place, values: list[Any]) -> bool:
        """Whether values are many parts, and the library says at once that they are valid."""
        key = (id(place.schema), *map(id, values))
        if key not in self._known_valid:
            is_much = has_parts(values, _MANY)
            self._known_valid[key] = is_much and self.are_valid(place, values) is True
        return self._known_valid[key]

    def fits(self, place: Place, value: object) -> Generator[Asked, Faults, bool | None]:
        """Whether a schema accepts a value; None where the work does not reach."""
        at_once = self.are_valid(place, [value])
        if at_once is not None:
            return at_once
        faults = yield place, value, True
        return None if faults and not are_certain(faults) else not faults

    def each(self, place: Place, parts: Iterable[Part], *, is_probe: bool, probed: int = 1) -> Walk:
        """The faults of the parts of a value that have some; a probe looks for `probed` of them."""
        most = probed if is_probe else MOST
        found: list[Any] = []
        unknown: Faults = ()
        for run in _runs(parts):
            inner = self.document.at(place, run[0][1])
            if self._are_many_and_valid(inner, [value for *_, value in run]):
                continue
            for step, _, value in run:
                if len(run) > 1 and self._are_many_and_valid(inner, [value]):
                    continue
                faults = yield inner, value, is_probe
                if are_certain(faults):
                    found.append(Inside(step, faults))
                elif faults:
                    unknown = (LEFT_OUT,)
                if len(found) == most:
                    return (*found, LEFT_OUT)
            if self.work.is_spent:
                return (*found, LEFT_OUT)
        return (*found, *unknown)


def _runs(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Parts that follow each other and have the same schema."""
    run: list[Part] = []
    for part in parts:
        if run and (part[1] is not run[0][1] or len(run) == _AT_ONCE):
            yield run
            run = []
        run.append(part)
    if run:
        yield run
