"""Where the references of foreign documents lead: in the document, or in another one."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ...diagnostics import suggestion
from ..resources import FILES, METASCHEMAS, SCHEME, joined
from .dialect import KNOWN, UnknownDialect, of_document
from .resources import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...diagnostics import Pointer
    from .dialect import Dialect
    from .resources import Read, Resource

_SUFFIXES = (".json", ".yaml", ".yml", ".schema.json")


class LeadsNowhereError(Exception):
    """A reference leads nowhere; the key of its text, and the fields."""

    def __init__(self, key: str, /, **fields: str) -> None:
        self.key = key
        self.fields = fields


class UnreadError(Exception):
    """A reference leads into a file that could not be read, which is reported by itself."""


class NoFileError(Exception):
    """There is no such file."""


class Target(NamedTuple):
    """Where a reference leads. `anchor` is the dynamic one by which it does, if it is one."""

    document: Document
    pointer: Pointer
    anchor: str | None = None


class Documents:
    """The documents that references lead to, each read once, on first use."""

    def __init__(self, read: Callable[[str], Read]) -> None:
        """`read` is given a path or a draft's own URI; it raises NoFileError, UnreadError and
        LeadsNowhereError."""
        self._read = read
        self._known: dict[tuple[str, Dialect], Document] = {}

    def get(self, path: str, otherwise: Dialect) -> Document:
        """The document of this path; `otherwise` is its dialect where it does not say one."""
        read = self._read(path)
        try:
            dialect = of_document(read.data, otherwise)
        except UnknownDialect as error:
            fields = {"path": read.path, "dialect": str(error), "known": KNOWN}
            raise LeadsNowhereError("unknown-dialect", **fields) from None
        key = (path, dialect)
        if key not in self._known:
            self._known[key] = Document(read, dialect)
        return self._known[key]

    def follow(self, document: Document, resource: Resource, text: str) -> Target | None:
        """Where a reference in a resource leads; None for the metaschema of draft 2020-12."""
        uri, _, fragment = text.partition("#")
        if uri:
            absolute = joined(resource.uri, uri)
            found = document.of_uri(absolute.removesuffix("#"))
            if found is None:
                if absolute in METASCHEMAS:
                    return None
                document = self._beside(document, absolute, text, resource.dialect)
                found = document.root
            resource = found
        return at(document, resource, unquote(fragment), text)

    def _beside(self, document: Document, absolute: str, text: str, own: Dialect) -> Document:
        """The document of a URI: a draft, or a file that lies to this one as the URIs say."""
        uri = text.partition("#")[0]
        for path, identifier in (*_paths(document, absolute), *_named(document, uri)):
            try:
                found = self.get(path, own)
            except NoFileError:
                continue
            if identifier in ("", found.identifier):
                return found
        raise LeadsNowhereError("ref-not-found/outside", text=uri)


Candidate = tuple[str, str]
"""A path, and the `$id` that the file must have there; "" where it need not have one."""


def _paths(document: Document, absolute: str) -> Iterator[Candidate]:
    """The places where a document of this URI may be."""
    if absolute.startswith(FILES):
        yield unquote(absolute.removeprefix(FILES)), ""
        return
    yield absolute, ""
    base, uri = urlsplit(document.root.uri), urlsplit(absolute)
    if base[:2] == uri[:2] and base.netloc:
        way = posixpath.relpath(unquote(uri.path), posixpath.dirname(unquote(base.path)) or "/")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), way))
        yield from ((path + suffix, "") for suffix in ("", *_SUFFIXES))


def _named(document: Document, uri: str) -> Iterator[Candidate]:
    """Where the files of documents are whose `$id`s are relative to a folder above them all."""
    if not document.identifier or SCHEME.match(document.identifier):
        return
    name = posixpath.normpath(posixpath.join(posixpath.dirname(document.identifier), uri))
    folder = document.path
    while folder := posixpath.dirname(folder):
        yield posixpath.join(folder, name), name
        if posixpath.basename(folder) == "..":
            return


def at(document: Document, resource: Resource, fragment: str, text: str) -> Target:
    """The place that a fragment names in a resource."""
    if fragment and not fragment.startswith("/"):
        if fragment not in resource.anchors:
            hint = suggestion(fragment, resource.anchors)
            raise LeadsNowhereError("ref-not-found/anchor", name=fragment, hint=hint)
        anchor = fragment if fragment in resource.dynamic else None
        return Target(document, resource.anchors[fragment], anchor)
    pointer = resource.pointer
    value = value_at(document, pointer)
    for token in fragment.split("/")[1:]:
        step: str | int = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and token.isdecimal():
            step = int(token)
        try:
            value = value[step]
        except (LookupError, TypeError):
            known = map(str, value) if isinstance(value, dict) else ()
            raise LeadsNowhereError(
                "ref-not-found", text=text, hint=suggestion(step, known)
            ) from None
        pointer = (*pointer, step)
    if not isinstance(value, dict | bool):
        raise LeadsNowhereError("ref-not-found/no-schema", text=text)
    return Target(document, pointer)


def value_at(document: Document, pointer: Pointer) -> Any:
    """The value at a place that is there."""
    value = document.read.data
    for step in pointer:
        value = value[step]
    return value
