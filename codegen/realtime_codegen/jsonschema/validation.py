"""Validation: whether a value is valid by a project's schema, with all that it refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..once import once
from .embedding import Embedding
from .resources import token, uri_of
from .validator import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model import Project, Schema


class Validation:
    """What the validator of the runtime says of values in definitions."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def of(self, schema: Schema) -> Callable[[Any], bool]:
        """What says whether a value is valid by a schema."""
        return self._resources.check(self._address(schema))

    def _address(self, schema: Schema) -> str:
        steps = "".join(f"/{token(step)}" for step in schema.steps)
        if schema.root in self._topics:
            return f"{self._topics[schema.root]}#{steps}"
        pointer = "/".join(map(token, schema.site.pointer))
        return f"{uri_of(schema.path)}#/{pointer}"

    @once
    def _topics(self) -> dict[Schema, str]:
        topics = (topic.schema for channel in self._project.channels for topic in channel.topics)
        return {schema: f"topics:/{number}" for number, schema in enumerate(topics)}

    @once
    def _resources(self) -> Registry:
        embedding = Embedding(self._project)
        found = [(uri, embedding.value(root)) for root, uri in self._topics.items()]
        for file in self._project.files:
            definitions = {d.key: embedding.value(d.schema) for d in file.definitions}
            found.append((uri_of(file.path), {"$defs": definitions}))
        return Registry(found)
