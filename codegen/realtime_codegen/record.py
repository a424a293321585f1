"""Record: what the last run made of each definition file.

It is kept as JSON where anyone may delete it. What it says is believed only where the hashes of the
file, of all that it refers to, and of the module on the disk agree with it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from .diagnostics import Diagnostic, Position

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Made:
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
    claims: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """`generator` is the hash of what made it. `packages` has the hash of each file around the
    modules."""

    generator: str = ""
    files: Mapping[str, Made] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> list[str]:
        """All files of the output."""
        return [*self.packages, *(made.path for made in self.files.values())]


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def as_text(record: Record) -> str:
    return json.dumps(asdict(record), separators=(",", ":"))


def read(text: str) -> Record:
    """The record in a text; an empty one where the text holds none."""
    try:
        data = json.loads(text)
        files = {path: _made(made) for path, made in data["files"].items()}
        return Record(data["generator"], files, data["packages"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return Record()


def _made(data: dict[str, Any]) -> Made:
    warnings = tuple(map(_warning, data.pop("warnings")))
    words: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in data.items()}
    return Made(**words, warnings=warnings)


def _warning(data: dict[str, Any]) -> Diagnostic:
    related = tuple((Position(**place), part) for place, part in data["related"])
    return Diagnostic(
        data["code"], data["message"], Position(**data["position"]), "warning", related
    )
