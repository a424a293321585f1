"""A target that another package brings, by its entry point and its table in pyproject.toml."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from ..support.files import ROOT, write
from ..support.packages import forgotten
from ..support.targets import install
from .kept import Counting

if TYPE_CHECKING:
    from collections.abc import Iterator

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


# Targets that are in each other's way


@pytest.mark.parametrize(
    ("entry", "package", "message"),
    [
        ("python", "another", "; the package another 1.0 must name its target otherwise"),
        ("outline", "another", 'packages a-target 1.0 and another 1.0 both bring a target "outl'),
    ],
)
def test_a_name_is_of_one_target(
    outlined: Project, entry: str, package: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No package replaces the target of another one, or ours."""
    installed = outlined.folder / "installed"
    install(f"{entry} = outline_target:outlines", installed, package)
    monkeypatch.syspath_prepend(installed)
    outlined.configure(CONFIG.replace("outline]", f"{entry}]"))
    done = cli(status=2)
    assert message in done.err
    assert done.err.count("\n") == 1
    assert not outlined.output.exists()


CLASHES = {
    "one folder": ("generated", "generated", "python and outline have the same folder generated"),
    "one folder, spelled otherwise": ("generated", "x/../generated", "have the same folder"),
    "one folder of two others": ("o", "o", "outline and other have the same folder o"),
    "a folder in that of its own kind": ("o", "o/below", "both own o/below/room.txt"),
    "a folder around that of its own kind": ("o/below", "o", "both own o/below/room.txt"),
}


@pytest.mark.parametrize("name", CLASHES)
def test_outputs_that_overwrite_each_other_are_wrong_use(
    outlined: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told before anything is written, by every mode; also where each has written before."""
    first, second, message = CLASHES[name]
    installed = outlined.folder / "installed"
    install("other = outline_target:outlines", installed, "another")
    monkeypatch.syspath_prepend(installed)
    tables = f"""
[tool.realtime-codegen.outline]
output = "{first}"
[tool.realtime-codegen.other]
output = "{second}"
"""
    start = CONFIG.partition("\n\n")[0]
    outlined.configure(start + tables)
    for mode in ((), ("--check",), ("--diff",), ()):
        done = cli(*mode, status=2)
        assert message in done.err
        assert done.err.count("\n") == 1
    assert {path.name for path in outlined.folder.iterdir()} == {
        "installed",
        "pyproject.toml",
        "schemas",
    }


@pytest.mark.parametrize(("python", "outline"), [("o", "o/below"), ("o/below", "o")])
def test_a_folder_in_that_of_another_kind_is_used(
    outlined: Project, python: str, outline: str
) -> None:
    """Files that differ in their marks, names or folders are in nobody's way."""
    start = CONFIG.replace('"schemas"', f'"schemas"\noutput = "{python}"')
    outlined.configure(start.replace('"outlines"', f'"{outline}"'))
    assert "3 new" in cli().out
    assert cli().out == f"{python}: 3 unchanged\n{outline}: 1 unchanged\n"
    cli("--check")


def test_a_file_that_two_outputs_give_is_wrong_use(outlined: Project) -> None:
    """Also where what they own differs: Python's module of a definition in a folder."""
    outlined.define("chat/room.yaml", DEFINITIONS.replace("room", "hall"))
    outlined.configure(CONFIG.replace('"outlines"', '"generated/chat/room.py"'))
    done = cli(status=2)
    assert "both own generated/chat/room.py/" in done.err
    assert not outlined.output.exists()


# What the output depends on besides the definitions

STAMPS = """\
from pathlib import Path
from realtime_codegen.targets import Owned, Rendered, Target
from .words import WORD

class Stamps(Target):
    owned = Owned(mark="Stamp", suffix=".stamp")
    libraries = ("a-library",)

    def __init__(self, options):
        self._options = options

    @property
    def depends(self):
        return [Path("note.txt").read_text()]

    def paths(self, files):
        return {"it.stamp"}

    def render(self, project, types, files):
        for file in files:
            text = f"Stamp {WORD} {self._options} {Path('note.txt').read_text()}\\n"
            yield Rendered({"it.stamp": text})
"""
CHANGES = {
    "an option": ("pyproject.toml", CONFIG.replace("outline", "stamp") + "size = 2\n"),
    "the target's code": ("installed/stamps/words.py", "WORD = 'another'\n"),
    "what the target says that it reads": ("note.txt", "another note"),
}


@pytest.fixture
def stamped(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project that has generated a target from source."""
    installed = project.folder / "installed"
    write({"stamps/__init__.py": STAMPS, "stamps/words.py": "WORD = 'one'\n"}, installed)
    install("stamp = stamps:Stamps", installed)
    install("another = a:b", installed, "a-library")
    monkeypatch.syspath_prepend(installed)
    write({"note.txt": "a note"}, project.folder)
    project.define("room.yaml", DEFINITIONS)
    project.configure(CONFIG.replace("outline", "stamp") + "size = 1\n")
    with forgotten("stamps"):
        cli()
        assert cli().out == "generated: 3 unchanged\nstamps: 1 unchanged\n"
    with forgotten("stamps"):
        yield project


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_target_is_made_of_changes_its_output(stamped: Project, change: str) -> None:
    """A run after the change writes what a check then finds up to date."""
    path, text = CHANGES[change]
    write({path: text}, stamped.folder)
    assert cli().out == "generated: 3 unchanged\nstamps: 1 changed\n"
    cli("--check")


@pytest.mark.parametrize("package", ["a-target", "a-library"])
def test_an_upgraded_package_makes_all_again(
    runs: list[int], alerts: Project, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its code looks the same, and a library that the target names."""
    installed = alerts.folder / "installed"
    place = f"{Counting.__module__}:counting"
    monkeypatch.setattr(Counting, "libraries", ("a.Library",))
    install(f"counting = {place}", installed)
    install("another = a:b", installed, "a-library")
    monkeypatch.syspath_prepend(installed)
    for _ in range(2):
        cli()
    assert runs == [1]
    entry = f"counting = {place}" if package == "a-target" else "another = a:b"
    install(entry, installed, package, "1.1")
    for _ in range(2):
        cli()
    assert runs == [1, 1]
