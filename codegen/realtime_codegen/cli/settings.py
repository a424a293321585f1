"""What commands take from pyproject.toml and from comments in definitions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .. import disk
from ..codes import WARNINGS, explanations
from ..config import Config, TargetTable, WrongConfig, find_config
from ..diagnostics import Position, in_order, shown, suggestion
from ..reports import Lines
from ..targets import WrongOption
from ..targets.installed import OWN, own_target, target_of
from ..wording import TEXTS
from .folders import Destination, check_apart, check_folder, check_project_apart, is_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..diagnostics import Diagnostic

_IGNORES = b"ignore["
_CODE = re.compile(r"[^\s,]+")
_IGNORE = re.compile(r"#\s*realtime-codegen:\s*ignore\[([^\]]*)\]")


def definition_files(schemas: Path) -> dict[str, bytes]:
    """The definition files of a folder. Raises DiskProblem where there are none: a folder that is
    named by mistake must not pass."""
    contents = disk.read_sources(schemas)
    if not contents:
        message = f"there are no definition files (*.yaml, *.yml, *.json) in {schemas}"
        raise disk.DiskProblem(message)
    return contents


def schemas_folder(named: Path | None) -> Path:
    """The folder of definitions: as it was named, else as pyproject.toml says.

    Raises WrongConfig.
    """
    schemas = named or find_config(Path()).schemas
    if schemas is None:
        message = "name the folder of your definition files, or set it in pyproject.toml"
        raise WrongConfig(f"{message}; see realtime-codegen --help")
    if schemas.is_file():
        raise WrongConfig(f"{schemas} is a file; name the folder that it is in, {schemas.parent}/")
    if not schemas.is_dir():
        raise WrongConfig(f"there is no folder {schemas}; name the folder of your definition files")
    return schemas


def outputs(
    schemas: Path,
    named: Path | None,
    folder: Path | None,
    others: Iterable[tuple[str, Path]] = (),
) -> list[Destination]:
    """Our own output, and those that pyproject.toml configures for this folder of definitions.

    `named` is the folder of definitions, `folder` that of our own output, as they were named;
    `others` are those of other outputs, in place of or besides the configured ones.
    Raises WrongConfig.
    """
    config = find_config(Path())
    own = config.schemas
    is_configured = named is None or (own is not None and own.is_dir() and is_in(schemas, own))
    package = folder or (config.output if named is None else Config().output)
    found = [Destination(OWN, own_target(), package)]
    tables = {table.name: table for table in config.targets if is_configured}
    for name, other in others:
        options = tables[name].options if name in tables else {}
        tables[name] = TargetTable(name, other, options)
    for table in tables.values():
        try:
            target = target_of(table.name, table.options)
        except WrongOption as error:
            where = f"{config.file}: [tool.realtime-codegen.{table.name}]"
            raise WrongConfig(f"{where}: {error}") from error
        found.append(Destination(table.name, target, table.output))
    if is_configured and config.file is not None and is_in(config.file, schemas):
        check_project_apart(config.file, schemas, found)
    for output in found:
        check_folder(output.folder, schemas, output.target)
    check_apart(found)
    return found


def without_ignored(
    problems: Iterable[Diagnostic], sources: Mapping[str, bytes], folder: str
) -> list[Diagnostic]:
    """The problems without those warnings that are switched off: in pyproject.toml, or by a comment
    on the same line, `# realtime-codegen: ignore[code]`. Errors cannot be."""
    lines = Lines({shown(folder, path): source for path, source in sources.items()})
    unknown = list(_unknown_codes(sources, folder, lines))
    problems = in_order([*problems, *unknown]) if unknown else list(problems)
    if all(problem.is_error for problem in problems):
        return problems
    everywhere = find_config(Path()).ignore
    return [
        problem
        for problem in problems
        if problem.is_error
        or (problem.code not in everywhere and problem.code not in _ignored_at(problem, lines))
    ]


def _unknown_codes(
    sources: Mapping[str, bytes], folder: str, lines_of: Mapping[str, Sequence[str]]
) -> Iterator[Diagnostic]:
    """Every code that such a comment names and that there is not."""
    for path in (path for path, source in sources.items() if _IGNORES in source):
        place, known = shown(folder, path), explanations()
        for number, line in enumerate(lines_of[place], 1):
            for comment in _IGNORE.finditer(line):
                for word in _CODE.finditer(line, *comment.span(1)):
                    if word[0] not in WARNINGS:
                        position = Position(place, number, word.start() + 1, number, word.end() + 1)
                        key = "unknown-code/error" if word[0] in known else "unknown-code"
                        hint = suggestion(word[0], known) or "; remove it"
                        yield TEXTS.problem(key, position, code=word[0], hint=hint)


def _ignored_at(problem: Diagnostic, lines_of: Mapping[str, Sequence[str]]) -> list[str]:
    """The codes that a comment on the problem's line names."""
    lines = lines_of[problem.position.path]
    if problem.position.line > len(lines):
        return []
    line = lines[problem.position.line - 1]
    return [code.strip() for names in _IGNORE.findall(line) for code in names.split(",")]
