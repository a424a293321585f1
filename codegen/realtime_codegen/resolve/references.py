"""`$ref`: every one followed to the schema that it names, within the project."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin

from ..diagnostics import Diagnostic, suggestion
from ..model import Reference, Site
from ..vocabulary import DRAFT, IN_PLACE, subschemas

if TYPE_CHECKING:
    from ..definitions import FileDefinition
    from ..diagnostics import Position

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FILES = "schemas:/"
_METASCHEMAS = DRAFT.removesuffix("schema")

Resolved = tuple[tuple[Site, ...], dict[Site, Reference], list[Diagnostic]]


def resolve_references(files: list[FileDefinition]) -> Resolved:
    """All sites of schemas, where each reference among them leads, and those that lead nowhere."""
    resolver = _Resolver({file.document.path: file for file in files})
    for file in files:
        resolver.add_file(file)
    resolver.resolve()
    resolver.refuse_circles()
    return tuple(resolver.resource_of), resolver.references, resolver.problems


class _Leads(Exception):
    """A reference leads nowhere: `Leads(code, message)`."""


class _Resolver:
    """A schema resource (JSON Schema core, 2020-12, 4.3.5) is known by the site of its root.

    The root of what a file's `$defs` holds is the file: `Site(path, ())`.
    """

    def __init__(self, files: dict[str, FileDefinition]) -> None:
        self._files = files
        self.problems: list[Diagnostic] = []
        self.references: dict[Site, Reference] = {}
        self.resource_of: dict[Site, Site] = {}
        self._uri_of: dict[Site, str] = {}
        self._root_of_uri: dict[str, Site] = {}
        self._anchors: dict[tuple[Site, str], Site] = {}
        self._topics: set[Site] = set()

    def add_file(self, file: FileDefinition) -> None:
        path = file.document.path
        whole = Site(path, ())
        self._uri_of[whole] = self._root_uri(path)
        for name in file.definitions:
            self._add(Site(path, ("$defs", name)), whole)
        for channel in file.channels:
            for topic in channel.topics:
                site = Site(path, (*topic.pointer, "schema"))
                self._topics.add(site)
                self._uri_of[site] = self._root_uri(path)
                self._add(site, site)

    def _root_uri(self, path: str) -> str:
        return _FILES + quote(path)

    def _add(self, site: Site, resource: Site) -> None:
        """Index a schema and all schemas inside it."""
        waiting = [(site, self._at(site), resource)]
        while waiting:
            site, schema, resource = waiting.pop()
            if site in self.resource_of:
                continue
            if isinstance(schema, dict):
                uri = schema.get("$id")
                if isinstance(uri, str):
                    self._uri_of[site] = self._join(resource, uri.removesuffix("#"))
                    self._root_of_uri[self._uri_of[site]] = resource = site
                for keyword in ("$anchor", "$dynamicAnchor"):
                    if isinstance(name := schema.get(keyword), str):
                        self._anchors[resource, name] = site
            self.resource_of[site] = resource
            inside = [
                (Site(site.path, p), s, resource) for p, s in subschemas(schema, site.pointer)
            ]
            waiting += reversed(inside)

    def resolve(self) -> None:
        waiting = list(self.resource_of)
        while waiting:
            site = waiting.pop()
            schema = self._at(site)
            text = schema.get("$ref") if isinstance(schema, dict) else None
            if not isinstance(text, str):
                continue
            try:
                reference = self._lookup(site, text)
            except _Leads as error:
                code, message = error.args
                self.problems.append(Diagnostic(code, message, self._position(site)))
                continue
            self.references[site] = reference
            if reference.target is not None and reference.target not in self.resource_of:
                known = set(self.resource_of)
                self._add(reference.target, self.resource_of[site])
                waiting += self.resource_of.keys() - known

    def _lookup(self, site: Site, text: str) -> Reference:
        own = self.resource_of[site]
        uri, _, fragment = text.partition("#")
        root = self._resource(own, uri) if uri else own
        if root is None:
            return Reference(None, text)
        fragment = unquote(fragment)
        if fragment == "" or fragment.startswith("/"):
            target = self._by_pointer(root, fragment, text)
        elif (root, fragment) in self._anchors:
            target = self._anchors[root, fragment]
        else:
            names = [name for resource, name in self._anchors if resource == root]
            message = f'there is no $anchor "{fragment}" here{suggestion(fragment, names)}'
            raise _Leads("ref-not-found", message)
        if not isinstance(self._at(target), dict | bool):
            raise _Leads("ref-not-found", f"{text} leads to what is no schema")
        # What stays inside its own resource is right as it stands; what a file's $defs hold is
        # named in full, because schemas travel without their file around them.
        if target.pointer[: len(own.pointer)] == own.pointer and own.pointer and not uri:
            return Reference(target, text)
        if target.pointer[0] != "$defs":
            return Reference(target, text)
        steps = "/".join(map(_token, target.pointer))
        return Reference(target, f"{self._root_uri(target.path)}#/{steps}")

    def _resource(self, own: Site, uri: str) -> Site | None:
        """The root of the resource that a reference names; None for the draft's metaschema."""
        absolute = self._join(own, uri)
        if absolute in self._root_of_uri:
            return self._root_of_uri[absolute]
        if absolute.startswith(_METASCHEMAS):
            return None
        if not absolute.startswith(_FILES):
            message = f'"{uri}" is not in this project, and nothing is fetched; copy it here'
            raise _Leads("ref-remote", message)
        path = unquote(absolute.removeprefix(_FILES))
        if path.startswith(("../", "/")):
            message = f'"{uri}" lies outside the schemas folder; move it into the folder'
            raise _Leads("ref-outside", message)
        if path not in self._files:
            here = posixpath.dirname(own.path)
            near = suggestion(uri, [posixpath.relpath(other, here or ".") for other in self._files])
            raise _Leads("ref-not-found", f'there is no definition file "{path}"{near}')
        return Site(path, ())

    def _join(self, own: Site, uri: str) -> str:
        base = self._uri_of[own]
        if _SCHEME.match(uri):
            return uri
        if not base.startswith(_FILES):
            return urljoin(base, uri)
        folder = posixpath.dirname(unquote(base.removeprefix(_FILES)))
        return _FILES + quote(posixpath.normpath(posixpath.join(folder, unquote(uri))))

    def _by_pointer(self, root: Site, fragment: str, text: str) -> Site:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:]]
        if not root.pointer and steps[:1] != ["$defs"]:
            message = f"{text} leads to no definition; a file's schemas are in its $defs"
            raise _Leads("ref-not-found", message)
        target = self._follow(root, steps)
        if target is None and root in self._topics and steps[0] == "$defs":
            target = self._follow(Site(root.path, ()), steps)
        if target is None:
            raise _Leads("ref-not-found", f"{text} leads nowhere{self._near(root, steps)}")
        return target

    def _follow(self, root: Site, steps: list[str]) -> Site | None:
        node, site = self._at(root), root
        for step in steps:
            at: str | int = int(step) if isinstance(node, list) and step.isdigit() else step
            try:
                node = node[at]
            except (LookupError, TypeError):
                return None
            site /= (at,)
        return site

    def _near(self, root: Site, steps: list[str]) -> str:
        if len(steps) != 2 or steps[0] != "$defs":
            return ""
        own = self._at(root)
        known = {*self._files[root.path].definitions}
        if isinstance(own, dict) and isinstance(own.get("$defs"), dict):
            known |= own["$defs"].keys()
        return suggestion(steps[1], sorted(known))

    def refuse_circles(self) -> None:
        """A schema that applies itself to the same value, without end, is refused."""
        done: set[Site] = set()
        for start in self.references:
            path: list[Site] = []
            self._walk(start, path, done)

    def _walk(self, start: Site, path: list[Site], done: set[Site]) -> None:
        waiting: list[tuple[Site, int]] = [(start, 0)]
        while waiting:
            site, depth = waiting.pop()
            del path[depth:]
            if site in path:
                circle = [s for s in path[path.index(site) :] if s in self.references]
                self._refuse_circle(min(circle, key=lambda s: (s.path, self._position(s))))
                continue
            if site in done:
                continue
            path.append(site)
            done.add(site)
            waiting += [(other, depth + 1) for other in self._in_place(site)]

    def _refuse_circle(self, site: Site) -> None:
        text = self._at(site)["$ref"]
        message = f"{text} leads back to itself; a schema must go into a value before it repeats"
        problem = Diagnostic("ref-circular", message, self._position(site))
        if problem not in self.problems:
            self.problems.append(problem)

    def _in_place(self, site: Site) -> list[Site]:
        schema = self._at(site)
        inside = subschemas(schema, site.pointer)
        depth = len(site.pointer)
        found = [Site(site.path, pointer) for pointer, _ in inside if pointer[depth] in IN_PLACE]
        reference = self.references.get(site)
        if reference is not None and reference.target is not None:
            found.append(reference.target)
        return found

    def _at(self, site: Site) -> Any:
        return self._files[site.path].document.at(site.pointer)

    def _position(self, site: Site) -> Position:
        return self._files[site.path].document.position((*site.pointer, "$ref"))


def _token(step: str | int) -> str:
    return quote(str(step).replace("~", "~0").replace("/", "~1"), safe="$~")
