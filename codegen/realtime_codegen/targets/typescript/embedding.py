"""Embedding for JavaScript: patterns as they are, and nothing that only people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...jsonschema.embedding import REMOVED, Embedding

if TYPE_CHECKING:
    from ...model import Parameter, Project

_FOR_PEOPLE = (
    "$comment default deprecated description examples readOnly title writeOnly x-name".split()
)


class Embedded(Embedding):
    """Schemas with what says which values are valid, and no more: browsers load them."""

    def _adapt(self, project: Project) -> None:
        for keyword in _FOR_PEOPLE:
            for schema in project.with_keyword(keyword):
                self._rewrite(schema, keyword, REMOVED)

    def parameter(self, parameter: Parameter) -> dict[str, Any]:
        schema = dict(parameter.schema)
        if schema.get("format") == "uuid" and "enum" in schema:
            schema["enum"] = [value.lower() for value in schema["enum"]]
        return schema
