"""Python types for shapes, by datamodel-code-generator. Alone imports it, and calls it once.

The library's own templates are replaced, the way it offers, by one that prints what it found out:
the type hint of every field. Both outputs, models and TypedDicts, are made of these, so the
library's work is done once, and nothing of its layout, names or defaults is ours.

Most shapes of a project are like others. Each is asked for once, with the objects that it refers
to numbered from 0, so that what the library takes grows with what is different. Tuples are asked
for part by part: the library makes lists of some, and of nested ones a class that nothing defines.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TEMPLATES = Path(__file__).parent / "templates"


class LibraryHint(NamedTuple):
    """A type hint in the library's words. In it `Shape0` stands for `refers[0]`: an object, by its
    number, or a tuple, by its parts."""

    text: str
    refers: tuple[int | tuple[LibraryHint, ...], ...]


class _Question(NamedTuple):
    """A shape as JSON Schema for the library, and what its `Shape0`, `Shape1` ... stand for."""

    text: str
    refers: tuple[int | tuple[_Question, ...], ...]


def hints_of(shapes: Iterable[dict[str, Any]]) -> list[LibraryHint]:
    """For each shape its type hint."""
    questions = [_question(shape) for shape in shapes]
    answers = _answers(dict.fromkeys(text for question in questions for text in _texts(question)))
    return [_hint(question, answers) for question in questions]


def _question(shape: dict[str, Any]) -> _Question:
    refers: dict[int | tuple[_Question, ...], int] = {}

    def asked(part: Any) -> Any:
        if isinstance(part, list):
            return [asked(item) for item in part]
        if not isinstance(part, dict) or "enum" in part:
            return part
        if "prefixItems" in part:
            return placeholder(tuple(map(_question, part["prefixItems"])))
        if "$ref" in part:
            return placeholder(part["$ref"])
        return {keyword: asked(value) for keyword, value in part.items()}

    def placeholder(for_: int | tuple[_Question, ...]) -> dict[str, str]:
        return {"$ref": f"#/$defs/Shape{refers.setdefault(for_, len(refers))}"}

    return _Question(json.dumps(asked(shape)), tuple(refers))


def _texts(question: _Question) -> Iterator[str]:
    yield question.text
    for refers in question.refers:
        for part in refers if isinstance(refers, tuple) else ():
            yield from _texts(part)


def _hint(question: _Question, answers: dict[str, str]) -> LibraryHint:
    refers = (
        tuple(_hint(part, answers) for part in target) if isinstance(target, tuple) else target
        for target in question.refers
    )
    return LibraryHint(answers[question.text], tuple(refers))


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
            keep_model_order=True,
            skip_root_model=True,
            strict_refs=True,
            allow_remote_refs=False,
        ),
    )
    return str(output)
