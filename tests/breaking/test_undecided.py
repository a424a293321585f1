"""Changes of which nobody can decide whom they break."""

from __future__ import annotations

from typing import Any

import pytest

from .building import CORE, DRAFT, IF, NULL, NUMBER, TEXT, VALIDATION, or_null, tagged
from .versions import broken, findings, names

# Each is named by its keyword, and then by what is special about it.
UNDECIDED: dict[str, tuple[Any, Any]] = {
    "oneOf that is gone": ({"oneOf": [TEXT, NULL], "minLength": 1}, {"minLength": 1}),
    "oneOf of overlapping enums": (
        {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"], "pattern": "b"}]},
        {"anyOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"], "pattern": "b"}]},
    ),
    "oneOf of tagged branches that are null too": (
        {"oneOf": [or_null(tagged("a")), or_null(tagged("b"))]},
        {"anyOf": [or_null(tagged("a")), or_null(tagged("b"))]},
    ),
    "oneOf of tags that are not required": (
        {"oneOf": [{**tagged("a"), "required": []}, {**tagged("b"), "required": []}]},
        {"anyOf": [{**tagged("a"), "required": []}, {**tagged("b"), "required": []}]},
    ),
    "oneOf of tags of which one is in both": (
        {"oneOf": [tagged("a"), {**tagged("b"), "properties": {"kind": {"enum": ["a", "b"]}}}]},
        {"anyOf": [tagged("a"), {**tagged("b"), "properties": {"kind": {"enum": ["a", "b"]}}}]},
    ),
    "contains that is new": ({"type": "array"}, {"type": "array", "contains": TEXT}),
    "contains in two places": (
        {"type": "array", "contains": TEXT},
        {"type": "array", "contains": TEXT, "allOf": [{"contains": NUMBER}]},
    ),
    "$dynamicRef or another reference to the draft": ({"$ref": DRAFT}, {"$ref": CORE}),
    "$dynamicRef or one of several references to the draft": (
        {"allOf": [{"$ref": DRAFT}, {"$ref": CORE}]},
        {"allOf": [{"$ref": VALIDATION}, {"$ref": CORE}]},
    ),
    "if whose else is gone": ({"type": "object", **IF}, {k: IF[k] for k in ("if", "then")}),
    "not": ({"not": {"minLength": 1}}, {"not": {"minLength": 2}}),
    "if": ({"if": TEXT, "then": {"minLength": 1}}, {"if": TEXT, "then": {"minLength": 2}}),
    "pattern": ({"type": "string", "pattern": "a"}, {"type": "string", "pattern": "b"}),
    "patternProperties": (
        {"type": "object", "patternProperties": {"^a": TEXT}},
        {"type": "object", "patternProperties": {"^b": TEXT}},
    ),
    "patternProperties that are new": (
        {"type": "object"},
        {"type": "object", "patternProperties": {"^a": TEXT}},
    ),
    "propertyNames": ({"propertyNames": {"maxLength": 3}}, {"propertyNames": {"maxLength": 2}}),
    "contains": ({"contains": TEXT}, {"contains": NUMBER}),
    "dependentSchemas": ({"dependentSchemas": {"a": {"required": ["b"]}}}, {}),
    "oneOf": ({"anyOf": [TEXT, {"minLength": 1}]}, {"oneOf": [TEXT, {"minLength": 1}]}),
    "anyOf": ({"anyOf": [TEXT, NULL], "minLength": 1}, {"minLength": 1}),
    "unevaluatedProperties": (
        {"anyOf": [{"properties": {"a": TEXT}}, NULL], "unevaluatedProperties": False},
        {"anyOf": [{"properties": {"a": TEXT}}, NULL], "additionalProperties": False},
    ),
    "unevaluatedProperties beside a reference to the draft": (
        {"allOf": [{"$ref": DRAFT}], "unevaluatedProperties": False},
        {"allOf": [{"$ref": DRAFT}], "additionalProperties": False},
    ),
    "$dynamicRef": (
        {"$dynamicRef": "#x", "$defs": {"a": {"$dynamicAnchor": "x", "type": "string"}}},
        {"$dynamicRef": "#x", "$defs": {"a": {"$dynamicAnchor": "x", "type": "integer"}}},
    ),
}


@pytest.mark.parametrize(("name", "pair"), UNDECIDED.items(), ids=UNDECIDED)
def test_what_cannot_be_decided_breaks_both(name: str, pair: tuple[Any, Any]) -> None:
    """A change of it is reported, in both directions; without a change nothing is."""
    keyword = name.split()[0]
    for old, new in (pair, pair[::-1]):
        found = findings(old, new)
        if name != "$dynamicRef":  # it leads to one schema alone, so that is compared
            (told,) = [name for name in names(found) if name.startswith("undecided:")]
            assert told.endswith(f"/{keyword}")
        assert broken(found) == {"publishers", "subscribers"}
        assert findings(old, old) == []
