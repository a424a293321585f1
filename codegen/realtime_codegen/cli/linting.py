"""`realtime-codegen lint [schemas/]`: what could be better in valid definitions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import in_order
from ..disk import ProjectFiles
from ..lints import lint
from ..pipeline import checked
from ..sources import Sources
from .parsing import Parser
from .printing import FINE, PROBLEMS, counted, folder_shown, print_problems, say
from .settings import definition_files, outputs, schemas_folder, without_ignored

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = """\
Report what could be better in valid definitions: closed objects, unbounded strings and arrays,
missing descriptions, unused definitions, optional booleans. Nothing is written."""

_EPILOG = """\
To ignore one warning, write a comment on the same line:
  notes: {type: string}  # realtime-codegen: ignore[unbounded-string]

To ignore a code everywhere, list it in pyproject.toml:
  [tool.realtime-codegen]
  ignore = ["missing-description"]

exit status: 0 nothing found, 1 something found, 2 wrong usage"""


def run(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    schemas = schemas_folder(options.schemas)
    folder = folder_shown(schemas)
    sources = Sources(definition_files(schemas), folder, ProjectFiles(schemas))
    targets = {output.name: output.target for output in outputs(schemas, options.schemas, None)}
    reading, types, problems = checked(sources, targets)
    if types is not None:
        problems = [*problems, *lint(reading.project)]
    contents = sources.all_contents
    found = without_ignored(in_order(problems), contents, folder)
    print_problems(found, contents, folder, options.error_format)
    if found:
        if options.error_format == "text":
            print(counted(found), file=sys.stderr)
        return PROBLEMS
    say(f"{folder}: nothing found", options.error_format)
    return FINE


def _parser() -> Parser:
    parser = Parser("realtime-codegen lint", _DESCRIPTION, _EPILOG)
    parser.add_argument("schemas", nargs="?", type=Path, help="the folder of definition files")
    parser.add_error_format()
    return parser
