"""References in all their forms, over topics, definitions and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ..support.generating import generate
from ..support.packages import Package

if TYPE_CHECKING:
    from pathlib import Path

NODE = {
    "$dynamicAnchor": "node",
    "type": "object",
    "properties": {"next": {"$dynamicRef": "#node"}, "value": {"type": "integer"}},
}


class Project:
    """One file `m.yaml` whose channel `m` has these topics, beside other files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def generate(self, schema: Any, definitions: dict[str, Any], **topics: Any) -> Any:
        """The topic `it`, or the codes of what is wrong."""
        found = {key: {"schema": other} for key, other in {"it": schema, **topics}.items()}
        data = {"channels": {"m": {"name": "m", "topics": found}}, "$defs": definitions}
        result = generate({"m.yaml": yaml.safe_dump(data).encode()}, "")
        if result.files is None:
            return [problem.code for problem in result.diagnostics if problem.is_error]
        self.text = result.files["m.py"]
        return Package.of(result.files, self._folder).topic("m")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_dynamic_reference_that_can_only_lead_to_one_schema_has_its_type(
    project: Project,
) -> None:
    """A tree's own `$dynamicRef` gives a recursive class."""
    ref = project.generate({"$ref": "#/$defs/Node"}, {"Node": NODE})
    assert "next: Node | None" in project.text
    assert ref({"next": {"next": {"value": 1}}}).data.next.next.value == 1
    with pytest.raises(ValueError, match="/next/value"):
        ref({"next": {"value": "1"}})


def test_a_dynamic_reference_is_followed_from_the_outermost_schema(project: Project) -> None:
    """A topic that extends a definition by its `$dynamicAnchor` extends it at every depth."""
    strict = {"$dynamicAnchor": "node", "$ref": "#/$defs/Node", "unevaluatedProperties": False}
    ref = project.generate(strict, {"Node": NODE})
    assert ref({"next": {"value": 1}})
    with pytest.raises(ValueError, match="/next"):
        ref({"next": {"other": 1}})


def test_a_dynamic_reference_leads_to_other_definitions_of_its_file(project: Project) -> None:
    """What only a `$dynamicRef` names travels too."""
    holder = {"type": "object", "properties": {"it": {"$dynamicRef": "#number"}}}
    number = {"$dynamicAnchor": "number", "type": "integer"}
    ref = project.generate({"$ref": "#/$defs/Holder"}, {"Holder": holder, "Number": number})
    assert ref({"it": 1}).data.it == 1
    with pytest.raises(ValueError, match="/it"):
        ref({"it": "1"})


@pytest.mark.parametrize(
    "reference", ["#/$defs/a~1b%25c", "https://example.com/odd", "https://example.com/odd#it"]
)
def test_a_definition_is_named_in_any_way(project: Project, reference: str) -> None:
    """By its escaped key, by its `$id`, and by its `$anchor`."""
    odd = {"$id": "https://example.com/odd", "$anchor": "it", "type": "integer"}
    ref = project.generate({"$ref": reference}, {"a/b%c": odd})
    assert ref(1).data == 1
    with pytest.raises(ValueError, match="integer"):
        ref("1")


@pytest.mark.parametrize(
    ("schema", "definitions"),
    [
        ({"$ref": "https://example.com/topic"}, {}),
        (
            {"$ref": "https://example.com/twice"},
            {name: {"$id": "https://example.com/twice"} for name in ("A", "B")},
        ),
        ({"$ref": "https://json-schema.org/draft/2020-12/schema#nothing"}, {}),
        ({"$dynamicRef": "#/$defs/A"}, {"A": {"type": "string"}}),
    ],
    ids=["inside a topic", "in two places", "not in the metaschema", "what does not travel"],
)
def test_what_no_validator_could_follow_is_an_error(
    project: Project, schema: Any, definitions: dict[str, Any]
) -> None:
    """It is found when generating, not when a first message is sent."""
    other = {"$id": "https://example.com/topic", "type": "integer"}
    assert project.generate(schema, definitions, other=other) == ["ref-not-found"]


def test_a_schema_that_is_only_itself_is_an_error(project: Project) -> None:
    """A `$dynamicRef` to its own place has no meaning."""
    circle = {"$dynamicAnchor": "a", "$dynamicRef": "#a"}
    assert project.generate(circle, {}) == ["ref-circular"]


@pytest.mark.parametrize(
    ("schema", "value", "type_"),
    [
        ({"anyOf": [{"const": 1}, {"type": "boolean"}]}, True, bool),
        ({"anyOf": [{"const": True}, {"type": "integer"}]}, 1, int),
        ({"anyOf": [{"type": "string", "format": "time"}, {"type": "integer"}]}, 2.0, int),
        ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string"}]}, "5", str),
    ],
)
def test_decoding_takes_no_value_for_another(
    project: Project, schema: Any, value: Any, type_: type
) -> None:
    """true is not 1, a number is no time, and digits are no date."""
    found = project.generate(schema, {})(value).data
    assert type(found) is type_
    assert found == value


@pytest.mark.parametrize(
    ("name", "text"), [("date-time", "1998-12-31T23:59:60Z"), ("time", "23:59:60Z")]
)
def test_a_leap_second_is_the_end_of_the_second_before(
    project: Project, name: str, text: str
) -> None:
    """The draft's formats have leap seconds, Python's types have not."""
    found = project.generate({"type": "string", "format": name}, {})(text).data
    assert (found.second, found.microsecond) == (59, 999_999)
