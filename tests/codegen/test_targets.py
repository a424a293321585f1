"""A target that another package brings, by its entry point and its table in pyproject.toml."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).parents[2] / "examples" / "outline_target"
DEFINITIONS = """\
channels:
  room:
    name: "room:{id}"
    params: {id: {type: string}}
    topics:
      said: {schema: {$ref: "#/$defs/Said"}}
      size: {schema: {type: integer}}
$defs:
  Said: {type: object, required: [text], properties: {text: {type: string}}}
"""
CONFIG = """\
[tool.realtime-codegen]
schemas = "schemas"

[tool.realtime-codegen.outline]
output = "outlines"
"""


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command in a project that has the package installed and configured."""
    installed = tmp_path / "installed" / "outline_target-1.0.dist-info"
    installed.mkdir(parents=True)
    installed.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: outline-target\n")
    text = (EXAMPLE / "pyproject.toml").read_text().partition("[project.entry-points.")[2]
    entry = text.splitlines()[1]
    points = f"[realtime_codegen.targets]\n{entry.replace(chr(34), '')}\n"
    installed.joinpath("entry_points.txt").write_text(points)
    project = tmp_path / "project"
    (project / "schemas").mkdir(parents=True)
    (project / "schemas" / "room.yaml").write_text(DEFINITIONS)
    (project / "pyproject.toml").write_text(f'{CONFIG}title = "Shop"\n')
    paths = os.pathsep.join((str(installed.parent), str(EXAMPLE)))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "realtime_codegen", *arguments],
            cwd=project,
            env={**os.environ, "PYTHONPATH": paths, "XDG_CACHE_HOME": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_one_run_makes_all_outputs(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Python's package and the outlines; `--check` sees both, and only what is its own goes."""
    outlines = tmp_path / "project" / "outlines"
    assert command().stdout == "generated: 3 new\noutlines: 1 new\n"
    text = (outlines / "room.txt").read_text()
    assert text == "Outline: Shop, room:{id}\n- said\n  - text\n- size\n"
    assert command().stdout == "generated: 3 unchanged\noutlines: 1 unchanged\n"
    assert command("--check").returncode == 0
    (outlines / "mine.txt").write_text("mine")
    (outlines / "old.txt").write_text("Outline of what is gone\n")
    (outlines / "room.txt").write_text("Outline, edited\n")
    checked = command("--check")
    assert checked.returncode == 1
    assert [line for line in checked.stderr.splitlines() if line.startswith("outlines/")] == [
        "outlines/old.txt:1:1: out-of-date: no definition file produces this file any more; "
        "run realtime-codegen",
        "outlines/room.txt:1:1: out-of-date: this file is not up to date with the definitions; "
        "run realtime-codegen",
    ]
    assert command().stdout == "generated: 3 unchanged\noutlines: 1 changed, 1 removed\n"
    assert (outlines / "room.txt").read_text() == text
    assert (outlines / "mine.txt").read_text() == "mine"


def test_a_changed_definition_changes_all_outputs(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """What the last run kept is of both."""
    command()
    file = tmp_path / "project" / "schemas" / "room.yaml"
    file.write_text(file.read_text().replace("size", "count"))
    assert command().stdout == "generated: 1 changed, 2 unchanged\noutlines: 1 changed\n"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[tool.realtime-codegen.outlin]\noutput = 'o'\n", 'no target "outlin"; did you mean "out'),
        ("[tool.realtime-codegen.outline]\ntitle = 'x'\n", 'needs "output", the path of a folder'),
        (f"{CONFIG.partition('schemas')[0]}outputs = 'x'\n", 'has no key "outputs"'),
        ("[tool.realtime-codegen.outline]\noutput = 'o'\ntitle = 3\n", '"title" is a string'),
        ("[tool.realtime-codegen.outline]\noutput = 'schemas/o'\n", "overlap"),
    ],
)
def test_a_wrong_table_is_wrong_use(
    command: Callable[..., subprocess.CompletedProcess[str]],
    table: str,
    message: str,
    tmp_path: Path,
) -> None:
    """One line that names the table, exit status 2, and nothing is written."""
    start = '[tool.realtime-codegen]\nschemas = "schemas"\n'
    text = table if table.startswith("[tool.realtime-codegen]") else start + table
    (tmp_path / "project" / "pyproject.toml").write_text(text)
    done = command()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("realtime-codegen: ")
    assert message in done.stderr
    assert not (tmp_path / "project" / "generated").exists()
