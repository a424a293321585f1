"""Translation: a schema of any dialect as one of draft 2020-12 that accepts the same values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..ecma262 import runnable
from .closure import Inside as Schema
from .closure import Node, inner_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .closure import Closure
    from .dialect import Dialect

# What is kept of the siblings of a reference that hides them: they say nothing of values.
_BESIDE = ("title", "description")


class Translation:
    """Translates nodes. Others that references lead to become references to their own."""

    def __init__(self, closure: Closure, address: Callable[[Node], str]) -> None:
        """`address` says how references name a node."""
        self._closure = closure
        self._address = address

    def of(self, node: Node) -> Any:
        """The whole schema of a node. What is no schema stays as it is."""
        value = node.value
        if not isinstance(value, dict):
            return value
        schema = Schema(node, value, node.document.resource_at(node.pointer))
        dialect = schema.resource.dialect
        if dialect.hides_siblings and isinstance(value.get("$ref"), str):
            kept = {key: value[key] for key in _BESIDE if isinstance(value.get(key), str)}
            return {**kept, "$ref": self._reference(schema, "$ref")}
        inside = {
            inner.pointer[len(node.pointer) :]: self._inside(inner)
            for inner, _ in inner_parts(self._closure, schema)
        }
        said: dict[str, Any] = {}
        for keyword, asked in value.items():
            if keyword in dialect.kept:
                said[keyword] = asked
            elif keyword in dialect.holding:
                _nested(said, keyword, asked, inside)
        for keyword in schema.leads:
            _join(said, "$ref", self._reference(schema, keyword))
        _as_meant(said, value, dialect)
        return said

    def _inside(self, node: Node) -> Any:
        if node in self._closure.nodes:
            return {"$ref": self._address(node)}
        return self.of(node)

    def _reference(self, schema: Schema, keyword: str) -> str:
        found = self._closure.target(schema, keyword)
        return schema.value[keyword] if found is None else self._address(found)


def _nested(
    said: dict[str, Any], keyword: str, asked: Any, inside: Mapping[tuple[str | int, ...], Any]
) -> None:
    """A keyword that holds schemas, with these translated; what is none of it stays as it is."""
    if (keyword,) in inside:
        said[keyword] = inside[keyword,]
    elif isinstance(asked, list):
        said[keyword] = [inside.get((keyword, i), one) for i, one in enumerate(asked)]
    elif isinstance(asked, dict):
        named = {name: inside.get((keyword, name), one) for name, one in asked.items()}
        if keyword == "patternProperties":
            named = _runnable(named)
        said[keyword] = named
    else:
        said[keyword] = asked


def _runnable(named: dict[str, Any]) -> dict[str, Any]:
    """Patterns as the validator runs them. References never lead through these keys."""
    found: dict[str, Any] = {}
    for pattern, schema in named.items():
        run = runnable(pattern)
        found[run] = {"allOf": [found[run], schema]} if run in found else schema
    return found


def _as_meant(said: dict[str, Any], value: dict[str, Any], dialect: Dialect) -> None:
    """What a dialect says otherwise than draft 2020-12, in the words of that."""
    if dialect.items_are_tuples:
        rest = said.pop("additionalItems", None)
        if isinstance(said.get("items"), list):
            said["prefixItems"] = said.pop("items")
            if not said["prefixItems"]:
                del said["prefixItems"]
            if rest is not None:
                said["items"] = rest
    if dialect.has_dependencies:
        _dependencies(said)
    if dialect.exclusive_is_boolean:
        _exclusive(said)
    if dialect.has_nullable:
        _nullable(said, value)
    if isinstance(name := said.get("format"), str) and name not in dialect.formats:
        del said["format"]


def _dependencies(said: dict[str, Any]) -> None:
    """What is neither names nor a schema stays beside the schemas, where it is told to be wrong."""
    asked = said.pop("dependencies", {})
    if not isinstance(asked, dict):
        said["dependentSchemas"] = asked
        return
    names = {name: one for name, one in asked.items() if isinstance(one, list)}
    schemas = {name: one for name, one in asked.items() if name not in names}
    said |= {"dependentRequired": names} if names else {}
    said |= {"dependentSchemas": schemas} if schemas else {}


def _exclusive(said: dict[str, Any]) -> None:
    for limit in ("minimum", "maximum"):
        keyword = f"exclusive{limit.capitalize()}"
        is_exclusive = said.get(keyword)
        if isinstance(is_exclusive, bool):
            del said[keyword]
            if is_exclusive and limit in said:
                said[keyword] = said.pop(limit)


def _nullable(said: dict[str, Any], value: dict[str, Any]) -> None:
    """`nullable` adds null to a `type` beside it, and has no meaning without one."""
    type_ = said.get("type")
    if value.get("nullable") is True and isinstance(type_, str):
        said["type"] = [type_, "null"]
    if "example" in value:
        said.setdefault("examples", [value["example"]])


def _join(said: dict[str, Any], keyword: str, asked: Any) -> None:
    """One more keyword, also where there is one already."""
    if keyword in said:
        said.setdefault("allOf", [])
        said["allOf"] = [*said["allOf"], {keyword: asked}]
    else:
        said[keyword] = asked
