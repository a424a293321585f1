"""Resources of a document: what each `$id` and each anchor in it names, by its dialect."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import quote

from ..resources import FILES, joined
from .dialect import UnknownDialect, of_draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...diagnostics import Pointer
    from .dialect import Dialect


class Read(Protocol):
    """A file of other people, as it was read. `path` is relative to the folder of definitions."""

    @property
    def path(self) -> str: ...
    @property
    def data(self) -> Any: ...


@dataclass(eq=False, slots=True)
class Resource:
    """A schema with a URI of its own: a document's root, or what has an `$id`.

    `anchors` and `dynamic` ones are places in the document; `""` is that of `$recursiveAnchor`.
    """

    uri: str
    pointer: Pointer
    dialect: Dialect
    anchors: dict[str, Pointer] = field(default_factory=dict)
    dynamic: dict[str, Pointer] = field(default_factory=dict)


class Part(NamedTuple):
    """A schema directly in another one: the way to it, and whether it is only named there."""

    steps: Pointer
    value: Any
    is_definition: bool


def parts(value: Any, dialect: Dialect) -> Iterator[Part]:
    """The schemas directly inside a schema."""
    if not isinstance(value, dict):
        return
    for keyword, inside in value.items():
        if keyword in dialect.one:
            if dialect.items_are_tuples and keyword == "items" and isinstance(inside, list):
                yield from _listed(keyword, inside)
            else:
                yield Part((keyword,), inside, is_definition=False)
        elif keyword in dialect.many and isinstance(inside, list):
            yield from _listed(keyword, inside)
        elif isinstance(inside, dict) and (
            keyword in dialect.named or (keyword == "dependencies" and dialect.has_dependencies)
        ):
            is_definition = keyword in DEFINITIONS
            for name, one in inside.items():
                yield Part((keyword, name), one, is_definition)


DEFINITIONS = frozenset({"$defs", "definitions"})


def _listed(keyword: str, inside: list[Any]) -> Iterator[Part]:
    for index, one in enumerate(inside):
        yield Part((keyword, index), one, is_definition=False)


class Document:
    """A document as it is read by a dialect, its own or that of what refers to it."""

    def __init__(self, read: Read, dialect: Dialect) -> None:
        self.read = read
        self.dialect = dialect
        self.root = Resource(FILES + quote(read.path), (), dialect)
        identifier = read.data.get(dialect.identifier) if isinstance(read.data, dict) else None
        self.identifier = identifier if isinstance(identifier, str) else ""
        """The `$id` of the whole document, as it is written."""

    @property
    def path(self) -> str:
        return self.read.path

    @cached_property
    def _index(self) -> tuple[dict[Pointer, Resource], dict[str, Resource]]:
        """The resources by their places, and by their URIs."""
        places: dict[Pointer, Resource] = {(): self.root}
        uris = {self.root.uri: self.root}
        waiting: list[tuple[Pointer, Any, Resource]] = [((), self.read.data, self.root)]
        if self.dialect.is_openapi:
            waiting = [(*found, self.root) for found in _components(self.read.data)]
        while waiting:
            pointer, value, resource = waiting.pop()
            if not isinstance(value, dict):
                continue
            resource = self._named(pointer, value, resource)
            places[resource.pointer] = resource
            uris.setdefault(resource.uri, resource)
            waiting += [
                ((*pointer, *part.steps), part.value, resource)
                for part in parts(value, resource.dialect)
            ]
        return places, uris

    def _named(self, pointer: Pointer, value: dict[str, Any], around: Resource) -> Resource:
        """The resource of a schema, with the names that the schema gives noted."""
        dialect, resource = around.dialect, around
        text = value.get(dialect.identifier)
        if isinstance(text, str) and not (dialect.hides_siblings and "$ref" in value):
            uri, _, name = text.partition("#")
            if uri:
                absolute = joined(around.uri, uri)
                if pointer:
                    resource = Resource(absolute, pointer, _own(value, dialect))
                else:
                    around.uri = absolute
            if name and dialect.anchors_are_ids:
                resource.anchors[name] = pointer
        if dialect.is_recursive and value.get("$recursiveAnchor") is True:
            resource.dynamic[""] = resource.pointer
        for keyword in dialect.anchors:
            if isinstance(anchor := value.get(keyword), str):
                resource.anchors[anchor] = pointer
                if keyword == "$dynamicAnchor":
                    resource.dynamic[anchor] = pointer
        return resource

    def of_uri(self, uri: str) -> Resource | None:
        """The resource of this URI in this document."""
        return self._index[1].get(uri)

    def resource_at(self, pointer: Pointer) -> Resource:
        """The innermost resource that a place is in."""
        places = self._index[0]
        if len(places) > 1:
            for length in range(len(pointer), 0, -1):
                if pointer[:length] in places:
                    return places[pointer[:length]]
        return self.root


def _components(data: dict[str, Any]) -> Iterator[tuple[Pointer, Any]]:
    """The schemas that an OpenAPI document names."""
    components = data.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    for name, schema in (schemas if isinstance(schemas, dict) else {}).items():
        yield ("components", "schemas", name), schema


def _own(value: dict[str, Any], around: Dialect) -> Dialect:
    """The dialect of a resource inside of a document."""
    try:
        return of_draft(value["$schema"]) if "$schema" in value else around
    except UnknownDialect:
        return around
