"""Embedding for JavaScript: patterns as they are, and nothing that only people read.

A reference is written from the root of its topic's schema, or with a file's name: the same wherever
it stands, also in a schema with an `$id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...jsonschema.embedding import REMOVED, Embedding
from ...jsonschema.resources import token, uri_of

if TYPE_CHECKING:
    from ...model import Parameter, Project, Schema

_FOR_PEOPLE = (
    "$comment default deprecated description examples readOnly title writeOnly x-name".split()
)


class Embedded(Embedding):
    """Schemas with what says which values are valid, and no more: browsers load them."""

    def _adapt(self, project: Project) -> None:
        self._topics = {topic.schema for file in project.files for topic in file.topics}
        for schema, reference in project.references.items():
            if reference.target is not None:
                self._refer(schema, reference.target)
        for schema, target in project.dynamic.items():
            if "$ref" not in schema.value:  # there TypeBox looks for it in the same text alone
                self._rewrite(schema, "$dynamicRef", REMOVED)
                self._refer(schema, target)
        for keyword in _FOR_PEOPLE:
            for schema in project.with_keyword(keyword):
                self._rewrite(schema, keyword, REMOVED)

    def _refer(self, schema: Schema, target: Schema) -> None:
        is_own = target.root in self._topics
        uri = "" if is_own else uri_of(target.path)
        steps = map(token, target.steps if is_own else target.site.pointer)
        self._rewrite(schema, "$ref", f"{uri}#{''.join(f'/{step}' for step in steps)}")
        if not is_own:
            self._files.setdefault(schema.root, set()).add(target.path)

    def parameter(self, parameter: Parameter) -> dict[str, Any]:
        schema = dict(parameter.schema)
        if schema.get("format") == "uuid" and "enum" in schema:
            schema["enum"] = [value.lower() for value in schema["enum"]]
        return schema
