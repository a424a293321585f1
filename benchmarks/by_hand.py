"""What a user would do with datamodel-code-generator alone: one call for models, one for inputs.

`python -m benchmarks.by_hand SCHEMAS OUTPUT`: the peer of a cold run. It merges all topics of a
corpus into one document, which is the fastest way there is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from datamodel_code_generator import InputFileType, generate
from datamodel_code_generator.config import GenerateConfig
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import Formatter, PythonVersion


def main(schemas: Path, output: Path) -> None:
    document = json.dumps({"$defs": merged(schemas)})
    output.mkdir(exist_ok=True)
    for name, kind in (
        ("models", DataModelType.PydanticV2BaseModel),
        ("inputs", DataModelType.TypingTypedDict),
    ):
        config = GenerateConfig(
            input_file_type=InputFileType.JsonSchema,
            output_model_type=kind,
            formatters=[Formatter.BUILTIN],
            disable_timestamp=True,
            target_python_version=PythonVersion.PY_311,
        )
        (output / f"{name}.py").write_text(str(generate(document, config=config)))


def merged(schemas: Path) -> dict[str, Any]:
    """The definitions of all files and the schemas of all topics, under one name each."""
    found: dict[str, Any] = {}
    for path in sorted(schemas.glob("*.yaml")):
        text = path.read_text().replace("common.yaml#", "#")
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        found |= data["$defs"]
        for channel, definition in data.get("channels", {}).items():
            for topic, details in definition["topics"].items():
                name = "".join(map(str.capitalize, f"{channel}-{topic}".split("-")))
                found[name] = details["schema"]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
