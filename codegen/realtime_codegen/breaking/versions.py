"""Version: all definitions of one version, with what is known of them."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from ..graphs import reached
from ..jsonschema.following import targets
from ..once import once
from .identity import Identity, anchored
from .labels import labels_of

if TYPE_CHECKING:
    from ..jsonschema.conjunction import Schemas
    from ..model import Project, Schema


class Version:
    """A version's definitions. `needed` are the branches of a union that say something."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.needed: dict[Schema, Schemas] = {}
        self._users = cache(self._users_of)
        self._labels = cache(partial(labels_of, project))

    @once
    def identity(self) -> Identity:
        """Which of its schemas are the same."""
        return Identity(self.project, self.project)

    @once
    def topics(self) -> dict[Schema, str]:
        """What each topic is called, by its schema: `pipeline.status`."""
        return {
            topic.schema: f"{channel.key}.{topic.key}"
            for channel in self.project.channels
            for topic in channel.topics
        }

    @once
    def owners(self) -> dict[Schema, str]:
        """What each topic and each definition is called: `a.yaml#/$defs/Step`."""
        definitions = {
            definition.schema: f"{file.path}#/$defs/{definition.key}"
            for file in self.project.files
            for definition in file.definitions
        }
        return self.topics | definitions

    def subject(self, schema: Schema) -> str:
        """A schema's place without the lines: `pipeline.status/properties/step`."""
        return "/".join([self.owners[schema.root], *self._steps(schema)])

    def branch(self, schema: Schema) -> str:
        """A branch's place in the schema that has its union: `oneOf/kind=left`."""
        return "/".join(self._steps(schema)[-2:])

    def _steps(self, schema: Schema) -> list[str]:
        """The steps from the root, with the labels of branches in place of their indices."""
        if schema.around is None:
            return []
        place = self.project.places.get(schema)
        is_branch = place is not None and place.keyword in ("anyOf", "oneOf")
        step = self._labels(schema.around)[int(schema.step)] if is_branch else str(schema.step)
        return [*self._steps(schema.around), step]

    def users(self, schema: Schema) -> list[Schema]:
        """The schemas of the topics that use a definition, in their order."""
        return self._users(schema.root)

    def _users_of(self, definition: Schema) -> list[Schema]:
        found = reached([definition], lambda root: self._referring.get(root, ()))
        return [topic for topic in self.topics if topic in found and topic is not definition]

    @once
    def _referring(self) -> dict[Schema, list[Schema]]:
        """For each root, those that refer to it or to what is inside."""
        found: dict[Schema, list[Schema]] = {}
        for schema in self.project.schemas:
            leads_to = targets(self.project, schema)
            if "$dynamicRef" in (schema.value if isinstance(schema.value, dict) else ()):
                leads_to += anchored(self.project, schema.value["$dynamicRef"])
            for target in leads_to:
                found.setdefault(target.root, []).append(schema.root)
        return found
