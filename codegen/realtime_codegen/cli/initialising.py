"""`realtime-codegen init`: a first definition, the configuration, a hook and a CI job."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from .. import disk
from ..config import Config, WrongConfig, find_config
from .editor import SCHEMA_FILE, definition_schema
from .init_templates import (
    DEFINITION,
    HOOK,
    MODELINE,
    MYPY,
    MYPY_INI,
    PRE_COMMIT,
    SECTION,
    WORKFLOW,
)
from .parsing import Parser
from .printing import FINE

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = """\
Start a project: run it in the project's root.

Writes a first definition and its JSON Schema for editors, [tool.realtime-codegen] and
mypy's plugin in pyproject.toml, a pre-commit hook, and a job for GitHub Actions. Existing
files are never overwritten."""

_PYPROJECT = Path("pyproject.toml")
_PRE_COMMIT = Path(".pre-commit-config.yaml")
_WORKFLOW = Path(".github/workflows/realtime-codegen.yml")
_NEXT = """\
next:
  realtime-codegen                generates the package; commit it
  mypy --check-untyped-defs .     refuses wrong payloads, as the job does
  pre-commit install              checks the package before every commit
"""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is written, with a word on each, what is left alone, and what the user has to do."""

    files: dict[Path, str] = field(default_factory=dict)
    appended: dict[Path, str] = field(default_factory=dict)
    what: dict[Path, str] = field(default_factory=dict)
    kept: dict[Path, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def create(self, path: Path, text: str, what: str) -> None:
        if path.exists() or path.is_symlink():
            self.kept[path] = "it exists"
        else:
            self.files[path] = text
            self.what[path] = what


def run(arguments: Sequence[str]) -> int:
    parser = Parser("realtime-codegen init", _DESCRIPTION)
    parser.parse_args(arguments)
    plan = _plan()
    disk.create(plan.files, plan.appended)
    print(_report(plan), end="")
    return FINE


def _plan() -> _Plan:
    plan = _Plan()
    schemas = _plan_pyproject(plan)
    _plan_definitions(plan, schemas)
    plan.create(_PRE_COMMIT, PRE_COMMIT, "a hook that runs realtime-codegen --check")
    if _PRE_COMMIT in plan.kept and "realtime-codegen" not in _text(_PRE_COMMIT):
        plan.notes.append(f"add to the repos of {_PRE_COMMIT}:\n\n{HOOK}")
    workflow = WORKFLOW.format(version=version("realtime-codegen"))
    plan.create(_WORKFLOW, workflow, "a job that runs --check, mypy and breaking")
    if _WORKFLOW in plan.files:
        message = f"write in {_WORKFLOW} how your project installs realtime-codegen"
        plan.notes.append(f"{message};\nthe job fails until you do\n")
    return plan


def _plan_pyproject(plan: _Plan) -> Path:
    """The folder of definitions that pyproject.toml names, or will name."""
    mypy_config = _mypy_config()
    schemas = _plan_sections(plan, SECTION if mypy_config else f"{SECTION}\n{MYPY}")
    if mypy_config is None and _PYPROJECT in plan.kept:
        mypy_config = _PYPROJECT
    if mypy_config and "realtime_runtime.mypy" not in _text(mypy_config):
        lines = MYPY if mypy_config.suffix == ".toml" else MYPY_INI
        message = f"add mypy's plugin to {mypy_config}, so that errors point at the wrong key"
        plan.notes.append(f"{message}:\n\n{lines}")
    return schemas


def _mypy_config() -> Path | None:
    """The file from which mypy takes its configuration in this folder, in mypy's order."""
    for folder in (Path(), *Path.cwd().parents):
        for path in (folder / "mypy.ini", folder / ".mypy.ini"):
            if path.is_file():
                return path
        if "mypy" in _tool(_text(folder / _PYPROJECT)):
            return folder / _PYPROJECT
        if "[mypy]" in _text(folder / "setup.cfg").splitlines():
            return folder / "setup.cfg"
        if (folder / ".git").exists() or (folder / ".hg").exists():
            break
    return None


def _plan_sections(plan: _Plan, sections: str) -> Path:
    """These sections, where pyproject.toml does not have ours, and the folder of definitions."""
    config = find_config(Path())
    what = "[tool.realtime-codegen]"
    tables = " and ".join(line for line in sections.splitlines() if line.startswith("["))
    text = _text(_PYPROJECT)
    if _has_section(text):
        if config.schemas is None:
            message = (
                f'{what} does not name the folder of your definitions; add schemas = "schemas"'
            )
            raise WrongConfig(f"{_PYPROJECT}: {message}")
        plan.kept[_PYPROJECT] = f"{what} exists"
        return config.schemas
    if config != Config():
        message = f"a folder above has a pyproject.toml with {what}"
        raise WrongConfig(f"{message}, for {config.schemas or config.output}; run this there")
    if _PYPROJECT.exists():
        plan.appended[_PYPROJECT] = _addition(text, sections)
        plan.what[_PYPROJECT] = f"{tables}, at the end"
    else:
        plan.create(_PYPROJECT, sections, tables)
    return Path("schemas")


def _addition(text: str, sections: str) -> str:
    """The sections as they are appended to a pyproject.toml, which stays valid TOML."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    added = sections.replace("\n", line_end)
    if text:
        added = line_end + added if text.endswith("\n") else 2 * line_end + added
    if not _has_section(text + added):
        message = "this cannot be added at the end; add it yourself, and run this again"
        raise WrongConfig(f"{_PYPROJECT}: {message}:\n\n{sections}")
    return added


def _has_section(text: str) -> bool:
    return "realtime-codegen" in _tool(text)


def _tool(text: str) -> dict[str, object]:
    """The tables under [tool] of a pyproject.toml; none where it cannot be read."""
    import tomllib

    try:
        tool = tomllib.loads(text.replace("\r\n", "\n")).get("tool")
    except (ValueError, RecursionError):
        return {}
    return tool if isinstance(tool, dict) else {}


def _plan_definitions(plan: _Plan, schemas: Path) -> None:
    if schemas.exists() and not schemas.is_dir():
        raise disk.DiskProblem(
            f"{schemas} is a file; move it, because definitions need a folder of this name"
        )
    sources = disk.read_sources(schemas) if schemas.is_dir() else {}
    if sources:
        plan.kept[schemas] = "it has definitions"
        if not any(b"# yaml-language-server:" in source for source in sources.values()):
            message = f"for editors, begin the definitions in {schemas} with this"
            plan.notes.append(f"{message}, with ../ for each folder below:\n\n{MODELINE}")
    else:
        plan.create(schemas / "tasks.yaml", MODELINE + DEFINITION, "a first definition")
    file = schemas / SCHEMA_FILE
    plan.create(file, definition_schema(), "the schema by which editors check definitions")
    if file in plan.kept and _text(file) != definition_schema():
        plan.notes.append(
            f"{file} is from another version; update it:\n\n  realtime-codegen schema > {file}\n"
        )


def _text(path: Path) -> str:
    """A file's text, every character of it; empty where it cannot be read."""
    try:
        return disk.read_file(path).decode(errors="replace")
    except OSError:
        return ""


def _report(plan: _Plan) -> str:
    parts = []
    for heading, paths in (("written", plan.what), ("left alone", plan.kept)):
        width = max((len(path.as_posix()) for path in paths), default=0)
        lines = [f"  {path.as_posix():{width}}  {said}\n" for path, said in paths.items()]
        if lines:
            parts.append("".join([f"{heading}:\n", *lines]))
    return "\n".join([*parts, *plan.notes, _NEXT])
