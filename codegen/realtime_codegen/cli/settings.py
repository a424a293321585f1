"""What commands take from pyproject.toml and from comments in definitions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import Config, WrongConfig, find_config
from ..diagnostics import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def without_ignored(
    problems: Iterable[Diagnostic], sources: Mapping[str, bytes], folder: str
) -> list[Diagnostic]:
    """The problems without those warnings that are switched off: in pyproject.toml, or by a comment
    on the same line, `# realtime-codegen: ignore[code]`. Errors cannot be."""
    problems = list(problems)
    if all(problem.is_error for problem in problems):
        return problems
    everywhere = find_config(Path()).ignore
    files = {shown(folder, path): source for path, source in sources.items()}
    return [
        problem
        for problem in problems
        if problem.is_error
        or (problem.code not in everywhere and problem.code not in _ignored_at(problem, files))
    ]


def _ignored_at(problem: Diagnostic, files: Mapping[str, bytes]) -> list[str]:
    """The codes that a comment on the problem's line names."""
    lines = files.get(problem.position.path, b"").split(b"\n")
    if problem.position.line > len(lines):
        return []
    line = lines[problem.position.line - 1].decode(errors="replace")
    return [code.strip() for names in _IGNORE.findall(line) for code in names.split(",")]
