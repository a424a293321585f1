"""Python types for shapes, by datamodel-code-generator. Alone imports it, and calls it once.

The library's own templates are replaced, the way it offers, by one that prints what it found out:
the type hint of every field. Both outputs, models and TypedDicts, are made of these, so the
library's work is done once, and nothing of its layout, names or defaults is ours.

Most shapes of a project are like others. Each is asked for once, with the objects that it refers
to numbered from 0, so that what the library takes grows with what is different.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEMPLATES = Path(__file__).parent / "templates"


class LibraryHint(NamedTuple):
    """A type hint in the library's words. In it `Shape0` is the object of number `numbers[0]`."""

    text: str
    numbers: tuple[int, ...]


def hints_of(shapes: Iterable[dict[str, Any]]) -> list[LibraryHint]:
    """For each shape its type hint."""
    questions = [_question(shape) for shape in shapes]
    answers = _answers(dict.fromkeys(text for text, _ in questions))
    return [LibraryHint(answers[text], numbers) for text, numbers in questions]


def _question(shape: dict[str, Any]) -> tuple[str, tuple[int, ...]]:
    """The shape as JSON Schema for the library, and the numbers of the objects it refers to."""
    numbers: dict[int, int] = {}

    def asked(part: Any) -> Any:
        if isinstance(part, list):
            return [asked(item) for item in part]
        if not isinstance(part, dict) or "enum" in part:
            return part
        if "$ref" in part:
            return {"$ref": f"#/$defs/Shape{numbers.setdefault(part['$ref'], len(numbers))}"}
        return {keyword: asked(value) for keyword, value in part.items()}

    return json.dumps(asked(shape)), tuple(numbers)


def _answers(questions: Iterable[str]) -> dict[str, str]:
    """What the library says to each question."""
    asked = {f"q{number}": question for number, question in enumerate(questions)}
    if not asked:
        return {}
    most = max(question.count('"$ref"') for question in asked.values())
    objects = {f"Shape{number}": _object({"of": "{}"}) for number in range(most)}
    output = _generate(json.dumps({"$defs": {"Asked": _object(asked), **objects}}))
    found = (json.loads(line[2:]) for line in output.splitlines() if line.startswith("#:"))
    return {asked[name]: hint for name, hint in found if name in asked}


def _object(properties: dict[str, str]) -> dict[str, Any]:
    """All required: what may be absent is not the library's concern."""
    found = {key: json.loads(text) for key, text in properties.items()}
    return {"type": "object", "properties": found, "required": list(found)}


def _generate(document: str) -> str:
    from datamodel_code_generator import InputFileType, LiteralType, generate
    from datamodel_code_generator.config import GenerateConfig
    from datamodel_code_generator.enums import DataModelType
    from datamodel_code_generator.format import PythonVersion

    output = generate(
        document,
        config=GenerateConfig(
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            custom_template_dir=_TEMPLATES,
            formatters=[],
            disable_timestamp=True,
            target_python_version=PythonVersion.PY_311,
            enum_field_as_literal=LiteralType.All,
            use_standard_collections=True,
            use_union_operator=True,
            use_tuple_for_closed_arrays=True,
            keep_model_order=True,
            skip_root_model=True,
            strict_refs=True,
            allow_remote_refs=False,
        ),
    )
    return str(output)
