"""The cases of JSON-Schema-Test-Suite, draft 2020-12; see suite/ORIGIN.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

SUITE = Path(__file__).parent / "suite"
# Documents that these name would be fetched, and nothing ever is.
_FETCHED = frozenset(
    """
    detached-dynamicref.json extendible-dynamic-ref.json metaschema-no-validation.json
    metaschema-optional-vocabulary.json tree.json
    """.split()
)
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


def groups(folder: str = "") -> list[Group]:
    """The groups of a folder of the suite, without those that need a fetched document."""
    return [
        Group(f"{path.name}: {group['description']}", group["schema"], _cases(group["tests"]))
        for path in sorted((SUITE / folder).glob("*.json"))
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
