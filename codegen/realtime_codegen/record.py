"""Record: what the last run made of each definition file.

It is kept as JSON where anyone may delete it. What it says is believed only where the hashes of the
file, of all that it refers to, and of the module on the disk agree with it. Names of files are not
in it: those of the output come from the definitions.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .diagnostics import Diagnostic, Position

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


class KeptChannel(NamedTuple):
    """What a channel needs of the whole project: the names that no other may have."""

    key: str
    template: str
    parameters: Mapping[str, Mapping[str, Any]]
    is_deprecated: bool


class Made(NamedTuple):
    """What one definition file gave.

    `source` and `output` are the hashes of the file and of its module. The file's schemas refer to
    the files of `refers`; in those of `inside` to what has no name of its own there, which may give
    the other module a class. `has_own_names` tells that it has schemas with names that are not
    their places, `$id`, or with references to such.
    """

    source: str
    output: str
    refers: tuple[str, ...]
    inside: tuple[str, ...]
    has_own_names: bool
    channels: tuple[KeptChannel, ...]
    warnings: tuple[Diagnostic, ...]


class Record(NamedTuple):
    """`generator` is the hash of what made it. `packages` has the hash of each file around the
    modules."""

    generator: str
    files: Mapping[str, Made]
    packages: Mapping[str, str]


NOTHING = Record("", {}, {})


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def as_text(record: Record) -> str:
    return json.dumps(record, separators=(",", ":"))


def read(text: str) -> Record:
    """The record in a text; NOTHING where the text is not one through and through."""
    try:
        generator, files, packages = _as(list, json.loads(text))
        return Record(
            _string(generator),
            {path: _made(*_as(list, made)) for path, made in _as(dict, files).items()},
            {path: _string(hash_) for path, hash_ in _as(dict, packages).items()},
        )
    except (ValueError, TypeError, RecursionError):
        return NOTHING


def _made(
    source: Any, output: Any, refers: Any, inside: Any, own: Any, channels: Any, warnings: Any
) -> Made:
    return Made(
        _string(source),
        _string(output),
        tuple(map(_string, _as(list, refers))),
        tuple(map(_string, _as(list, inside))),
        _as(bool, own),
        tuple(_channel(*_as(list, channel)) for channel in _as(list, channels)),
        tuple(_warning(*_as(list, warning)) for warning in _as(list, warnings)),
    )


def _channel(key: Any, template: Any, parameters: Any, is_deprecated: Any) -> KeptChannel:
    schemas = {name: _as(dict, schema) for name, schema in _as(dict, parameters).items()}
    return KeptChannel(_string(key), _string(template), schemas, _as(bool, is_deprecated))


def _warning(code: Any, message: Any, place: Any, severity: Any, related: Any) -> Diagnostic:
    if severity != "warning":
        raise ValueError(severity)
    places = tuple(_related(*_as(list, one)) for one in _as(list, related))
    return Diagnostic(_string(code), _string(message), _position(place), "warning", places)


def _related(place: Any, part: Any) -> tuple[Position, str]:
    return _position(place), _string(part)


def _position(place: Any) -> Position:
    path, *numbers = _as(list, place)
    return Position(_string(path), *(_as(int, number) for number in numbers))


def _string(value: Any) -> str:
    string = _as(str, value)
    string.encode()  # JSON can hold half a character
    return string


def _as(type_: type[T], value: Any) -> T:
    """The value, if it is of this type. Raises TypeError."""
    if type(value) is not type_:
        raise TypeError(type_)
    return value
