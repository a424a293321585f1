"""What is wrong in a schema of other people, by its own dialect, is told at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema.validators import validator_for
from realtime_codegen.jsonschema.keywords import DRAFT, KEYWORDS

from ..conformance.cases import OLDER
from ..support.generating import generate

# What is wrong by a metaschema and says nothing of values, or nothing else: lists that are empty or
# name something twice, schemas that are true or false before draft-06, what a draft has given up.
HARMLESS = {"additionalItems", "dependencies", "deprecated", "enum", "exclusiveMaximum"}
HARMLESS |= {"contentSchema", "exclusiveMinimum", "items", "not", "required", "writeOnly"}
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    "a",
    [],
    {},
    ["a"],
    {"a": 1},
    [{}],
    [1],
    {"a": []},
    {"a": {"type": 1}},
)
DIALECTS = {**OLDER, "2020-12": DRAFT}


@pytest.mark.parametrize("draft", DIALECTS)
def test_what_a_draft_does_not_allow_is_told(draft: str) -> None:
    """Each keyword with values of all kinds: what its metaschema refuses is an error at its place,
    and what it allows is none."""
    uri = DIALECTS[draft]
    metaschema = validator_for({"$schema": uri})({"$ref": uri})
    plain = {keyword for keyword in KEYWORDS if not keyword.startswith("$")} - HARMLESS
    schemas: list[dict[str, Any]] = [{keyword: value} for keyword in sorted(plain) for value in ODD]
    schemas += [{"$ref": value} for value in ODD if not isinstance(value, str)]
    around = {
        f"../{n}.json": json.dumps({"$schema": uri, "definitions": {"it": schema}}).encode()
        for n, schema in enumerate(schemas)
    }
    told = errors_in(around)
    told |= errors_in({path: text for path, text in around.items() if path not in told})
    for path, schema in zip(around, schemas, strict=True):
        is_right = metaschema.is_valid(schema) and "$ref" not in schema
        assert (path in told) is not is_right, schema


def errors_in(around: dict[str, bytes]) -> set[str]:
    """The files, each with a definition `it` that is referred to, that have an error."""
    references = {f"D{n}": {"$ref": f"{path}#/definitions/it"} for n, path in enumerate(around)}
    source = json.dumps({"$defs": references}).encode()
    found = generate({"a.json": source}, "", around)
    return {problem.position.path for problem in found.diagnostics if problem.is_error}
