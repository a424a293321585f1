"""Which schemas have a valid value, whichever is asked for first."""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from realtime_codegen.jsonschema.conjunction import Reading
from realtime_codegen.jsonschema.satisfiable import Satisfiable

from ..support.generating import understand


def requiring(key: str, definition: str) -> dict[str, object]:
    properties = {key: {"$ref": f"#/$defs/{definition}"}}
    return {"type": "object", "required": [key], "properties": properties}


ENDING = {
    "One": {"anyOf": [requiring("two", "Two"), {"type": "string"}]},
    "Two": requiring("one", "One"),
}
ENDLESS = {"One": requiring("two", "Two"), "Two": requiring("one", "One")}


@pytest.mark.parametrize(("definitions", "holds"), [(ENDING, True), (ENDLESS, False)])
def test_schemas_in_a_circle(definitions: dict[str, object], *, holds: bool) -> None:
    """A value may end at a choice anywhere in the circle, and need not where there is none."""
    project, _ = understand({"a.json": json.dumps({"$defs": definitions}).encode()})
    schemas = [one for one in project.schemas if "$ref" in one.value or one is one.root]
    assert len(schemas) == 4
    for order in permutations(schemas):
        satisfiable = Satisfiable(Reading(project))
        assert {satisfiable.holds(one) for one in order} == {holds}
