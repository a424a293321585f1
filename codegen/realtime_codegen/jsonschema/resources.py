"""Resources: what each `$id` and `$anchor` names (JSON Schema core, 2020-12, 4.3.5 and 8.2)."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

from ..model import Schema
from ..model.project import Place
from .keywords import DRAFT, subschemas, walk

if TYPE_CHECKING:
    from ..model import File

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
FILES = "schemas:/"
METASCHEMAS = {
    DRAFT,
    *(
        DRAFT.removesuffix("schema") + f"meta/{vocabulary}"
        for vocabulary in (
            "applicator content core format-annotation meta-data unevaluated validation".split()
        )
    ),
}

Resource = Schema | str
"""Known by its root; that of what a file's `$defs` hold is the file, known by its path."""


class Resources:
    """The resource of every schema, in the order of the files, and what names each."""

    def __init__(self) -> None:
        self.of: dict[Schema, Resource] = {}
        self.places: dict[Schema, Place] = {}
        self.having: defaultdict[str, list[Schema]] = defaultdict(list)
        self.topics: set[Schema] = set()
        self.anchors: dict[Resource, dict[str, Schema]] = {}
        self.dynamic_anchors: dict[str, list[Schema]] = {}
        self.roots_of_uri: dict[str, list[Schema]] = {}
        self._uri_of: dict[Resource, str] = {}

    def add_file(self, file: File) -> None:
        self._uri_of[file.path] = uri_of(file.path)
        for definition in file.definitions:
            self.add(definition.schema, file.path)
        for topic in file.topics:
            self.topics.add(topic.schema)
            self._uri_of[topic.schema] = uri_of(file.path)
            self.add(topic.schema, topic.schema)

    def add(self, schema: Schema, resource: Resource) -> None:
        """Index a schema and all schemas inside it."""
        waiting = [(schema, resource)]
        while waiting:
            schema, resource = waiting.pop()
            if schema in self.of:
                continue
            uri = schema.get("$id")
            if isinstance(uri, str):
                self._uri_of[schema] = self.join(resource, uri.removesuffix("#"))
                self.roots_of_uri.setdefault(self._uri_of[schema], []).append(schema)
                resource = schema
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(name := schema.get(keyword), str):
                    self.anchors.setdefault(resource, {})[name] = schema
                    if keyword == "$dynamicAnchor":
                        self.dynamic_anchors.setdefault(name, []).append(schema)
            self.of[schema] = resource
            for keyword in schema.value if isinstance(schema.value, dict) else ():
                self.having[keyword].append(schema)
            inside = list(subschemas(schema))
            self.places |= {other: Place(keyword, schema) for keyword, other in inside}
            waiting += reversed([(other, resource) for _, other in inside])

    def join(self, own: Resource, uri: str) -> str:
        """A URI in a resource, made absolute."""
        return joined(self._uri_of[own], uri)


def joined(base: str, uri: str) -> str:
    """A URI beside another one, made absolute."""
    if SCHEME.match(uri):
        return uri
    if not base.startswith(FILES):
        return urljoin(base, uri)
    folder = posixpath.dirname(unquote(base.removeprefix(FILES)))
    return FILES + quote(posixpath.normpath(posixpath.join(folder, unquote(uri))))


def named_outside(file: File) -> set[tuple[str, str]]:
    """The paths that a file's references name, each with the fragment, as if none of its schemas
    had an `$id`."""
    folder = posixpath.dirname(file.path)
    texts = (schema.get("$ref") for root in file.roots for schema in walk(root))
    names = {text.partition("#")[::2] for text in texts if isinstance(text, str)}
    return {
        (posixpath.normpath(posixpath.join(folder, unquote(name))), fragment)
        for name, fragment in names
        if name and not SCHEME.match(name)
    }


def uri_of(path: str) -> str:
    """How references name a definition file."""
    return FILES + quote(path)


def escaped(text: str) -> str:
    """The string with the characters escaped that a URI cannot contain."""
    return quote(text, safe="!#$&'()*+,/:;=?@[]~")


def token(step: str | int) -> str:
    return quote(str(step).replace("~", "~0").replace("/", "~1"), safe="$~")
