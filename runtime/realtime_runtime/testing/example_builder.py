"""ExampleBuilder: values for a schema, built keyword by keyword and validated by the whole."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from itertools import chain, count, islice, product
from typing import TYPE_CHECKING, Any

from ..validation import Validator
from .patterns import texts
from .scalars import all_of, numbers, strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .references import Document, Place

Places = tuple["Place", ...]

_TYPES = {
    "object": "properties required patternProperties additionalProperties minProperties",
    "array": "prefixItems items contains minItems maxItems uniqueItems",
    "string": "format pattern minLength maxLength",
    "integer": "",
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
    "boolean": "",
    "null": "",
}
_SHAPES = 200  # combinations of a schema's branches that are tried
_VARIANTS = 20  # of an object, for arrays whose items differ
_NAMES = 100  # that are tried for properties that nothing names
_NONE = object()


class Unsatisfiable(Exception):
    """No value was found: what stands at this place is in the way."""

    def __init__(self, place: Place) -> None:
        super().__init__(str(place))
        self.place = place


class ExampleBuilder:
    """Builds values for the schemas of a document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def values(
        self, places: Places, name: str, above: frozenset[Place] = frozenset()
    ) -> Iterator[Any]:
        """Values that all of these schemas accept, the nearest to what is written first.

        `above` are the schemas whose values this will be part of: a value that would have to hold
        itself is not made. Raises Unsatisfiable instead of giving nothing.
        """
        validator = self._document.validator(places)
        unsatisfiable: Unsatisfiable | None = None
        refused: list[Any] = []
        found = False
        for shape in islice(self._shapes(places, ()), _SHAPES):
            try:
                for value in self._guesses(shape, name, above):
                    if validator.is_valid(value):
                        found = True
                        yield value
                    elif not refused:
                        refused.append(value)
            except Unsatisfiable as error:
                unsatisfiable = unsatisfiable or error
        if not found:
            raise unsatisfiable or Unsatisfiable(self._in_the_way(places, refused))

    def _shapes(self, waiting: Places, done: Places) -> Iterator[Places]:
        """What holds together: all schemas referred to, and one branch of each union."""
        if not waiting:
            yield done
            return
        place, *rest = waiting
        schema = self._document[place]
        if schema is False:
            return
        if place in done or not isinstance(schema, dict):
            yield from self._shapes(tuple(rest), done)
            return
        also = [self._follow(place, key) for key in ("$ref", "$dynamicRef") if key in schema]
        also += (place.at("allOf", index) for index in range(len(schema.get("allOf", ()))))
        required = schema.get("required", ())
        also += (
            place.at("dependentSchemas", key)
            for key in schema.get("dependentSchemas", ())
            if key in required
        )
        for branches in product(*_unions(schema, place)):
            inside = (*also, *chain.from_iterable(branches), *rest)
            yield from self._shapes(inside, (*done, place))

    def _follow(self, place: Place, keyword: str) -> Place:
        target = self._document.follow(self._document[place][keyword], place)
        if target is None:
            raise Unsatisfiable(place.at(keyword))
        return target

    def _guesses(self, shape: Places, name: str, above: frozenset[Place]) -> Iterator[Any]:
        """What is written in the schemas, then what is made from their types."""
        schemas = [self._document[place] for place in shape]
        said = all_of(schemas, "examples")
        yield from chain.from_iterable(values for values in said if isinstance(values, list))
        yield from all_of(schemas, "default")
        yield from all_of(schemas, "const")
        yield from chain.from_iterable(all_of(schemas, "enum"))
        if all_of(schemas, "const") or all_of(schemas, "enum"):
            return
        if cycle := above.intersection(shape):
            raise Unsatisfiable(next(place for place in shape if place in cycle))
        above = above.union(shape)
        for type_ in _types(schemas):
            match type_:
                case "object":
                    yield from self._objects(shape, above)
                case "array":
                    yield from self._arrays(shape, name, above)
                case "string":
                    yield from strings(schemas, name)
                case "integer" | "number":
                    yield from numbers(schemas, whole=type_ == "integer")
                case "boolean":
                    yield from (True, False)
                case "null":
                    yield None

    def _objects(self, shape: Places, above: frozenset[Place]) -> Iterator[dict[str, Any]]:
        """With the required properties, then with all, then with other values in them."""
        schemas = [self._document[place] for place in shape]
        required = _required(schemas)
        declared = list(dict.fromkeys(chain.from_iterable(all_of(schemas, "properties"))))
        names = [key for key in declared if key in required]
        names += (key for key in required if key not in declared)
        made = {key: next(self._property(shape, key, above)) for key in names}
        yield made
        least = max(all_of(schemas, "minProperties"), default=0)
        full = dict(made)
        for key in chain(declared, islice(self._names(shape, above), _NAMES)):
            if key not in declared and len(full) >= least:
                break
            if key not in full:
                with suppress(Unsatisfiable):
                    full[key] = next(self._property(shape, key, above))
                    if len(full) == least:
                        yield dict(full)
        if full != made:
            yield full
        for value in (made, full):
            for key in value:
                others = islice(self._property(shape, key, above), 1, _VARIANTS)
                yield from ({**value, key: other} for other in others)

    def _property(self, shape: Places, key: str, above: frozenset[Place]) -> Iterator[Any]:
        places: list[Place] = []
        for place in shape:
            schema = self._document[place]
            patterns = (p for p in schema.get("patternProperties", ()) if _matches(p, key))
            own = [place.at("patternProperties", pattern) for pattern in patterns]
            if key in schema.get("properties", ()):
                own.append(place.at("properties", key))
            if not own and "additionalProperties" in schema:
                own.append(place.at("additionalProperties"))
            places += own
        return self.values(tuple(places), key, above)

    def _names(self, shape: Places, above: frozenset[Place]) -> Iterator[str]:
        """Names for properties that nothing names."""
        places = tuple(p.at("propertyNames") for p in shape if "propertyNames" in self._document[p])
        if places:
            names = self.values(places, "key", above)
            yield from (name for name in names if isinstance(name, str))
        for place in shape:
            for pattern in self._document[place].get("patternProperties", ()):
                yield from texts(pattern)
        yield from (f"key{number}" for number in count(1))

    def _arrays(self, shape: Places, name: str, above: frozenset[Place]) -> Iterator[list[Any]]:
        """As short as they may be, then as long as what is written item by item."""
        schemas = [self._document[place] for place in shape]
        contained = [
            place.at("contains")
            for place in shape
            if "contains" in self._document[place]
            for _ in range(int(self._document[place].get("minContains", 1)))
        ]
        least = int(max(all_of(schemas, "minItems"), default=0))
        written = max(map(len, all_of(schemas, "prefixItems")), default=0)
        shortest = max(least, len(contained))
        for length in dict.fromkeys((shortest, written, written + len(contained), shortest + 1)):
            if length >= shortest:
                yield self._array(shape, contained, length, name, above)

    def _array(
        self, shape: Places, contained: list[Place], length: int, name: str, above: frozenset[Place]
    ) -> list[Any]:
        """With this many items, the last of them those that it is to contain."""
        schemas = [self._document[place] for place in shape]
        is_set = True in all_of(schemas, "uniqueItems")
        items: list[Any] = []
        for index in range(length):
            places = [found for place in shape for found in self._item(place, index)]
            if (last := index - length + len(contained)) >= 0:
                places.append(contained[last])
            values = self.values(tuple(places), name, above)
            item = next((value for value in values if not is_set or _is_new(value, items)), _NONE)
            if item is _NONE:
                place = next(p for p in shape if self._document[p].get("uniqueItems"))
                raise Unsatisfiable(place.at("uniqueItems"))
            items.append(item)
        return items

    def _item(self, place: Place, index: int) -> Iterator[Place]:
        schema = self._document[place]
        if index < len(schema.get("prefixItems", ())):
            yield place.at("prefixItems", index)
        elif "items" in schema:
            yield place.at("items")

    def _in_the_way(self, places: Places, refused: list[Any]) -> Place:
        """The keyword that refuses what seemed the best value."""
        for shape in islice(self._shapes(places, ()), 1):
            for place in shape:
                for keyword, said in self._document[place].items():
                    with suppress(ValueError):  # it refers to what it alone does not have
                        validator = Validator({keyword: said})
                        if not all(map(validator.is_valid, refused)):
                            return place.at(keyword)
        return places[0]


def _unions(schema: dict[str, Any], place: Place) -> Iterator[list[list[Place]]]:
    """The branches of each union, of which one is to hold."""
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            yield [[place.at(keyword, index)] for index in range(len(schema[keyword]))]
    if "if" in schema:
        then = [place.at(key) for key in ("if", "then") if key in schema]
        yield [then, [place.at("else")] if "else" in schema else []]


def _types(schemas: list[dict[str, Any]]) -> list[str]:
    """The types that all schemas accept; without any said, first those that keywords speak of."""
    said = [[type_] if isinstance(type_, str) else type_ for type_ in all_of(schemas, "type")]
    if said:
        return [t for t in said[0] for t in _narrowed(t, said[1:])]
    keywords = set(chain.from_iterable(schemas))
    return sorted(_TYPES, key=lambda type_: keywords.isdisjoint(_TYPES[type_].split()))


def _narrowed(type_: str, others: list[list[str]]) -> Iterator[str]:
    for types in others:
        if type_ == "number" and type_ not in types:
            type_ = "integer"
        if type_ not in types and not (type_ == "integer" and "number" in types):
            return
    yield type_


def _required(schemas: list[dict[str, Any]]) -> list[str]:
    """The properties that must be there, and those that they bring with them."""
    required = list(dict.fromkeys(chain.from_iterable(all_of(schemas, "required"))))
    for key in required:  # grows
        for dependent in all_of(schemas, "dependentRequired"):
            required += (name for name in dependent.get(key, ()) if name not in required)
    return required


def _matches(pattern: str, key: str) -> bool:
    with suppress(re.error):
        return re.search(pattern, key) is not None
    return False


def _is_new(value: object, items: list[Any]) -> bool:
    return _text(value) not in map(_text, items)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)
