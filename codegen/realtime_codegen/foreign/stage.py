"""The stage: what definitions refer to outside of themselves, as files of the project."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..jsonschema.dialects.closure import closure_of
from ..jsonschema.dialects.dialect import DRAFT_2020_12
from ..jsonschema.dialects.following import (
    Documents,
    LeadsNowhereError,
    NoFileError,
    UnreadError,
    at,
)
from ..jsonschema.dialects.translation import Translation
from ..jsonschema.resources import token, uri_of
from ..model import Definition, File, Schema, Site
from ..wording import TEXTS
from .naming import keys_of, places_of
from .source import ForeignSource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostics import Diagnostic
    from ..jsonschema.dialects.closure import Closure, Node
    from ..jsonschema.dialects.following import Target
    from ..jsonschema.references import Outside
    from .reading import Reading

Asked = tuple[str, str]
"""A path from the folder of definitions, and a fragment."""


@dataclass(frozen=True)
class Foreign:
    """The files of other people, with what is used of them; where each reference to one leads, or
    why nowhere; and the problems of what is used."""

    files: tuple[File, ...] = ()
    targets: Outside = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()


NOTHING = Foreign()


def foreign_of(asked: Iterable[Asked], reading: Reading, own: Iterable[str]) -> Foreign:
    """What these references reach. `own` are the paths of the definition files."""
    documents = Documents(reading.document)
    targets: dict[Asked, Any] = {}
    found: dict[Asked, Target] = {}
    for path, fragment in sorted(set(asked)):
        try:
            document = documents.get(path, DRAFT_2020_12)
            text = f"{path}#{fragment}"
            found[path, fragment] = at(document, document.root, unquote(fragment), text)
        except (LeadsNowhereError, NoFileError, UnreadError) as error:
            targets[path, fragment] = error
    closure, nodes = closure_of(documents, found.values())
    problems = [*reading.problems, *_failures(closure, reading)]
    if any(problem.is_error for problem in problems):
        targets |= dict.fromkeys(found, UnreadError())
        return Foreign((), targets, tuple(problems))
    made = _Made(closure, reading, own)
    targets |= {ask: made.schemas[node] for ask, node in zip(found, nodes, strict=True)}
    return Foreign(tuple(made.files), targets, tuple(problems))


def _failures(closure: Closure, reading: Reading) -> Iterable[Diagnostic]:
    for (document, pointer), error in closure.failures.items():
        position = reading.document(document.path).position(pointer)
        yield TEXTS.problem(error.key, position, **error.fields)


class _Made:
    """The files of a closure, and the schema of each node."""

    def __init__(self, closure: Closure, reading: Reading, own: Iterable[str]) -> None:
        self._reading = reading
        of_path: dict[str, list[Node]] = {}
        for node in closure.nodes:
            of_path.setdefault(node.document.path, []).append(node)
        self._places = places_of(of_path, own)
        self._keys: dict[Node, str] = {}
        for path, nodes in of_path.items():
            places = [(node.pointer, _variant(node)) for node in nodes]
            self._keys |= zip(nodes, keys_of(path, places), strict=True)
        self._translation = Translation(closure, self._address)
        self.schemas: dict[Node, Schema] = {}
        self.files = [self._file(path, nodes) for path, nodes in sorted(of_path.items())]

    def _address(self, node: Node) -> str:
        place = self._places[node.document.path]
        return f"{uri_of(place)}#/$defs/{token(self._keys[node])}"

    def _file(self, path: str, nodes: list[Node]) -> File:
        place = self._places[path]
        keys = {self._keys[node]: node for node in nodes}
        pointers = {key: node.pointer for key, node in keys.items()}
        source = ForeignSource(place, self._reading.document(path), pointers)
        definitions = []
        for key, node in sorted(keys.items()):
            site = Site(source, ("$defs", key))
            schema = Schema(self._translation.of(node), key, site=site)
            self.schemas[node] = schema
            definitions.append(Definition(key, schema))
        return File(place, Site(source, ()), (), tuple(definitions), foreign=path)


def _variant(node: Node) -> str:
    """What tells a node from others at its place: the dialect, and where dynamic references
    lead."""
    scope = (
        f"{name} {document.path}#{'/'.join(map(str, pointer))}"
        for name, (document, pointer) in node.scope
    )
    return "\n".join((node.document.dialect.name, *scope))
