"""A schema of any draft is validated as an independent validator of that draft does."""

from __future__ import annotations

import json
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema.validators import validator_for
from realtime_runtime import InvalidPayload

from ..support.generating import generate
from ..support.packages import Package
from .cases import DRAFT, OLDER
from .dialects import DEFINITIONS, VALUES, Schemas

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

DRAFTS = {**OLDER, "2020-12": DRAFT}
COUNT = 80


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("seed", range(2))
def test_random_schemas_mean_what_their_draft_says(draft: str, seed: int, tmp_path: Path) -> None:
    """Keywords that only some drafts have, or that mean something else in each, in any mixture."""
    schemas = Schemas(Random(f"{draft} {seed}"), draft)
    named: dict[str, Any] = {f"S{number}": schemas.schema() for number in range(COUNT)}
    document = {"$schema": DRAFTS[draft], "definitions": {**named, **DEFINITIONS}}
    topics = {name: {"schema": {"$ref": f"../o.json#/definitions/{name}"}} for name in named}
    source = json.dumps({"channels": {"c": {"name": "c", "topics": topics}}}).encode()
    made = generate({"c.json": source}, "", {"../o.json": json.dumps(document).encode()})
    assert made.files is not None, made.diagnostics
    package = Package.of(made.files, tmp_path)
    for name, schema in named.items():
        reference = {"$ref": f"#/definitions/{name}"}
        judge = validator_for(document)({**document, "allOf": [reference]})
        for value in VALUES:
            with suppress(TypeError):  # jsonschema's own, of booleans under `items`
                is_valid = judge.is_valid(value)
                assert accepts(package.topic("c", name), value) is is_valid, schema


def accepts(topic: Any, value: object) -> bool:
    try:
        topic(value)
    except InvalidPayload:
        return False
    return True
