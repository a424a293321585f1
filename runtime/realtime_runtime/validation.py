"""The schema as judge: decoded JSON in, problems with their pointers out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .encoding import listed, pointer_token, shorten
from .errors import Problem
from .unions import NoBranch, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .unions import Fault

    Path = tuple[str | int, ...]


class Judge:
    """A compiled JSON Schema, draft 2020-12, with `format` asserted. Never fetches anything.

    Raises ValueError when the schema itself is wrong.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        import jsonschema_rs  # 0.06 s: on first need

        validator = jsonschema_rs.Draft202012Validator(
            dict(schema), validate_formats=True, offline=True
        )
        self.admits = validator.is_valid
        """Whether the schema admits this decoded JSON value."""
        self._iter_errors = validator.iter_errors

    def problems(self, value: object) -> tuple[Problem, ...]:
        """All that is wrong with `value`, each problem once, in the order of the payload."""
        found = [(_path(error, value), error) for error in meant(self._iter_errors(value))]
        order = _Order(value)
        found.sort(key=lambda located: order.of(located[0]))
        return tuple(dict.fromkeys(_problem(path, error) for path, error in found))


class _Order:
    """How far down a payload its paths lead."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self._places: dict[int, dict[Any, int]] = {}  # by an object's id, those of its keys

    def of(self, path: Path) -> list[Any]:
        places: list[Any] = []
        inside = self._value
        for step in path:
            if isinstance(inside, dict):
                if id(inside) not in self._places:
                    self._places[id(inside)] = {key: i for i, key in enumerate(inside)}
                places.append(self._places[id(inside)][step])
            else:
                places.append(step)
            inside = inside[step]
        return places


def _path(error: Fault | NoBranch, value: object) -> Path:
    """Where the problem is. The library's path leaves out empty keys, and has "01" as 1: so its
    steps are looked up in the payload, by what stands at their end.
    """
    steps = tuple(error.instance_path)
    path = next(_ways(steps, value, lambda end: end == error.instance), None)
    if path is None:  # the library gives another value than the one the path leads to
        path = next(_ways(steps, value, lambda _: True), ())
    return path


def _ways(steps: Path, value: Any, is_end: Callable[[object], bool]) -> Iterator[Path]:
    """The paths that the library may have meant by `steps`, likely ones first."""
    if not steps and is_end(value):
        yield ()
    for key in _keys(steps[0] if steps else "", value):
        rest = steps[1:] if key != "" else steps
        yield from ((key, *way) for way in _ways(rest, value[key], is_end))


def _keys(step: str | int, value: object) -> Iterator[str | int]:
    """The keys that a step may be: itself, another spelling of its number, the empty one."""
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        yield step
    if isinstance(value, dict):
        if step != "" and str(step) in value:
            yield str(step)
        if isinstance(step, int):
            numbers = (key for key in value if key.lstrip("+").isdecimal() and key != str(step))
            yield from (key for key in numbers if int(key) == step)
        if "" in value:
            yield ""


def _problem(path: Path, error: Fault | NoBranch) -> Problem:
    pointer = "".join(map(pointer_token, path))
    if isinstance(error, NoBranch):
        return Problem(pointer, error.expected, shorten(error.instance))
    if error.kind.name == "propertyNames":
        name: Fault = error.kind.as_dict()["error"]
        return Problem(pointer, f"for each name {_expected(name)}", _found(name))
    if error.kind.name == "falseSchema" and error.schema_path[-1] == "additionalProperties":
        # The library points at the object here, but gives the property's value.
        return Problem(pointer, "no properties", f"one that is {shorten(error.instance)}")
    return Problem(pointer, _expected(error), _found(error))


def _found(error: Fault) -> str:
    unexpected = getattr(error.kind, "unexpected", None)
    if unexpected:
        return listed(unexpected)
    if error.kind.name == "required" and isinstance(error.instance, dict):
        return f"only {listed(error.instance)}" if error.instance else "{}"
    return shorten(error.instance)


_EXPECTATIONS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "type": ("types", lambda types: " or ".join(types)),
    "required": ("property", lambda name: f"the property {shorten(name)}"),
    "const": ("expected_value", shorten),
    "enum": ("options", lambda options: f"one of {listed(options)}"),
    "format": ("format", lambda name: f"a string of format {name}"),
    "pattern": ("pattern", lambda pattern: f"a string that matches {shorten(pattern)}"),
    "minimum": ("limit", lambda limit: f"at least {limit}"),
    "maximum": ("limit", lambda limit: f"at most {limit}"),
    "exclusiveMinimum": ("limit", lambda limit: f"more than {limit}"),
    "exclusiveMaximum": ("limit", lambda limit: f"less than {limit}"),
    "multipleOf": ("multiple_of", lambda factor: f"a multiple of {factor:g}"),
    "minLength": ("limit", lambda limit: f"at least {limit} characters"),
    "maxLength": ("limit", lambda limit: f"at most {limit} characters"),
    "minItems": ("limit", lambda limit: f"at least {limit} items"),
    "maxItems": ("limit", lambda limit: f"at most {limit} items"),
    "minProperties": ("limit", lambda limit: f"at least {limit} properties"),
    "maxProperties": ("limit", lambda limit: f"at most {limit} properties"),
}
# What Python's naive datetimes are, and no moment in time.
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?")
_SENTENCES = {
    "additionalProperties": "only the schema's properties",
    "unevaluatedProperties": "only the schema's properties",
    "unevaluatedItems": "only the schema's items",
    "additionalItems": "only the schema's items",
    "uniqueItems": "items that differ from each other",
    "anyOf": "a value of one of the union's types",
    "oneOf": "a value of exactly one of the union's types",
    "falseSchema": "no value here",
}


def _expected(error: Fault) -> str:
    """What the failed keyword asks for; jsonschema-rs's own sentence for the rare ones."""
    keyword = error.kind.name
    if keyword == "format" and _WITHOUT_ZONE.fullmatch(str(error.instance)):
        return "a date-time with its zone, such as Z or +02:00"
    if keyword in _EXPECTATIONS:
        attribute, sentence = _EXPECTATIONS[keyword]
        return sentence(getattr(error.kind, attribute))
    return _SENTENCES.get(keyword) or f"what {keyword!r} asks for ({error.message[:120]})"
