"""`realtime-codegen breaking --against REF`: which changes break subscribers or publishers."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .. import disk
from ..breaking import Finding, compare
from ..breaking.findings import finding
from ..config import WrongConfig, find_config
from ..diagnostics import Position, in_order, shown, suggestion
from ..history import Commit, NoHistory
from ..pipeline import understand
from ..sources import Sources
from .folders import is_in
from .parsing import Parser
from .printing import FINE, PROBLEMS, folder_shown, print_problems, say
from .settings import schemas_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..config import Config
    from ..diagnostics import Diagnostic
    from ..model import Project

_DESCRIPTION = """\
Report which changes of the definitions break running subscribers, or the code of publishers that
was valid before. Nothing is written."""

_EPILOG = """\
examples:
  realtime-codegen breaking --against main
  realtime-codegen breaking --against HEAD~1 --error-format github
  realtime-codegen breaking schemas/ --against ../deployed/schemas

To accept a change, name it in pyproject.toml:
  [tool.realtime-codegen.breaking]
  accept = ["topic-removed:pipeline.usage"]

exit status: 0 nothing breaks, 1 something breaks or may break, 2 wrong usage"""


def run(arguments: Sequence[str]) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.against is None:
        is_ref = options.schemas is not None and not options.schemas.exists()
        ref = options.schemas if is_ref else "main"
        parser.error(f"name the old definitions: realtime-codegen breaking --against {ref}")
    schemas = schemas_folder(options.schemas)
    config = find_config(Path())
    _refuse_itself(options.against, schemas)
    try:
        versions = _Versions.read(options.against, schemas)
    except NoHistory as error:
        raise WrongConfig(str(error)) from error
    if versions.problems:
        print_problems(versions.problems, versions.sources, "", options.error_format)
        message = "the definitions have errors; nothing was compared"
        print(f"realtime-codegen: {message}", file=sys.stderr)
        return PROBLEMS
    found = compare(versions.old, versions.new)
    left = [one for one in found if one.name not in config.accept]
    told = [*_unused(config, found), *(one.diagnostic for one in left)]
    file_text = disk.read_file(config.file) if config.file else b""
    sources = {**versions.sources, str(config.file): file_text}
    print_problems(in_order(told), sources, "", options.error_format)
    broken = [one for one in left if one.diagnostic.is_error]
    if broken:
        print(_summary(broken, options.against), file=sys.stderr)
        if options.error_format == "text":
            print(_way_to_accept(config, found, broken), file=sys.stderr)
        return PROBLEMS
    accepted = f"; {len(found) - len(left)} accepted" if len(found) > len(left) else ""
    say(
        f"{folder_shown(schemas)}: nothing breaks against {options.against}{accepted}",
        options.error_format,
    )
    return FINE


def _parser() -> Parser:
    parser = Parser("realtime-codegen breaking", _DESCRIPTION, _EPILOG)
    parser.add_argument("schemas", nargs="?", type=Path, help="the folder of definition files")
    parser.add_argument(
        "--against",
        metavar="REF",
        help="the old definitions: a branch or commit of git, or a folder",
    )
    parser.add_error_format()
    return parser


def _refuse_itself(against: str, schemas: Path) -> None:
    """Compared with themselves, the definitions would always pass."""
    if not against.strip():
        message = "--against is empty (a variable that is not set?)"
        raise WrongConfig(f"{message}; name a branch, a commit or a folder to compare with")
    if "\0" in against:
        raise WrongConfig("--against has a NUL in it; name a branch, a commit or a folder")
    if os.path.isfile(against):  # noqa: PTH113 - of any length
        message = f"--against {against} is a file; name a folder with the old definitions"
        raise WrongConfig(f"{message}, a branch or a commit")
    if os.path.isdir(against) and is_in(schemas, Path(against)):  # noqa: PTH112 - of any length
        message = f"--against {against} contains the definitions that are checked"
        raise WrongConfig(f"{message}; name a branch, a commit or a folder with the old ones")


class _Versions(NamedTuple):
    """Both versions, all their files by the paths in messages, and their errors."""

    old: Project
    new: Project
    sources: dict[str, bytes]
    problems: list[Diagnostic]

    @staticmethod
    def read(against: str, schemas: Path) -> _Versions:
        new_sources = _in_folder(schemas)
        if os.path.isdir(against):  # noqa: PTH112 - of any length
            old_sources = _in_folder(Path(against))
        else:
            old_folder = f"{against}:{new_sources.folder}"
            commit = Commit(against, schemas)
            old_sources = Sources(commit.definitions(), old_folder, commit)
        for sources in (new_sources, old_sources):
            if not sources.contents:
                message = "there are no definition files (*.yaml, *.yml, *.json) in"
                raise WrongConfig(f"{message} {sources.folder}")
        old, old_problems, _ = understand(old_sources)
        new, new_problems, _ = understand(new_sources)
        named = {
            shown(sources.folder, path): source
            for sources in (old_sources, new_sources)
            for path, source in sources.all_contents.items()
        }
        errors = [problem for problem in (*old_problems, *new_problems) if problem.is_error]
        return _Versions(old.project, new.project, named, in_order(errors))


def _in_folder(folder: Path) -> Sources:
    return Sources(disk.read_sources(folder), folder_shown(folder), disk.ProjectFiles(folder))


def _unused(config: Config, found: Iterable[Finding]) -> Iterator[Diagnostic]:
    """Every exception that accepts nothing, at its place in pyproject.toml."""
    names = {one.name for one in found}
    for name in config.accept:
        if name not in names and config.file is not None:
            hint = suggestion(name, sorted(names - set(config.accept)))
            hint = f"{hint} if not," if hint else ";"
            place = _position(config.file, name)
            found_nothing = finding("unused-exception", name, place, None, name=name, hint=hint)
            yield found_nothing.diagnostic


def _position(file: Path, name: str) -> Position:
    quoted = json.dumps(name, ensure_ascii=False)
    for number, line in enumerate(disk.read_file(file).decode().splitlines(), 1):
        for text in (quoted, f"'{name}'"):
            if (start := line.find(text) + 1) > 0:
                return Position(str(file), number, start, number, start + len(text))
    return Position(str(file))


def _summary(broken: Sequence[Finding], against: str) -> str:
    what = "1 change breaks" if len(broken) == 1 else f"{len(broken)} changes break"
    return (
        f"realtime-codegen: {what} what runs with the definitions of {against}; "
        '"realtime-codegen explain CODE" says more'
    )


def _way_to_accept(config: Config, found: Iterable[Finding], broken: Iterable[Finding]) -> str:
    """What is pasted into pyproject.toml: a table, or the whole list for the table that is there.

    A second table of that name would not be TOML.
    """
    accepted = [one.name for one in found if one.name in config.accept]
    names = dict.fromkeys([*accepted, *(one.name for one in broken)])
    lines = "".join(f"  {json.dumps(name, ensure_ascii=False)},\n" for name in names)
    table, list_ = "[tool.realtime-codegen.breaking]", f"accept = [\n{lines}]"
    if config.file is not None and _has_table(config.file):
        where = f"replace accept in {table} of {config.file} with\n\n"
    else:
        where = f"add to {config.file or 'pyproject.toml'}:\n\n{table}\n"
    return f"To accept these changes, {where}{list_}"


def _has_table(file: Path) -> bool:
    import tomllib

    return "breaking" in tomllib.loads(disk.read_file(file).decode())["tool"]["realtime-codegen"]
