"""A target that another package brings, by its entry point and its table in pyproject.toml."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from .outlines import CONFIG, DEFINITIONS

if TYPE_CHECKING:
    from ..support.projects import Project


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
        ("[tool.realtime-codegen.outline]\noutput = 'o'\ntitel = 'x'\n", 'is no option "titel"'),
        ("[tool.realtime-codegen.outline]\noutput = 'schemas/o'\n", "overlap"),
        ("[tool.realtime-codegen.outline]\noutput = 'schemas'\n", "overlap"),
        ("[tool.realtime-codegen.python]\noutput = 'o'\n", 'target "python" is realtime-codegen'),
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


def test_an_output_without_files_says_so(outlined: Project) -> None:
    """Definitions without channels have no outlines."""
    outlined.define("room.yaml", "$defs: {A: {type: integer}}\n")
    assert cli().out == "generated: 3 new\noutlines: no files\n"


# The target's own problems


def test_a_problem_that_only_a_target_has_is_told_at_its_place(outlined: Project) -> None:
    """With the line and a caret, and in every format. Only our own codes can be explained."""
    outlined.define("z.yaml", DEFINITIONS.replace("room:", "Room:"))
    place = "schemas/z.yaml:2:3: outline-taken: another channel needs the file"
    for mode in ((), ("--check",)):
        said = cli(*mode, status=1).err
        assert said.startswith(place)
        assert said.endswith("realtime-codegen: 1 error; nothing was written\n")
    assert '"outline-taken"' in cli("--error-format", "json", status=1).out
    (run,) = json.loads(cli("--error-format", "sarif", status=1).out)["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "outline-taken"}]
    outlined.define("z.yaml", f"{DEFINITIONS}  Odd: {{type: odd}}\n")
    assert cli(status=1).err.endswith('written; "realtime-codegen explain CODE" says more\n')
    assert not outlined.output.exists()


def test_a_problem_that_comes_later_is_told_too(outlined: Project) -> None:
    """Where the last run had none, and only the new file is generated."""
    for name in ("a", "b"):
        channel = DEFINITIONS.replace("room", name)
        outlined.define(f"{name}.yaml", channel)
    cli()
    outlined.define("c.yaml", DEFINITIONS.replace("room:", "A:", 1).replace("room:{", "c:{"))
    assert "schemas/c.yaml:2:3: outline-taken" in cli(status=1).err
