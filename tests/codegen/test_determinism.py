"""The output is byte for byte the same wherever and whenever it is made."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest

from ..support.commands import run
from ..support.files import ROOT
from ..support.generating import generate

if TYPE_CHECKING:
    from ..support.projects import Project

pytestmark = pytest.mark.slow

EXAMPLES = ROOT / "schemas"
command = partial(run, "realtime-codegen")


@pytest.fixture
def examples(project: Project) -> Project:
    shutil.copytree(EXAMPLES, project.schemas, dirs_exist_ok=True)
    return project


def test_hash_seeds_change_nothing(examples: Project) -> None:
    """The order of Python's sets, which is another in every process, is not in the output."""
    command("schemas/", PYTHONHASHSEED="0")
    first = examples.files()
    for seed in ("1", "2", "77"):
        ran = command("schemas/", "--output", "generated", PYTHONHASHSEED=seed)
        assert ran.out == f"generated: {len(first)} unchanged\n"
    assert first == examples.files()


def test_places_change_nothing(examples: Project) -> None:
    """Another working folder, an absolute path, another locale and time zone change nothing."""
    command("schemas/")
    first = examples.files()
    other = examples.folder / "other"
    other.mkdir()
    for ran in (
        command(str(examples.schemas), "--output", str(examples.output), cwd=other),
        command("../schemas", "--output", "../generated", cwd=other, LC_ALL="C", TZ="Asia/Tokyo"),
        command(".", "--output", "../generated", cwd=examples.schemas, PYTHONUTF8="0"),
    ):
        assert ran.err == ""
        assert ran.out.endswith(f": {len(first)} unchanged\n")
    assert examples.files() == first


def test_the_order_of_files_changes_nothing() -> None:
    """Files that are read in another order give the same output and the same problems."""
    sources = {path.name: path.read_bytes() for path in EXAMPLES.glob("*.yaml")}
    sources |= {"warns.yaml": b"$defs: {A: {x: 1}, B: {y: 2}}"}
    first = generate(dict(sorted(sources.items())), "schemas")
    second = generate(dict(sorted(sources.items(), reverse=True)), "schemas")
    assert (first.files, first.diagnostics) == (second.files, second.diagnostics)
    assert first.diagnostics


def test_a_second_run_in_one_process_changes_nothing() -> None:
    """Nothing that a run remembers reaches the next."""
    sources = {path.name: path.read_bytes() for path in EXAMPLES.glob("*.yaml")}
    first = generate(sources, "schemas")
    generate({"other.yaml": b"$defs: {Author: {type: integer}}"}, "schemas")
    again = generate(sources, "schemas")
    assert (again.files, again.diagnostics) == (first.files, first.diagnostics)


def test_the_output_says_nothing_of_its_making(examples: Project) -> None:
    """No path of the machine and no version stands in the output."""
    from importlib.metadata import version

    command(str(examples.schemas))
    texts = b"".join(examples.files().values())
    assert str(examples.folder).encode() not in texts
    assert version("datamodel-code-generator").encode() not in texts
    assert b"from pipeline.yaml." in texts
