"""The types that a schema gives, as Python spells them."""

from __future__ import annotations

import json
from typing import Any

from ..support.generating import spelled

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
NULL = {"type": "null"}


class Typed:
    """The types of the topic `it` and of the classes of its file, and the warnings."""

    def __init__(self, schema: Any, definitions: dict[str, Any]) -> None:
        channel = {"name": "m", "topics": {"it": {"schema": schema}}}
        data = {"channels": {"m": channel}, "$defs": definitions}
        found = spelled({"m.json": json.dumps(data).encode()})
        ((self.received, self.published),) = found.topics
        self.fields = found.fields
        self.aliases = found.aliases
        self.warnings = found.warnings


def typed(schema: Any, **definitions: Any) -> Typed:
    return Typed(schema, definitions)


def an_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}
