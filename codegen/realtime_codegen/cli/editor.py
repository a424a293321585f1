"""`realtime-codegen schema`: the JSON Schema of definition files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .parsing import Parser
from .printing import FINE

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA_FILE = ".definition.schema.json"
"""Its name beside the definitions; the generator leaves hidden files out."""

_DESCRIPTION = f"""\
Print the JSON Schema (draft 2020-12) of definition files. Editors use it to complete, explain and
check definitions; "realtime-codegen init" sets that up. After an upgrade, write it again:

  realtime-codegen schema > schemas/{SCHEMA_FILE}"""


def run(arguments: Sequence[str]) -> int:
    parser = Parser("realtime-codegen schema", _DESCRIPTION)
    parser.parse_args(arguments)
    print(definition_schema(), end="")
    return FINE


def definition_schema() -> str:
    """The schema as JSON text, from `definition.schema.json` in the package."""
    path = Path(__file__).parent.parent / "definition.schema.json"
    return path.read_text(encoding="utf-8")
