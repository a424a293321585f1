"""Tags: the constants that tell a union's branches apart, looked up before any branch is walked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .places import Document, Place


class Tagged(NamedTuple):
    """The property that has a tag in every branch, all tags, and the branches of the value's."""

    key: str
    tags: list[str]
    fitting: list[Place]


def tagged(document: Document, branches: Sequence[Place], value: object) -> Tagged | None:
    """What the value's tag tells of the branches; None where they have none in common."""
    if not isinstance(value, dict):
        return None
    properties = [_properties(document, branch) for branch in branches]
    for key in (key for key in properties[0] if key in value):
        tags = [_tags(found.get(key)) for found in properties]
        if all(tags):
            fitting = [b for b, own in zip(branches, tags, strict=True) if value[key] in own]
            return Tagged(key, [tag for own in tags for tag in own], fitting)
    return None


def _properties(document: Document, place: Place) -> dict[str, Any]:
    target: Place | None = place
    if isinstance(place.schema, dict) and "$ref" in place.schema:
        target = document.follow("$ref", place)
    schema = target.schema if target is not None else None
    found = schema.get("properties", {}) if isinstance(schema, dict) else {}
    return found if isinstance(found, dict) else {}


def _tags(schema: Any) -> list[str]:
    """The strings that a schema accepts, if it accepts nothing else."""
    if not isinstance(schema, dict):
        return []
    tags = [schema["const"]] if "const" in schema else schema.get("enum", [])
    return tags if all(isinstance(tag, str) for tag in tags) else []
