"""Where a schema leads: what applies to the same value, and what it is only a name for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .keywords import IN_PLACE, SHAPING, subschemas

if TYPE_CHECKING:
    from ..model import Project, Schema


def targets(project: Project, schema: Schema) -> list[Schema]:
    """Where the references of a schema lead."""
    reference = project.references.get(schema)
    followed = None if reference is None else reference.target
    found = (followed, project.dynamic.get(schema))
    return [target for target in found if target is not None]


def in_place(project: Project, schema: Schema) -> list[Schema]:
    """The schemas that a schema applies to its own value."""
    inside = [other for keyword, other in subschemas(schema) if keyword in IN_PLACE]
    return inside + targets(project, schema)


def joined_by(project: Project, schema: Schema) -> list[Schema]:
    """The schemas that apply wherever a mapping does: what it refers to, and its `allOf`."""
    if schema.value.keys().isdisjoint(_JOINING):
        return []
    parts = [schema.at("allOf", i) for i in range(len(schema.get("allOf", ())))]
    return targets(project, schema) + parts


_JOINING = frozenset({"$dynamicRef", "$ref", "allOf"})
_LEADING = _JOINING | {"anyOf", "oneOf"}


def alias_target(project: Project, schema: Schema) -> Schema | None:
    """The schema that this one is just a name for: a `$ref`, or a union or `allOf` of one."""
    if not isinstance(schema.value, dict) or schema.value.keys().isdisjoint(_LEADING):
        return None
    shaping = schema.value.keys() & SHAPING
    if shaping in ({"$ref"}, {"$dynamicRef"}):
        found = targets(project, schema)
        return found[0] if found else None
    for keyword in ("allOf", "anyOf", "oneOf"):
        if shaping == {keyword} and len(schema.value[keyword]) == 1:
            return schema.at(keyword, 0)
    return None
