"""A target that another package brings, by its entry point and its table in pyproject.toml."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from ..support.files import ROOT
from ..support.targets import install

if TYPE_CHECKING:
    from ..support.projects import Project

EXAMPLE = ROOT / "examples" / "outline_target"
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
def outlined(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """A project that has the package installed and configured."""
    installed = tmp_path_factory.mktemp("installed")
    settings = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())
    ((name, place),) = settings["project"]["entry-points"]["realtime_codegen.targets"].items()
    install(f"{name} = {place}", installed)
    project.define("room.yaml", DEFINITIONS)
    project.configure(f'{CONFIG}title = "Shop"\n')
    monkeypatch.syspath_prepend(installed)
    monkeypatch.syspath_prepend(EXAMPLE)
    return project


def test_one_run_makes_all_outputs(outlined: Project) -> None:
    """Python's package and the outlines; `--check` sees both, and only what is its own goes."""
    outlines = outlined.folder / "outlines"
    assert cli().out == "generated: 3 new\noutlines: 1 new\n"
    text = (outlines / "room.txt").read_text()
    assert text == "Outline: Shop, room:{id}\n- said\n  - text\n- size\n"
    assert cli().out == "generated: 3 unchanged\noutlines: 1 unchanged\n"
    cli("--check")
    (outlines / "mine.txt").write_text("mine")
    (outlines / "old.txt").write_text("Outline of what is gone\n")
    (outlines / "room.txt").write_text("Outline, edited\n")
    checked = cli("--check", status=1)
    assert [line for line in checked.err.splitlines() if line.startswith("outlines/")] == [
        "outlines/old.txt:1:1: out-of-date: no definition file produces this file any more; "
        "run realtime-codegen",
        "outlines/room.txt:1:1: out-of-date: this file is not up to date with the definitions; "
        "run realtime-codegen",
    ]
    assert cli().out == "generated: 3 unchanged\noutlines: 1 changed, 1 removed\n"
    assert (outlines / "room.txt").read_text() == text
    assert (outlines / "mine.txt").read_text() == "mine"


def test_a_changed_definition_changes_all_outputs(outlined: Project) -> None:
    """What the last run kept is of both."""
    cli()
    outlined.define("room.yaml", DEFINITIONS.replace("size", "count"))
    assert cli().out == "generated: 1 changed, 2 unchanged\noutlines: 1 changed\n"


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
def test_a_wrong_table_is_wrong_use(outlined: Project, table: str, message: str) -> None:
    """One line that names the table, exit status 2, and nothing is written."""
    start = '[tool.realtime-codegen]\nschemas = "schemas"\n'
    text = table if table.startswith("[tool.realtime-codegen]") else start + table
    outlined.configure(text)
    done = cli(status=2)
    assert done.out == ""
    assert done.err.startswith("realtime-codegen: ")
    assert message in done.err
    assert not outlined.output.exists()
