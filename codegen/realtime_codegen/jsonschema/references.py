"""`$ref`: every one followed to the schema that it names, within the project."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..diagnostics import suggestion
from ..model import Project, Schema
from ..model.project import Reference
from ..wording import TEXTS
from .circles import circles
from .dialects.following import LeadsNowhereError, NoFileError, UnreadError
from .keywords import leads_to_schema
from .meant import meant
from .resources import FILES, METASCHEMAS, Resource, Resources, escaped, token, uri_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ..diagnostics import Diagnostic
    from ..model import File

    Outside = Mapping[tuple[str, str], Schema | Exception]


def resolve(
    files: Iterable[File], unread: Collection[str], outside: Outside
) -> tuple[Project, list[Diagnostic]]:
    """The project of these files, with where each `$ref` and each `$dynamicRef` leads; and what
    leads nowhere.

    A `$dynamicRef` that may lead to several schemas is none of these.
    Of the files `unread` nothing is known, so no reference to them is called wrong. `outside` is
    where each reference to what is no definition file leads.
    """
    found = tuple(files)
    resolver = _Resolver(found, unread, outside)
    resolver.resolve()
    resources = resolver.resources
    project = Project(
        files=found,
        schemas=tuple(resources.of),
        references=resolver.references,
        dynamic=resolver.dynamic,
        places=resources.places,
        having=resources.having,
    )
    return project, [*resolver.problems, *circles(project)]


class _Resolver:
    def __init__(self, files: tuple[File, ...], unread: Collection[str], outside: Outside) -> None:
        self._unread = unread
        self._outside = outside
        self._foreign = {file.path for file in files if file.foreign}
        self._definitions = {
            file.path: {definition.key: definition.schema for definition in file.definitions}
            for file in files
        }
        self.problems: list[Diagnostic] = []
        self.references: dict[Schema, Reference] = {}
        self.dynamic: dict[Schema, Schema] = {}
        self.resources = Resources()
        for file in files:
            self.resources.add_file(file)

    def resolve(self) -> None:
        waiting = list(filter(_refers, self.resources.of))
        while waiting:
            schema = waiting.pop()
            if isinstance(text := schema.get("$dynamicRef"), str):
                self._follow_dynamic(schema, text)
            if not isinstance(text := schema.get("$ref"), str):
                continue
            try:
                reference = self._lookup(schema, text)
            except UnreadError:
                continue
            except LeadsNowhereError as error:
                self._add_problem(error, schema, "$ref")
                continue
            self.references[schema] = reference
            if reference.target is not None and reference.target not in self.resources.of:
                known = len(self.resources.of)
                self.resources.add(reference.target, self.resources.of[schema])
                waiting += filter(_refers, list(self.resources.of)[known:])

    def _follow_dynamic(self, schema: Schema, text: str) -> None:
        """A $dynamicRef is followed when a value is validated; here it must lead somewhere."""
        try:
            target = self._lookup(schema, text).target
            anchored = self.resources.dynamic_anchors.get(text.partition("#")[2], [])
            # A file's other definitions are embedded only where they have a $dynamicAnchor.
            if target is None or not (
                target.root is schema.root or self._is_beside(schema, target)
            ):
                raise LeadsNowhereError("ref-not-found/dynamic", text=text)
        except UnreadError:
            return
        except LeadsNowhereError as error:
            self._add_problem(error, schema, "$dynamicRef")
            return
        if target not in anchored or len(anchored) == 1:
            self.dynamic[schema] = target

    def _is_beside(self, schema: Schema, target: Schema) -> bool:
        """Whether another definition of the same file has the `$dynamicAnchor` that is meant."""
        own = self.resources.of[schema]
        return self.resources.of.get(target) == own and target.get("$dynamicAnchor") is not None

    def _lookup(self, schema: Schema, text: str) -> Reference:
        own = self.resources.of[schema]
        uri, _, fragment = text.partition("#")
        if uri and schema.path not in self._foreign:
            path = unquote(self.resources.join(own, uri).removeprefix(FILES))
            if (found := self._outside.get((path, fragment))) is not None:
                return self._there(schema, text, path, found)
        root = self._resource(schema, text) if uri else own
        if root is None:
            return Reference(None, text)
        fragment = unquote(fragment)
        anchors = self.resources.anchors.get(root, {})
        if fragment == "" or fragment.startswith("/"):
            target = self._by_pointer(schema, root, fragment, text)
        elif fragment in anchors:
            target = anchors[fragment]
        else:
            hint = self._way(schema, text) or suggestion(fragment, anchors)
            raise LeadsNowhereError("ref-not-found/anchor", name=fragment, hint=hint)
        # What stays inside its own resource is right as it stands; what a file's $defs hold is
        # named in full, because embedded schemas have no file around them.
        is_inside = isinstance(own, Schema) and not uri and _is_inside(target, own)
        if is_inside or target.root in self.resources.topics:
            return Reference(
                target, f"{escaped(uri)}#{escaped(fragment)}" if "#" in text else escaped(uri)
            )
        return _in_full(target)

    def _there(self, schema: Schema, text: str, path: str, found: Schema | Exception) -> Reference:
        """Where a reference to a file of other people leads."""
        if isinstance(found, NoFileError) or (
            isinstance(found, Exception) and self._way(schema, text)
        ):
            raise self._no_file(schema, text, path)
        if isinstance(found, Exception):
            raise found
        return _in_full(found)

    def _resource(self, schema: Schema, text: str) -> Resource | None:
        """The root of the resource that a reference names; None for the draft's metaschema."""
        uri = text.partition("#")[0]
        absolute = self.resources.join(self.resources.of[schema], uri)
        if absolute in self.resources.roots_of_uri:
            return self._identified(schema, uri, self.resources.roots_of_uri[absolute])
        if absolute in METASCHEMAS:
            return None
        if not absolute.startswith(FILES):
            raise LeadsNowhereError("ref-remote", text=uri)
        path = unquote(absolute.removeprefix(FILES))
        if path in self._unread:
            raise UnreadError
        if path not in self._definitions:
            raise self._no_file(schema, text, path)
        return path

    def _no_file(self, schema: Schema, text: str, path: str) -> LeadsNowhereError:
        uri, way = text.partition("#")[0], self._way(schema, text)
        if path.startswith("/") and not way:
            return LeadsNowhereError("ref-outside", text=uri)
        here = posixpath.dirname(schema.path)
        known = (posixpath.relpath(other, here or ".") for other in self._definitions)
        return LeadsNowhereError(
            "ref-not-found/file", path=path, hint=way or suggestion(uri, known)
        )

    def _identified(self, schema: Schema, uri: str, roots: list[Schema]) -> Schema:
        """The schema with this `$id`: one embedded with the reference goes before others."""
        near = [root for root in roots if root.root is schema.root]
        first, *others = near or roots
        if others:
            raise LeadsNowhereError("ref-not-found/several", text=uri)
        if not near and first.root in self.resources.topics:
            raise LeadsNowhereError("ref-not-found/in-topic", text=uri)
        return first

    def _by_pointer(self, schema: Schema, root: Resource, fragment: str, text: str) -> Schema:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:]]
        if isinstance(root, str) and steps[:1] != ["$defs"]:
            way = f"; write {text.partition('#')[0]}#/$defs/ and its key"
            hint = self._way(schema, text) or way
            raise LeadsNowhereError("ref-not-found/no-definition", text=text, hint=hint)
        target = self._follow(root, steps)
        if target is None and root in self.resources.topics and steps[0] == "$defs":
            assert isinstance(root, Schema)
            target = self._follow(root.path, steps)
        if target is None:
            hint = self._way(schema, text) or self._near(root, steps)
            raise LeadsNowhereError("ref-not-found", text=text, hint=hint)
        if not isinstance(target.value, dict | bool) or not leads_to_schema(steps):
            raise LeadsNowhereError("ref-not-found/no-schema", text=text)
        return target

    def _follow(self, root: Resource, steps: list[str]) -> Schema | None:
        if isinstance(root, str):
            _, *keys = steps
            found = self._definitions[root].get(keys[0]) if keys else None
            steps = keys[1:]
        else:
            found = root
        for step in steps:
            if found is None:
                return None
            is_index = isinstance(found.value, list) and step.isdigit()
            try:
                found = found.at(int(step) if is_index else step)
            except LookupError:
                return None
        return found

    def _way(self, schema: Schema, text: str) -> str:
        """What to write in place of a reference, where that is known."""
        right = meant(self._definitions, schema.path, unquote(text))
        return f'; write "{right}"' if right else ""

    def _near(self, root: Resource, steps: list[str]) -> str:
        if len(steps) != 2 or steps[0] != "$defs":
            return ""
        path = root if isinstance(root, str) else root.path
        known = {*self._definitions[path]}
        own = None if isinstance(root, str) else root.get("$defs")
        known |= own.keys() if isinstance(own, dict) else set()
        return suggestion(steps[1], sorted(known)) or "; define it under $defs"

    def _add_problem(self, error: LeadsNowhereError, schema: Schema, keyword: str) -> None:
        position = schema.at(keyword).position()
        self.problems.append(TEXTS.problem(error.key, position, **error.fields))


def _in_full(target: Schema) -> Reference:
    steps = "/".join(map(token, target.site.pointer))
    return Reference(target, f"{uri_of(target.path)}#/{steps}")


def _refers(schema: Schema) -> bool:
    return isinstance(schema.value, dict) and not schema.value.keys().isdisjoint(_REFERRING)


_REFERRING = ("$dynamicRef", "$ref")


def _is_inside(schema: Schema, other: Schema) -> bool:
    depth = len(other.site.pointer)
    return schema.root is other.root and schema.site.pointer[:depth] == other.site.pointer
