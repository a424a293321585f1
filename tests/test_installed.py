"""A user's project in a folder of its own, with the distributions installed as the README says.

Nothing of this checkout is on its path. Dependencies come from the package registry; where that
cannot be reached, these tests are skipped and say so.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from .support.commands import run
from .support.files import ROOT, write
from .support.shells import Shell, install_commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


DEFINITIONS = """
channels:
  jobs:
    name: "jobs:{job}"
    params:
      job: {type: integer}
    topics:
      progress:
        schema: {$ref: "shared/progress.yaml#/$defs/Progress"}
      log:
        schema: {type: string}
"""
SHARED = """
$defs:
  Progress:
    type: object
    additionalProperties: false
    required: [done]
    properties:
      done: {type: integer, minimum: 0}
      finished_at: {type: string, format: date-time}
"""
RIGHT = """
import asyncio

from realtime_runtime import InvalidPayload, MemoryTransport, Realtime

from generated import jobs_channel
from generated.shared.progress import Progress


async def main() -> None:
    realtime = Realtime(MemoryTransport())
    jobs = jobs_channel(job=7)
    async with realtime.subscribe(jobs.progress, jobs.log) as messages:
        await realtime.publish(jobs.progress, {"done": 1})
        await realtime.publish(jobs.progress, Progress(done=2))
        await realtime.publish(jobs.log, "finished")
        try:
            await realtime.publish(jobs.progress, {"done": -1})
        except InvalidPayload as error:
            print(error.problems[0])
        await realtime.aclose()
        async for message in messages:
            print(message.channel, message.topic, message.body.decode())


asyncio.run(main())
"""
PRINTED = """\
payload/done: expected at least 0, found -1
jobs:7 progress {"done":1}
jobs:7 progress {"done":2}
jobs:7 log "finished"
"""
WRONG = """
from realtime_runtime import Realtime

from generated import jobs_channel


async def main(realtime: Realtime) -> None:
    jobs = jobs_channel(job=7)
    await realtime.publish(jobs.progress, {"done": 1})
    await realtime.publish(jobs.progress, {"wrong": "field"})
    jobs.progres
"""
WRONG_LINES = {("wrong.py", 10), ("wrong.py", 11)}

# Each is told where the packages are installed, and nothing else.
CHECKERS = {
    "mypy": "mypy --strict --python-executable {python} --cache-dir {cache}",
    "pyright": "pyright --pythonpath {python}",
    "ty": "ty check --python {python}",
    # Without any configuration pyrefly's preset is "basic", which checks no arguments.
    "pyrefly": "pyrefly check --preset default --python-interpreter-path {python}",
}


def shell_in(folder: Path) -> Shell:
    """A shell in an empty project beside a checkout, with an environment that is active."""
    shell = Shell(folder)
    for command in ("mkdir shop", "cd shop", "python3 -m venv .venv", ". .venv/bin/activate"):
        assert shell.run(command) == ""
    return shell


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A project in whose environment both are installed, by the words of the README."""
    shell = shell_in(tmp_path_factory.mktemp("both"))
    both, _, _ = install_commands(ROOT / "README.md")
    shell.run(both)
    yield shell
    shell.close()


@pytest.fixture(scope="session")
def installed(shop: Shell) -> Path:
    """The programs of an environment with both."""
    return shop.folder / ".venv" / "bin"


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> Path:
    """A user's project, generated."""
    project = tmp_path_factory.mktemp("user") / "project"
    files = {"schemas/jobs.yaml": DEFINITIONS, "schemas/shared/progress.yaml": SHARED}
    write({**files, "right.py": RIGHT, "wrong.py": WRONG}, project)
    done = run(installed / "realtime-codegen", "schemas/", cwd=project)
    assert done == (0, "generated: 5 new\n", "")
    return project


@pytest.fixture
def project(tmp_path: Path, generated: Path) -> Path:
    """A copy of the user's project."""
    return shutil.copytree(generated, tmp_path / "project")


def test_the_definitions_give_a_package(project: Path) -> None:
    """A module for each file, a package for each folder, and the mark of typed packages."""
    files = (project / "generated").rglob("*.*")
    assert sorted(file.relative_to(project).as_posix() for file in files) == [
        "generated/__init__.py",
        "generated/jobs.py",
        "generated/py.typed",
        "generated/shared/__init__.py",
        "generated/shared/progress.py",
    ]


def test_what_was_generated_runs(project: Path, installed: Path) -> None:
    """The user's program publishes and receives."""
    assert run(installed / "python", "-W", "error", "right.py", cwd=project).said == PRINTED


@pytest.mark.parametrize("checker", CHECKERS)
def test_checkers_find_the_types_without_configuration(
    checker: str, project: Path, installed: Path, tmp_path: Path
) -> None:
    """The right publish is accepted, and each wrong line refused."""
    command = CHECKERS[checker].format(python=installed / "python", cache=tmp_path / "cache")
    program, *arguments = command.split()
    done = run(program, *arguments, "right.py", "wrong.py", status=1, cwd=project)
    said = done.said.replace(f"{project}/", "")
    # ty shows declarations too, of the runtime; those are elsewhere.
    found = {(file, int(line)) for file, line in re.findall(r"([\w./-]+\.py):(\d+)", said)}
    ours = {(file, line) for file, line in found if not file.startswith("/")}
    assert ours == WRONG_LINES, done.said


def test_a_second_run_changes_nothing(project: Path, installed: Path) -> None:
    """`--check` exits with 0 after generating, and generating again leaves every file as it is."""
    before = times(project)
    check = run(installed / "realtime-codegen", "schemas/", "--check", cwd=project)
    again = run(installed / "realtime-codegen", "schemas/", cwd=project)
    assert check == (0, "", "")
    assert again == (0, "generated: 5 unchanged\n", "")
    assert times(project) == before


def times(project: Path) -> dict[Path, int]:
    """When each file was last written."""
    return {file: file.stat().st_mtime_ns for file in project.rglob("*.*")}


@pytest.mark.parametrize(
    ("edited", "old", "new", "named"),
    [
        ("schemas/jobs.yaml", "{type: string}", "{type: boolean}", "generated/jobs.py"),
        ("schemas/jobs.yaml", "name: ", "description: Jobs.\n    name: ", "generated/jobs.py"),
        ("schemas/shared/progress.yaml", "0", "1", "generated/shared/progress.py"),
        ("generated/jobs.py", "str", "int", "generated/jobs.py"),
    ],
)
def test_an_edit_is_found(
    edited: str, old: str, new: str, named: str, project: Path, installed: Path
) -> None:
    """`--check` exits with 1 after an edit of a definition or of the output, and says which."""
    file = project / edited
    file.write_text(file.read_text().replace(old, new, 1))
    done = run(installed / "realtime-codegen", "schemas/", "--check", status=1, cwd=project)
    assert done.said.startswith(f"{named}:1:1: out-of-date: ")
    assert done.said.count("\n") == 1


def test_the_runtime_needs_no_generator(tmp_path: Path, project: Path) -> None:
    """In production the runtime and the generated package are enough."""
    shell = shell_in(tmp_path)
    _, _, runtime = install_commands(ROOT / "README.md")
    shell.run(runtime)
    programs = shell.folder / ".venv" / "bin"
    shell.close()
    assert run(programs / "python", "-W", "error", "right.py", cwd=project).said == PRINTED
    generator = run(programs / "python", "-c", "import realtime_codegen", status=1, cwd=project)
    assert "ModuleNotFoundError" in generator.said


@pytest.fixture(scope="session")
def wheels(shop: Shell) -> Path:
    """A folder with both wheels, built as the README says."""
    _, build, _ = install_commands(ROOT / "README.md")
    shop.run(build)
    return shop.folder / "wheels"


@pytest.mark.parametrize(
    ("distribution", "package"),
    [
        ("runtime", ROOT / "runtime" / "realtime_runtime"),
        ("codegen", ROOT / "codegen" / "realtime_codegen"),
    ],
)
def test_a_wheel_holds_the_package_and_nothing_else(
    distribution: str, package: Path, wheels: Path
) -> None:
    """All that the package's folder has, the mark of typed packages and the licence."""
    (wheel,) = wheels.glob(f"realtime_{distribution}-*.whl")
    sources = {
        file.relative_to(package.parent).as_posix()
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    sources |= {file.name for file in package.parent.glob("*.py")}  # the plugin for pytest
    assert f"{package.name}/py.typed" in sources
    information = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info"
    metadata = {"METADATA", "WHEEL", "RECORD", "licenses/LICENSE", "entry_points.txt"}
    assert set(ZipFile(wheel).namelist()) == sources | {f"{information}/{m}" for m in metadata}
