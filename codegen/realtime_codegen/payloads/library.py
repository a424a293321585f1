"""Python types for shapes, by datamodel-code-generator. Alone imports it, and calls it once.

The library's own templates are replaced, the way it offers, by one that prints what it found out:
for every class its fields with their type hints. Both outputs, models and TypedDicts, are made of
that, so the library's work is done once, and nothing of its layout, names or defaults is ours.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TEMPLATES = Path(__file__).parent / "templates"


def hints_of(objects: list[dict[str, dict[str, Any]]]) -> list[dict[str, str]]:
    """For each object, a dict of keys and shapes, its keys and their type hints.

    A reference in a shape is the number of an object; in a hint it reads `Shape12`.
    """
    if not objects:
        return []
    hints: list[dict[str, str]] = [{} for _ in objects]
    current: dict[str, str] = {}
    for line in _generate(_document(objects)).splitlines():
        if line.startswith("#: ["):
            key, hint = json.loads(line.removeprefix("#: "))
            current[key] = hint
        elif line.startswith("#: Shape"):
            current = hints[int(line.removeprefix("#: Shape"))]
    return hints


def _document(objects: list[dict[str, dict[str, Any]]]) -> str:
    definitions = {
        # All required: what may be absent is not the library's concern.
        f"Shape{number}": {
            "type": "object",
            "properties": {key: _referring(shape) for key, shape in properties.items()},
            "required": list(properties),
        }
        for number, properties in enumerate(objects)
    }
    return json.dumps({"$defs": definitions})


def _referring(shape: Any) -> Any:
    """The shape with its references as the library reads them."""
    if isinstance(shape, list):
        return [_referring(item) for item in shape]
    if not isinstance(shape, dict) or "enum" in shape:
        return shape
    if "$ref" in shape:
        return {"$ref": f"#/$defs/Shape{shape['$ref']}"}
    return {keyword: _referring(value) for keyword, value in shape.items()}


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
