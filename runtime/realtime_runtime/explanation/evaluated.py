"""Evaluated: which parts of a value a schema has looked at, for the unevaluated keywords."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .properties import unnamed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from .descent import Asked, Descent
    from .faults import Faults
    from .places import Place

    Steps: TypeAlias = frozenset[str | int]


class OutOfReachError(Exception):
    """The work does not reach to what was asked."""


def evaluated(
    descent: Descent, place: Place, value: Any, own: str = ""
) -> Generator[Asked, Faults, Steps]:
    """The names or the indices of the parts. Raises OutOfReachError.

    `own` is the keyword that asks. What a schema looks at without condition counts also where it
    refuses it: that is told by itself.
    """
    if not isinstance(place.schema, dict):
        return frozenset()
    key = (id(place.schema), place.scope, id(value), own)
    if key not in descent.evaluated:
        descent.evaluated[key] = frozenset()  # for a schema that refers to itself
        try:
            descent.evaluated[key] = yield from _evaluated(descent, place, value, own)
        except OutOfReachError:
            del descent.evaluated[key]
            raise
    return descent.evaluated[key]


def _evaluated(
    descent: Descent, place: Place, value: Any, own: str
) -> Generator[Asked, Faults, Steps]:
    schema = place.schema
    descent.work.take(1 + len(value) // 50)
    if descent.work.is_spent:
        raise OutOfReachError
    all_steps: Steps = frozenset(value if isinstance(value, dict) else range(len(value)))
    keyword = "unevaluatedProperties" if isinstance(value, dict) else "unevaluatedItems"
    rest = "additionalProperties" if isinstance(value, dict) else "items"
    if rest in schema or (keyword in schema and keyword != own):
        return all_steps
    if isinstance(value, dict):
        found = all_steps.difference(unnamed(schema, value, descent.work))
    else:
        found = frozenset(range(min(len(value), len(schema.get("prefixItems", ())))))
        if "contains" in schema:
            inner = descent.document.at(place, schema["contains"])
            found |= yield from _fitting(descent, ((inner, item) for item in value))
    for inner in (yield from _in_force(descent, place, value)):
        found |= yield from evaluated(descent, inner, value)
    return found


def _in_force(descent: Descent, place: Place, value: Any) -> Generator[Asked, Faults, list[Place]]:
    """The schemas that hold for the value beside this one."""
    schema = place.schema
    inside = [*schema.get("allOf", ())]
    for keyword in ("dependentSchemas", "dependencies") if isinstance(value, dict) else ():
        inside += (said for name, said in schema.get(keyword, {}).items() if name in value)
    for keyword in ("anyOf", "oneOf"):
        branches = schema.get(keyword, ())
        places = (descent.document.at(place, branch) for branch in branches)
        fitting = yield from _fitting(descent, ((branch, value) for branch in places))
        # Where none fits, the union is what is wrong.
        inside += [branches[i] for i in fitting] or branches
    if "if" in schema:
        condition = descent.document.at(place, schema["if"])
        is_met = yield from _fitting(descent, [(condition, value)])
        inside += [schema["if"], schema.get("then")] if is_met else [schema.get("else")]
    targets = (descent.document.follow(k, place) for k in ("$ref", "$dynamicRef") if k in schema)
    return [
        *(target for target in targets if target is not None),
        *(descent.document.at(place, schema) for schema in inside),
    ]


def _fitting(
    descent: Descent, asked: Iterable[tuple[Place, Any]]
) -> Generator[Asked, Faults, frozenset[int]]:
    """The positions where a schema accepts a value."""
    found: set[int] = set()
    for position, (place, value) in enumerate(asked):
        fits = yield from descent.fits(place, value)
        if fits is None:
            raise OutOfReachError
        if fits:
            found.add(position)
    return frozenset(found)
