"""`$ref`: every one followed to the schema that it names, within the project."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin

from ..diagnostics import Diagnostic, suggestion
from ..model import Reference, Site
from ..vocabulary import DRAFT, IN_PLACE, leads_to_schema, subschemas

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..definitions import FileDefinition
    from ..diagnostics import Position

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FILES = "schemas:/"
_METASCHEMAS = {
    DRAFT,
    *(
        DRAFT.removesuffix("schema") + f"meta/{vocabulary}"
        for vocabulary in (
            "applicator",
            "content",
            "core",
            "format-annotation",
            "meta-data",
            "unevaluated",
            "validation",
        )
    ),
}

Resolved = tuple[tuple[Site, ...], dict[Site, Reference], dict[Site, Site], list[Diagnostic]]


def resolve_references(files: list[FileDefinition], unread: Collection[str]) -> Resolved:
    """All sites of schemas, where each `$ref` and each `$dynamicRef` leads, and what leads nowhere.

    A `$dynamicRef` that may lead to several schemas is none of these.
    Of the files `unread` nothing is known, so no reference to them is called wrong.
    """
    resolver = _Resolver({file.document.path: file for file in files}, unread)
    for file in files:
        resolver.add_file(file)
    resolver.resolve()
    resolver.refuse_circles()
    sites = tuple(resolver.resource_of)
    return sites, resolver.references, resolver.dynamic, resolver.problems


class _Unknown(Exception):
    """A reference leads into a file that could not be read."""


class _Leads(Exception):
    """A reference leads nowhere: `Leads(code, message)`."""


class _Resolver:
    """A schema resource (JSON Schema core, 2020-12, 4.3.5) is known by the site of its root.

    The root of what a file's `$defs` holds is the file: `Site(path, ())`.
    """

    def __init__(self, files: dict[str, FileDefinition], unread: Collection[str]) -> None:
        self._files = files
        self._unread = unread
        self.problems: list[Diagnostic] = []
        self.references: dict[Site, Reference] = {}
        self.dynamic: dict[Site, Site] = {}
        self.resource_of: dict[Site, Site] = {}
        self._uri_of: dict[Site, str] = {}
        self._roots_of_uri: dict[str, list[Site]] = {}
        self._anchors: dict[tuple[Site, str], Site] = {}
        self._dynamic_anchors: dict[tuple[Site, str], Site] = {}
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
                    self._roots_of_uri.setdefault(self._uri_of[site], []).append(site)
                    resource = site
                for keyword in ("$anchor", "$dynamicAnchor"):
                    if isinstance(name := schema.get(keyword), str):
                        self._anchors[resource, name] = site
                        if keyword == "$dynamicAnchor":
                            self._dynamic_anchors[resource, name] = site
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
            if not isinstance(schema, dict):
                continue
            if isinstance(schema.get("$dynamicRef"), str):
                self._follow_dynamic(site, schema["$dynamicRef"])
            text = schema.get("$ref")
            if not isinstance(text, str):
                continue
            try:
                reference = self._lookup(site, text)
            except _Unknown:
                continue
            except _Leads as error:
                self._add_problem(error, site, "$ref")
                continue
            self.references[site] = reference
            if reference.target is not None and reference.target not in self.resource_of:
                known = set(self.resource_of)
                self._add(reference.target, self.resource_of[site])
                waiting += self.resource_of.keys() - known

    def _follow_dynamic(self, site: Site, text: str) -> None:
        """A $dynamicRef is followed when a value is judged; here it must lead somewhere."""
        try:
            target = self._lookup(site, text).target
            name = text.partition("#")[2]
            anchored = [s for (_, n), s in self._dynamic_anchors.items() if n == name]
            # What is in the file's other definitions travels only where it has a $dynamicAnchor.
            if target is None or not (target.root == site.root or self._is_beside(site, target)):
                message = f"{text} leads out of its own schema; $ref can, $dynamicRef cannot"
                raise _Leads("ref-not-found", message)
        except _Unknown:
            return
        except _Leads as error:
            self._add_problem(error, site, "$dynamicRef")
            return
        if target not in anchored or len(anchored) == 1:
            self.dynamic[site] = target

    def _is_beside(self, site: Site, target: Site) -> bool:
        """Whether another definition of the same file has the `$dynamicAnchor` that is meant."""
        own = self.resource_of[site]
        return self.resource_of.get(target) == own and target in self._dynamic_anchors.values()

    def _lookup(self, site: Site, text: str) -> Reference:
        own = self.resource_of[site]
        uri, _, fragment = text.partition("#")
        root = self._resource(site, uri) if uri else own
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
        # What stays inside its own resource is right as it stands; what a file's $defs hold is
        # named in full, because schemas travel without their file around them.
        is_inside = target.pointer[: len(own.pointer)] == own.pointer and own.pointer and not uri
        if is_inside or target.pointer[0] != "$defs":
            return Reference(target, f"{_uri(uri)}#{_uri(fragment)}" if "#" in text else _uri(uri))
        steps = "/".join(map(_token, target.pointer))
        return Reference(target, f"{self._root_uri(target.path)}#/{steps}")

    def _resource(self, site: Site, uri: str) -> Site | None:
        """The root of the resource that a reference names; None for the draft's metaschema."""
        own = self.resource_of[site]
        absolute = self._join(own, uri)
        if absolute in self._roots_of_uri:
            return self._identified(site, uri, self._roots_of_uri[absolute])
        if absolute in _METASCHEMAS:
            return None
        if not absolute.startswith(_FILES):
            message = f'"{uri}" is not in this project, and nothing is fetched; copy it here'
            raise _Leads("ref-remote", message)
        path = unquote(absolute.removeprefix(_FILES))
        if path.startswith(("../", "/")):
            message = f'"{uri}" lies outside the schemas folder; move it into the folder'
            raise _Leads("ref-outside", message)
        if path in self._unread:
            raise _Unknown
        if path not in self._files:
            here = posixpath.dirname(own.path)
            near = suggestion(uri, [posixpath.relpath(other, here or ".") for other in self._files])
            if uri in self._files[own.path].definitions:
                near = f'; did you mean "#/$defs/{uri}"?'
            raise _Leads("ref-not-found", f'there is no definition file "{path}"{near}')
        return Site(path, ())

    def _identified(self, site: Site, uri: str, roots: list[Site]) -> Site:
        """The schema with this `$id`: one that travels with the reference goes before others."""
        near = [root for root in roots if root.root == site.root]
        first, *others = near or roots
        if others:
            raise _Leads("ref-not-found", f'"{uri}" is the $id of several schemas; name each apart')
        if not near and first.pointer[0] != "$defs":
            raise _Leads("ref-not-found", f'"{uri}" is inside a topic; move it to $defs')
        return first

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
            message = (
                f"{text} leads to no definition; write {text.partition('#')[0]}#/$defs/ and its key"
            )
            raise _Leads("ref-not-found", message)
        target = self._follow(root, steps)
        if target is None and root in self._topics and steps[0] == "$defs":
            target = self._follow(Site(root.path, ()), steps)
        if target is None:
            raise _Leads("ref-not-found", f"{text} leads nowhere{self._near(root, steps)}")
        if not isinstance(self._at(target), dict | bool) or not leads_to_schema(steps):
            raise _Leads("ref-not-found", f"{text} leads to what is no schema; name one")
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
        return suggestion(steps[1], sorted(known)) or "; define it under $defs"

    def refuse_circles(self) -> None:
        """A schema that applies itself to the same value, without end, is refused."""
        done: set[Site] = set()
        for start in (*self.references, *self.dynamic):
            path: list[Site] = []
            self._walk(start, path, done)

    def _walk(self, start: Site, path: list[Site], done: set[Site]) -> None:
        waiting: list[tuple[Site, int]] = [(start, 0)]
        while waiting:
            site, depth = waiting.pop()
            del path[depth:]
            if site in path:
                circle = [s for s in path[path.index(site) :] if self._targets(s)]
                self._refuse_circle(
                    min(
                        circle,
                        key=lambda s: (s.path, self._files[s.path].document.position(s.pointer)),
                    )
                )
                continue
            if site in done:
                continue
            path.append(site)
            done.add(site)
            waiting += [(other, depth + 1) for other in self._in_place(site)]

    def _refuse_circle(self, site: Site) -> None:
        keyword = "$ref" if site in self.references else "$dynamicRef"
        text = self._at(site)[keyword] or '""'
        message = f"{text} leads back here for the same value; repeat only in properties or items"
        problem = Diagnostic("ref-circular", message, self._position(site, keyword))
        if problem not in self.problems:
            self.problems.append(problem)

    def _in_place(self, site: Site) -> list[Site]:
        schema = self._at(site)
        inside = subschemas(schema, site.pointer)
        depth = len(site.pointer)
        found = [Site(site.path, pointer) for pointer, _ in inside if pointer[depth] in IN_PLACE]
        return found + self._targets(site)

    def _targets(self, site: Site) -> list[Site]:
        """Where the references of a schema lead."""
        reference = self.references.get(site)
        followed = None if reference is None else reference.target
        targets = (self.dynamic.get(site), followed)
        return [target for target in targets if target is not None]

    def _add_problem(self, error: _Leads, site: Site, keyword: str) -> None:
        code, message = error.args
        self.problems.append(Diagnostic(code, message, self._position(site, keyword)))

    def _at(self, site: Site) -> Any:
        return self._files[site.path].document.at(site.pointer)

    def _position(self, site: Site, keyword: str = "$ref") -> Position:
        return self._files[site.path].document.position((*site.pointer, keyword))


def _uri(text: str) -> str:
    """The text with what cannot stand in a URI escaped."""
    return quote(text, safe="!#$&'()*+,/:;=?@[]~")


def _token(step: str | int) -> str:
    return quote(str(step).replace("~", "~0").replace("/", "~1"), safe="$~")
