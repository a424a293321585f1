"""Manifest: what the last run made of each definition file.

It is kept as JSON where anyone may delete it, and where no other user can write. What it says is
believed only where the hashes of the file, of all that it refers to, and of what was made of it
agree with it. What it names is read and compared at most: files are written and removed as the
definitions say.
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
    """What must be unique to a channel: the names that its key gives, its address."""

    key: str
    template: str
    parameters: Mapping[str, Mapping[str, Any]]


class Made(NamedTuple):
    """What a target made of one definition file: its summary, and the hashes of files by path."""

    summary: Any
    files: Mapping[str, str]


class Entry(NamedTuple):
    """One definition file; `foreign` is the path of a file of other people, whose parts it has.

    `source` is its hash. Its schemas refer to the files of `refers`; in those of `inside` to what
    has no name of its own there, which may give the other file's output a type. `has_own_names`
    tells that it has schemas with names that are not their places, or references to such.
    """

    foreign: str
    source: str
    refers: tuple[str, ...]
    inside: tuple[str, ...]
    has_own_names: bool
    channels: tuple[KeptChannel, ...]
    warnings: tuple[Diagnostic, ...]
    made: Mapping[str, Made]


class Manifest(NamedTuple):
    """`generator` is the hash of what made it; `shared` has the hashes of the files that a target
    makes of all definitions together; `known` the stored answers of targets."""

    generator: str
    files: Mapping[str, Entry]
    shared: Mapping[str, Mapping[str, str]]
    known: Mapping[str, Mapping[str, str]]


NOTHING = Manifest("", {}, {}, {})


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def as_text(manifest: Manifest) -> str:
    return json.dumps(manifest, separators=(",", ":"))


def read(text: str) -> Manifest:
    """The manifest in a string; NOTHING if any part of the string is invalid."""
    try:
        generator, files, shared, known = _as(list, json.loads(text))
        return Manifest(
            _string(generator),
            {path: _entry(*_as(list, entry)) for path, entry in _as(dict, files).items()},
            {name: _strings_by_key(files) for name, files in _as(dict, shared).items()},
            {name: _strings_by_key(words) for name, words in _as(dict, known).items()},
        )
    except (ValueError, TypeError, RecursionError):
        return NOTHING


def _entry(
    foreign: Any,
    source: Any,
    refers: Any,
    inside: Any,
    own: Any,
    channels: Any,
    warnings: Any,
    made: Any,
) -> Entry:
    return Entry(
        _string(foreign),
        _string(source),
        tuple(map(_string, _as(list, refers))),
        tuple(map(_string, _as(list, inside))),
        _as(bool, own),
        tuple(_channel(*_as(list, channel)) for channel in _as(list, channels)),
        tuple(_warning(*_as(list, warning)) for warning in _as(list, warnings)),
        {name: _made(*_as(list, one)) for name, one in _as(dict, made).items()},
    )


def _made(summary: Any, files: Any) -> Made:
    return Made(summary, _strings_by_key(files))


def _channel(key: Any, template: Any, parameters: Any) -> KeptChannel:
    schemas = {name: _as(dict, schema) for name, schema in _as(dict, parameters).items()}
    return KeptChannel(_string(key), _string(template), schemas)


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


def _strings_by_key(value: Any) -> dict[str, str]:
    return {key: _string(text) for key, text in _as(dict, value).items()}


def _string(value: Any) -> str:
    string = _as(str, value)
    string.encode()  # JSON can hold half a character
    return string


def _as(type_: type[T], value: Any) -> T:
    """The value, if it is of this type. Raises TypeError."""
    if type(value) is not type_:
        raise TypeError(type_)
    return value
