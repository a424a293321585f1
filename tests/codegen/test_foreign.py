"""Schemas of other people, as they stand: what their dialect says is what is validated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel
from realtime_runtime import InvalidPayload

from ..support.commands import cli
from ..support.files import write
from ..support.generating import generate
from ..support.packages import Package

if TYPE_CHECKING:
    from pathlib import Path

    from realtime_runtime import TopicRef

    from ..support.projects import Project

DRAFT_04 = "http://json-schema.org/draft-04/schema#"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
TOPIC = 'channels: {c: {name: c, topics: {it: {schema: {$ref: "%s"}}}}}'


def files_of(reference: str, around: dict[str, str]) -> dict[str, str]:
    """What a definition with a topic `it` that refers to one of these files gives."""
    contents = {path: text.encode() for path, text in around.items()}
    made = generate({"c.yaml": (TOPIC % reference).encode()}, "schemas", contents)
    assert made.files is not None, made.diagnostics
    assert made.diagnostics == []
    return made.files


def topic(reference: str, around: dict[str, str], folder: Path) -> TopicRef[Any, Any]:
    return Package.of(files_of(reference, around), folder).topic("c")


def accepts(ref: TopicRef[Any, Any], value: object) -> bool:
    try:
        ref(value)
    except InvalidPayload:
        return False
    return True


def components(version: str, schema: str) -> dict[str, str]:
    text = f"openapi: {version}\ncomponents:\n  schemas:\n    It: {schema}\n"
    return {"../api.yaml": text}


OF_OPENAPI_3_0 = [
    ("{type: string, nullable: true}", None, True),
    ("{type: string, nullable: true, enum: [a]}", None, False),
    ("{nullable: true, allOf: [{type: string}]}", None, False),
    ("{type: number, minimum: 0, exclusiveMinimum: true}", 0, False),
    ("{type: number, maximum: 2, exclusiveMaximum: false}", 2, True),
    ("{type: string, const: a}", "b", True),
    ("{type: object, patternProperties: {a: {type: string}}}", {"a": 1}, True),
    ("{type: object, discriminator: {propertyName: kind}, xml: {name: a}}", {}, True),
]


@pytest.mark.parametrize(("schema", "value", "is_valid"), OF_OPENAPI_3_0)
def test_openapi_3_0_has_words_of_its_own(
    schema: str,
    value: object,
    is_valid: bool,  # noqa: FBT001 - a case
    tmp_path: Path,
) -> None:
    """`nullable` and boolean limits have their meaning; what it does not have says nothing."""
    ref = topic("../api.yaml#/components/schemas/It", components("3.0.3", schema), tmp_path)
    assert accepts(ref, value) is is_valid


def test_openapi_3_1_is_draft_2020_12(tmp_path: Path) -> None:
    schema = "{type: [string, 'null'], const: null, nullable: true, example: a}"
    ref = topic("../api.yaml#/components/schemas/It", components("3.1.0", schema), tmp_path)
    assert accepts(ref, None)
    assert not accepts(ref, "a")


def test_a_document_may_say_another_dialect(tmp_path: Path) -> None:
    """OpenAPI 3.1 by `jsonSchemaDialect`, and a schema in a document by its own `$schema`."""
    text = json.dumps(
        {
            "openapi": "3.1.0",
            "jsonSchemaDialect": DRAFT_04,
            "components": {"schemas": {"It": {"items": [{"type": "string"}], "const": 1}}},
        }
    )
    ref = topic("../api.json#/components/schemas/It", {"../api.json": text}, tmp_path)
    assert accepts(ref, ["a"])
    assert not accepts(ref, [1])


def test_a_file_that_says_nothing_is_read_as_what_refers_to_it(tmp_path: Path) -> None:
    """By a definition as draft 2020-12; by another file as that is read."""
    around = {
        "../old.json": json.dumps({"$schema": DRAFT_04, "$ref": "rows.json#/definitions/row"}),
        "../rows.json": json.dumps({"definitions": {"row": {"items": [{"type": "string"}]}}}),
        "../new.json": json.dumps({"prefixItems": [{"type": "string"}]}),
    }
    for path in ("../old.json", "../new.json"):
        ref = topic(path, around, tmp_path)
        assert accepts(ref, ["a", 1])
        assert not accepts(ref, [1])


def test_siblings_of_a_reference_are_ignored_up_to_draft_07(tmp_path: Path) -> None:
    text = json.dumps({"definitions": {"a": {"$ref": "#/definitions/b", "maxLength": 1}, "b": {}}})
    for draft, is_valid in (
        (DRAFT_07, True),
        ("https://json-schema.org/draft/2019-09/schema", False),
    ):
        schema = json.dumps({"$schema": draft, **json.loads(text)})
        ref = topic("../it.json#/definitions/a", {"../it.json": schema}, tmp_path)
        assert accepts(ref, "long") is is_valid


def test_references_between_files_are_followed(tmp_path: Path) -> None:
    """By paths, by `$id`s that lie to each other as the files do, and by those that are relative
    to a folder above. Nothing is fetched."""
    address = {"$schema": DRAFT_07, "type": "string"}
    around = {
        "../vendor/a/user.json": json.dumps(
            {
                "$schema": DRAFT_07,
                "$id": "https://example.com/schemas/a/user.json",
                "properties": {
                    "one": {"$ref": "../b/address.json"},
                    "two": {"$ref": "https://example.com/schemas/b/address.json"},
                    "three": {"$ref": "../named/three.json#/definitions/it"},
                },
            }
        ),
        "../vendor/b/address.json": json.dumps(address),
        "../vendor/named/three.json": json.dumps(
            {"$id": "three$it", "definitions": {"it": {"$ref": "common/four.schema.json"}}}
        ),
        "../vendor/common/four.schema.json": json.dumps(
            {"$id": "common/four.schema.json", "type": "integer"}
        ),
    }
    ref = topic("../vendor/a/user.json", around, tmp_path)
    assert accepts(ref, {"one": "a", "two": "b", "three": 3})
    for key, wrong in (("one", 1), ("two", 1), ("three", "c")):
        assert not accepts(ref, {key: wrong})


def test_a_model_of_pydantic_is_referred_to_as_its_schema(tmp_path: Path) -> None:
    class Address(BaseModel):
        city: str

    class User(BaseModel):
        name: str
        home: Address | None = None

    around = {"../user.json": json.dumps(User.model_json_schema())}
    ref = topic("../user.json", around, tmp_path)
    assert accepts(ref, {"name": "a", "home": {"city": "b"}})
    assert not accepts(ref, {"name": "a", "home": {}})
    assert "class User(" in files_of("../user.json", around)["user.py"]


YAML = """\
base: &base {type: object, required: [a]}
definitions:
  It:
    <<: [*base, {additionalProperties: false}]
    properties: &properties
      a: {type: string}
      a: {type: integer}
      200: {enum: [yes, 010, 2020-01-01]}
  Other: {properties: *properties}
"""


def test_what_definitions_may_not_have_has_its_meaning(tmp_path: Path) -> None:
    """Anchors, aliases and merge keys; the last of a key that is there twice; words and dates are
    strings."""
    ref = topic("../it.yaml#/definitions/It", {"../it.yaml": YAML}, tmp_path)
    assert accepts(ref, {"a": 1, "200": "yes"})
    assert accepts(ref, {"a": 1, "200": 10})
    assert not accepts(ref, {"a": "b"})
    assert not accepts(ref, {})
    assert not accepts(ref, {"a": 1, "b": 1})


def test_aliases_cannot_fill_the_memory() -> None:
    """A billion laughs are refused by how much they stand for, before anything is copied."""
    lines = ["a0: &a0 {type: string}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    made = generate(
        {"c.yaml": (TOPIC % "../it.yaml#/it").encode()},
        "schemas",
        {"../it.yaml": "\n".join([*lines, "it: {allOf: *a29}"]).encode()},
    )
    assert {problem.code for problem in made.diagnostics} == {"alias"}


def test_only_what_is_used_has_types(tmp_path: Path) -> None:
    """Neither types nor embedded schemas have anything else of the file."""
    schemas = {
        "Used": {"properties": {"inner": {"$ref": "#/definitions/Inner"}}, "type": "object"},
        "Inner": {"type": "object", "properties": {"a": {"type": "string"}}},
        "Unused": {"$ref": "nowhere.json", "type": 7},
    }
    text = json.dumps({"$schema": DRAFT_07, "definitions": schemas})
    files = files_of("../it.json#/definitions/Used", {"../it.json": text})
    assert "class Used(" in files["it.py"]
    assert "class Inner(" in files["it.py"]
    assert "Unused" not in files["it.py"]


@pytest.mark.parametrize(
    "key", ["2fa", "None", "class", "$", "http://example.com/a/b.json", "Größe"]
)
def test_any_key_gives_a_name(key: str, tmp_path: Path) -> None:
    """Nobody can change it, so it is never refused."""
    text = json.dumps({"definitions": {key: {"type": "object", "required": ["a"]}, f"{key} ": {}}})
    pointer = key.replace("/", "~1").replace("$", "%24")
    ref = topic(f"../it.json#/definitions/{pointer}", {"../it.json": text}, tmp_path)
    assert accepts(ref, {"a": 1})


def test_no_file_outside_of_the_project_is_read(project: Project) -> None:
    """Neither by a path nor through a link."""
    inside = project.folder / "inside"
    write({"pyproject.toml": "", "schemas/a.yaml": TOPIC % "../../secret.json"}, inside)
    write({"secret.json": "{}"}, project.folder)
    assert "ref-outside" in cli("schemas", cwd=inside, status=1).err
    (inside / "link.json").symlink_to(project.folder / "secret.json")
    write({"schemas/a.yaml": TOPIC % "../link.json"}, inside)
    assert "ref-outside" in cli("schemas", cwd=inside, status=1).err
    write({"schemas/a.yaml": TOPIC % "../own.json", "own.json": "{}"}, inside)
    assert cli("schemas", cwd=inside).out.startswith("generated: ")


def test_a_very_large_file_is_refused(project: Project) -> None:
    project.define("a.yaml", TOPIC % "../large.json")
    with (project.folder / "large.json").open("wb") as file:
        file.truncate(64_000_001)
    assert "ref-outside: " in cli("schemas", status=1).err


def test_a_file_in_the_folder_of_definitions_may_be_foreign(project: Project) -> None:
    """Where something refers to it; otherwise it is told that it is no definition file."""
    project.define("note.json", json.dumps({"$schema": DRAFT_07, "type": "object"}))
    assert "unknown-key" in cli("schemas", status=1).err
    project.define("a.yaml", TOPIC % "note.json")
    cli("schemas")
    assert "Note" in (project.output / "note.py").read_text()
