"""The cases of JSON-Schema-Test-Suite; see suite/ORIGIN.md for draft 2020-12, and drafts/ORIGIN.md
for those before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

SUITE = Path(__file__).parent / "suite"
DRAFTS = Path(__file__).parent / "drafts"
# Documents that these name would be fetched, and nothing ever is.
_FETCHED = frozenset(
    """
    detached-dynamicref.json extendible-dynamic-ref.json metaschema-no-validation.json
    metaschema-optional-vocabulary.json tree.json
    """.split()
)
DRAFT = "https://json-schema.org/draft/2020-12/schema"
OLDER = {
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
}
"""The drafts of the folders in `drafts/`."""
_ANNOTATION = "is only an annotation by default"


class Case(NamedTuple):
    """One value, and whether its schema accepts it."""

    description: str
    data: Any
    valid: bool


class Group(NamedTuple):
    """One schema, and its cases."""

    name: str
    schema: Any
    cases: tuple[Case, ...]


def groups(folder: str = "", suite: Path = SUITE) -> list[Group]:
    """The groups of a folder of the suite, without those that need a fetched document."""
    return [
        Group(f"{path.name}: {group['description']}", group["schema"], _cases(group["tests"]))
        for path in sorted((suite / folder).glob("*.json"))
        for group in json.loads(path.read_text(encoding="utf-8"))
        if not _is_fetching(group["schema"])
    ]


def _is_fetching(schema: Any) -> bool:
    """Whether a schema refers to a document that is not in it."""
    if isinstance(schema, list):
        return any(map(_is_fetching, schema))
    if not isinstance(schema, dict):
        return False
    texts = (schema.get("$ref"), schema.get("$schema"))
    names = {text.split("#")[0].split("/")[-1] for text in texts if isinstance(text, str)}
    return bool(names & _FETCHED) or any(map(_is_fetching, schema.values()))


def _cases(tests: list[dict[str, Any]]) -> tuple[Case, ...]:
    """The cases; what is valid only where a format is an annotation is refused here."""
    return tuple(
        Case(t["description"], t["data"], t["valid"] and _ANNOTATION not in t["description"])
        for t in tests
    )
