"""Which definitions of two versions are compared, and how often."""

from __future__ import annotations

from typing import Any

import pytest

from .building import NULL, NUMBER, TEXT
from .versions import broken, findings, names


def anchored(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$dynamicAnchor": "x", **schema}


@pytest.mark.parametrize(
    "after",
    [
        {"A": anchored(NULL)},
        {"A": anchored(NUMBER), "B": {"$id": "schemas:/b", **anchored(NULL)}},
        {"B": anchored(NUMBER)},
        {"A": NUMBER},
    ],
    ids=["another type", "one more", "another place", "none"],
)
def test_a_dynamic_reference_that_may_lead_to_several_schemas_is_undecided(after: Any) -> None:
    """Where one of them has changed, is new, or stands elsewhere; unchanged, they break nothing."""
    schema = {"properties": {"x": {"$dynamicRef": "#x"}}, "$defs": {"T": anchored(TEXT)}}
    before = {"A": anchored(NUMBER)}
    for versions in ((before, after), (after, before)):
        found = findings(schema, schema, before=versions[0], after=versions[1])
        undecided = [name for name in names(found) if name.startswith("undecided:")]
        assert [name.rpartition("/")[2] for name in undecided] == ["$dynamicRef"]
        assert broken(found) == {"publishers", "subscribers"}
    assert findings(schema, schema, before=after, after=after) == []
    found = findings(schema, {**schema, "minProperties": 1}, before=before, after=before)
    assert names(found) == ["constraint-tightened:c.t/minProperties"]


def test_a_definition_is_compared_once() -> None:
    """Also where it refers to itself, and where a schema refers to it twice."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "id": NUMBER}}
    other = {**node, "properties": {**node["properties"], "id": TEXT}}  # type: ignore[dict-item]
    schema = {"type": "array", "prefixItems": [{"$ref": "#/$defs/Node"}, {"$ref": "#/$defs/Node"}]}
    found = findings(
        schema, schema, before={"Node": node}, after={"Node": {**other, "minProperties": 1}}
    )
    assert sorted(names(found)) == [
        "constraint-tightened:a.json#/$defs/Node/minProperties",
        "type-narrowed:a.json#/$defs/Node/properties/id",
        "type-widened:a.json#/$defs/Node/properties/id",
    ]


def test_definitions_may_have_other_names() -> None:
    """What is behind a reference counts, in circles too."""
    one = {"Node": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}
    other = {"Tree": {"type": "array", "items": {"allOf": [{"$ref": "#/$defs/Tree"}]}}}
    schemas = {"$ref": "#/$defs/Node"}, {"$ref": "#/$defs/Tree"}
    assert findings(*schemas, before=one, after=other) == []


def test_a_definition_of_another_name_is_the_same_where_words_count() -> None:
    """Also beside other keywords, inside what is compared word for word."""

    def schema(name: str) -> Any:
        return {"not": {"$ref": f"#/$defs/{name}", "minLength": 1}}

    assert findings(schema("A"), schema("B"), before={"A": TEXT}, after={"B": TEXT}) == []
    assert findings(schema("A"), schema("B"), before={"A": TEXT}, after={"B": NUMBER}) != []


def test_a_long_chain_of_definitions_is_followed_to_its_end() -> None:
    """However long it is."""

    def chain(end: Any) -> dict[str, Any]:
        links = {
            f"D{i}": {"type": "object", "properties": {"next": {"$ref": f"#/$defs/D{i + 1}"}}}
            for i in range(1500)
        }
        return {**links, "D1500": end}

    start = {"$ref": "#/$defs/D0"}
    found = findings(start, start, before=chain(TEXT), after=chain(NUMBER))
    at = "a.json#/$defs/D1500"
    assert sorted(names(found)) == [f"type-narrowed:{at}", f"type-widened:{at}"]
