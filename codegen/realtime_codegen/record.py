"""Record: what the last run made of each definition file.

It is kept as JSON where anyone may delete it. What it says is believed only where the hashes of the
file, of all that it refers to, and of the module on the disk agree with it.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from .diagnostics import Diagnostic, Position

if TYPE_CHECKING:
    from collections.abc import Mapping


class Made(NamedTuple):
    """What one definition file gave.

    `source` and `output` are the hashes of the file and of its module, `path` is the module's. The
    file's schemas refer to the files of `refers`; in those of `inside` to what has no name of its
    own there, which may give the other module a class. No other file may need one of `claims`.
    """

    source: str
    output: str
    path: str
    module: str
    refers: tuple[str, ...]
    inside: tuple[str, ...]
    factories: tuple[str, ...]
    has_deprecated_factory: bool
    claims: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]


class Record(NamedTuple):
    """`generator` is the hash of what made it. `packages` has the hash of each file around the
    modules."""

    generator: str
    files: Mapping[str, Made]
    packages: Mapping[str, str]

    @property
    def paths(self) -> list[str]:
        """All files of the output."""
        return [*self.packages, *(made.path for made in self.files.values())]


NOTHING = Record("", {}, {})


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def as_text(record: Record) -> str:
    return json.dumps(record, separators=(",", ":"))


def read(text: str) -> Record:
    """The record in a text; NOTHING where the text holds none."""
    try:
        generator, files, packages = json.loads(text)
        return Record(generator, {path: _made(*made) for path, made in files.items()}, packages)
    except (ValueError, TypeError, AttributeError):
        return NOTHING


def _made(*fields: Any) -> Made:
    *others, warnings = (tuple(field) if isinstance(field, list) else field for field in fields)
    return Made._make([*others, tuple(_warning(*warning) for warning in warnings)])


def _warning(code: str, message: str, place: Any, severity: Any, related: Any) -> Diagnostic:
    places = tuple((Position(*other), part) for other, part in related)
    return Diagnostic(code, message, Position(*place), severity, places)
