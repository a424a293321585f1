"""What commands take from pyproject.toml and from comments in definitions."""

from __future__ import annotations

import keyword
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import Config, WrongConfig, find_config
from ..diagnostics import shown
from ..names import is_device
from ..reports import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..diagnostics import Diagnostic

_IGNORE = re.compile(r"#\s*realtime-codegen:\s*ignore\[([^\]]*)\]")


def folders(schemas: Path | None, output: Path | None = None) -> tuple[Path, Path]:
    """The folders of definitions and of output: as they were named, else as pyproject.toml says.

    Raises WrongConfig.
    """
    config = find_config(Path()) if schemas is None else Config()
    schemas = schemas or config.schemas
    if schemas is None:
        message = "name the folder of your definition files, or set it in pyproject.toml"
        raise WrongConfig(f"{message}; see realtime-codegen --help")
    if not schemas.is_dir():
        raise WrongConfig(f"there is no folder {schemas}; name the folder of your definition files")
    return schemas, output or config.output


def check_output(output: Path, schemas: Path) -> None:
    """Raises WrongConfig for an output that is no folder of its own, or that no import can name."""
    if output.exists() and not output.is_dir():
        raise WrongConfig(f"{output} is a file; the output is a folder")
    # Whoever stands in their definitions and names no output gets one where they stand.
    is_inside = is_in(output, schemas) and output != Config().output
    if is_inside or (output.exists() and is_in(schemas, output)):
        message = f"the output {output} and the definitions {schemas} are one inside the other"
        raise WrongConfig(f"{message}; name a folder apart from them, such as generated")
    for name in _imported_names(output):
        if not name.isidentifier():
            why = f'"{name}" is no Python identifier'
        elif keyword.iskeyword(name):
            why = f'"{name}" is a Python keyword'
        elif is_device(name):
            why = f'Windows keeps the name "{name}" for a device'
        else:
            continue
        raise WrongConfig(f"no package can be imported from {output}: {why}; name another folder")


def is_in(path: Path, folder: Path) -> bool:
    """Whether a path is a folder that is there, or below it, by whatever links and capitals."""
    real = Path(os.path.realpath(path))
    return any(above.exists() and above.samefile(folder) for above in (real, *real.parents))


def _imported_names(output: Path) -> Iterator[str]:
    """The names of the output and of the packages around it.

    A folder that is still to be made may be a package: of these, only keywords are named.
    """
    yield Path(os.path.abspath(output)).name  # noqa: PTH100 - what a link leads to is not imported
    for above in output.parents:
        is_package = (above / "__init__.py").exists()
        if is_package or (keyword.iskeyword(above.name) and not above.exists()):
            yield above.name


def without_ignored(
    problems: Iterable[Diagnostic], sources: Mapping[str, bytes], folder: str
) -> list[Diagnostic]:
    """The problems without those warnings that are switched off: in pyproject.toml, or by a comment
    on the same line, `# realtime-codegen: ignore[code]`. Errors cannot be."""
    problems = list(problems)
    if all(problem.is_error for problem in problems):
        return problems
    everywhere = find_config(Path()).ignore
    lines = Lines({shown(folder, path): source for path, source in sources.items()})
    return [
        problem
        for problem in problems
        if problem.is_error
        or (problem.code not in everywhere and problem.code not in _ignored_at(problem, lines))
    ]


def _ignored_at(problem: Diagnostic, lines_of: Mapping[str, Sequence[str]]) -> list[str]:
    """The codes that a comment on the problem's line names."""
    lines = lines_of[problem.position.path]
    if problem.position.line > len(lines):
        return []
    line = lines[problem.position.line - 1]
    return [code.strip() for names in _IGNORE.findall(line) for code in names.split(",")]
