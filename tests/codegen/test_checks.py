"""`--check` and `--diff` use what runs have kept, and say what they say without it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from ..support.commands import BIN, Ran, cli, python
from .edits import EDITS, OUTPUT_EDITS, START
from .kept import everything, hash_of, keep, kept, records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..support.projects import Project
    from .edits import State

pytestmark = pytest.mark.slow

MODES = ("--check", "--diff")


@pytest.fixture
def module(known: Project) -> Path:
    """A module of the output."""
    return known.output / "alerts.py"


def edit(module: Path) -> None:
    module.write_text(module.read_text() + "# edited\n")


def without_record(*arguments: str) -> Ran:
    """What the command says where nothing is kept, as on a machine of CI."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", "/dev/null")
        return cli(*arguments, status=None)


# What is kept saves work


def test_what_a_run_has_made_is_not_made_again(runs: list[int], known: Project) -> None:
    """Nothing is made where nothing changed, and one file where one file changed."""
    for mode in (*MODES, "--check"):
        cli(mode, "schemas")
    assert runs == [3]
    known.define("more.yaml", "$defs: {More: {type: string}}")
    for mode in MODES:
        assert "generated/more.py" in cli(mode, "schemas", status=1).said
    assert runs == [3, 1, 1]


def test_a_check_keeps_what_it_has_made(runs: list[int], known: Project, user_cache: Path) -> None:
    """The next one has nothing to make; the project stays as it is, byte for byte."""
    shutil.rmtree(user_cache)
    before = everything(known.folder)
    for mode in (*MODES, "--check"):
        cli(mode, "schemas")
    assert runs == [3, 3]
    assert everything(known.folder) == before


@pytest.mark.parametrize("mode", MODES)
def test_the_library_is_asked_again_by_another_generator(
    known: Project, user_cache: Path, mode: str
) -> None:
    """What another version has kept counts for nothing."""
    assert not asks(mode)
    (record,) = records(known, user_cache)
    keep(record, json.dumps([hash_of(b"another"), *json.loads(kept(record))[1:]]))
    assert asks(mode)


def asks(mode: str) -> bool:
    """Whether a run asks datamodel-code-generator."""
    code = """
import sys
from realtime_codegen.cli import main
assert main([sys.argv[1], "schemas"]) == 0
print("datamodel_code_generator" in sys.modules)
"""
    return python(code, mode).out.splitlines()[-1] == "True"


# What changes is seen


@pytest.mark.parametrize("number", [1, 28])
@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.__name__)
def test_it_says_what_it_says_without_a_record(
    change: Callable[[State, int], State], number: int, project: Project
) -> None:
    """After any small edit of the definitions, and of the output."""
    for path, source in START.items():
        project.define(path, source.decode())
    cli("schemas")
    shutil.rmtree(project.schemas)
    for path, source in change(START, number).items():
        project.define(path, source.decode())
    compare_all()
    modules = sorted(project.output.rglob("*.py"))
    OUTPUT_EDITS[number % len(OUTPUT_EDITS)](modules[number % len(modules)])
    compare_all()


def compare_all() -> None:
    for arguments in (("--check",), ("--diff",), ("--check", "--error-format", "json")):
        fresh = without_record(*arguments, "schemas")
        assert cli(*arguments, "schemas", status=None) == fresh
        assert cli(*arguments, "schemas", status=None) == fresh, "with what the first one kept"


def another(module: Path) -> None:
    """A module of ours that no definition gives."""
    shutil.copy(module, module.with_name("another.py"))


def in_a_package(module: Path) -> None:
    folder = module.with_name("more")
    folder.mkdir()
    shutil.copy(module, folder)


def with_its_times(module: Path) -> None:
    """An edit that leaves size and time as they were."""
    before = module.stat()
    module.write_text(module.read_text().replace("str", "int"))
    os.utime(module, ns=(before.st_atime_ns, before.st_mtime_ns))


def a_link(module: Path) -> None:
    """The same text, elsewhere."""
    elsewhere = module.parent.with_name("elsewhere.py")
    module.rename(elsewhere)
    module.symlink_to(elsewhere)


def a_linked_package(module: Path) -> None:
    package = module.with_name("chat")
    package.rename(module.parent.with_name("chat"))
    package.symlink_to(module.parent.with_name("chat"))


def a_pipe(module: Path) -> None:
    module.unlink()
    os.mkfifo(module)


def a_folder(module: Path) -> None:
    module.unlink()
    module.mkdir()


def a_persons(module: Path) -> None:
    module.write_text("mine = 1\n")


def no_utf_8(module: Path) -> None:
    module.write_bytes(module.read_bytes() + b"# \xff\n")


def nothing_at_all(module: Path) -> None:
    shutil.rmtree(module.parent)


CHANGES = [another, in_a_package, with_its_times, a_link, a_linked_package, a_pipe, a_folder]
CHANGES += [a_persons, no_utf_8, nothing_at_all]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("mode", MODES)
def test_what_stands_in_the_output_is_seen(
    module: Path, mode: str, change: Callable[[Path], None]
) -> None:
    """Whatever is not what the definitions give is told, as where nothing is kept."""
    change(module)
    told = cli(mode, "schemas", status=1)
    assert told == without_record(mode, "schemas")
    assert told.said


def test_what_is_not_ours_does_not_matter(module: Path) -> None:
    """Files of a person, and hidden folders, may be in the output, whatever is kept."""
    module.with_name("mine.py").write_text("mine = 1\n")
    (module.parent / ".hidden").mkdir()
    shutil.copy(module, module.parent / ".hidden")
    for mode in MODES:
        assert cli(mode, "schemas") == without_record(mode, "schemas")


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ('ignore = ["unknown-keyword"]', 0),
        ("warnings-as-errors = true", 1),
        ('[tool.realtime-codegen.typescript]\noutput = "web"', 1),
    ],
)
def test_settings_count_at_once(known: Project, settings: str, status: int) -> None:
    """A record says nothing that a setting decides."""
    known.configure(f'[tool.realtime-codegen]\nschemas = "schemas"\n{settings}\n')
    told = cli("--check", "schemas", status=status)
    assert told == without_record("--check", "schemas")
    assert ("unknown-keyword" in told.err) == ("ignore" not in settings)


def test_an_option_of_a_target_counts_at_once(known: Project) -> None:
    """What was made with other options is not what is asked for."""
    table = '[tool.realtime-codegen]\nschemas = "schemas"\n[tool.realtime-codegen.typescript]\n'
    known.configure(f'{table}output = "web"\n')
    cli()
    cli("--check")
    known.configure(f'{table}output = "web"\nextension = ".ts"\n')
    told = cli("--check", status=1)
    assert "web/index.ts" in told.err
    assert told == without_record("--check")


def test_another_project_at_the_same_place(known: Project) -> None:
    """As in containers, which share a cache: what was kept of the one says nothing of the other."""
    first = known.folder / "first"
    shutil.copytree(known.schemas, first / "schemas")
    shutil.copytree(known.output, first / "generated")
    known.define("alerts.yaml", "$defs: {Other: {type: integer}}")
    assert cli("--check", "schemas", status=1) == without_record("--check", "schemas")
    cli("schemas")
    for folder in (known.schemas, known.output):
        shutil.rmtree(folder)
        (first / folder.name).rename(folder)
    cli("--check", "schemas")
    edit(known.output / "alerts.py")
    assert cli("--check", "schemas", status=1) == without_record("--check", "schemas")


def test_checks_beside_runs(known: Project) -> None:
    """Each ends as one alone would, before the change or after it, and the record is whole."""
    known.define("alerts.yaml", "$defs: {Other: {type: integer}}")
    command = [str(BIN / "realtime-codegen"), "schemas"]
    several = [
        subprocess.Popen([*command, *mode], stderr=subprocess.PIPE, text=True)
        for mode in (["--check"], [], ["--check"], [], ["--check"])
    ]
    for process in several:
        _, said = process.communicate()
        assert process.returncode in (0, 1)
        assert "out-of-date" in said or process.returncode == 0
    cli("--check", "schemas")
    edit(known.output / "alerts.py")
    cli("--check", "schemas", status=1)
