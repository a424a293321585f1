"""The Python types of scalars, by datamodel-code-generator. The only module that imports it.

It is asked once about each kind of scalar, with all that are new in one call: the manifest keeps
the answers, so that a run which meets no new kind does not import the library. What is made of
scalars (lists, unions, classes) is ours to spell.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TEMPLATES = Path(__file__).parent / "library_templates"


def answers_of(questions: Iterable[str]) -> Mapping[str, str]:
    """The library's word for each of some small JSON Schemas, given as text."""
    asked = {f"q{number}": question for number, question in enumerate(questions)}
    properties = {key: json.loads(question) for key, question in asked.items()}
    document = {"type": "object", "properties": properties, "required": list(asked)}
    output = _generate(json.dumps({"$defs": {"Asked": document}}))
    found = (json.loads(line[2:]) for line in output.splitlines() if line.startswith("#:"))
    return {asked[name]: hint for name, hint in found}


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
