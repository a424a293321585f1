"""What is used of foreign documents: all that references reach, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ...diagnostics import shortened
from .following import LeadsNowhereError, UnreadError, value_at
from .resources import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...diagnostics import Pointer
    from .following import Documents, Target
    from .resources import Document, Resource

# Keys and indices; definitions of our own are nested no deeper.
_DEEPEST = 200
Place = tuple["Document", "Pointer"]
Scope = tuple[tuple[str, Place], ...]


class Node(NamedTuple):
    """A schema that references lead to. `scope` has the places to which dynamic references below it
    lead, by the names of their anchors: only those that may lead to several."""

    document: Document
    pointer: Pointer
    scope: Scope = ()

    @property
    def value(self) -> Any:
        return value_at(self.document, self.pointer)


class Inside(NamedTuple):
    """A schema in a node, or the node's own, with what holds there."""

    node: Node
    value: Any
    resource: Resource

    @property
    def leads(self) -> Iterator[str]:
        """The keywords by which it refers to others."""
        for keyword in self.resource.dialect.references:
            if isinstance(self.value.get(keyword), str):
                yield keyword

    @property
    def misused(self) -> Iterator[tuple[str, str]]:
        """The keywords whose value has no meaning, and what it must be: those that no fault is
        found in when they are translated."""
        dialect = self.resource.dialect
        for keyword in dialect.references:
            if not isinstance(self.value.get(keyword, ""), str):
                yield keyword, "a string"
        for keyword in ("exclusiveMinimum", "exclusiveMaximum"):
            is_boolean = isinstance(self.value.get(keyword, False), bool)
            if dialect.exclusive_is_boolean and not is_boolean:
                yield keyword, "true or false"

    def at(self, keyword: str) -> tuple[Document, Pointer]:
        return self.node.document, (*self.node.pointer, keyword)


def _misused(keyword: str, expected: str, found: Any) -> LeadsNowhereError:
    fields = {"subject": f'"{keyword}"', "expected": expected, "found": shortened(found)}
    return LeadsNowhereError("invalid-schema", **fields, hint="")


class Closure:
    """The nodes that some references reach.

    `tracked` are the dynamic anchors for which the way to a reference is remembered.
    """

    def __init__(self, documents: Documents, tracked: frozenset[str] = frozenset()) -> None:
        self._documents = documents
        self.tracked = tracked
        self.nodes: dict[Node, None] = {}
        self.failures: dict[tuple[Document, Pointer], LeadsNowhereError] = {}
        """Why a reference leads nowhere, by the place of its text."""
        self._waiting: list[Node] = []
        # Dynamic anchors: where each is, as far as it is reached, and those that are referred to.
        self._anchored: dict[str, dict[Place, None]] = {}
        self._asked: dict[str, None] = {}

    def add(self, target: Target) -> Node:
        """A node, with all that it reaches."""
        node = self.entered(target.document, target.pointer, ())
        self._reach(node)
        while self._waiting:
            for inside in walk(self, self._waiting.pop()):
                for keyword in inside.leads:
                    self._lead(inside, keyword)
                for keyword, expected in inside.misused:
                    fault = _misused(keyword, expected, inside.value[keyword])
                    self.failures[inside.at(keyword)] = fault
        return node

    def _reach(self, node: Node) -> None:
        if node not in self.nodes:
            self.nodes[node] = None
            self._waiting.append(node)

    def _lead(self, inside: Inside, keyword: str) -> None:
        try:
            found = self.target(inside, keyword)
        except LeadsNowhereError as error:
            self.failures[inside.at(keyword)] = error
        except UnreadError:
            pass
        else:
            if found is not None:
                self._reach(found)

    def entered(self, document: Document, pointer: Pointer, scope: Scope) -> Node:
        """The node of a place that is come to with this scope."""
        resource = document.resource_at(pointer)
        for name, place in resource.dynamic.items():
            self._anchored.setdefault(name, {})[document, place] = None
            if name in self.tracked and name not in dict(scope):
                scope = tuple(sorted((*scope, (name, (document, place))), key=lambda one: one[0]))
        return Node(document, pointer, scope)

    def target(self, inside: Inside, keyword: str) -> Node | None:
        """Where a reference leads; None for the metaschema of draft 2020-12. Raises
        LeadsNowhereError and UnreadError."""
        document, _, scope = inside.node
        text = "#" if keyword == "$recursiveRef" else inside.value[keyword]
        found = self._documents.follow(document, inside.resource, text)
        if found is None:
            return None
        document, pointer, anchor = found
        if keyword == "$recursiveRef" and "" in inside.resource.dynamic:
            anchor = ""
        if keyword != "$ref" and anchor is not None:
            self._asked[anchor] = None
            document, pointer = dict(scope).get(anchor, (document, pointer))
        return self.entered(document, pointer, scope)

    @property
    def ambiguous(self) -> frozenset[str]:
        """The dynamic anchors that references name and that several places have."""
        return frozenset(name for name in self._asked if len(self._anchored.get(name, ())) > 1)


def closure_of(documents: Documents, targets: Iterable[Target]) -> tuple[Closure, list[Node]]:
    """What these targets reach, and the node of each.

    Where dynamic references may lead to several places, the way to each is followed by itself.
    """
    found = list(targets)
    closure = Closure(documents)
    nodes = [closure.add(target) for target in found]
    while ambiguous := closure.ambiguous - closure.tracked:
        closure = Closure(documents, closure.tracked | ambiguous)
        nodes = [closure.add(target) for target in found]
    return closure, nodes


def walk(closure: Closure, node: Node) -> Iterator[Inside]:
    """A node's schema and all schemas in it, without those that are only named there."""
    waiting = [(node, node.value)]
    while waiting:
        inner, value = waiting.pop()
        if not isinstance(value, dict):
            continue
        if len(inner.pointer) > _DEEPEST:
            closure.failures[inner.document, inner.pointer] = LeadsNowhereError("too-deep")
            continue
        inside = Inside(inner, value, inner.document.resource_at(inner.pointer))
        yield inside
        waiting += inner_parts(closure, inside)


def inner_parts(closure: Closure, inside: Inside) -> list[tuple[Node, Any]]:
    """The schemas directly in one that say something of its values."""
    dialect = inside.resource.dialect
    if dialect.hides_siblings and isinstance(inside.value.get("$ref"), str):
        return []
    document, pointer, scope = inside.node
    return [
        (closure.entered(document, (*pointer, *part.steps), scope), part.value)
        for part in parts(inside.value, dialect)
        if not part.is_definition
    ]
