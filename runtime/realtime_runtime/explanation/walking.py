"""Walking: a schema and a value are descended together, to the faults of the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .applicators import APPLICATORS
from .faults import LEFT_OUT, Fault, Inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .applicators import Applicator
    from .descent import Asked, Descent, Walk
    from .faults import Faults
    from .places import Place

    Key = tuple[int, tuple[str, ...], int, bool]


class Walker:
    """Finds the faults of a value; those of one schema and part of it once only."""

    def __init__(self, descent: Descent) -> None:
        self._descent = descent
        self._known: dict[Key, Faults] = {}

    def faults(self, value: object) -> Faults:
        """Those of a value that the document describes, as far as the work reaches.

        Walks wait in a list, because values are deeper than Python's own stack.
        """
        waiting: list[tuple[Key, Walk]] = []
        asked: Asked = (self._descent.document.root, value, False)
        while True:
            place, value, is_probe = asked
            key = (id(place.schema), place.scope, id(value), is_probe)
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = self._own(place, value)
                applicators = self._applicators(place, found)
                if applicators:
                    waiting.append((key, self._walk(asked, applicators, found)))
                    found = None
            while waiting:
                key, walk = waiting[-1]
                try:
                    asked = next(walk) if found is None else walk.send(found)
                    break
                except StopIteration as end:
                    found = self._known[key] = end.value
                    waiting.pop()
            else:
                return found or ()

    def _own(self, place: Place, value: object) -> Faults:
        """The faults of the value itself, without those that other schemas tell."""
        if not isinstance(place.schema, dict):
            return () if place.schema else (Fault("false", None, value),)
        if self._descent.work.is_spent:
            return (LEFT_OUT,)
        self._descent.work.take()
        return self._descent.deciding.faults(place.schema, value, self._descent.work)

    def _applicators(self, place: Place, own: Faults) -> dict[Applicator, None]:
        """What leads on to other schemas, once for keywords that look at each other. A value of
        another type is told no more."""
        if not isinstance(place.schema, dict) or self._descent.work.is_spent:
            return {}
        if any(isinstance(fault, Fault) and fault.keyword == "type" for fault in own):
            return {}
        return dict.fromkeys(APPLICATORS[key] for key in place.schema if key in APPLICATORS)

    def _walk(self, asked: Asked, applicators: Iterable[Applicator], own: Faults) -> Walk:
        found: list[Any] = [*own]
        for applicator in applicators:
            found += yield from applicator(self._descent, asked)
        if len(found) < 2:
            return tuple(found)
        # Two keywords may have led to the same faults of the same part.
        distinct = {_identity(fault): fault for fault in found}
        return tuple(distinct.values())


def _identity(fault: object) -> object:
    return (fault.step, id(fault.faults)) if isinstance(fault, Inside) else id(fault)
