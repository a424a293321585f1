"""Deciding: what the library says of single keywords, and of much data at once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import checks
from .faults import LEFT_OUT, MOST, Fault
from .parts import has_parts
from .standalone import standalone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from .faults import Faults, LeftOut
    from .places import Document, Place
    from .standalone import Standalone
    from .work import Work

_ASSERTIONS = frozenset(
    """
    const contentEncoding contentMediaType dependentRequired enum exclusiveMaximum exclusiveMinimum
    format maxItems maxLength maxProperties maximum minItems minLength minProperties minimum
    multipleOf pattern required type uniqueItems
    """.split()
)
_MOST_KEPT = 2_000  # schemas
_LIGHT = 60
_HEAVIEST_CALL = 200_000  # parts of values times the weight of the schema: two milliseconds
_MOST_UNIQUE = 20_000  # items: ten milliseconds


class Rules(NamedTuple):
    """A schema, ready to be met by values."""

    assertions: dict[str, Any]
    """The keywords that look at no other schema."""
    is_valid: Callable[[object], bool]
    """Whether all of them but `pattern` are kept."""


class Deciding:
    """What was compiled of a document's schemas. Outlives an explanation."""

    def __init__(self, document: Document) -> None:
        self._document = document
        # By the ids of schemas, which the document keeps.
        self._rules: dict[int, Rules] = {}
        self._alone: dict[tuple[int, tuple[str, ...]], Standalone | None] = {}
        self._single: dict[tuple[int, str], Callable[[object], bool | None]] = {}

    def forget(self) -> None:
        """Keep no more than some of a large schema."""
        if len(self._rules) + len(self._alone) + len(self._single) > _MOST_KEPT:
            self._rules.clear()
            self._alone.clear()
            self._single.clear()

    def rules(self, schema: Mapping[str, Any], work: Work) -> Rules:
        """The schema, ready."""
        work.meet(id(schema), 1)
        rules = self._rules.get(id(schema))
        if rules is None:
            rules = self._rules[id(schema)] = _rules(schema)
        return rules

    def faults(self, schema: Mapping[str, Any], value: object, work: Work) -> Faults:
        """Of the schema's assertions those that the value does not keep."""
        rules = self.rules(schema, work)
        if isinstance(value, str):
            work.take(len(value) // 500)
        elif isinstance(value, list) and "uniqueItems" in rules.assertions:
            if len(value) > _MOST_UNIQUE:
                return (LEFT_OUT,)
            work.take(len(value) // 20)
        if rules.is_valid(value) and not (isinstance(value, str) and "pattern" in rules.assertions):
            return ()
        return tuple(
            fault
            for keyword, said in rules.assertions.items()
            for fault in self._broken(schema, keyword, said, value, work)
        )

    def _broken(
        self, schema: Mapping[str, Any], keyword: str, said: Any, value: Any, work: Work
    ) -> Iterator[Fault | LeftOut]:
        key = (id(schema), keyword)
        work.meet(key, 2)
        if key not in self._single:
            is_pattern = keyword == "pattern"
            self._single[key] = (
                checks.matches(said) if is_pattern else checks.compiled({keyword: said})
            )
        is_kept = self._single[key](value)
        if is_kept is None:
            work.take(150)
            yield LEFT_OUT
        elif not is_kept:
            if keyword == "required":
                # What is not allowed is told by itself, with what it may have been meant to be.
                is_closed = schema.get("additionalProperties") is False
                yield from _missing(said, value, () if is_closed else schema.get("properties", ()))
            elif keyword == "dependentRequired":
                names = (name for key, names in said.items() if key in value for name in names)
                yield from _missing(names, value)
            elif keyword == "pattern":  # as the definition has it, and not as the validator runs it
                yield Fault(keyword, schema.get("x-pattern", said), value)
            else:
                yield Fault(keyword, said, value)

    def at_once(
        self, place: Place, values: list[Any], work: Work, only: tuple[str, ...] = ()
    ) -> bool | None:
        """Whether the schema, or `only` some keywords of it, accepts all values; None where the
        library might take long to say so.
        """
        key = (id(place.schema), only)
        if key not in self._alone:
            schema = {k: place.schema[k] for k in only if k in place.schema} or place.schema
            self._alone[key] = standalone(self._document, place._replace(schema=schema))
        work.meet(("at once", key), 10)
        alone = self._alone[key]
        if alone is None:
            return None
        work.take(2)
        if alone.weight > _LIGHT:
            most = _HEAVIEST_CALL // alone.weight
            work.take(most // 100)
            if has_parts(values, most):
                return None
        return alone.are_valid(values)


def _missing(
    names: Iterable[str], value: Mapping[str, Any], known: Collection[str] = ()
) -> Iterator[Fault | LeftOut]:
    """The properties that are not there, as far as they are told."""
    missing = (name for name in names if name not in value)
    yield from (Fault("required", name, value, known=known) for name in islice(missing, MOST))
    if next(missing, None) is not None:
        yield LEFT_OUT


def _rules(schema: Mapping[str, Any]) -> Rules:
    said = {keyword: said for keyword, said in schema.items() if keyword in _ASSERTIONS}
    others = {keyword: value for keyword, value in said.items() if keyword != "pattern"}
    is_valid = checks.compiled(others) if others else lambda _: True
    return Rules(said, is_valid)
